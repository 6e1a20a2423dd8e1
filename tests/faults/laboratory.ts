// Role: one trial's directory with a log and a database, the processes that run on them, and the run until idle at the
// end. Used by every fault whose trials are processes.

import assert from "node:assert/strict";
import { httplog } from "./program.ts";
import { assertSame, stored, undisturbed, withoutOutliers, WORDS } from "./oracle.ts";

/** How a process ended. */
export interface Ended {
  /** Exit code; 128 + the signal's number where a signal ended it. */
  readonly code: number;
  /** The signal that ended it. */
  readonly signal: Deno.Signal | null;
  /** What it wrote to standard error. */
  readonly stderr: string;
}

/** No process of a trial takes longer, milliseconds. */
const TIME_LIMIT = 120_000;

/** A directory for one trial, gone at its end. */
export class Laboratory implements AsyncDisposable {
  readonly directory: string;
  readonly #servers: number;

  private constructor(directory: string, servers: number) {
    this.directory = directory;
    this.#servers = servers;
  }

  /**
   * A new one on a real disk: programs may not write to memory directories without all permissions. The log is dealt to the logs
   * of so many servers, line by line in turn.
   */
  static async open(servers = 1): Promise<Laboratory> {
    const directory = await Deno.realPath(await Deno.makeTempDir({ prefix: "httplog_faults_" }));
    return new Laboratory(directory, servers);
  }

  /** The log. */
  get log(): string {
    return `${this.directory}/access.csv`;
  }

  /** The database. */
  get database(): string {
    return `${this.directory}/x.db`;
  }

  /** The logs of the servers; the log itself where there is one. */
  get #logs(): string[] {
    if (this.#servers === 1) return [this.log];
    return Array.from({ length: this.#servers }, (_, server) => `${this.directory}/web${server}.csv`);
  }

  /** Makes the log these bytes, as a writer does who only appends. */
  async grow(bytes: Uint8Array): Promise<void> {
    for (const [server, path] of this.#logs.entries()) {
      const own = dealt(bytes, server, this.#servers);
      using file = await Deno.open(path, { append: true, create: true });
      const { size } = await file.stat();
      for (let at = size; at < own.length;) at += await file.write(own.subarray(at));
    }
  }

  /** The arguments of a replay of the log. */
  replayWords(): string[] {
    const words = ["replay", ...this.#logs, "--db", this.database, ...WORDS];
    // So that no server lags too far when a run is killed, and no late value needs one of the last rows of a bucket.
    if (this.#servers > 1) words.push("--idle-log", "1000000");
    return this.#servers > 1 ? words.map((word, at) => words[at - 1] === "--top" ? "1000" : word) : words;
  }

  /** Starts a process in the directory. */
  start(command: readonly string[]): Deno.ChildProcess {
    return new Deno.Command(command[0], {
      args: command.slice(1),
      cwd: this.directory,
      stdin: "null",
      stdout: "null",
      stderr: "piped",
    }).spawn();
  }

  /** Waits for a process. */
  async end(child: Deno.ChildProcess): Promise<Ended> {
    const timer = setTimeout(() => kill(child), TIME_LIMIT);
    const { code, signal, stderr } = await child.output();
    clearTimeout(timer);
    return { code, signal, stderr: withoutOutliers(new TextDecoder().decode(stderr)) };
  }

  /** Runs a process to its end. */
  run(command: readonly string[]): Promise<Ended> {
    return this.end(this.start(command));
  }

  /** Runs the program without a fault until it is idle; gives what is stored then. */
  async settle(): Promise<unknown> {
    const command = [...await httplog(), ...this.replayWords()];
    const last = await this.run(command);
    assert.deepEqual([last.code, last.stderr], [0, ""], "the run without the fault");
    const before = stored(this.database);
    const idle = await this.run(command);
    assert.deepEqual([idle.code, idle.stderr], [0, ""], "the run with nothing new");
    assertSame(stored(this.database), before, "a run with nothing new changed something");
    return before;
  }

  /** Settles and compares with one undisturbed run of this log. */
  async settlesAs(log: Uint8Array, how: string): Promise<void> {
    assertSame(await this.settle(), await undisturbed(log), how);
  }

  /** Takes the directory away. */
  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.directory, { recursive: true });
  }
}

/** The lines of a log that go to one of its servers, each with the header; of one server, all bytes. */
function dealt(bytes: Uint8Array, server: number, servers: number): Uint8Array {
  if (servers === 1) return bytes;
  const [header, ...lines] = new TextDecoder().decode(bytes).split(/(?<=\n)/);
  return new TextEncoder().encode([header, ...lines.filter((_, line) => line % servers === server)].join(""));
}

/** Kills a process, unless it has ended just now. */
export function kill(child: Deno.ChildProcess): void {
  try {
    child.kill("SIGKILL");
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
  }
}

/** A failure that a person can read: a documented code and one line that begins with the program's name. */
export function assertTold({ code, stderr }: Ended, codes: readonly number[]): void {
  assert.ok(codes.includes(code), `exit code ${code}, not one of ${codes.join(", ")}: ${stderr}`);
  if (code !== 0) assert.match(stderr, /^httplog: [^\n]+\n$/);
}
