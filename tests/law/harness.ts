// Role: drives the real replay command over a log that is cut, sliced, paced and disturbed, in a directory of its own.
// The law tests say what to do with it; `dump.ts` reads what came of it.

import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { Random } from "../../sample_data/random.ts";
import { replay } from "../../src/commands/replay/replay.ts";
import { undo } from "../../src/commands/database/undo.ts";
import { isoTime } from "../../src/domain/time_text.ts";
import type { Host, InputFile } from "../../src/host/host.ts";
import { checkDatabase } from "../../src/stores/sqlite/check/check.ts";
import { sqlite } from "../../src/stores/sqlite/sqlite.ts";
import { RESULT_TABLES } from "../../src/stores/sqlite/schema/tables.ts";
import { fakeHost, type FakeSettings } from "../fake_host.ts";
import { simulatedThreads } from "../simulated_threads.ts";
import type { Expected, Options } from "../reference/expected.ts";
import { dump } from "./dump.ts";
import { type RuleDump, ruleDump } from "./rule_dump.ts";

/** How one run is done. */
export interface RunPlan {
  /** How many bytes of all inputs together (in the order of their times) are there when the run begins. */
  readonly until: number;
  /** How many bytes of each input are there instead. */
  readonly lengths?: readonly number[];
  /** Size of a read in bytes; absent: the default. */
  readonly sliceBytes?: number;
  /** Plays it back in so many wall seconds in all, on a clock that only sleeping moves; 0 or absent: unpaced. */
  readonly wallSeconds?: number;
  /** The disk fails, or the person stops the run, at this read, counted from 0. */
  readonly disturbed?: { readonly by: "error" | "signal"; readonly atRead: number };
  /** Another X and W than those of the options. */
  readonly settings?: { readonly threshold: number; readonly window: number };
  /** Text of the rule file; absent: without one. Then X and W are those of the options only where it leaves them. */
  readonly rules?: string;
  /** What `--dimensions` and `--log-format` say; absent: nothing. */
  readonly dimensions?: string;
  readonly format?: string;
  /** What `--advance-to` says; absent: nothing. */
  readonly advanceTo?: string;
  /** Gives the first input as standard input. */
  readonly stdin?: boolean;
  /** Forgets first. */
  readonly fresh?: boolean;
  /** Reads in ranges, with so many threads beside the main one. */
  readonly threads?: ThreadPlan;
}

/** How a run is shared among threads. */
export interface ThreadPlan {
  readonly count: number;
  /** Size of a range in bytes. */
  readonly rangeBytes: number;
  /** See `Behaviour`. */
  readonly slowness: number;
  readonly failures: number;
  readonly seed: number;
}

/** A directory with the inputs and a database; gone at the end. */
export class Bench {
  readonly #directory: string;
  readonly #options: Options;
  readonly #inputs: readonly Uint8Array[];
  readonly #order: readonly number[];
  /** By input, its name without that of the source. */
  readonly #names: readonly string[];

