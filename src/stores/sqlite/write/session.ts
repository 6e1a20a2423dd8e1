// Role: one run of one source: reads what the source holds, then writes each change in one transaction, with the run's row
// and the undo journal.

import type { SecondRow, SloMinute } from "../../../domain/buckets/rows.ts";
import { checkDimensions, dimensionsOf, readDimensions, writeDimensions } from "./kept_dimensions.ts";
import { checkScreening, otherSettings, readScreening, writeScreening } from "./stored_screening.ts";
import { Problem } from "../../../domain/problem.ts";
import { NO_SCREENING, type Screening } from "../../../domain/screening/settings.ts";
import type { Change, KnownLog, RunDescription, RunStatus, SavedSource, Session } from "../../store.ts";
import type { SqliteConnection } from "../connection.ts";
import { quoted, withProblems } from "../errors.ts";
import { type NumberedFile, numbersOf } from "../file/database_file.ts";
import type { StoreLock } from "../file/lock.ts";
import { beginRun, endRun } from "../runs.ts";
import { type HeldBefore, UndoJournal } from "../undo/journal.ts";
import { putAlerts } from "./alerts.ts";
import { forgetKnownLogs, readKnownLogs, writeKnownLogs } from "./known_logs.ts";
import { writeMessages } from "./outbox.ts";
import { ResultWriter } from "./results.ts";
import { readRuleIds, writeRules } from "./rules.ts";
import { writeVisitors } from "./visitors.ts";
import { forgetDecided } from "./told_ahead.ts";
import {
  checkMeaning,
  clearSource,
  type CurrentSource,
  currentSource,
  otherOptions,
  readMinutes,
  readSeconds,
  readSource,
  writeMeaning,
  writeProgress,
} from "./source.ts";

export class SqliteSession implements Session {
  readonly saved: SavedSource | null;
  readonly replaced: Session["replaced"];
  readonly logs: readonly KnownLog[];
  readonly format: string | null;
  readonly zone: string | null;
  readonly dimensions: Session["dimensions"];
  readonly replacedScreening: Screening;
  readonly replacedFormat: string | null;
  readonly changedOptions: readonly string[];
  readonly formerRules: readonly string[];
  #screening: Screening;
  readonly #connection: SqliteConnection;
  /** The options as the run was given them. */
  readonly #said: RunDescription["meaning"];
  /** With the format and the zone that the logs turn out to have. */
  #run: RunDescription;
  readonly #clock: () => number;
  readonly #lock: StoreLock | null;
  readonly #results: ResultWriter;
  readonly #held: HeldBefore;
  /** The file that is written; null where the system does not number files. */
  readonly #file: NumberedFile | null;
  /** Null before the first commit. */
  #journal: UndoJournal | null = null;
  /** Logs to be written with the next commit, by name. */
  readonly #unwritten = new Map<string, KnownLog>();
  /** The sequence that a commit must find: null for no source. */
  #sequence: number | null;
  /** The run's row; null before the first commit. */
  #runId: number | null = null;
  #state: "open" | "failed" | "finished" = "open";

