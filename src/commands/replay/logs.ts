// Role: opens the logs of a replay, once or again and again with `--follow`, each where it was left, and warns of what is
// missing.

import { Problem } from "../../domain/problem.ts";
import type { LogFormat } from "../../formats/format.ts";
import { parseLogFormat } from "../../formats/mod.ts";
import { ADVICE } from "../../formats/no_format.ts";
import type { RecordScreen } from "../../domain/screening/screen.ts";
import type { Host } from "../../host/host.ts";
import { type FormerLogs, type LeftOut, split } from "../../inputs/files/expand_paths.ts";
import { firstTime } from "../../inputs/first_time.ts";
import type { Input, LogInputs } from "../../inputs/input.ts";
import { preambleOf } from "../../inputs/preamble.ts";
import { MOST_TRIES, type OpenInputs, openInputs } from "../../inputs/open_inputs.ts";
import type { KnownInputs } from "../../inputs/resume/log_parts.ts";
import { type ResumedInputs, type ResumedLog, resumeInputs } from "../../inputs/resume/resume.ts";
import type { Engine } from "../../pipeline/engine.ts";
import { seekableBytes } from "../../pipeline/count/input_ranges.ts";
import type { Plan } from "../../plan.ts";
import { printable } from "../../render/text/printable.ts";
import type { InputPosition, KnownLog, LogMemory } from "../../stores/store.ts";
import { warn } from "../shared/messages.ts";
import { counted } from "../../domain/grouped.ts";
import { droppedText, foundCopyText, gapText, historyText, likeText, namesText } from "./log_texts.ts";
import { openLogs } from "./open_logs.ts";

/** What a run says of its logs. */
interface Manner {
  /** Whether no word is said of what of a directory does not look like a log. */
  readonly isQuiet: boolean;
  /** Whether what is read is stored, so that it can be taken back, and replaced. */
  readonly keeps: boolean;
}

/** The logs that a plan names. Disposing closes all files. */
export class ReplayLogs implements Disposable {
  /** Whether something that should have been read could not be found. */
  hasGap = false;
  /** The parts beside logs that the last refresh opened first, which are not read. */
  history: readonly Input[] = [];
  /** Set by the owner once there is a status line, which a warning must not be glued to. Default: standard error as it is. */
  onWarning: (text: string) => void;
  readonly #host: Host;
  /** With the format and the zone of the source, as far as they are known. */
  #plan: Plan;
  readonly #isQuiet: boolean;
  readonly #keeps: boolean;
  readonly #warned = new Set<string>();
  /** What is remembered of the logs, by name; null before the first refresh. */
  #logs: Map<string, KnownLog> | null = null;
  #opened: OpenInputs;
  /** Directories of which it was said what is left out. */
  readonly #leftOutOf = new Set<string>();
  /** Files of which it was said that they are no logs. */
  readonly #unfit = new Set<string>();
  /** Since when some of the logs are missing, in seconds of a clock that never jumps; null while none is. */
  #waitingSince: number | null = null;
  /** Whether the logs have been opened where they were left. */
  #hasRefreshed = false;
  /** When they were last opened, in seconds of a clock that never jumps. */
  #refreshedAt = 0;

  private constructor(opened: OpenInputs, plan: Plan, { isQuiet, keeps }: Manner, host: Host) {
    this.#isQuiet = isQuiet;
    this.#keeps = keeps;
    this.#opened = opened;
    this.#plan = plan;
    this.#host = host;
    this.onWarning = (text) => warn(host, text);
  }

  /**
   * Opens the logs and finds out how they are read.
   *
   * Errors: those of `openInputs`; `Problem` "data" where no line of a log is a record, "usage" where its times have no zone,
   * unless a database may know better.
   */
  static async open(plan: Plan, manner: Manner, host: Host): Promise<ReplayLogs> {
    const opened = await openInputs(plan, host);
    if (opened.problem !== null && !host.exists(plan.database)) {
      opened[Symbol.dispose]();
      throw opened.problem;
    }
    return new ReplayLogs(opened, plan, manner, host);
  }

  /** Real path of the log that was named first; "-" for standard input. */
  get first(): string {
    return this.#opened.first;
  }

  /** The format of the logs; null where nothing says it yet. */
  get format(): LogFormat | null {
    return this.#plan.format;
  }

  /** Looks at each record before it is read, from the next refresh on. */
  screenWith(screen: RecordScreen | null): void {
    this.#plan = { ...this.#plan, screen };
  }

  /** Why a log that was named cannot be read, as far as is known; null where all can. */
  get problem(): Problem | null {
    return this.#opened.problem;
  }

  /** About how many bytes beyond those at `read` they hold that can be read in ranges; an estimate before a refresh. */
  unreadBytes(read: readonly InputPosition[]): number {
    const inputs = this.#opened.groups.flatMap(({ inputs }) => inputs);
    const bytes = inputs.reduce((sum, input) => sum + seekableBytes(input), 0);
    return read.reduce((rest, { offset }) => rest - offset, bytes);
  }