  /**
   * `order` says in which order the inputs grow. They are the generations of one log in this order; or of several `logs`, each a
   * list of its inputs.
   */
  constructor(
    inputs: readonly Uint8Array[],
    order: readonly number[],
    options: Options,
    logs: readonly (readonly number[])[] = [order],
  ) {
    const names = new Map(
      logs.flatMap((files, log) =>
        files.map((input, at) => [input, `_${log}.csv${generation(files.length - 1 - at)}`])
      ),
    );
    this.#names = inputs.map((_, input) => names.get(input)!);
    this.#inputs = inputs;
    this.#order = order;
    this.#options = options;
    this.#directory = Deno.realPathSync(
      Deno.makeTempDirSync({ dir: memoryDirectory(), prefix: "httplog_law_" }),
    );
  }

  /** The inputs as far as they are there at some point of their growth; empty where not begun. */
  inputsUntil(until: number): Uint8Array[] {
    const cut: Uint8Array[] = [];
    for (const input of this.#order) {
      cut[input] = this.#inputs[input].subarray(0, Math.max(0, until));
      until -= this.#inputs[input].length;
    }
    return cut;
  }

  /** Bytes of all inputs together. */
  get size(): number {
    return this.#inputs.reduce((sum, input) => sum + input.length, 0);
  }

  /** Runs the command once for a source; the files first grow to where the plan says. Gives its exit code. */
  async run(source: string, plan: RunPlan): Promise<number> {
    const inputs = plan.lengths?.map((length, input) => this.#inputs[input].subarray(0, length)) ??
      this.inputsUntil(plan.until);
    inputs.forEach((bytes, input) => grow(this.#path(source, input), bytes));
    const { bucketSize, lateness, maxJump, idleLog, top, now, complete, since, until, screening = {} } =
      this.#options;
    const { threshold, window } = plan.settings ?? this.#options;
    const settings = { now, sliceBytes: plan.sliceBytes, stdin: inputs[0], ...threadSettings(plan.threads) };
    const host = disturbed(fakeHost(settings), plan.disturbed, plan.sliceBytes);
    const flags: Record<string, true> = { quiet: true, "no-progress": true };
    // Only a log that has ended is complete.
    if (complete && plan.until >= this.size) flags.complete = true;
    if (plan.fresh) flags.fresh = true;
    const values: Record<string, string> = {
      db: this.#database,
      source,
      "analysis-bucket-size": `${bucketSize}`,
      lateness: `${lateness}`,
      ...maxJump === undefined ? {} : { "max-jump": `${maxJump}` },
      ...idleLog === undefined ? {} : { "idle-log": `${idleLog}` },
      top: `${top}`,
      ...since === undefined ? {} : { since: isoTime(since) },
      ...until === undefined ? {} : { until: isoTime(until) },
      "alert-threshold": `${threshold}`,
      "alert-window": `${window}`,
      // Logs of rejects alone are logs too.
      "max-rejects": "100%",
      workers: `${plan.threads?.count ?? 0}`,
      timescale: ((plan.wallSeconds ?? 0) / LONGEST_SPAN).toFixed(15),
    };
    if (plan.rules !== undefined) {
      values.rules = `${this.#directory}/rules.toml`;
      Deno.writeTextFileSync(values.rules, plan.rules);
      if (plan.rules.includes('"high-traffic"')) {
        delete values["alert-threshold"];
        delete values["alert-window"];
      }
    }
    if (plan.dimensions !== undefined) values.dimensions = plan.dimensions;
    if (plan.format !== undefined) values["log-format"] = plan.format;
    if (plan.advanceTo !== undefined) values["advance-to"] = plan.advanceTo;
    const lists = Object.fromEntries((["exclude", "only"] as const).map((name) => [
      ...[name, (screening[name] ?? []).map(([dimension, glob]) => `${dimension}=${glob}`)],
    ]));
    if (screening.anonymize !== undefined) values.anonymize = screening.anonymize;
    if (screening.keepQuery !== undefined) flags[screening.keepQuery ? "keep-query" : "drop-query"] = true;
    const positionals = plan.stdin ? ["-"] : this.#inputs.map((_, input) => this.#path(source, input));
    try {
      return await replay.run({ flags, values, lists, positionals }, host);
    } catch (error) {
      if (plan.disturbed?.by === "error" && mentions(error, DISK_ERROR)) return 74;
      throw error;
    }
  }

  /** Reads all inputs by each of these plans, as a source of its own, and holds what is stored against what is expected. */
  async assertReadBy(plans: readonly Partial<RunPlan>[], expected: Expected): Promise<void> {
    for (const [number, plan] of plans.entries()) {
      assert.equal(await this.run(`source ${number}`, { until: this.size, ...plan }), 0);
      assert.deepEqual(this.dump(`source ${number}`), expected, JSON.stringify(plan));
    }
  }

  /** What the database holds for a source. */
  dump(source: string): Expected {
    return dump(this.#database, source, this.#inputs.map((_, input) => this.#path(source, input)));
  }

  /** Asks the database, read-only. */
  ask(sql: string, source: string): unknown[][] {
    using reader = sqlite.read(this.#database);
    return reader.query(sql, { source }).rows.map((row) => [...row]);
  }

  /** What `doctor --full` finds wrong. */
  problems(): unknown[] {
    return checkDatabase(this.#database, true).filter(({ state }) => state !== "ok");
  }

  /** What the database holds of a source because of its rules. */
  ruleDump(source: string): RuleDump {
    return ruleDump(this.#database, source);
  }

  /** The largest event time of a source; null where it has no record. */
  lastTime(source: string): number | null {
    const db = new DatabaseSync(this.#database, { readOnly: true });
    try {
      const last = db.prepare("SELECT last_time FROM source WHERE name = ?").get(source)?.last_time;
      return typeof last === "number" ? last : null;
    } finally {
      db.close();
    }
  }

  /** Where the inputs of a source stand, and what is known of what was read: all but where the files lie. */
  positions(source: string): unknown[] {
    const db = new DatabaseSync(this.#database, { readOnly: true });
    try {
      const query = "SELECT i.*, NULL AS source_id, NULL AS inode, NULL AS path FROM input i " +
        "JOIN source s ON s.id = i.source_id WHERE s.name = ? ORDER BY i.id";
      return db.prepare(query).all(source).map((row) => ({ ...row, source_id: 0, inode: 0, path: "" }));
    } finally {
      db.close();
    }
  }

  /** Takes back the latest run of a source. */
  async undo(source: string): Promise<void> {
    const values = { db: this.#database, source };
    const invocation = { flags: { quiet: true } as const, values, lists: {}, positionals: ["last"] };
    await undo.run(invocation, fakeHost({ now: this.#options.now }));
  }

  /**
   * All rows of results of the only source as they lie in the tables, with what the next run goes on from; and the
   * latest run that can be undone, 0 for none.
   */
  tables(): { readonly rows: Record<string, unknown[]>; readonly undoable: number } {
    const db = new DatabaseSync(this.#database, { readOnly: true });
    try {
      const all = (sql: string) => db.prepare(sql).all().map((row) => ({ ...row }));
      const rows = Object.fromEntries(RESULT_TABLES.map((table) => [table, all(`SELECT * FROM ${table}`)]));
      const columns =
        "settled, first_time, last_time, watermark, read, accepted, rejected, late, outliers, left_out, excluded, filters, anonymize, keep_query, max_jump, idle_log, format, zone";
      rows.source = all(`SELECT ${columns} FROM source`);
      const [{ undoable }] = all("SELECT coalesce(max(run_id), 0) AS undoable FROM undo_run");
      return { rows, undoable: Number(undoable) };
    } finally {
      db.close();
    }
  }

  /** Takes the directory away. */
  [Symbol.dispose](): void {
    Deno.removeSync(this.#directory, { recursive: true });
  }

  get #database(): string {
    return `${this.#directory}/law.db`;
  }

  #path(source: string, input: number): string {
    return `${this.#directory}/${source}${this.#names[input]}`;
  }
}

/** No log of the law tests spans more seconds than this. */
const LONGEST_SPAN = 2 ** 31;

const DISK_ERROR = "the disk is on strike";

function threadSettings(plan: ThreadPlan | undefined): FakeSettings {
  if (plan === undefined) return {};
  const { rangeBytes, seed, slowness, failures } = plan;
  const behaviour = { random: new Random(seed), slowness, failures };
  return { rangeBytes, startThread: simulatedThreads(behaviour) };
}

/** A host whose files or person misbehave at a certain read. Standard input gives so many bytes at once. */
function disturbed(host: Host, plan: RunPlan["disturbed"], most = Infinity): Host {
  if (plan === undefined) return host;
  const controller = new AbortController();
  let reads = 0;
  const disturb = (file: InputFile): InputFile => {
    const read = file.read.bind(file), { seekable } = file;
    const count = (): void => {
      if (reads++ < plan.atRead) return;
      if (plan.by === "error") throw new Error(DISK_ERROR);
      controller.abort("SIGINT");
    };
    // deno-lint-ignore require-await -- what it throws is to be a rejection
    file.read = async (into) => {
      count();
      return read(file.size === null ? into.subarray(0, Math.max(1, most)) : into);
    };
    const readSync = (into: Uint8Array): number | null => {
      count();
      return seekable!.readSync(into);
    };
    const counted = seekable && { readSync, seekSync: seekable.seekSync.bind(seekable) };
    Object.defineProperty(file, "seekable", { value: counted });
    return file;
  };
  return Object.create(host, {
    openInput: { value: (path: string) => disturb(host.openInput(path)) },
    stdin: { value: () => disturb(host.stdin()) },
    stopSignal: { value: () => controller.signal },
  });
}

function mentions(error: unknown, text: string): boolean {
  return error instanceof Error && (error.message.includes(text) || mentions(error.cause, text));
}

/** How the name of a log's file ends: the oldest has the largest number, the youngest none. */
function generation(number: number): string {
  return number === 0 ? "" : `.${number}`;
}

/** Appends what the file lacks; makes it where there is none. */
function grow(path: string, bytes: Uint8Array): void {
  using file = Deno.openSync(path, { append: true, create: true });
  const { size } = file.statSync();
  for (let at = size; at < bytes.length;) at += file.writeSync(bytes.subarray(at));
}

/** Memory, where the system has a directory for it: thousands of small commits are no test of the disk. */
function memoryDirectory(): string | undefined {
  try {
    return Deno.statSync("/dev/shm").isDirectory ? "/dev/shm" : undefined;
  } catch {
    return undefined;
  }
}
