// Role: the contract between the pipeline, the reports and an open store.

import type { Alert } from "../domain/alerts/alert.ts";
import type { Analysis } from "../domain/analysis.ts";
import type { OutboxEntry } from "../domain/alerts/outbox_entry.ts";
import type {
  Amendment,
  BucketRows,
  HourRows,
  SecondRow,
  SloMinute,
  SloSpan,
  VisitorHour,
} from "../domain/buckets/rows.ts";
import type { DimensionName } from "../domain/dimensions/dimensions.ts";
import type { SourceTimes } from "../domain/counting/log_state.ts";
import type { Reject, RejectReason } from "../domain/reject.ts";
import type { RuleSet } from "../domain/rules/definition.ts";
import type { Screening } from "../domain/screening/settings.ts";
import type { OutboxStore } from "./outbox.ts";

/** The options that change the meaning of stored rows; they must match what the source was stored with. */
export interface StoredOptions
  extends Pick<Analysis, "bucketSize" | "lateness" | "maxJump" | "idleLog" | "top"> {
  /** Name of the log format; null where nothing of the log is known yet, and of a run: whatever is stored. */
  readonly format: string | null;
  /** Zone of times without one; null for none, and of a run: whatever is stored. */
  readonly zone: string | null;
}

/** All that a run needs to resume a source. */
export interface SavedSource {
  /** What the source was stored with. */
  readonly meaning: StoredOptions;
  /** Raised by every commit that changes the source; a commit that expects another number fails as busy. */
  readonly sequence: number;
  /** The engine's own state, opaque to the store. */
  readonly checkpoint: Uint8Array;
  /** Whether open buckets and provisional alerts are those of this checkpoint, as at the end of a run. */
  readonly settled: boolean;
  /** Its inputs, oldest first. */
  readonly inputs: readonly InputPosition[];
  /** Its seconds before this epoch second were pruned; null where none were. */
  readonly prunedBefore: number | null;
  /** Numbers of the inputs that are stored as gaps. */
  readonly lost: readonly number[];
  /** Alerts that were told before they were decided, and not decided since; with a body of a message. */
  readonly told: readonly (Pick<OutboxEntry, "rule" | "firedAt" | "body"> & {
    /** Whether it was taken back. */
    readonly isWithdrawn: boolean;
  })[];
}

/** The rest of a log that can no longer be found, and was never read. */
export interface Gap {
  /** Where the log was when it was last read. */
  readonly path: string;
  /** Number of the input whose rest is missing. */
  readonly input: number;
  /** Bytes of it that were consumed. */
  readonly offset: number;
}

/** The counts of one run. */
export interface RunCounts {
  /** Bytes consumed. */
  readonly bytes: number;
  /** Records read: accepted + rejected + left out + excluded. */
  readonly read: number;
  /** Records accepted. */
  readonly accepted: number;
  /** Records rejected. */
  readonly rejected: number;
  /** Accepted records that were late. */
  readonly late: number;
  /** Accepted records that turned out to be outliers: their time was far ahead of their log, which did not follow. */
  readonly outliers: number;
  /** Records left out: their dates lie outside `--since` and `--until`. */
  readonly leftOut: number;
  /** Records that a filter of the source excludes. */
  readonly excluded: number;
}

/** Of a run that has read nothing. */
export const NO_COUNTS: RunCounts = Object.freeze({
  bytes: 0,
  read: 0,
  accepted: 0,
  rejected: 0,
  late: 0,
  outliers: 0,
  leftOut: 0,
  excluded: 0,
});