  /**
   * Opens the logs as they are now, each part where it was left, for the engine to read. Inputs of an earlier call must not
   * be used afterwards.
   * Warns, once for each path, of gaps, which the engine notes, and of archives that cannot be read.
   *
   * With `--follow` it waits for a log that is gone or may not be read, with a warning where that lasts, and returns the
   * others meanwhile.
   *
   * Errors: those of `open` and `resumeInputs`.
   */
  async refresh(engine: Engine, memory: LogMemory): Promise<readonly LogInputs[]> {
    const isFirst = !this.#hasRefreshed;
    const known = this.#logs ??= this.#remembered(memory), isNewSource = known.size === 0;
    const { positions, lost } = engine, newest = this.#plan.futureLimit();
    const { lateness, maxJump, since, until } = this.#plan, times = { newest, lateness, maxJump };
    const first = engine.times?.first ?? null;
    const resumed = await this.#resumed({
      ...{ positions, lost, first, logs: known, replaced: isFirst ? memory.replaced : [] },
      ...times,
    });
    const { logs, gaps, remembered } = resumed;
    this.#hasRefreshed = true;
    this.#refreshedAt = this.#host.monotonic();
    // A stop signal may have cut short what was read of the files.
    if (this.#host.stopSignal().aborted) return [];
    this.history = resumed.history;
    this.#settle(logs, memory);
    for (const log of remembered) {
      known.set(log.name, log);
      memory.remember(log);
    }
    for (const gap of gaps) {
      this.hasGap = true;
      engine.noteGap(gap);
      const anew = logs.flatMap(({ inputs }) => inputs).find(({ path, isNew }) => isNew && path === gap.path);
      const isAgain = anew !== undefined && await firstTime(anew, times) < (engine.eventTime ?? -Infinity);
      this.#warn(gapText(gap, isAgain));
    }
    this.#warnOfFound(resumed, isNewSource);
    return await openLogs(engine, logs, { ...times, since, until });
  }

  /** Warns of all but gaps. */
  #warnOfFound(
    { logs, alike, vanished, dropped, unclean, copies, leftOut, history }: ResumedInputs,
    isNewSource: boolean,
  ): void {
    for (const like of alike) this.#warn(likeText(like, this.#keeps));
    for (const path of vanished) {
      this.#warn(
        `"${
          printable(path)
        }" is gone, and nothing of it is counted: it was empty, or what was read of it was undone.`,
      );
    }
    if (dropped.length > 0) this.#warn(droppedText(dropped));
    for (const input of logs.flatMap(({ inputs }) => inputs)) {
      const lines = input.isNew ? preambleOf(input).length : 0;
      if (lines > 0) {
        const are = lines === 1 ? "is no record: it is" : "are no records: they are";
        this.#warn(
          `${counted(lines, "line")} of "${printable(input.path)}" in front of its header ${are} rejected.`,
        );
      }
    }
    for (const path of unclean) {
      this.#warn(`"${printable(path)}" is damaged or still being written: nothing of it was read.`);
    }
    this.#opened.leftOut.forEach((each) => this.#warnOfLeftOut(each, isNewSource));
    this.#warnOfUnfit(this.#opened.unfit);
    for (const copy of copies) if (copy.isNew || !this.#isQuiet) this.#warn(foundCopyText(copy));
    if (history.length > 0 && isNewSource && !this.#isQuiet) {
      this.#warn(historyText(history.map(({ path }) => path), this.#keeps));
    }
    for (const text of leftOut) {
      this.#warn(`left out, though named like a part of the log: ${printable(text)}`);
    }
  }

  /** What is stored of the logs; their format is not guessed again. */
  #remembered({ logs, format, zone }: LogMemory): Map<string, KnownLog> {
    const stored = format === null ? this.#plan.format : parseLogFormat(format);
    this.#plan = { ...this.#plan, format: stored, zone: zone ?? this.#plan.zone };
    return new Map(logs.map((log) => [log.name, log]));
  }

  /** Keeps the format once a log that is read has said what it is. */
  #settle(logs: readonly ResumedLog[], memory: LogMemory): void {
    const read = logs.flatMap(({ inputs }) => inputs).find(({ reading }) => reading !== null);
    if (read === undefined) return;
    const { format, options: { zone } } = read.reading!;
    this.#plan = { ...this.#plan, format };
    memory.readAs(format.name, zone);
  }

  async #resumed(known: KnownInputs): Promise<ResumedInputs> {
    try {
      if (this.#waitingSince !== null) return await this.#present(known);
      // What was found in a log that was rotated meanwhile may be of two generations.
      for (let tries = 1;; tries++) {
        this.#opened = await this.#opened.reopen(this.#plan, this.#former(known));
        if (this.#opened.problem !== null) throw this.#opened.problem;
        const resumed = await resumeInputs(this.#opened.groups, known);
        if (tries === MOST_TRIES || this.#opened.isCurrent(this.#former(known))) return resumed;
      }
    } catch (error) {
      if (!this.#plan.follow || !isAbsence(error)) throw error;
      // One may be renamed again while the others are opened.
      this.#waitingSince ??= this.#host.monotonic();
      return NOTHING;
    }
  }

  /** The logs that are there: those of the paths that can be opened by themselves. */
  async #present(known: KnownInputs): Promise<ResumedInputs> {
    const { files } = this.#plan, present: string[] = [];
    for (const file of files) {
      try {
        using opened = await openInputs({ ...this.#plan, files: [file] }, this.#host, this.#former(known));
        await resumeInputs(opened.groups, known);
        present.push(file);
      } catch (error) {
        if (!isAbsence(error)) throw error;
        this.#warnOfWaiting(error);
      }
    }
    if (present.length === 0) return NOTHING;
    this.#opened[Symbol.dispose]();
    this.#opened = await openInputs({ ...this.#plan, files: present }, this.#host, this.#former(known));
    if (this.#opened.problem !== null) throw this.#opened.problem;
    const resumed = await resumeInputs(this.#opened.groups, known);
    if (present.length === files.length) this.#waitingSince = null;
    return resumed;
  }

  /** With `--follow` one that is gone may come back, and was read just before, unless reading was held up. */
  #former({ logs, positions }: KnownInputs): FormerLogs {
    const paths = new Map(Array.from(logs.values(), ({ name, paths }) => [name, paths]));
    const read = new Set(positions.map(({ path }) => path));
    const isStalled = this.#host.monotonic() - this.#refreshedAt > STALLED;
    return { paths, read, keepsGone: !this.#plan.follow || !this.#hasRefreshed || isStalled };
  }

  #warnOfWaiting({ message }: Problem): void {
    // A log that is being rotated is gone for a moment.
    if (this.#host.monotonic() - this.#waitingSince! < this.#plan.idleAdvance) return;
    this.#warn(`${printable(message.replace(/ [^.]*\.$/, ""))} Waiting until that changes.`);
  }

  /**
   * Once for each directory, though what is in it may change with `--follow`. With --quiet where a source begins: it may be
   * the logs that were meant.
   */
  #warnOfLeftOut({ directory, names }: LeftOut, isNewSource: boolean): void {
    if (this.#isQuiet && !isNewSource || this.#leftOutOf.has(directory)) return;
    this.#leftOutOf.add(directory);
    const database = this.#plan.database.replace(/^.*[/\\]/s, "");
    const others = names.filter((name) => !DATABASE_FILES.some((ending) => name === database + ending));
    if (others.length === 0) return;
    const [entries, advice] = others.length === 1
      ? ["1 entry", "Name it if it is a log"]
      : [`${others.length} entries`, "Name those that are logs"];
    const unnamable = others.some((name) => name.includes("\uFFFD"))
      ? "; one whose name is not UTF-8 must be renamed first"
      : "";
    const were = others.length === 1 ? "was" : "were";
    this.#warn(
      `${entries} of "${printable(directory)}" ${were} not read: ${
        namesText(others)
      }. ${advice}${unnamable}.`,
    );
  }

  /** What of a directory would be read by its name, and is no log: also with --quiet, as it may have been meant. Each once. */
  #warnOfUnfit(inputs: OpenInputs["unfit"]): void {
    const named = new Map<string, string[]>();
    for (const { path, unfit } of inputs.toSorted((a, b) => a.path < b.path ? -1 : 1)) {
      if (this.#unfit.has(path)) continue;
      this.#unfit.add(path);
      const { directory, name } = split(path);
      if (unfit!.message.includes(ADVICE)) named.set(directory, [...named.get(directory) ?? [], name]);
      // An archive, or of another format.
      else this.#warn(`${printable(unfit!.message)} It was not read.`);
    }
    for (const [directory, names] of named) {
      const place = printable(directory.length > 1 ? directory.slice(0, -1) : directory);
      const text = names.length === 1
        ? `${namesText(names)} of "${place}" is no access log, and was`
        : `${counted(names.length, "file")} of "${place}" are no access logs, and were`;
      const which = names.length === 1 ? "" : `: ${namesText(names)}`;
      const advice = names.length === 1 ? `"${printable(directory + names[0])}"` : "FILE";
      this.#warn(
        `${text} not read${which}. See what each format makes of ${
          names.length === 1 ? "it" : "one"
        }: httplog check ${advice}.`,
      );
    }
  }

  /** Closes the files. */
  [Symbol.dispose](): void {
    this.#opened[Symbol.dispose]();
  }

  #warn(text: string): void {
    if (this.#warned.has(text)) return;
    this.#warned.add(text);
    this.onWarning(text);
  }
}

/** Seconds between two looks at logs that are followed from which on a log may have been written and deleted between them. */
const STALLED = 15;

/** How the files of the database end, which are no news where they lie beside the logs. */
const DATABASE_FILES: readonly string[] = ["", "-wal", "-shm", "-journal", ".lock"];

const NOTHING: ResumedInputs = Object.freeze({
  logs: [],
  gaps: [],
  unclean: [],
  leftOut: [],
  history: [],
  copies: [],
  remembered: [],
  dropped: [],
  vanished: [],
  alike: [],
});

/** Whether an error only says that a log is not there or may not be read, which may pass. */
function isAbsence(error: unknown): error is Problem {
  return error instanceof Problem && (error.kind === "input" || error.kind === "permission");
}
