// Role: what a replay warns of, also with `--quiet`: before it reads, while it follows its logs, at its end. Each kind of warning stands in
// a file beside this one.

import { type Reject, TIME_JUMP } from "../../../domain/reject.ts";
import { BUILT_IN_ID } from "../../../domain/rules/built_in.ts";
import type { Host } from "../../../host/host.ts";
import type { Input } from "../../../inputs/input.ts";
import type { Engine } from "../../../pipeline/engine.ts";
import type { Committed } from "../../../pipeline/persist.ts";
import type { RunCounts, Session } from "../../../stores/store.ts";
import { blindRulesText } from "../../shared/blind_rules_text.ts";
import { durationRules, missingDurations } from "../../shared/missing_durations.ts";
import type { RunLogs } from "../log_counts.ts";
import type { NamedPlan } from "../make_plan.ts";
import { BegunSource, formatOf } from "./begun_source.ts";
import { ChangedForms } from "./changed_forms.ts";
import { CutLines } from "./cut_lines.ts";
import { unreadDayBefore, unreadFileBefore } from "./day_before.ts";
import { filterHint } from "./filter_hint.ts";
import { LateWarnings } from "./late_warnings.ts";
import {
  changedOptionsWarning,
  droppedInputWarning,
  emptyWarning,
  endlessWarning,
  idleWarning,
  leftOutWarning,
  replacedFormatWarning,
  replacedWarning,
  screenWarning,
} from "./nothing_warnings.ts";
import { NewerDays } from "./newer_day.ts";
import { missingSizes, unitWarning } from "./odd_values.ts";
import { repeatedInput } from "./repeated_input.ts";
import { aheadWarning, FirstTimes, outlierWarning, undecidedRulesWarning } from "./time_warnings.ts";

/** A followed log is judged from so many records on. */
const ENOUGH_RECORDS = 100;

const ANOTHER_INPUT =
  "standard input does not go on from what was read as standard input before, and both are one source. " +
  "If it is another log, take this run back (httplog undo last) and give each a --source; if it is not, give this one.";

/** What a run consists of. */
interface Run {
  readonly engine: Engine;
  readonly session: Session;
  readonly plan: NamedPlan;
}

export class ReplayWarnings {
  readonly #logs: RunLogs;
  readonly #run: Run;
  readonly #host: Host;
  /** The inputs with which the run begins. */
  readonly #first: readonly Input[];
  /** Of a source that is new. */
  readonly #begun: BegunSource | null;
  readonly #late: LateWarnings;
  readonly #forms: ChangedForms;
  readonly #cutLines = new CutLines();
  readonly #firstTimes: FirstTimes;
  #firstOutlier: Reject | null = null;
  #hasWarnedOfDurations = false;
  readonly #newer: NewerDays;
  readonly #repeated: () => string | null;

  /** The logs stand where the run begins, which has read nothing. */
  constructor(logs: RunLogs, run: Run, host: Host) {
    const { engine, session, plan } = run;
    this.#logs = logs;
    this.#run = run;
    this.#host = host;
    this.#first = logs.inputs;
    this.#begun = session.saved === null ? new BegunSource(plan, host) : null;
    this.#newer = new NewerDays(plan.files, host);
    this.#forms = new ChangedForms(run, logs.inputs, host);
    this.#late = new LateWarnings(logs, engine, plan);
    this.#firstTimes = new FirstTimes(engine.times, engine.eventTime);
    this.#repeated = repeatedInput(plan, session, logs.inputs, host.now());
  }