/** The results that one transaction writes. */
export interface Change {
  /** Where the source begins and how far it has come; null before the first record. */
  readonly times: SourceTimes | null;
  /** Seconds before it are final; null before there are any. */
  readonly watermark: number | null;
  /** Added to the stored seconds. */
  readonly seconds: readonly SecondRow[];
  /** Buckets that became final: inserted. */
  readonly closed: readonly BucketRows[];
  /** Applied after `closed`, in order, with `amendValues` of the domain. */
  readonly amended: readonly Amendment[];
  /** What hours gain before they turn final; added to the stored ones, as seconds are. */
  readonly hours: readonly HourRows[];
  /** What late records add to hours that had turned final; applied after `hours`, with `amendValues` of the domain. */
  readonly overdue: readonly HourRows[];
  /** Who came in hours, whether they had turned final or not: merged with the stored ones. */
  readonly visitors: readonly VisitorHour[];
  /** Final alerts that are new or changed, each as it is now; replaces the row with the same rule and `firedAt`. */
  readonly alerts: readonly Alert[];
  /** Final minutes of objectives; each replaces the row with the same objective and minute. */
  readonly sloMinutes: readonly SloMinute[];
  /** In which final minutes objectives were counted; each replaces the row with the same objective and `since`. */
  readonly sloSpans: readonly SloSpan[];
  /**
   * Messages about final transitions, and others that are ahead of the decision; an existing one stays as it is. One without a notifier becomes one for each notifier
   * that has a message with the same rule and `firedAt`.
   */
  readonly outbox: readonly OutboxEntry[];
  /** Kept rejects of this change, and kept outliers. */
  readonly rejects: readonly Reject[];
  /** All rejects of this change by reason. */
  readonly rejected: Readonly<Partial<Record<RejectReason, number>>>;
  /** Added to the counts of the run and of the source. */
  readonly counts: RunCounts;
  /** The inputs that moved, as they are now; each replaces the row with its id. */
  readonly inputs: readonly InputPosition[];
  /** New gaps; each becomes a row. */
  readonly gaps: readonly Gap[];
  /** The engine's state after this change. */
  readonly checkpoint: Uint8Array;
  /**
   * What is not final when the inputs are read to their ends; null before that. Replaces all open buckets and provisional
   * alerts of the source. `inSilence`: seconds after the last record were evaluated too, and the next run does so again.
   */
  readonly ending: {
    readonly open: readonly BucketRows[];
    readonly provisional: readonly Alert[];
    readonly inSilence?: boolean;
  } | null;
}

/** How a run ended. Rows of runs may also be "running", "crashed" (killed) and "undone". */
export type RunStatus = "ok" | "interrupted" | "failed";

/** A run of one source, while it writes. */
export interface Session extends LogMemory {
  /** What was stored before; null for a new source, and with `fresh`. */
  readonly saved: SavedSource | null;
  /** The dimensions whose values the source stores. */
  readonly dimensions: readonly DimensionName[];
  /** The settings of the source, with what the run says of them. */
  readonly screening: Screening;
  /** With `fresh`, the settings that the source had before; else none. */
  readonly replacedScreening: Screening;
  /** With `fresh`, the name of the format that the source was read as; else null. */
  readonly replacedFormat: string | null;
  /** Where the source holds nothing yet, what the run changes of `meaning` and settings, as a person knows it: "with --top 3, not 4". */
  readonly changedOptions: readonly string[];
  /** The ids of the rules and objectives of the run before, in their order, whether it found records or was undone. */
  readonly formerRules: readonly string[];
  /** Says by which list bots are known, which may be another than that of earlier runs: stored with the next commit. */
  useBotList(list: string): void;
  /** The stored seconds of the source from `time` on, by time; none where `saved` is null. */
  secondsFrom(time: number): SecondRow[];
  /**
   * The stored minutes of an objective from the epoch second `time` on in which it counted the series of this text, by time; none where `saved` is null.
   */
  minutesFrom(slo: string, series: string, time: number): SloMinute[];
  /**
   * Writes one change in one transaction, durable when this returns. On an error nothing of it is stored and the session is
   * over. With `fresh`, the first commit also deletes what the source held.
   *
   * Errors: `Problem` "busy" where another run committed meanwhile, "io" where the disk or the database fails; those of
   * `assertInPlace`.
   */
  commit(change: Change): void;
  /**
   * Errors: `Problem` "io" where the store was removed, or another one took its place: what would be written now, no reader would
   * find.
   */
  assertInPlace(): void;
  /** Writes how the run ended; called once, after the last commit. */
  finish(status: RunStatus, message: string | null): void;
}