  /**
   * Reads what is stored and checks the run against it; writes nothing. `clock` gives epoch seconds; with the lock no
   * other run can be alive.
   */
  constructor(
    connection: SqliteConnection,
    run: RunDescription,
    clock: () => number,
    lock: StoreLock | null,
  ) {
    this.#connection = connection;
    this.#run = run;
    this.#said = run.meaning;
    this.#clock = clock;
    this.#lock = lock;
    this.#results = new ResultWriter(connection);
    this.#file = numbersOf(connection.path);
    const stored = withProblems(connection.path, () => readSource(connection, run.source));
    this.#sequence = stored.sequence;
    this.#held = stored.saved === null ? "first" : run.fresh ? "fresh" : "more";
    this.saved = run.fresh ? null : stored.saved;
    this.replaced = run.fresh ? stored.saved?.inputs ?? [] : [];
    const logs = () => withProblems(connection.path, () => readKnownLogs(connection, run.source));
    this.logs = run.fresh || stored.sequence === null ? [] : logs();
    if (this.saved !== null) {
      checkMeaning(run, this.saved.meaning);
      withProblems(connection.path, () => checkDimensions(connection, run));
    }
    this.dimensions = withProblems(connection.path, () => dimensionsOf(connection, run, this.saved !== null));
    const formerly = withProblems(connection.path, () => readScreening(connection, run.source));
    // A source that holds nothing yet has settings, too, but may be given others.
    const screening = run.fresh ? NO_SCREENING : formerly;
    this.replacedScreening = run.fresh ? formerly : NO_SCREENING;
    if (this.saved !== null) checkScreening(run, screening);
    // A list that is stored may be another one than that of this program, which says so.
    const bots = screening.bots ?? run.screening?.bots ?? null;
    this.#screening = { ...screening, ...run.screening, bots };
    // Before there is anything, what the run says counts.
    const { format, zone } = this.saved?.meaning ?? run.meaning, known = run.fresh ? null : stored.meaning;
    this.format = format ?? known?.format ?? null;
    this.zone = zone ?? known?.zone ?? null;
    this.replacedFormat = run.fresh ? stored.meaning?.format ?? null : null;
    const options = this.saved !== null || known === null ? [] : otherOptions(run, known);
    this.changedOptions = this.saved !== null || known === null ? [] : [
      ...options.length === 0 ? [] : [`with ${options.join(", ")}`],
      ...otherSettings(run, screening),
    ];
    this.formerRules = withProblems(connection.path, () => readRuleIds(connection, run.source));
    // What a run does not say stays as it is.
    this.readAs(run.meaning.format ?? this.format, run.meaning.zone ?? this.zone);
  }

  get screening(): Screening {
    return this.#screening;
  }

  useBotList(bots: string): void {
    this.#screening = { ...this.#screening, bots };
  }

  secondsFrom(time: number): SecondRow[] {
    return this.#stored(() => readSeconds(this.#connection, this.#run.source, time));
  }

  minutesFrom(slo: string, series: string, time: number): SloMinute[] {
    return this.#stored(() => readMinutes(this.#connection, this.#run.source, slo, series, time));
  }

  #stored<Row>(read: () => Row[]): Row[] {
    if (this.saved === null) return [];
    // If not even reading works, nothing may be written, not even the end of the run.
    this.#state = "failed";
    const rows = withProblems(this.#connection.path, read);
    this.#state = "open";
    return rows;
  }

  remember(log: KnownLog): void {
    this.#unwritten.set(log.name, log);
  }

  readAs(format: string | null, zone: string | null): void {
    this.#run = { ...this.#run, meaning: { ...this.#run.meaning, format, zone } };
  }

