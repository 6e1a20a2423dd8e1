// Role: a real process of `httplog serve`, and what its tests read of it.

import assert from "node:assert/strict";
import type { ApiAnswer, ApiEvent, ApiProblem } from "../../../src/api/answer.ts";
import { PROJECT, run, start } from "../../process.ts";

/** The program out of its sources. */
export const PROGRAM: readonly string[] = [Deno.execPath(), "run", "--quiet", "-A", `${PROJECT}main.ts`];

const HEADER = '"remotehost","rfc931","authuser","date","request","status","bytes"\n';

/** Lines of a CSV log from a second on, one a second, after a header if there is one. */
export function logLines(from: number, count: number, path = "/api/x", header = false): string {
  const lines = Array.from(
    { length: count },
    (_, at) => `"10.0.0.${at % 9}","-","apache",${from + at},"GET ${path} HTTP/1.0",200,1234\n`,
  );
  return (header ? HEADER : "") + lines.join("");
}

/** Replays a log that is written for it, in a process of its own, into the source "shop" unless the options say another. */
export async function replayInto(cwd: string, lines: string, ...options: string[]): Promise<void> {
  const file = `${cwd}/log.csv`;
  await Deno.writeTextFile(file, lines, { append: true });
  const source = options.some((option) => option.startsWith("--source")) ? [] : ["--source", "shop"];
  const { code, stderr } = await run([...PROGRAM, "replay", file, "-q", ...source, ...options], { cwd });
  assert.equal(code, 0, stderr);
}

/** A server that runs until it is disposed of. */
export class TestServer implements AsyncDisposable {
  readonly url: string;
  readonly #child: Deno.ChildProcess;
  readonly #rest: Promise<string>;

  private constructor(child: Deno.ChildProcess, url: string, rest: Promise<string>) {
    this.#child = child;
    this.url = url;
    this.#rest = rest;
  }

  /** Starts `serve` on a free port and waits until it serves. */
  static async start(cwd: string, ...words: string[]): Promise<TestServer> {
    const listen = words.includes("--listen") ? [] : ["--listen", "127.0.0.1:0"];
    const child = start([...PROGRAM, "serve", ...listen, ...words], { cwd });
    void child.stdout.cancel();
    let text = "";
    const found = Promise.withResolvers<string>();
    const rest = (async () => {
      for await (const chunk of child.stderr.pipeThrough(new TextDecoderStream())) {
        text += chunk;
        const [, url] = /serving (http:\S+\/) /.exec(text) ?? [];
        if (url !== undefined) found.resolve(url.replace("0.0.0.0", "127.0.0.1"));
      }
      found.reject(new Error(`It serves nothing: ${text}`));
      return text;
    })();
    return new TestServer(child, await found.promise, rest);
  }

  /** A response to a path below the root. */
  fetch(path: string, init: RequestInit = {}): Promise<Response> {
    return fetch(`${this.url}${path}`, init);
  }

  /** An answer of the API. */
  async answer(path: string): Promise<ApiAnswer> {
    const response = await this.fetch(`api/v1/${path}`), body = await response.json();
    assert.equal(response.status, 200, JSON.stringify(body));
    return body;
  }

  /** Several answers, in the order of what is asked for, each with its status. */
  async several(
    targets: readonly string[],
    patience = 0,
  ): Promise<{ readonly status: number; readonly body: ApiAnswer & ApiProblem }[]> {
    const given = targets.map((target) => `ask=${encodeURIComponent(target)}&`).join("");
    const response = await this.fetch(`api/v1/several?${given}patience=${patience}`);
    const text = await response.text();
    assert.equal(response.status, 200, text);
    const lines = text.trimEnd().split("\n").map((line) => JSON.parse(line));
    return lines.toSorted((one, other) => one.ask - other.ask);
  }

  /** A figure of the metrics that has no labels. */
  async metric(name: string): Promise<number> {
    const text = await (await this.fetch("metrics")).text();
    return Number(new RegExp(`^httplog_${name} (.+)$`, "m").exec(text)![1]);
  }

  /** A problem document. */
  async problem(path: string, init: RequestInit = {}): Promise<ApiProblem> {
    const response = await this.fetch(path, init);
    assert.equal(response.headers.get("content-type"), "application/problem+json; charset=utf-8");
    const body = await response.json() as ApiProblem;
    assert.equal(body.status, response.status);
    return body;
  }

  /** The events from now on. */
  async *events(stop: AbortSignal): AsyncGenerator<ApiEvent> {
    const response = await this.fetch("api/v1/events", { signal: stop });
    assert.equal(response.headers.get("content-type"), "text/event-stream");
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    // The signal of a fetch may be collected as garbage while its body is read: it ends nothing then.
    stop.addEventListener("abort", () => void reader.cancel().catch(() => {}));
    let text = "";
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      text += read.value;
      const parts = text.split("\n\n");
      text = parts.pop()!;
      for (const part of parts.filter((part) => part.startsWith("data: "))) yield JSON.parse(part.slice(6));
    }
  }

  /** Sends a text over a connection of its own, and returns what comes back until the server closes it. */
  async raw(text: string): Promise<string> {
    const { port } = new URL(this.url);
    using connection = await Deno.connect({ hostname: "127.0.0.1", port: Number(port) });
    await connection.write(new TextEncoder().encode(text));
    const decoder = new TextDecoder(), buffer = new Uint8Array(65536);
    let answer = "";
    for (let count = await connection.read(buffer); count !== null; count = await connection.read(buffer)) {
      answer += decoder.decode(buffer.subarray(0, count), { stream: true });
      if (/\r\n\r\n/.test(answer) && !/connection: close/i.test(answer)) break;
    }
    return answer;
  }

  /** Stops it by a signal. Returns the exit code and what it wrote to standard error. */
  async stop(signal: Deno.Signal = "SIGTERM"): Promise<{ readonly code: number; readonly stderr: string }> {
    this.#child.kill(signal);
    return await this.ended();
  }

  /** Waits until it has ended. Returns the same. */
  async ended(): Promise<{ readonly code: number; readonly stderr: string }> {
    const { code } = await this.#child.status;
    return { code, stderr: await this.#rest };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      this.#child.kill("SIGKILL");
    } catch {
      // It has ended.
    }
    await this.#child.status;
    await this.#rest;
    await this.#child.stdin.close().catch(() => {});
  }
}
