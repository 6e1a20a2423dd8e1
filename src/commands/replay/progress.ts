// Role: keeps count of a replay for its announcer: turns commits into `Saved`, and all of them into the `RunSummary`.

import type { Amendment, BucketRows } from "../../domain/buckets/rows.ts";
import type { Transition } from "../../domain/alerts/alert.ts";
import { BUILT_IN_ID, withBuiltIn } from "../../domain/rules/built_in.ts";
import { percentText } from "../../domain/percent_text.ts";
import { LONGEST_LINE, type Reject, TIME_JUMP } from "../../domain/reject.ts";
import { isoTime } from "../../domain/time_text.ts";
import { unitText } from "../../domain/unit.ts";
import type { Host } from "../../host/host.ts";
import type { Engine } from "../../pipeline/engine.ts";
import type { Input } from "../../inputs/input.ts";
import { type LateExample, lateExample } from "../../inputs/late_example.ts";
import type { Committed } from "../../pipeline/persist.ts";
import type { Plan } from "../../plan.ts";
import { NO_COUNTS, type RunStatus } from "../../stores/store.ts";
import { printable } from "../../render/text/printable.ts";
import { areManyLate, LateBuckets } from "../shared/late_records.ts";
import { durationRules, missingDurations } from "../shared/missing_durations.ts";
import { counted, grouped } from "../../domain/grouped.ts";
import { filterHint } from "./filter_hint.ts";
import { RepeatedHours } from "./repeated_hours.ts";
import { screeningText } from "./screening.ts";
import { CutLines } from "./cut_lines.ts";
import type { Progress, RunSummary, Saved } from "./events.ts";
import { Stretches, type Sums } from "./stretches.ts";

/** A followed log is judged from so many records on. */
const ENOUGH_RECORDS = 100;

const DAY = 86_400;
/** Seconds without a record after the first ones of a log that are worth a warning. */
const YEAR = 365 * DAY;

/** Seconds by which a log may be ahead of this machine without a word. */
const AHEAD = 600;

/** What a log has brought in this run. */
export type LogCounts = Pick<Input, "log" | "path" | "counts">;

/** Late records of a run, or of one of its logs. */
interface LateCounts {
  readonly where: string;
  readonly late: number;
  readonly accepted: number;
  /** Whether these are the last ones only. */
  readonly areLast?: boolean;
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

export class ReplayProgress {
  #inputs: readonly Input[];
  /** What inputs of earlier openings brought, by log. */
  readonly #former = new Map<number, LogCounts>();
  readonly #lateBuckets: LateBuckets;
  readonly #repeatedHours = new RepeatedHours();
  #hasWarnedOfLate = false;
  readonly #stretches = new Stretches();
  readonly #cutLines = new CutLines();
  #hasWarnedOfDurations = false;
  readonly #engine: Engine;
  readonly #plan: Plan;
  readonly #host: Host;
  readonly #begun: number;
  readonly #threshold: number | null;
  readonly #watched: ReturnType<typeof withBuiltIn>["rules"];
  readonly #bytesTotal: number | null;
  readonly #totals = { ...NO_COUNTS, buckets: 0, alerts: 0 };
  /** Keys of the provisional transitions that were announced. */
  readonly #announced = new Set<string>();
  #firstOutlier: Reject | null = null;
  /** Of a new source, the starts of its first two buckets, as far as they are known; null where it is not new. */
  #beginning: readonly number[] | null;
  #openBuckets = 0;
  #provisional: readonly Transition[] = [];

  /** Begins to count; the inputs stand where this run begins. */
  constructor(inputs: readonly Input[], engine: Engine, plan: Plan, host: Host) {
    this.#inputs = inputs;
    this.#engine = engine;
    this.#plan = plan;
    this.#host = host;
    this.#beginning = engine.times === null ? [] : null;
    this.#begun = host.monotonic();
    this.#lateBuckets = new LateBuckets(engine.recent.rows);
    this.#watched = withBuiltIn(plan.rules, plan.threshold, plan.window).rules;
    const rate = this.#watched.find(({ id, metric }) => id === BUILT_IN_ID && metric === "rate");
    this.#threshold = rate?.fire?.number ?? null;
    let total: number | null = 0;
    for (const { file, start } of inputs) {
      total = total === null || file.size === null ? null : total + file.size - start.offset;
    }
    this.#bytesTotal = total;
  }

