// Role: the contract of a scenario of the end-to-end suite, and the bench on which it works. Scenarios stand in
// `replay_scenarios.ts`, `query_scenarios.ts`, `error_scenarios.ts`; `end_to_end_test.ts` runs each with each program.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { findProgram } from "../outside_program.ts";
import { type Outcome, run, type RunOptions, start } from "../process.ts";
import type { Program } from "./programs.ts";

/** One story of a person and the program. */
export interface Scenario {
  /** For the name of the test. */
  readonly name: string;
  /** Why it cannot be played here, see `outside_program.ts`; absent or null where it can. */
  readonly missing?: string | null;
  /** Plays it; throws where something is not as it should be. */
  play(bench: Bench): Promise<void>;
}

/** A program in an empty directory. */
export class Bench {
  readonly #program: Program;
  /** The directory, with links resolved, without a slash at its end. */
  readonly directory: string;

  /** A bench in a directory that exists, for one scenario. */
  constructor(program: Program, directory: string) {
    this.#program = program;
    this.directory = directory;
  }

  /** Runs httplog to its end in the directory. */
  httplog(words: readonly string[], options: Partial<RunOptions> = {}): Promise<Outcome> {
    return run([...this.#program.command, ...words], { cwd: this.directory, ...options });
  }

  /** Starts httplog; the caller awaits its `status` and takes its streams. */
  start(words: readonly string[]): Deno.ChildProcess {
    return start([...this.#program.command, ...words], { cwd: this.directory });
  }

  /** Runs httplog without the superuser's right to pass over the permissions of files. */
  httplogUnprivileged(words: readonly string[]): Promise<Outcome> {
    const isRoot = Deno.uid() === 0;
    const drop = isRoot ? [findProgram("setpriv")!, "--bounding-set", "-dac_override,-dac_read_search"] : [];
    return run([...drop, ...this.#program.command, ...words], { cwd: this.directory });
  }

  /** Rows of a question in SQL, by `httplog query` on `httplog.db`. Throws where it fails. */
  async rows(sql: string): Promise<Record<string, unknown>[]> {
    const { code, stdout, stderr } = await this.httplog(["query", sql, "--format", "ndjson"]);
    if (code !== 0) throw new Error(`httplog query "${sql}" ended with ${code}: ${stderr}`);
    return stdout.split("\n").filter((line) => line !== "").map((line) => JSON.parse(line));
  }

  /** Writes a file of the directory and gives its path. */
  write(name: string, content: string | Uint8Array<ArrayBuffer>): string {
    const path = `${this.directory}/${name}`;
    if (typeof content === "string") Deno.writeTextFileSync(path, content);
    else Deno.writeFileSync(path, content);
    return path;
  }

  /**
   * Names, sizes and hashes of the files in the directory, to compare before and after. Without the files that SQLite
   * makes beside a database it only reads, as long as they hold nothing.
   */
  snapshot(): Record<string, string> {
    const files = [...Deno.readDirSync(this.directory)].filter((entry) => entry.isFile).map((entry) =>
      entry.name
    );
    const hashed = files.sort().map((name) => {
      const bytes = Deno.readFileSync(`${this.directory}/${name}`);
      return [name, `${bytes.length} bytes, ${createHash("sha256").update(bytes).digest("hex")}`] as const;
    });
    const isEmptySideFile = ([name, content]: readonly [string, string]) =>
      name.endsWith("-shm") || (name.endsWith("-wal") && content.startsWith("0 bytes"));
    return Object.fromEntries(hashed.filter((entry) => !isEmptySideFile(entry)));
  }
}

/** Asserts that two long lists of texts are the same, and shows no more than the first difference. */
export function assertSameLines(
  actual: readonly string[],
  expected: readonly string[],
  message: string,
): void {
  const at = actual.findIndex((line, index) => line !== expected[index]);
  const first = at < 0 ? Math.min(actual.length, expected.length) : at;
  assert.equal(actual[first], expected[first], `${message}; first difference in row ${first}`);
}
