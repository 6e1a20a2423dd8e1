// Role: the contract between the pipeline, the reports and an open store.

import type { Alert } from "../domain/alerts/alert.ts";
import type { Analysis } from "../domain/analysis.ts";
import type { OutboxEntry } from "../domain/alerts/outbox_entry.ts";
import type { Amendment, BucketRows, SecondRow, SloMinute } from "../domain/buckets/rows.ts";
import type { Reject, RejectReason } from "../domain/reject.ts";
import type { RuleSet } from "../domain/rules/definition.ts";
import type { OutboxStore } from "./outbox.ts";

/** The options that change the meaning of stored rows; they must match what the source was stored with. */
export interface StoredOptions extends Pick<Analysis, "bucketSize" | "lateness" | "top"> {
  /** Name of the log format. */
  readonly format: string;
}

/** All that a run needs to continue a source. */
export interface SavedSource {
  /** What its rows mean. */
  readonly meaning: StoredOptions;
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

/** A part of a log that should have been read and can no longer be found. */
export interface Gap {
  /** Where it was read when it was last seen. */
  readonly path: string;
  /** Number of the input whose rest is missing. */
  readonly input: number;
  /** Bytes of it that had been consumed. */
  readonly offset: number;
}

/** What a run did, for its row. Counts are of this run alone. */
export interface RunCounts {
  /** Bytes consumed. */
  readonly bytes: number;
  /** Records read: accepted + rejected. */
  readonly read: number;
  /** Records accepted. */
  readonly accepted: number;
  /** Records rejected. */
  readonly rejected: number;
  /** Accepted records that were late. */
  readonly late: number;
}

/** One transaction's worth of results. */
export interface Change {
  /** First accepted record's time and largest time so far; null before the first. */
  readonly times: { readonly first: number; readonly last: number } | null;
  /** Added to the stored seconds. */
  readonly seconds: readonly SecondRow[];
  /** Buckets that turned final: inserted. */
  readonly closed: readonly BucketRows[];
  /** Applied after `closed`, in order, with `amendValues` of the domain. */
  readonly amended: readonly Amendment[];
  /** Decided alerts that are new or changed, each as it is now; replaces the row with the same rule and `firedAt`. */
  readonly alerts: readonly Alert[];
  /** Decided minutes of objectives; each replaces the row with the same objective and minute. */
  readonly sloMinutes: readonly SloMinute[];
  /**
   * Messages about decided transitions; one that is there already stays as it is. One without a notifier becomes one for
   * each notifier that has a message with the same rule and `firedAt`.
   */
  readonly outbox: readonly OutboxEntry[];
  /** Kept rejects of this change. */
  readonly rejects: readonly Reject[];
  /** All rejects of this change by reason. */
  readonly rejected: Readonly<Partial<Record<RejectReason, number>>>;
  /** Added to the counts of the run and of the source. */
  readonly counts: RunCounts;
  /** The inputs that moved, as they are now; each replaces the row with its id. */
  readonly inputs: readonly InputPosition[];
  /** Gaps that were found; each becomes a row. */
  readonly gaps: readonly Gap[];
  /** The engine's state after this change. */
  readonly checkpoint: Uint8Array;
  /**
   * What is not final yet, once all there is has been read. Replaces all open buckets and provisional alerts of the
   * source. `inSilence` where seconds after the last record were evaluated too: then the next run evaluates again.
   */
  readonly ending: {
    readonly open: readonly BucketRows[];
    readonly provisional: readonly Alert[];
    readonly inSilence?: boolean;
  } | null;
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
   * Writes one change in one transaction; after it returns, the change is durable. On an error nothing of it is
   * stored and the session is over. With `fresh`, the first commit also takes away what the source held.
   *
   * Errors: `Problem` "busy" where another run committed meanwhile, "io" where the disk or the database fails.
   */
  commit(change: Change): void;
  /** Writes how the run ended; called once, after the last commit. */
  finish(status: RunStatus, message: string | null): void;
}

/** What a run is, for its row. */
export interface RunDescription {
  /** Name of the source. */
  readonly source: string;
  /** Checked against what is stored. */
  readonly meaning: StoredOptions;
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

/** Which run to undo: one by its number, or the latest of a source; null for the only source in the store. */
export type UndoTarget = { readonly run: number } | { readonly latestOf: string | null };

/** What undoing took back. */
export interface UndoResult {
  /** Number of the run. */
  readonly run: number;
  /** Name of its source. */
  readonly source: string;
  /** Bytes that it had consumed. */
  readonly bytes: number;
  /** Records that it had read. */
  readonly read: number;
  /** The run of the source that can be undone next; null for none. */
  readonly next: number | null;
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

/** How far one input has been read. */
export interface InputPosition {
  /** Number of the input within its source, from 0 in the order in which they were first read. Identifies its row. */
  readonly id: number;
  /** Real path when it was last read; "-" for standard input. */
  readonly path: string;
  /** Inode, a hint; null where unknown. */
  readonly inode: number | null;
  /** Device, a hint; null where unknown. */
  readonly device: number | null;
  /** Bytes consumed: the offset of the first byte of the next record. */
  readonly offset: number;
  /** Lines consumed, the header among them. */
  readonly lines: number;
  /** Hash of the consumed bytes in [0, min(offset, 4096)), hexadecimal. */
  readonly head: string;
  /** Hash of the consumed bytes in [max(0, offset − 4096), offset), hexadecimal. */
  readonly tail: string;
  /** CRC-32 of all consumed bytes, [0, offset), unsigned; −1 where version 1 of the schema stored the input. */
  readonly crc: number;
}

/** A log that was looked at, whether or not there was anything to read in it. */
export interface KnownLog {
  /** The absolute path by which it was asked for, links not resolved. Identifies it within its source. */
  readonly name: string;
  /** Real paths that this name had so far, the latest last: several where it is a link that moves on. */
  readonly paths: readonly string[];
  /** How those parts begin (`inputs/resume/identify.ts`) that are not to be read unless they are named: history, and other files. */
  readonly passed: readonly string[];
  /** Numbers of inputs that were left unfinished, because the archive that holds their rest was damaged. */
  readonly awaited: readonly number[];
}

/** What a session remembers of logs. */
export interface LogMemory {
  /** What was stored when it began; also where nothing was read yet, as after `undo`, but not with `fresh`. */
  readonly logs: readonly KnownLog[];
  /** Keeps what is to be remembered of a log from now on: written with the next commit, or else when the run ends. */
  remember(log: KnownLog): void;
}