/** A run as it is stored. */
export interface RunDescription {
  /** Name of the source. */
  readonly source: string;
  /** Checked against the stored ones: `begin` fails if they differ, unless `fresh`. */
  readonly meaning: StoredOptions;
  /** Dimensions whose values are stored; absent: as the source has them, and the usual ones of a new one. Checked like `meaning`. */
  readonly dimensions?: readonly DimensionName[];
  /** Settings of the source, as far as the run says them; the others are as stored. Checked like `meaning`. */
  readonly screening?: Partial<Screening>;
  /** Shown by the views `rules` and `slos` from the first commit on; absent: those stored before stay. */
  readonly rules?: Pick<RuleSet, "rules" | "slos">;
  /** Delete what the source holds, in the first commit. */
  readonly fresh: boolean;
  /** Wall clock at the start, epoch seconds. */
  readonly startedAt: number;
  /** Paths as given. */
  readonly files: readonly string[];
  /** All options in force; stored as JSON. */
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

/** An input of some source. */
export interface SourceInput {
  /** Name of the source. */
  readonly source: string;
  /** How far it was read. */
  readonly position: InputPosition;
}

/** An open store that runs write to. */
export interface Store {
  /**
   * Begins a run, and writes nothing yet.
   *
   * Errors: `Problem` "usage" where `meaning` differs from the stored options, unless `fresh`; it names the option, both
   * values, `--fresh` and `--source`.
   */
  begin(run: RunDescription): Session;
  /**
   * Undoes the latest run of a source in one transaction: the source then holds what it held before the run, and the next
   * run reads again what that one had read. The run's row stays, as "undone". The last ten runs of a source that changed
   * something can be undone, one after the other.
   *
   * Errors: `Problem` "usage" for a run that does not exist, was undone, is not the latest of its source that changed
   * something (which is named), or has no journal: too old, pruned since, or with `fresh`. "busy" for one that may be alive.
   */
  undo(target: UndoTarget): UndoResult;
  /** Whether it holds results of a source with this name. */
  holds(source: string): boolean;
  /**
   * The source that was named after a file of a log which a run asked for by this name (`KnownLog.name`); null for none: a link may lead to
   * another file by now.
   */
  namedAfter(log: string): string | null;
  /**
   * Inputs of all other sources whose consumed bytes may begin like a file: those with this `head`, and those of which
   * fewer than `length` bytes were consumed, so that their heads are of other lengths.
   */
  inputsElsewhere(source: string, head: string, length: number): readonly SourceInput[];
  /** Messages about alerts, and the outcomes of sending them. */
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

/** An answer to be shown, whose rows may be made while they are read, anew each time. */
export interface ShownAnswer extends Pick<Answer, "columns"> {
  /** As in {@link Answer.rows}; may be iterated several times. */
  readonly rows: Iterable<Answer["rows"][number]>;
  /** Fewer of the rows, whose cells are as wide, and of the same kinds, as those of all, to be measured in their place; absent: all are. */
  readonly samples?: Iterable<Answer["rows"][number]>;
}

/** An open store for queries; never writes. */
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

/** How far an input was read. */
export interface InputPosition {
  /** Number of the input within its source, from 0 in the order in which they were first read. Identifies its row. */
  readonly id: number;
  /** Real path when it was last read; "-" for standard input. */
  readonly path: string;
  /** Inode and device, hints; null where unknown. */
  readonly inode: number | null;
  /** Number of the device with the file; null where the platform has none. */
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
  /** What the lines before `offset` say about those after it, as a reader wrote it; null in most formats: nothing. */
  readonly directives: string | null;
}

/** A log that a run was asked to read, whether or not it held anything new. */
export interface KnownLog {
  /** Its absolute path as given, links not resolved. Identifies it within its source. */
  readonly name: string;
  /** Real paths that this name had so far, the latest last: several if it is a link that moves. */
  readonly paths: readonly string[];
  /** Heads (`inputs/resume/identify.ts`) of older parts and other files, which are read only if they are named. */
  readonly passed: readonly string[];
  /** Numbers of unfinished inputs, whose rest is in a damaged archive. */
  readonly awaited: readonly number[];
  /** Numbers of inputs that were archives, with their decompressed bytes: such a file has no more than that. */
  readonly archives: readonly (readonly [input: number, bytes: number])[];
  /** Files among it that are copies of an input or of its beginning: that input's number, and their bytes. */
  readonly copies: readonly InputPosition[];
  /**
   * Number of its part that was begun last, as of the last run, wherever it has moved since; of a copy the next number. Parts of its
   * names with lower ones are not what its writer wrote to last. Null for none.
   */
  readonly last: number | null;
}

/** The logs of a source, as a session knows them. */
export interface LogMemory {
  /** Name of the format that the logs are stored with; null where that is not known yet, and with `fresh`. */
  readonly format: string | null;
  /** The zone that they are stored with; null for none. */
  readonly zone: string | null;
  /** Says how the logs are read: stored with the next commit, or else when the run ends. */
  readAs(format: string, zone: string | null): void;
  /** What was stored when it began, even if nothing is read yet (as after `undo`); none with `fresh`. */
  readonly logs: readonly KnownLog[];
  /** With `fresh`, where the inputs were that the run replaces: their files are read again, whatever they are named. */
  readonly replaced: readonly InputPosition[];
  /** Replaces what is stored of a log, with the next commit, or else when the run ends. */
  remember(log: KnownLog): void;
}
