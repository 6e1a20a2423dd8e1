// Role: the contract of an open store: what the pipeline asks of the place where results live, and what reports ask
// of it. What is committed is in `change.ts`, how stores are locked and opened in `store_kind.ts`; someone adding a store has to
// read no more than these.

import type { SecondRow } from "../domain/bucket_rows.ts";
import type { RuleSet } from "../domain/rules/definition.ts";
import type { Change, Gap, ResultRows, RunCounts } from "./change.ts";
import type { InputPosition } from "./input_position.ts";
import type { LogMemory } from "./known_log.ts";
import type { OutboxStore } from "./outbox.ts";
import type { UndoResult, UndoTarget } from "./undo.ts";

/** The options that change the meaning of stored rows; they must match what the source was stored with. */
export interface Meaning {
  /** Bucket size, seconds. */
  readonly bucketSize: number;
  /** Lateness D, seconds. */
  readonly lateness: number;
  /** Values kept per bucket and dimension. */
  readonly top: number;
  /** Name of the log format. */
  readonly format: string;
}

export type { Change, Gap, InputPosition, ResultRows, RunCounts };

/** All that a run needs to continue a source. */
export interface SavedSource {
  /** What its rows mean. */
  readonly meaning: Meaning;
  /** Raised by every commit that changes the source; a commit that expects another number fails as busy. */
  readonly sequence: number;
  /** The engine's own state, opaque to the store. */
  readonly checkpoint: Uint8Array;
  /** Whether open buckets and provisional alerts are those of this checkpoint, as at the end of a run. */
  readonly settled: boolean;
  /** Its inputs, oldest first. */
  readonly inputs: readonly InputPosition[];
  /** Numbers of the inputs that were noted as gaps. */
  readonly lost: readonly number[];
}

/** How a run ended. In the ledger there are also "running", "crashed" (killed) and "undone". */
export type RunStatus = "ok" | "interrupted" | "failed";

/** One run of one source that is being written. */
export interface Session extends LogMemory {
  /** What was stored before; null for a source that is new or made new by `fresh`. */
  readonly saved: SavedSource | null;
  /** The stored seconds of the source with times of at least `time`, by time; none where `saved` is null. */
  secondsFrom(time: number): SecondRow[];
  /**
   * Writes rows of the next change ahead of it, in the order in which they came: it is stored as if it held them, and
   * without it they are never seen. Nobody else can write from now until then, so nothing may be waited for meanwhile.
   *
   * Errors: those of `commit`.
   */
  write(rows: ResultRows): void;
  /**
   * Writes one change in one transaction; after it returns, the change is durable. On an error nothing of it is
   * stored and the session is over. With `fresh`, the first commit also takes away what the source held.
   *
   * Errors: `Problem` "busy" where another run committed meanwhile, "io" where the disk or the database fails.
   */
  commit(change: Change): void;
  /** Writes how the run ended; called once, after the last commit. Rows written ahead of one that never came are gone. */
  finish(status: RunStatus, message: string | null): void;
}

/** What a run is, for its row. */
export interface RunDescription {
  /** Name of the source. */
  readonly source: string;
  /** Checked against what is stored. */
  readonly meaning: Meaning;
  /** What the source is watched with, told by the views `rules` and `slos` from the first commit on; absent: as before. */
  readonly rules?: Pick<RuleSet, "rules" | "slos">;
  /** Forget what the source holds, in the first commit. */
  readonly fresh: boolean;
  /** Wall clock at the start, epoch seconds. */
  readonly startedAt: number;
  /** Paths as given. */
  readonly files: readonly string[];
  /** All options in force, as JSON. */
  readonly options: Readonly<Record<string, unknown>>;
  /** Version of the program. */
  readonly version: string;
}

/** An open store that runs write to. */
export interface Store {
  /**
   * Begins a run. Nothing is written before this has checked everything. Where `meaning` differs from what is
   * stored (and not `fresh`): a `Problem` "usage" that names the option, both values, `--fresh` and `--source`.
   */
  begin(run: RunDescription): Session;
  /**
   * Takes back what the latest run of a source did, in one transaction: afterwards the source holds what it held
   * before that run, and the next run reads again what that one had read. The run's row stays, with the status
   * "undone". It reaches back over the last ten runs of a source that changed something, one after the other.
   *
   * Errors: `Problem` "usage" for a run that is not there, is not the latest of its source that changed something
   * (that one is named), was undone, or of which nothing is kept any more: too old, pruned since, or one that
   * replaced everything with `fresh`. "busy" for one that may still be alive.
   */
  undo(target: UndoTarget): UndoResult;
  /** Messages about alerts, and what came of sending them. */
  readonly outbox: OutboxStore;
  /** Closes it; may be called once. */
  [Symbol.dispose](): void;
}

/** A cell of a query's answer. */
export type SqlValue = string | number | bigint | null | Uint8Array;

/** The rows of a query, all in memory. */
export interface Answer {
  /** Column names in order. */
  readonly columns: readonly string[];
  /** Rows, each with as many cells as there are columns. */
  readonly rows: readonly (readonly SqlValue[])[];
}

/** An open store that questions are asked of; never writes. */
export interface Reader {
  /**
   * Runs one statement that only reads. Parameters are bound by name without a prefix.
   *
   * Errors: `Problem` "usage" for SQL that does not parse, has more than one statement, or would do anything but
   * read; "io" where the database fails.
   */
  query(sql: string, parameters?: Readonly<Record<string, SqlValue>>): Answer;
  /** Closes it; may be called once. */
  [Symbol.dispose](): void;
}
