// Role: fault "random schedules": append, rotate, compress, truncate, cut in mid-line, kill, run, in random order; what
// was written must be what is counted, exactly. A copied log is only truncated once its copy is there.

import type { Random } from "../../sample_data/random.ts";
import { Bench, type RunPlan } from "./bench.ts";
import type { Fault } from "./fault.ts";
import type { Naming } from "./rotating_log.ts";

/** Most rotated files that are kept; the oldest that was read goes. */
const MOST_PARTS = 6;

/** One schedule under way. */
class Schedule {
  readonly steps: string[] = [];
  /** Whether something that was read has been taken away, which looks like a gap. */
  mayGap = false;
  faults = 0;
  readonly #random: Random;
  readonly #bench: Bench;
  /** How many of the oldest parts have been read to their ends. */
  #readParts = 0;
  #isRead = false;

  constructor(random: Random, bench: Bench) {
    this.#random = random;
    this.#bench = bench;
  }

  /** The source begins: its first run finds some records, a header, or an empty log. */
  async begin(): Promise<void> {
    const random = this.#random, { log } = this.#bench;
    this.#bench.input = random.pick([log.path, log.path, log.directory, `${log.directory}/access*`]);
    const count = random.pick([null, 0, 1 + random.below(5), 1 + random.below(5)]);
    this.#note(`${this.#bench.input}: begin with ${count}`, () => count !== null && log.append(count));
    await this.#run({});
  }

  /** One random step. */
  async step(): Promise<void> {
    const random = this.#random, { log } = this.#bench;
    const act = random.weighted<() => unknown>([
      [() => this.#append(), 6],
      [() => this.#appendPart(), 3],
      [() => this.#run(this.#plan()), 5],
      [() => this.#rotate(), 3],
      [() => this.#note("reopen", () => log.reopen()), 2],
      [() => this.#copyTruncate(), 1],
      [() => this.#compress(), 2],
      [() => this.#archive(), 1],
      [() => this.#truncate(), 0.3],
    ]);
    await act();
    if (log.parts.length > MOST_PARTS && this.#readParts > 0) this.#removeOldest();
  }

  #note(step: string, act: () => void): void {
    this.steps.push(step);
    act();
  }

  #append(): void {
    this.#isRead = false;
    const count = 1 + this.#random.below(this.#random.chance(0.1) ? 80 : 8);
    this.#note(`append ${count}`, () => this.#bench.log.append(count));
  }

  #appendPart(): void {
    this.#isRead = false;
    const count = 1 + this.#random.below(3), missing = 1 + this.#random.below(90);
    this.#note(
      `append ${count} without the last ${missing} bytes`,
      () => this.#bench.log.appendPart(count, missing),
    );
  }

  #rotate(): void {
    this.#isRead = false;
    this.#note("rotate", () => this.#bench.log.rotate());
  }

  #copyTruncate(): void {
    this.#isRead = false;
    this.#note("copy and truncate", () => this.#bench.log.copyTruncate());
    this.faults++;
  }

  #compress(): void {
    const { parts } = this.#bench.log;
    if (parts.length === 0) return;
    const at = this.#random.below(parts.length), members = 1 + this.#random.below(3);
    const zstd = this.#random.chance(0.2);
    this.#note(
      `compress part ${at} into ${members} with ${zstd ? "zstd" : "gzip"}`,
      () => this.#bench.log.compress(at, { members, zstd }),
    );
  }

  /** The part stays beside its archive, which keeps its name where the part gets another one. */
  #archive(): void {
    const { parts } = this.#bench.log, at = this.#random.below(parts.length);
    if (parts.length === 0 || parts[at].archive !== "" || this.#bench.log.isBehind) return;
    this.#note(`archive part ${at} and keep it`, () => this.#bench.log.writeArchive(at));
  }

  /** Nothing is lost only where all has been read; it still looks as if something could be. */
  #truncate(): void {
    if (!this.#isRead) return;
    this.mayGap = true;
    this.#note("truncate without a copy", () => this.#bench.log.truncate());
  }

  #removeOldest(): void {
    this.#readParts--;
    this.mayGap = true;
    this.#note("remove the oldest part", () => this.#bench.log.removeOldest());
  }

  #plan(): RunPlan {
    const random = this.#random;
    const sliceBytes = random.pick([undefined, 64, 200, 1000]);
    const kind = random.weighted<"plain" | "crash" | "stop" | "rotate" | "append">([
      ["plain", 4],
      ["crash", 3],
      ["stop", 1],
      ["rotate", 1],
      ["append", 1],
    ]);
    const look = random.below(60);
    if (kind === "plain") return { sliceBytes };
    this.faults++;
    if (kind === "stop") return { sliceBytes, stopAt: look };
    if (kind === "rotate") return { sliceBytes, disturb: { look, by: () => this.#rotate() } };
    if (kind === "append") return { sliceBytes, disturb: { look, by: () => this.#append() } };
    const statement = 1 + random.below(random.chance(0.5) ? 60 : 400);
    return { sliceBytes, crash: { statement, when: random.pick(["before", "after"] as const) } };
  }

  async #run(plan: RunPlan): Promise<void> {
    const { log } = this.#bench;
    this.steps.push(`run ${JSON.stringify(plan)}`);
    const parts = log.parts.length;
    this.#isRead = await this.#bench.run(plan) && plan.disturb === undefined && log.isWhole;
    if (this.#isRead) this.#readParts = log.isBehind ? parts - 1 : parts;
  }
}

const NAMINGS: readonly Naming[] = ["number", "date", "dated extension"];

/** The row of the table. */
export const randomSchedules: Fault = {
  name: "random schedules of rotation and crashes",
  quick: 150,
  long: 20_000,
  concurrent: false,
  async trial({ random }) {
    await using bench = await Bench.open(random, random.pick(NAMINGS));
    const schedule = new Schedule(random, bench);
    try {
      await schedule.begin();
      for (let left = 5 + random.below(20); left > 0; left--) await schedule.step();
      await bench.check("the schedule", schedule.mayGap);
    } catch (error) {
      throw new Error(`${schedule.steps.join("\n")}\n${(error as Error).message}`, { cause: error });
    }
    return schedule.faults;
  },
};
