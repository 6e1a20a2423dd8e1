// Role: what tests of formats do: logs in a directory of their own, commands over them, and what they print.

import { DatabaseSync } from "node:sqlite";
import { check } from "../../src/commands/check/check.ts";
import type { Command } from "../../src/commands/command.ts";
import { replay } from "../../src/commands/replay/replay.ts";
import { Problem } from "../../src/domain/problem.ts";
import { parse } from "../../src/cli/parse.ts";
import { fakeHost, type FakeSettings } from "../fake_host.ts";

/** What a command left. */
export interface Ended {
  /** Its exit code. */
  readonly code: number;
  readonly out: string;
  /** Messages, with that of the error that ended it. */
  readonly err: string;
}

/** A directory with logs and a database; gone at the end. */
export class FormatBench {
  readonly directory: string = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "httplog-" }));

  /** Writes a file and gives its path. */
  write(name: string, text: string | Uint8Array, append = false): string {
    const path = this.path(name), bytes = typeof text === "string" ? new TextEncoder().encode(text) : text;
    Deno.writeFileSync(path, bytes, { append });
    return path;
  }

  path(name: string): string {
    return `${this.directory}/${name}`;
  }

  /** `httplog replay` with these words. */
  async replay(words: readonly string[], settings: FakeSettings = {}): Promise<Ended> {
    const workers = words.includes("--workers") ? [] : ["--workers", "0"];
    return await this.#run(replay, ["--db", this.path("log.db"), ...workers, ...words], settings);
  }

  /** `httplog check` with these words. */
  async check(words: readonly string[], settings: FakeSettings = {}): Promise<Ended> {
    return await this.#run(check, words, settings);
  }

  /** The rows of a query, as lists. */
  rows(sql: string): unknown[][] {
    const db = new DatabaseSync(this.path("log.db"), { readOnly: true });
    try {
      return db.prepare(sql).all().map((row) => Object.values(row));
    } finally {
      db.close();
    }
  }

  async #run(command: Command, words: readonly string[], settings: FakeSettings): Promise<Ended> {
    const parsed = parse(command, words), host = fakeHost({ now: 1_700_000_000, ...settings });
    if (parsed.kind !== "run") throw new Error("no run");
    try {
      const code = await command.run(parsed.invocation, host);
      return { code, out: host.stdout.text, err: host.stderr.text };
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      const err = [host.stderr.text, error.message, ...error.details].join("\n");
      return { code: error.exitCode, out: host.stdout.text, err };
    }
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.directory, { recursive: true });
  }
}

/** Lines of a combined log, a second apart. */
export function combinedLines(count: number, path = "/a", start = 0): string {
  return Array.from({ length: count }, (_, at) => {
    const clock = new Date((start + at) * 1000).toISOString().slice(11, 19);
    return `10.0.0.${
      at % 5
    } - - [10/Oct/2023:${clock} +0000] "GET ${path}/${at} HTTP/1.1" 200 12 "-" "curl/8.0"\n`;
  }).join("");
}

/** Lines of nginx's JSON, a second apart. */
export function jsonLines(count: number, path = "/a"): string {
  return Array.from({ length: count }, (_, at) =>
    `${
      JSON.stringify({
        time_iso8601: new Date(1696896000000 + at * 1000).toISOString().replace(".000Z", "+00:00"),
        remote_addr: `10.0.0.${at % 5}`,
        request: `GET ${path}/${at} HTTP/1.1`,
        status: 200,
        body_bytes_sent: 12,
      })
    }\n`).join("");
}

/** A line of HAProxy, whose times have no zone. */
export const HAPROXY_LINE = "127.0.0.1:39759 [09/Dec/2013:12:59:46.633] loadbalancer default/instance8 " +
  '0/51536/1/48082/99627 200 83285 - - ---- 87/87/87/1/0 0/67 "GET /path/to/image HTTP/1.1"\n';
