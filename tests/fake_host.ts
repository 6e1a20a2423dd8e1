// Role: a machine for tests: its clock moves only by sleeping, its output is kept, its files are real. Used by every
// test that needs a `Host`.

import { Problem } from "../src/domain/problem.ts";
import { identity, listDirectory, readText } from "../src/host/deno/files.ts";
import { openInput } from "../src/host/deno/input.ts";
import { loadLists } from "../src/host/deno/load_lists.ts";
import { replaceText } from "../src/host/deno/replace_text.ts";
import { startThread } from "../src/host/deno/thread.ts";
import { BrokenPipe, type Host, type InputFile, type Output, type Thread } from "../src/host/host.ts";

/** How the machine is set up. */
export interface FakeSettings {
  /** Wall clock at the start, epoch seconds. Default 1600000000. */
  readonly now?: number;
  /** See `Host.sliceBytes`. */
  readonly sliceBytes?: number;
  /** The environment; empty by default. */
  readonly env?: Readonly<Record<string, string>>;
  /** What standard input holds; nothing by default. */
  readonly stdin?: string | Uint8Array;
  /** Columns of the terminal that both outputs are; absent: they are pipes. */
  readonly terminal?: number;
  /** See `Host.rangeBytes`. */
  readonly rangeBytes?: number;
  /** See `Host.post`; without it nobody can be reached. */
  readonly post?: Host["post"];
  /** See `Host.startThread`; without it only those of queries start. */
  readonly startThread?: Host["startThread"];
}

/** An output that keeps what is written to it. */
export interface FakeOutput extends Output {
  /** All that has been written. */
  text: string;
  /** From now on writing finds its reader gone. */
  isBroken: boolean;
}

/** A host with handles for the test. */
export interface FakeHost extends Host {
  readonly stdout: FakeOutput;
  readonly stderr: FakeOutput;
  /** Seconds of each sleep so far. */
  readonly sleeps: readonly number[];
  /** Moves both clocks. */
  advance(seconds: number): void;
  /** Asks to stop, as a signal does. */
  stop(signal: "SIGINT" | "SIGTERM"): void;
}

/** A machine of its own. No method depends on `this`, so tests may derive from it with `Object.create`. */
export function fakeHost(settings: FakeSettings = {}): FakeHost {
  const { now = 1_600_000_000, env = {}, stdin = "", terminal } = settings;
  const stopping = new AbortController();
  const sleeps: number[] = [];
  let passed = 0;
  return {
    stdout: fakeOutput(terminal),
    stderr: fakeOutput(terminal),
    sleeps,
    advance: (seconds) => void (passed += seconds),
    stop: (signal) => stopping.abort(signal),
    now: () => now + passed,
    monotonic: () => passed,
    async sleep(seconds, stop) {
      await Promise.resolve();
      if (stop.aborted) return;
      sleeps.push(seconds);
      passed += Math.max(0, seconds);
    },
    env: (name) => Object.hasOwn(env, name) ? env[name] : undefined,
    realPath: (path) => Deno.realPathSync(path),
    exists: (path) => {
      try {
        Deno.statSync(path);
        return true;
      } catch {
        return false;
      }
    },
    identity,
    list: listDirectory,
    openInput,
    stdin: () => memoryInput(bytesOf(stdin)),
    readText: (path) =>
      path === "-" ? Promise.resolve(new TextDecoder().decode(bytesOf(stdin))) : readText(path),
    replaceText,
    stopSignal: () => stopping.signal,
    sliceBytes: settings.sliceBytes,
    rangeBytes: settings.rangeBytes,
    listen: () => Promise.reject(new Problem("permission", "this machine serves nothing")),
    openBrowser: () => false,
    openScreen: () => null,
    post: settings.post ?? (() => Promise.reject(new Problem("io", "the connection failed"))),
    processors: 1,
    startThread: settings.startThread ?? queryThread,
    lists: loadLists,
    turn: () => new Promise((resolve) => void setImmediate(resolve)),
  };
}

function queryThread(name: string): Thread {
  if (name !== "query") throw new Error(`There is no thread for "${name}" on this machine.`);
  return startThread(new URL("../src/worker.ts", import.meta.url).href, name);
}

/** An input that holds these bytes: a stream, as standard input is. */
export function memoryInput(bytes: Uint8Array): InputFile {
  let at = 0;
  return {
    size: null,
    inode: null,
    device: null,
    read(into) {
      if (at >= bytes.length) return Promise.resolve(null);
      const part = bytes.subarray(at, at + into.length);
      into.set(part);
      at += part.length;
      return Promise.resolve(part.length);
    },
    seek() {
      throw new Error("A stream cannot be read from another place.");
    },
    [Symbol.dispose]() {},
  };
}

function fakeOutput(terminal: number | undefined): FakeOutput {
  return {
    text: "",
    isBroken: false,
    isTerminal: terminal !== undefined,
    columns: () => terminal ?? 80,
    write(text) {
      if (this.isBroken) throw new BrokenPipe();
      this.text += text;
    },
  };
}

function bytesOf(content: string | Uint8Array): Uint8Array {
  return typeof content === "string" ? new TextEncoder().encode(content) : content;
}