  now(): Progress {
    return {
      bytesDone: this.#totals.bytes,
      bytesTotal: this.#bytesTotal,
      eventTime: this.#engine.eventTime,
      live: this.#plan.follow && this.#bytesTotal !== null && this.#totals.bytes >= this.#bytesTotal,
      read: this.#totals.read,
      rate: this.#engine.monitor.valueOf(BUILT_IN_ID),
      threshold: this.#threshold,
      firing: this.#plan.rules === null ? null : this.#engine.monitor.open.length,
      elapsed: this.#host.monotonic() - this.#begun,
    };
  }

  take({ closed, amended, transitions, explained, rejects, counts, ending }: Committed): Saved {
    const totals = this.#totals;
    for (const rows of [closed, amended]) this.#addLate(rows);
    totals.bytes += counts.bytes;
    totals.read += counts.read;
    totals.accepted += counts.accepted;
    totals.rejected += counts.rejected;
    totals.late += counts.late;
    totals.outliers += counts.outliers;
    totals.leftOut += counts.leftOut;
    totals.excluded += counts.excluded;
    this.#cutLines.add(rejects);
    this.#firstOutlier ??= rejects.find(({ reason }) => reason === TIME_JUMP) ?? null;
    this.#beginWith(closed.slice(0, 2).map(({ start }) => start));
    totals.buckets += closed.length;
    totals.alerts += transitions.filter(({ kind }) => kind === "fired").length;
    if (ending !== null) {
      this.#openBuckets = ending.openBuckets;
      this.#provisional = ending.provisional;
    }
    const foreseen = this.#plan.follow
      ? this.#provisional.filter((transition) => this.#isNews(transition))
      : [];
    return { closed, transitions, explained, foreseen, rejects, progress: this.now() };
  }

  #addLate(rows: readonly (BucketRows | Amendment)[]): void {
    this.#lateBuckets.add(rows);
    this.#repeatedHours.add(this.#inputs, rows);
  }