  assertInPlace(): void {
    const { path } = this.#connection, now = numbersOf(path), { inode, device } = this.#file ?? {};
    if (this.#file === null || now !== null && now.inode === inode && now.device === device) return;
    const what = `${quoted(path)} was ${
      now === null ? "removed" : "replaced by another file"
    } while it was written`;
    const advice = "Run again: the next run reads what no database holds.";
    throw new Problem("io", `${what}. ${advice}`);
  }

  commit(change: Change): void {
    if (this.#state !== "open") throw new Error("This session is over.");
    this.#state = "failed";
    this.assertInPlace();
    withProblems(this.#connection.path, () => {
      const [runId, sequence] = this.#connection.transaction(() => this.#write(change));
      this.#runId = runId;
      this.#sequence = sequence;
    });
    this.#lock?.leave(null);
    this.#unwritten.clear();
    this.#state = "open";
  }

  /**
   * After a commit that failed, this notes the end if it can and throws nothing: the user must see the error of that
   * commit. An end that the database cannot take, as on a full disk, is left in the lock. Without a commit, `fresh` takes effect only with "ok".
   */
  finish(status: RunStatus, message: string | null): void {
    if (this.#state === "finished") throw new Error("This session is over.");
    const failed = this.#state === "failed";
    this.#state = "finished";
    // What failed may have been the disk, whose next answer may be another one.
    if (failed && this.#runId === null) return this.#leaveEnd(status, message ?? "");
    try {
      withProblems(this.#connection.path, () => {
        this.#connection.transaction(() => {
          const runId = this.#runId ?? this.#runWithoutCommit(status);
          const isKept = this.#runId !== null || !this.#run.fresh || status === "ok";
          const { id } = currentSource(this.#connection, this.#run);
          if (!failed && isKept) writeKnownLogs(this.#connection, id, this.#unwritten.values());
          endRun(this.#connection, runId, status, this.#clock(), message);
        });
      });
      this.#lock?.leave(null);
    } catch (error) {
      this.#leaveEnd(status === "ok" ? "failed" : status, message ?? String((error as Error).message));
      if (!failed) throw error;
    }
  }

  #leaveEnd(status: RunStatus, message: string): void {
    const times = { startedAt: Math.floor(this.#run.startedAt), endedAt: Math.floor(this.#clock()) };
    const source = this.#runId === null ? this.#run.source : null;
    this.#lock?.leave({ run: this.#runId, source, status, ...times, message });
  }

  #write(change: Change): [runId: number, sequence: number] {
    const source = this.#claim(this.#runId === null && this.saved === null);
    const { id } = source;
    const runId = this.#runId ?? beginRun(this.#connection, id, this.#run, this.#lock);
    const { rules } = this.#run;
    if (this.#runId === null && rules !== undefined) writeRules(this.#connection, id, rules);
    this.#journal ??= this.#beginJournal(id, runId);
    if (this.#runId === null) this.#results.keepOnly(readDimensions(this.#connection, id));
    this.#journal.keep(change, source.hasEnding);
    if (source.hasEnding) this.#results.dropEnding(id, change.alerts, change.ending?.provisional);
    this.#results.addSeconds(id, change.seconds);
    this.#results.insertBuckets(id, change.closed, false);
    this.#results.amendBuckets(id, change.amended, this.#run.meaning.top);
    writeVisitors(this.#connection, id, change.visitors);
    this.#results.writeHours(id, change, this.#run.meaning.bucketSize);
    this.#results.writePairDays(id, change, this.#run.meaning.bucketSize);
    putAlerts(this.#connection, id, change.alerts, false);
    this.#results.putMinutes(id, change.sloMinutes);
    this.#results.putSpans(id, change.sloSpans);
    forgetDecided(this.#connection, id);
    writeMessages(this.#connection, id, change.outbox);
    if (change.ending !== null) {
      this.#results.insertBuckets(id, change.ending.open, true);
      putAlerts(this.#connection, id, change.ending.provisional, true);
    }
    if (this.#runId === null && this.#run.fresh) forgetKnownLogs(this.#connection, id);
    writeKnownLogs(this.#connection, id, this.#unwritten.values());
    writeProgress(this.#connection, id, runId, this.#run.meaning, change);
    return [runId, source.sequence + 1];
  }

  /**
   * Returns the source as it is in this transaction, made if it is new. Throws if another run wrote it meanwhile. `clear`
   * deletes what it holds and stores this run's options.
   */
  #claim(clear: boolean): CurrentSource {
    const source = currentSource(this.#connection, this.#run);
    if ((source.isNew ? null : source.sequence) !== this.#sequence) {
      const name = quoted(this.#run.source);
      throw new Problem("busy", `Another run wrote source ${name} meanwhile. Run again when it has ended.`);
    }
    // Of a list the version may have changed.
    if (this.#runId === null) writeScreening(this.#connection, source.id, this.#screening);
    if (clear || source.isNew) writeDimensions(this.#connection, source.id, this.dimensions);
    return clear && !source.isNew ? clearSource(this.#connection, source, this.#run.meaning) : source;
  }

  #runWithoutCommit(status: RunStatus): number {
    const clears = this.#run.fresh && status === "ok";
    const { id, isNew } = clears ? this.#claim(true) : currentSource(this.#connection, this.#run);
    // Settings hold from the first run on, whether there was a record or not; so does what was watched.
    if (clears || isNew || this.saved === null && !this.#run.fresh) {
      if (this.#run.rules !== undefined) writeRules(this.#connection, id, this.#run.rules);
      writeScreening(this.#connection, id, this.#screening);
      writeDimensions(this.#connection, id, this.dimensions);
      // What it has found out of the log holds once a record is counted.
      if (!isNew) writeMeaning(this.#connection, id, this.#said);
    }
    if (clears) forgetKnownLogs(this.#connection, id);
    const runId = beginRun(this.#connection, id, this.#run, this.#lock);
    if (clears && this.#held === "fresh") this.#beginJournal(id, runId);
    return runId;
  }

  #beginJournal(source: number, run: number): UndoJournal {
    return new UndoJournal(this.#connection, source, run, this.#run.meaning.bucketSize, this.#held);
  }
}
