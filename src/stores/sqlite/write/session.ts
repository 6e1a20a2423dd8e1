// Role: one run of one source into SQLite: what the source holds already, each change in one transaction, the row
// of the run. `stores/sqlite/sqlite.ts` begins it; `results.ts` writes the results, `source.ts` the source's own rows,
// `stores/sqlite/runs.ts` the run's, and `stores/sqlite/undo/journal.ts` what it takes to undo it.

import type { SecondRow } from "../../../domain/buckets/rows.ts";
import { Problem } from "../../../domain/problem.ts";
import type { Change, KnownLog, RunDescription, RunStatus, SavedSource, Session } from "../../store.ts";
import type { SqliteConnection } from "../connection.ts";
import { quoted, withProblems } from "../errors.ts";
import { beginRun, endRun } from "../runs.ts";
import { type HeldBefore, UndoJournal } from "../undo/journal.ts";
import { forgetKnownLogs, readKnownLogs, writeKnownLogs } from "./known_logs.ts";
import { ResultWriter } from "./results.ts";
import { writeRules } from "./rules.ts";
import {
  checkMeaning,
  clearSource,
  type CurrentSource,
  currentSource,
  readSeconds,
  readSource,
  writeProgress,
} from "./source.ts";

/** A session on an open connection. */
export class SqliteSession implements Session {
  /** See {@link Session.saved}. */
  readonly saved: SavedSource | null;
  /** See {@link Session.logs}. */
  readonly logs: readonly KnownLog[];
  readonly #connection: SqliteConnection;
  readonly #run: RunDescription;
  readonly #clock: () => number;
  readonly #isAlone: boolean;
  readonly #results: ResultWriter;
  readonly #held: HeldBefore;
  /** Null before the first commit. */
  #journal: UndoJournal | null = null;
  /** What is to be remembered and is not written yet, by name. */
  readonly #unwritten = new Map<string, KnownLog>();
  /** The sequence that a commit must find: null for no source. */
  #sequence: number | null;
  /** The run's row; null before the first commit. */
  #runId: number | null = null;
  #state: "open" | "failed" | "finished" = "open";

  /**
   * Reads what is stored and checks the run against it; writes nothing. `clock` gives epoch seconds; `isAlone` says
   * that no other run can be alive.
   */
  constructor(connection: SqliteConnection, run: RunDescription, clock: () => number, isAlone: boolean) {
    this.#connection = connection;
    this.#run = run;
    this.#clock = clock;
    this.#isAlone = isAlone;
    this.#results = new ResultWriter(connection);
    const stored = withProblems(connection.path, () => readSource(connection, run.source));
    this.#sequence = stored.sequence;
    this.#held = stored.saved === null ? "first" : run.fresh ? "fresh" : "more";
    this.saved = run.fresh ? null : stored.saved;
    const logs = () => withProblems(connection.path, () => readKnownLogs(connection, run.source));
    this.logs = run.fresh || stored.sequence === null ? [] : logs();
    if (this.saved !== null) checkMeaning(run, this.saved.meaning);
  }

  /** See {@link Session.secondsFrom}. */
  secondsFrom(time: number): SecondRow[] {
    if (this.saved === null) return [];
    // Where not even reading works, nothing is to be written, the end of the run neither.
    this.#state = "failed";
    const read = () => readSeconds(this.#connection, this.#run.source, time);
    const seconds = withProblems(this.#connection.path, read);
    this.#state = "open";
    return seconds;
  }

  /** See {@link Session.remember}. */
  remember(log: KnownLog): void {
    this.#unwritten.set(log.name, log);
  }

  /** See {@link Session.commit}. */
  commit(change: Change): void {
    if (this.#state !== "open") throw new Error("This session is over.");
    this.#state = "failed";
    withProblems(this.#connection.path, () => {
      const [runId, sequence] = this.#connection.transaction(() => this.#write(change));
      this.#runId = runId;
      this.#sequence = sequence;
    });
    this.#unwritten.clear();
    this.#state = "open";
  }

  /**
   * See {@link Session.finish}. After a commit that failed, it notes the end where it can and reports nothing: the
   * error of that commit is what the person has to see. Without a commit, `fresh` takes effect only with "ok".
   */
  finish(status: RunStatus, message: string | null): void {
    if (this.#state === "finished") throw new Error("This session is over.");
    const failed = this.#state === "failed";
    this.#state = "finished";
    if (failed && this.#runId === null) return;
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
    } catch (error) {
      if (!failed) throw error;
    }
  }

  #write(change: Change): [runId: number, sequence: number] {
    const source = this.#claim(this.#runId === null && this.saved === null);
    const { id } = source;
    const runId = this.#runId ?? beginRun(this.#connection, id, this.#run, this.#isAlone);
    const { rules } = this.#run;
    if (this.#runId === null && rules !== undefined) writeRules(this.#connection, id, rules);
    this.#journal ??= this.#beginJournal(id, runId);
    this.#journal.keep(change, source.hasEnding);
    if (source.hasEnding) this.#results.dropEnding(id, change.alerts);
    this.#results.addSeconds(id, change.seconds);
    this.#results.insertBuckets(id, change.closed, false);
    this.#results.amendBuckets(id, change.amended, this.#run.meaning.top);
    this.#results.putAlerts(id, change.alerts, false);
    this.#results.putMinutes(id, change.sloMinutes);
    this.#results.putMessages(id, change.outbox);
    if (change.ending !== null) {
      this.#results.insertBuckets(id, change.ending.open, true);
      this.#results.putAlerts(id, change.ending.provisional, true);
    }
    if (this.#runId === null && this.#run.fresh) forgetKnownLogs(this.#connection, id);
    writeKnownLogs(this.#connection, id, this.#unwritten.values());
    writeProgress(this.#connection, id, runId, change);
    return [runId, source.sequence + 1];
  }

  /**
   * The source as it is in this transaction, made where there is none. Nobody else may have written it. `clear` takes
   * away what it holds and gives it this run's meaning; a source that never got results has nothing but a meaning.
   */
  #claim(clear: boolean): CurrentSource {
    const source = currentSource(this.#connection, this.#run);
    if ((source.isNew ? null : source.sequence) !== this.#sequence) {
      const message = `Another run wrote source ${
        quoted(this.#run.source)
      } meanwhile. Run again when it has ended.`;
      throw new Problem("busy", message);
    }
    return clear && !source.isNew ? clearSource(this.#connection, source, this.#run.meaning) : source;
  }

  #runWithoutCommit(status: RunStatus): number {
    const clears = this.#run.fresh && status === "ok";
    const { id } = clears ? this.#claim(true) : currentSource(this.#connection, this.#run);
    if (clears) forgetKnownLogs(this.#connection, id);
    const runId = beginRun(this.#connection, id, this.#run, this.#isAlone);
    if (clears && this.#held === "fresh") this.#beginJournal(id, runId);
    return runId;
  }

  #beginJournal(source: number, run: number): UndoJournal {
    return new UndoJournal(this.#connection, source, run, this.#run.meaning.bucketSize, this.#held);
  }
}