  /** Before anything is read; `nameless` is the first log where no source was named. */
  async atStart(nameless: string | null): Promise<readonly string[]> {
    const { plan, session, engine: { monitor, times } } = this.#run, { saved, screening } = session;
    return [
      replacedWarning(session.replacedScreening, screening),
      changedOptionsWarning(plan.source, session.changedOptions),
      plan.rules && blindRulesText(plan.rules, screening),
      leftOutWarning(this.#leftOut(), plan.rules !== null, plan.fresh),
      times && undecidedRulesWarning(monitor.undecidedRules(times.first)),
      nameless === null ? null : this.#namelessWarning(nameless),
      await unreadFileBefore(saved?.inputs ?? [], this.#first, this.#host),
    ].filter((text) => text !== null);
  }

  /** What was watched, also by a run that found no record, or that was undone, and is not now. */
  #leftOut(): readonly string[] {
    const { plan: { rules }, session: { formerRules }, engine: { monitor } } = this.#run;
    const defined = new Set([
      BUILT_IN_ID,
      ...[...rules?.rules ?? [], ...rules?.slos ?? []].map(({ id }) => id),
    ]);
    return [...new Set([...monitor.leftOut, ...formerRules.filter((id) => !defined.has(id))])];
  }

  /** Other standard input, and what was left of the day before. */
  #namelessWarning(log: string): string | null {
    const { plan: { files, database }, session: { saved } } = this.#run;
    if (saved === null) return files.length > 1 ? null : unreadDayBefore(log, database, this.#host);
    const isAnother = saved.inputs.length > 0 &&
      this.#first.some(({ path, isNew }) => path === "-" && isNew);
    return isAnother ? ANOTHER_INPUT : null;
  }

  /** Adds what a commit brought. */
  add({ closed, amended, rejects }: Pick<Committed, "closed" | "amended" | "rejects">): void {
    for (const rows of [closed, amended]) this.#late.add(rows);
    this.#cutLines.add(rejects);
    this.#firstOutlier ??= rejects.find(({ reason }) => reason === TIME_JUMP) ?? null;
    this.#firstTimes.add(closed.map(({ start }) => start));
  }

  /**
   * With `--follow` the logs have been opened again. Returns what to warn of those that were open before, and of the form of those that are
   * now, whose files it moves.
   */
  async renew(inputs: readonly Input[]): Promise<readonly string[]> {
    const cut = this.#cutWarnings();
    this.#logs.renew(inputs);
    const accepted = this.#logs.counts.reduce((sum, { counts }) => sum + counts.accepted, 0);
    const begun = await this.#begun?.early(inputs, accepted) ?? [], changed = await this.#forms.early(inputs);
    return [...cut, ...begun, changed, this.#newer.early(inputs)].filter((text) => text !== null);
  }

  /** While a log is followed: that many of the last records are late, or that rules look for what they do not have. */
  early(totals: RunCounts): string | null {
    return totals.accepted < ENOUGH_RECORDS
      ? null
      : this.#late.early(totals, this.#host.monotonic()) ?? this.#durationWarning(totals);
  }

  /** At the end of a run that brought this. */
  async atEnd(totals: RunCounts): Promise<readonly string[]> {
    const { engine: { eventTime, times, monitor, buckets }, plan, session } = this.#run;
    const { inputs } = this.#logs;
    this.#firstTimes.add([...buckets.tables.keys()], eventTime ?? Infinity);
    const hasAccepted = totals.accepted > 0;
    return [
      outlierWarning(totals.outliers, this.#firstOutlier),
      this.#firstTimes.warning(),
      await this.#late.atEnd(totals),
      this.#durationWarning(totals),
      hasAccepted && plan.rules !== null ? await missingSizes(plan.database, plan.source, plan.rules) : null,
      emptyWarning(totals, plan),
      (times === null ? screenWarning(totals, plan) : null) ??
        await filterHint(inputs, plan, monitor.newRules),
      ...this.#cutWarnings(),
      endlessWarning(inputs),
      hasAccepted ? idleWarning(monitor.waiting) : null,
      hasAccepted ? aheadWarning(eventTime, Math.floor(this.#host.now())) : null,
      this.#repeated(),
      ...await this.#begun?.atEnd(inputs, this.#firstTimes.oldWarning()) ?? [],
      replacedFormatWarning(session.replacedFormat, formatOf(inputs)),
      inputs.some(({ path }) => path === "-")
        ? droppedInputWarning(session.replaced, this.#run.engine.positions)
        : null,
      unitWarning(this.#run.engine.positions, inputs),
      await this.#forms.atEnd(inputs),
    ].filter((text) => text !== null);
  }

  #cutWarnings(): readonly string[] {
    const { inputs } = this.#logs;
    // With --complete the person has said that what ends there is a line.
    const judged = this.#run.plan.complete ? inputs.filter(({ path }) => path === "-") : inputs;
    this.#cutLines.note(judged, this.#run.engine.positions);
    return this.#cutLines.warnings();
  }

  /** Rules that look at durations, of a log without any. */
  #durationWarning({ accepted }: RunCounts): string | null {
    const { engine: { timed }, plan: { rules } } = this.#run;
    if (rules === null || this.#hasWarnedOfDurations) return null;
    const told = missingDurations(durationRules(rules), { accepted, timed });
    this.#hasWarnedOfDurations = told !== null;
    return told;
  }
}
