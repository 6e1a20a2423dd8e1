// Role: why a record was rejected. The list is fixed: the reasons are stored and documented.

/** The reasons in the order of the checks, each with its explanation. */
export const REJECT_REASONS = {
  "too long": "the line is longer than 64 KiB",
  "header": "the line is a header with other columns: what follows it is read by the first header",
  "quote": "a quoted field is not closed, or something follows its closing quote",
  "fields": "the line and the header differ in their number of fields",
  "format": "the line is not of the form of the other lines of this log",
  "date": "the date is none that the format of this log allows, from 1970 to 9999",
  "future": "the date is more than one day ahead of the clock",
  "status": "the status is not three digits from 100 to 999",
  "bytes": "bytes is neither a whole number nor -",
} as const;

export type RejectReason = keyof typeof REJECT_REASONS;

/** The reason of lines that are kept like rejects, though they are accepted and counted: outliers (`counting/log_clock.ts`). */
export const TIME_JUMP = "time jump";

/** What it means to a person. */
export const TIME_JUMP_TEXT = "its time is far ahead of the records around it, and event time did not follow";

/** Longest accepted line in bytes, without its line ending. */
export const LONGEST_LINE = 65536;

/** Bytes kept of a rejected line. */
export const SAMPLE_LENGTH = 200;

/** Rejects stored per run and log; all are counted. */
export const KEPT_REJECTS = 1000;

/** One rejected line. */
export interface Reject {
  /** Real path of the input, or "-" for standard input. */
  readonly file: string;
  /** From 1, the header included. */
  readonly line: number;
  /** Byte offset of the line in the (decompressed) input. */
  readonly offset: number;
  /** The first check that failed; `time jump` of a line that was accepted. */
  readonly reason: RejectReason | typeof TIME_JUMP;
  /** The first {@link SAMPLE_LENGTH} bytes as printable text (`text.ts`). */
  readonly sample: string;
}
