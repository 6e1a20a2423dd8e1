// Role: warns of late records, which rules do not see: how many, of which log, and the line that shows why.

import type { Amendment, BucketRows } from "../../../domain/buckets/rows.ts";
import { counted, grouped } from "../../../domain/grouped.ts";
import { percentText } from "../../../domain/percent_text.ts";
import { isoTime } from "../../../domain/time_text.ts";
import { type LateExample, lateExample } from "../../../inputs/late_example.ts";
import type { Engine } from "../../../pipeline/engine.ts";
import { printable } from "../../../render/text/printable.ts";
import type { RunCounts } from "../../../stores/store.ts";
import { areManyLate, LateBuckets } from "../../shared/late_records.ts";
import type { LogCounts, RunLogs } from "../log_counts.ts";
import type { NamedPlan } from "../make_plan.ts";
import { RepeatedHours } from "./repeated_hours.ts";
import { Stretches, type Sums } from "./stretches.ts";

/** Late records of a run, or of one of its logs. */
interface LateCounts {
  readonly where: string;
  readonly late: number;
  readonly accepted: number;
  /** Whether these are the last ones only. */
  readonly areLast?: boolean;
}

/** Shells name the parts of a rotated log the newest first. */
const OLDEST_FIRST =
  " Standard input is read as it comes: of a log in parts the oldest comes first, zcat -f $(ls -tr access.log*).";

/** Each says what it has to once: null afterwards, and where there is nothing. */
export class LateWarnings {
  readonly #logs: RunLogs;
  readonly #engine: Engine;
  readonly #plan: NamedPlan;
  readonly #buckets: LateBuckets;
  readonly #repeatedHours: RepeatedHours;
  readonly #stretches = new Stretches();
  #hasWarned = false;

  constructor(logs: RunLogs, engine: Engine, plan: NamedPlan) {
    this.#logs = logs;
    this.#engine = engine;
    this.#plan = plan;
    this.#buckets = new LateBuckets(engine.recent.rows);
    this.#repeatedHours = new RepeatedHours(plan);
  }

  /** Adds what came to buckets. */
  add(rows: readonly (BucketRows | Amendment)[]): void {
    this.#buckets.add(rows);
    this.#repeatedHours.add(this.#logs.inputs, rows);
  }

  /** While logs are followed: that many of the last records are late. `now`: see {@link Stretches}. */
  early(totals: RunCounts, now: number): string | null {
    return this.#turnedBack(totals) ?? this.#lately(totals, now);
  }

  /** At the end of the run, with a line that shows why, where that can be read again. */
  async atEnd(totals: RunCounts): Promise<string | null> {
    if (totals.late === 0) return null;
    this.add(this.#engine.buckets.snapshot());
    const told = this.#turnedBack(totals);
    if (told !== null || this.#many(totals) === null) return told;
    const { lateness, maxJump, since, until, futureLimit } = this.#plan;
    const times = { lateness, maxJump, since, until, newest: futureLimit() };
    return this.#ofRun(totals, await lateExample(this.#engine.lateTrail, this.#logs.inputs, times));
  }

  /** That clocks were turned back, where that is why most records are late. */
  #turnedBack({ late, accepted }: RunCounts): string | null {
    const told = this.#repeatedHours.warning(accepted);
    if (told === null) return null;
    this.#hasWarned ||= told.late * 2 > late;
    return told.text;
  }

  #lately(totals: RunCounts, now: number): string | null {
    const logs = this.#logs.counts, whole: LogCounts["counts"] = totals;
    const current = [{ log: null, counts: whole }, ...logs].map(({ log, counts: { late, accepted } }) =>
      [log, { late, judged: accepted }] as const
    );
    const areMany = ({ late, judged }: Sums): boolean => areManyLate({ late, accepted: judged });
    const found = this.#stretches.take(now, current, areMany);
    if (found === null) {
      const told = this.#ofRun(totals);
      if (told !== null) this.#stretches.said(now, current);
      return told;
    }
    this.#hasWarned = true;
    const { log, sums: { late, judged }, isAll } = found, of = logs.find((each) => each.log === log);
    const where = of === undefined ? "" : ` of "${printable(of.path)}"`;
    return this.#text({ where, late, accepted: judged, areLast: !isAll }, null);
  }

  #ofRun(totals: RunCounts, example: LateExample | null = null): string | null {
    const told = this.#many(totals);
    this.#hasWarned ||= told !== null;
    return told && this.#text(told, example);
  }

  /** How many records of the run are late, or of one of its logs, where it is worth a warning that was not given yet. */
  #many({ late, accepted }: RunCounts): LateCounts | null {
    if (this.#hasWarned) return null;
    const whole = { where: "", late, accepted };
    if (areManyLate(whole)) return whole;
    const [worst] = this.#logs.counts.map(({ path, counts }) => ({
      where: ` of "${printable(path)}"`,
      ...counts,
    }))
      .filter(areManyLate).sort((a, b) => b.late / b.accepted - a.late / a.accepted);
    return worst ?? (late > 0 && this.#buckets.areMany ? whole : null);
  }

  #text({ where, late, accepted, areLast }: LateCounts, example: LateExample | null): string {
    const were = late === 1 ? "was" : "were", them = late === 1 ? "it" : "them";
    const times = late === 1 ? "its time lies" : "their times lie";
    return `${grouped(late)} of ${areLast ? "the last " : ""}${counted(accepted, "record")}${where} (${
      percentText(late / accepted)
    }) ${were} late, and alerts do not see ${them}: ${times} more than --lateness ${this.#plan.lateness} s behind the log, or ` +
      `behind the other logs of the source${exampleText(example)}.${
        this.#logs.inputs.some(({ path }) => path === "-") ? OLDEST_FIRST : ""
      } Replay with a larger --lateness (--fresh or another ` +
      "--source), or keep logs whose clocks differ apart.";
  }
}

/** "; line 7 of "a.log" (10:00:00Z) came after line 5 (10:50:00Z)". */
function exampleText(example: LateExample | null): string {
  if (example === null) return "";
  const { path, late, mover, reached } = example;
  const after = mover === null
    ? `, where the log had reached ${isoTime(reached)}`
    : ` came after line ${grouped(mover.line)} (${isoTime(reached)})`;
  return `; line ${grouped(late.line)} of "${printable(path)}" (${isoTime(late.time)})${after}`;
}
