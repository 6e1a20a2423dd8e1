// Role: one trial within this process: a rotating log, a database, runs of the replay command that are disturbed at
// some look at a file or killed at some statement, and the comparison at the end.

import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import type { Random } from "../../sample_data/random.ts";
import type { Host, InputFile } from "../../src/host/host.ts";
import { type FakeHost, fakeHost } from "../fake_host.ts";
import { type CrashPoint, watchStatements } from "./crash_points.ts";
import { assertSame, replayHere, scratch, stored, undisturbed, withoutOutliers } from "./oracle.ts";
import { type Naming, RotatingLog } from "./rotating_log.ts";

/** How a run is done. */
export interface RunPlan {
  /** See `Host.sliceBytes`. */
  readonly sliceBytes?: number;
  /** Called before the read, or other look at a file or directory, of this number, from 0. */
  readonly disturb?: { readonly look: number; readonly by: () => void };
  /** The machine stops there: what the files hold at that moment is what the next run finds. */
  readonly crash?: CrashPoint;
  /** Asks to stop before the look of this number. */
  readonly stopAt?: number;
  /** The wall clock. */
  readonly now?: () => number;
  /** Whether it may say that something is damaged. */
  readonly mayWarn?: boolean;
}

/** A machine that stands still. */
class Crash extends Error {}

/** The files of a database that outlive a process. */
const FILES = ["", "-wal", "-journal"];

/** What a run says whose clock is behind the log. */
const AHEAD = /^httplog: warning: the log has reached .* ahead of this machine's clock: .*\n/gm;

/** A directory in memory with a log and a database. */
export class Bench implements AsyncDisposable {
  readonly log: RotatingLog;
  /** What runs are given: the log's own path, or a directory or pattern that names it with its parts. */
  input: string;
  /** Whether a run has said that something cannot be found. */
  hasGap = false;
  /** Crashes that struck. */
  crashes = 0;

  private constructor(log: RotatingLog) {
    this.log = log;
    this.input = log.path;
  }

  /** A new one. */
  static async open(random: Random, naming?: Naming): Promise<Bench> {
    return new Bench(new RotatingLog(await scratch(), random, naming));
  }

  /** The database. */
  get database(): string {
    return `${this.log.directory}/x.db`;
  }

  /** Runs the command once; true where it came to its end. */
  async run(plan: RunPlan = {}): Promise<boolean> {
    const fake = fakeHost({ now: 1_700_000_000, sliceBytes: plan.sliceBytes });
    const host = disturbed(fake, plan);
    using _watched = watchStatements(plan.crash ?? null, () => {
      this.#copyFiles("", ".crashed");
      throw new Crash();
    });
    try {
      const code = await replayHere(this.database, [this.input], host);
      if (code === 65) {
        this.hasGap = true;
        assert.match(withoutOutliers(fake.stderr.text), /^httplog: warning: [^\n]+\n$/);
      } else if (code !== 130 && !plan.mayWarn) {
        // A clock that is not the log's is named: what the run stores does not depend on it.
        const said = plan.now === undefined ? fake.stderr.text : fake.stderr.text.replaceAll(AHEAD, "");
        assert.deepEqual([code, withoutOutliers(said)], [0, ""]);
      }
      return code !== 130;
    } catch (error) {
      if (!(error instanceof Crash)) throw error;
      this.crashes++;
      this.#copyFiles(".crashed", "");
      return false;
    }
  }

  /** Runs until idle and compares with what was written. Without `mayGap`, nothing may have been missed. */
  async check(how: string, mayGap = false): Promise<void> {
    const expected = await undisturbed(this.log.whole);
    this.log.reopen();
    if (this.log.parts.length > 0 && Deno.statSync(this.log.path).size === 0) this.log.append(0);
    await this.run();
    assertSame(stored(this.database), expected, how);
    await this.run();
    assertSame(stored(this.database), expected, `${how}, with nothing new`);
    if (!mayGap) assert.deepEqual([this.hasGap, this.gaps()], [false, 0], `${how}: a gap was found`);
  }

  /** How many gaps the database holds. */
  gaps(): number {
    const connection = new DatabaseSync(this.database, { readOnly: true });
    try {
      return Number(connection.prepare("SELECT count(*) AS n FROM gaps").get()?.n);
    } finally {
      connection.close();
    }
  }

  /** Takes the directory away. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.log[Symbol.dispose]();
    await Deno.remove(this.log.directory, { recursive: true });
  }

  /** What is not there is not there afterwards either. */
  #copyFiles(from: string, to: string): void {
    for (const file of FILES) {
      const [source, target] = [this.database + file + from, this.database + file + to];
      if (exists(target)) Deno.removeSync(target);
      if (exists(source)) Deno.copyFileSync(source, target);
    }
  }
}

function exists(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

/** The host, with each look at a file or a directory counted, so that something can happen just before. */
function disturbed(host: FakeHost, { disturb, stopAt, now }: RunPlan): Host {
  let looks = 0;
  const look =
    <Given extends unknown[], Result>(act: (...given: Given) => Result) => (...given: Given): Result => {
      if (looks === stopAt) host.stop("SIGINT");
      if (looks++ === disturb?.look) disturb.by();
      return act(...given);
    };
  const openInput = look(host.openInput);
  return Object.create(host, {
    openInput: {
      value: (path: string): InputFile => {
        const file = openInput(path);
        file.read = look(file.read.bind(file));
        return file;
      },
    },
    realPath: { value: look(host.realPath) },
    exists: { value: look(host.exists) },
    identity: { value: look(host.identity) },
    list: { value: look(host.list) },
    ...(now === undefined ? {} : { now: { value: now } }),
  });
}
