// Role: why a record was not accepted. The list is fixed: it is stored, documented and tested.

/** The reasons, in the order in which a record is checked, with what each means to a person. */
export const REJECT_REASONS = {
  "too long": "the line is longer than 64 KiB",
  "quote": "a quoted field is not closed, or something follows its closing quote",
  "fields": "the line and the header differ in their number of fields",
  "date": "the date is not a decimal number from 0 to 253402300799",
  "future": "the date is more than one day ahead of the clock",
  "status": "the status is not three digits from 100 to 999",
  "bytes": "bytes is neither a whole number nor -",
} as const;

/** One of the reasons. */
export type RejectReason = keyof typeof REJECT_REASONS;

/** Longest accepted line in bytes, without its line ending. */
export const LONGEST_LINE = 65536;

/** How much of a rejected line is kept, in bytes. */
export const SAMPLE_LENGTH = 200;

/** How many rejects of one run are kept; all are counted. */
export const KEPT_REJECTS = 1000;

/** One rejected line. */
export interface Reject {
  /** The input it was read from: real path, or "-" for standard input. */
  readonly file: string;
  /** Physical line, counted from 1; the header is line 1. */
  readonly line: number;
  /** Byte offset of its first byte in the (decompressed) input. */
  readonly offset: number;
  /** The first check it failed. */
  readonly reason: RejectReason;
  /** Its first 200 bytes as printable text (see `text.ts`). */
  readonly sample: string;
}