  /** That clocks were turned back, where that is why most records are late. */
  #turnedBack(): string | null {
    const told = this.#repeatedHours.warning(this.#totals);
    this.#hasWarnedOfLate ||= told !== null && this.#repeatedHours.count * 2 > this.#totals.late;
    return told;
  }

  #beginWith(starts: readonly number[]): void {
    if (this.#beginning === null || starts.length === 0) return;
    this.#beginning = [...this.#beginning, ...starts].sort((a, b) => a - b).slice(0, 2);
  }

  #isNews({ kind, alert: { rule, firedAt, resolvedAt } }: Transition): boolean {
    const key = JSON.stringify([kind, rule, firedAt, kind === "fired" ? null : resolvedAt]);
    return !this.#announced.has(key) && this.#announced.add(key).size > 0;
  }

  /** The rule with the shortest window that the log does not fill. */
  #tooShort(): RunSummary["tooShort"] {
    const { times } = this.#engine;
    if (times === null) return null;
    const covered = times.last - times.first + 1;
    const [least] = this.#watched.filter(({ window }) => window > covered).sort((a, b) =>
      a.window - b.window
    );
    return least === undefined ? null : { covered, rule: least.id, window: least.window };
  }

  /** What to warn of at the end, also with `--quiet`. */
  async warnings(): Promise<readonly string[]> {
    return [
      this.#outlierWarning(),
      this.#beginningWarning(),
      await this.#lateWarningAtEnd(),
      this.#durationWarning(),
      this.#emptyWarning(),
      this.#screenWarning() ?? await filterHint(this.#inputs, this.#plan, this.#engine.monitor.newRules),
      ...this.#cutWarnings(),
      this.#endlessWarning(),
      this.#idleWarning(),
      this.#aheadWarning(),
    ].filter((text) => text !== null);
  }

  #outlierWarning(): string | null {
    const { outliers } = this.#totals, first = this.#firstOutlier;
    if (outliers === 0) return null;
    const where = first === null ? "" : `: the first is line ${first.line} of "${printable(first.file)}"`;
    return `${counted(outliers, "record")} came with a time far ahead of the records around ` +
      `${outliers === 1 ? "it" : "them"}, and event time did not follow${where}. ` +
      `${outliers === 1 ? "It is" : "They are"} counted at that time; "httplog query rejects" lists ${
        outliers === 1 ? "it" : "them"
      } as "${TIME_JUMP}".`;
  }

  /** A source that begins long before all its other records: its first one, by which time begins, had a wrong clock, perhaps. */
  #beginningWarning(): string | null {
    this.#beginWith([...this.#engine.buckets.tables.keys()]);
    const [first, second] = this.#beginning ?? [];
    if (first === undefined || second === undefined || second - first < YEAR) return null;
    return `the log begins at ${isoTime(first)}, ${
      counted(Math.floor(second / DAY) - Math.floor(first / DAY), "day")
    } ` +
      "before its next record, and its rules count the time between as silence. If that time is wrong, replay with " +
      `--since ${isoTime(second).slice(0, 10)} --fresh.`;
  }

  /** With `--follow` the logs have been opened again. Returns what to warn of those that were open before. */
  renew(inputs: readonly Input[]): readonly string[] {
    for (const log of this.logs) this.#former.set(log.log, log);
    const warnings = this.#cutWarnings();
    this.#inputs = inputs;
    return warnings;
  }

  #cutWarnings(): readonly string[] {
    // With --complete the person has said that what ends there is a line.
    const inputs = this.#plan.complete ? this.#inputs.filter(({ path }) => path === "-") : this.#inputs;
    this.#cutLines.note(inputs, this.#engine.positions);
    return this.#cutLines.warnings();
  }

  /** What each log has brought in this run. */
  get logs(): LogCounts[] {
    const logs = new Map(this.#former);
    for (const { log, path, counts } of this.#inputs) {
      const { accepted, rejected, excluded, late } = logs.get(log)?.counts ?? NO_COUNTS;
      const sums = {
        accepted: accepted + counts.accepted,
        rejected: rejected + counts.rejected,
        excluded: excluded + counts.excluded,
        late: late + counts.late,
      };
      logs.set(log, { log, path, counts: sums });
    }
    return [...logs.values()];
  }

  /** A warning while a log is followed, where many of the last records are late, or rules look for what they do not have. */
  early(): string | null {
    const isEarly = this.#totals.accepted < ENOUGH_RECORDS;
    const told = isEarly ? null : this.#turnedBack() ?? this.#lateLately() ?? this.#durationWarning();
    return told && `warning: ${told}`;
  }

  #lateLately(): string | null {
    const { logs } = this, now = this.#host.monotonic(), whole: LogCounts["counts"] = this.#totals;
    const current = [{ log: null, counts: whole }, ...logs].map(({ log, counts: { late, accepted } }) =>
      [log, { late, judged: accepted }] as const
    );
    const areMany = ({ late, judged }: Sums): boolean => areManyLate({ late, accepted: judged });
    const found = this.#stretches.take(now, current, areMany);
    if (found === null) {
      const told = this.#lateWarning();
      if (told !== null) this.#stretches.said(now, current);
      return told;
    }
    this.#hasWarnedOfLate = true;
    const { log, sums: { late, judged }, isAll } = found, of = logs.find((each) => each.log === log);
    const where = of === undefined ? "" : ` of "${printable(of.path)}"`;
    return this.#lateText({ where, late, accepted: judged, areLast: !isAll }, null);
  }

  /** Rules that look at durations, of a log without any. */
  #durationWarning(): string | null {
    const { rules } = this.#plan;
    if (rules === null || this.#hasWarnedOfDurations) return null;
    const { accepted } = this.#totals;
    const told = missingDurations(durationRules(rules), { accepted, timed: this.#engine.timed });
    this.#hasWarnedOfDurations = told !== null;
    return told;
  }

  /** At the end of the run with a line that shows why, where that can be read again. */
  async #lateWarningAtEnd(): Promise<string | null> {
    if (this.#totals.late === 0) return null;
    this.#addLate(this.#engine.buckets.snapshot());
    const told = this.#turnedBack();
    if (told !== null || this.#manyLate() === null) return told;
    const { lateness, maxJump, futureLimit } = this.#plan;
    const times = { lateness, maxJump, newest: futureLimit() };
    return this.#lateWarning(await lateExample(this.#engine.lateTrail, this.#inputs, times));
  }

  /** Late records, which rules do not see, where there are many. */
  #lateWarning(example: LateExample | null = null): string | null {
    const told = this.#manyLate();
    this.#hasWarnedOfLate ||= told !== null;
    return told && this.#lateText(told, example);
  }

  /** How many records of the run are late, or of one of its logs, where it is worth a warning that was not given yet. */
  #manyLate(): LateCounts | null {
    if (this.#hasWarnedOfLate) return null;
    const { late, accepted } = this.#totals, whole = { where: "", late, accepted };
    if (areManyLate(whole)) return whole;
    const worst = this.logs.map(({ path, counts }) => ({ where: ` of "${printable(path)}"`, ...counts }))
      .filter(areManyLate).sort((a, b) => b.late / b.accepted - a.late / a.accepted);
    return worst[0] ?? (late > 0 && this.#lateBuckets.areMany ? whole : null);
  }

  #lateText({ where, late, accepted, areLast }: LateCounts, example: LateExample | null): string {
    const were = late === 1 ? "was" : "were", them = late === 1 ? "it" : "them";
    const times = late === 1 ? "its time lies" : "their times lie";
    return `${grouped(late)} of ${areLast ? "the last " : ""}${counted(accepted, "record")}${where} (${
      percentText(late / accepted)
    }) ${were} late, and alerts do not see ${them}: ${times} more than --lateness ${this.#plan.lateness} s behind the log, or ` +
      `behind the other logs of the source${
        exampleText(example)
      }. Replay with a larger --lateness (--fresh or another ` +
      "--source), or keep logs whose clocks differ apart.";
  }

  /** Nothing but what `--since` and `--until` leave out. */
  #emptyWarning(): string | null {
    const { leftOut, read } = this.#totals, { since, until } = this.#plan;
    if (leftOut === 0 || leftOut < read) return null;
    const from = since === null ? "" : ` from ${isoTime(since)} on`,
      to = until === null ? "" : ` before ${isoTime(until)}`;
    return `no record lies${from}${to}: all ${
      grouped(leftOut)
    } were left out, and no later run reads them again. ` +
      '"httplog undo last" takes this run back.';
  }

  /** Filters that nothing has ever passed are wrong more often than not. */
  #screenWarning(): string | null {
    const { excluded } = this.#totals;
    if (excluded === 0 || this.#engine.times !== null) return null;
    return `no record passed the filters of the source: all ${
      grouped(excluded)
    } that could be read were excluded (${
      printable(screeningText(this.#plan.screening)!)
    }). "httplog undo last" takes this run back.`;
  }

  /** What is longer than any line can be will not become one. */
  #endlessWarning(): string | null {
    const endless = this.#inputs.find(({ pending }) => pending > LONGEST_LINE);
    return endless === undefined
      ? null
      : `${grouped(endless.pending)} bytes of "${
        printable(endless.path)
      }" have no line feed, and are not read: lines end with ` +
        "one. If they end with carriage returns: tr '\\r' '\\n'.";
  }

  /** A rule that waits for the first record of its own may wait for a name that nothing has. */
  #idleWarning(): string | null {
    const names = this.#totals.accepted === 0 ? [] : this.#engine.monitor.waiting;
    return names.length === 0
      ? null
      : `no record has matched ${
        names.map((id) => `"${printable(id)}"`).join(", ")
      } yet, so that an absence cannot be told: ` +
        'compare its match with "httplog query sections", hosts, statuses.';
  }

  /** A log that follows a clock which is ahead: of its server, or of a zone that is not what the log says. */
  #aheadWarning(): string | null {
    const { eventTime } = this.#engine, now = Math.floor(this.#host.now());
    if (this.#totals.accepted === 0 || eventTime === null || eventTime < now + AHEAD) return null;
    return `the log has reached ${isoTime(eventTime)}, ${
      unitText("seconds", eventTime - now)
    } ahead of this machine's clock: ` +
      "one of the clocks is wrong, or the zone of the log. Until then --advance-to now sees no silence, and what comes with the right " +
      "time is late.";
  }

  summary(source: string, status: RunStatus, format: string | null): RunSummary {
    return {
      source,
      format,
      status,
      ...this.#totals,
      elapsed: this.#host.monotonic() - this.#begun,
      timescale: this.#plan.timescale,
      since: this.#plan.since,
      until: this.#plan.until,
      screening: this.#plan.screening,
      isEmpty: this.#engine.times === null,
      tooShort: this.#tooShort(),
      openBuckets: this.#openBuckets,
      provisional: this.#provisional,
      pendingBytes: this.#inputs.reduce((sum, { pending }) => sum + pending, 0),
      waiting: this.#engine.logs.unsettled,
      database: this.#plan.database,
    };
  }
}
