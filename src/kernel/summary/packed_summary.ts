// Role: what some lines of a log add, as plain arrays: what the kernel makes (`kernel/kernel.ts`), what one thread sends to
// another, what `unpack.ts` turns into a `Summary` of `domain/counting/summary.ts`.

import type { ErrorRow } from "../../domain/counting/error_watch.ts";
import { VALUED } from "../../domain/counting/cell_key.ts";
import type { Jumps } from "../../domain/counting/jumps.ts";
import type { NamedDimension } from "../../domain/dimensions/dimensions.ts";
import type { RejectReason } from "../../domain/reject.ts";
import type { RejectPlace } from "../../domain/counting/summary.ts";

/** Names by dimension. */
export type PackedNames = Readonly<Record<NamedDimension, Uint8Array<ArrayBuffer>>>;

/** Kinds of a table, as `Summary` tells them apart: places in `TABLE_KINDS`. */
export const OPEN = 0, HOURS = 3;

/**
 * Where in an entry of {@link PackedSummary.tables} the number of seconds is, which is followed by those of the values of each of
 * `VALUED`; then those of distinct hosts and whether the table is cut.
 */
export const SECONDS_AT = 4, VALUES_AT = 5, DISTINCT_HOSTS_AT: number = VALUES_AT + VALUED.length;
export const IS_CUT_AT: number = DISTINCT_HOSTS_AT + 1;

/** Numbers of one entry of {@link PackedSummary.tables}. */
export const TABLE_WIDTH: number = IS_CUT_AT + 1;

/** In place of the number of seconds of a table whose cells lie in no order. */
export const UNORDERED: number = -1;

/**
 * A summary whose names are numbered by the kernel that made it: numbers mean something only together with all the
 * summaries of that kernel before it, back to the last one with `resetsNames`. Everything in it can be transferred to
 * another thread; the receiver owns it.
 */
export interface PackedSummary {
  /** Time of the first accepted record; null where there is none. */
  readonly first: number | null;
  /** A lower bound of the on-time records' times; null where there are none. */
  readonly smallest: number | null;
  /** A lower bound of the event times before each late record; null where none is late. */
  readonly lateFrom: number | null;
  /** The clock of the log after them, and the records that it did not follow. */
  readonly jumps: Jumps;
  /** Physical lines, empty ones among them. */
  readonly lines: number;
  /** Accepted records. */
  readonly accepted: number;
  /** Accepted records that were late. */
  readonly late: number;
  /** Accepted records that have a duration, as of a `Summary`. */
  readonly timed: number;
  /** What errors have in common, as of a `Summary`. */
  readonly errorRows: readonly ErrorRow[];
  /** Records left out: their dates lie outside `--since` and `--until`. */
  readonly leftOut: number;
  /** Records that a filter of the source excludes. */
  readonly excluded: number;
  /** Rejected records by reason. */
  readonly rejected: Partial<Record<RejectReason, number>>;
  /** The first of them, as many as are kept. */
  readonly rejects: RejectPlace[];
  /** Whether the kernel has begun to number names from 0 again, before this summary. */
  readonly resetsNames: boolean;
  /**
   * By dimension the names met for the first time, in the order of their numbers: of each its length (32 bits, little-endian)
   * and bytes.
   */
  readonly names: PackedNames;
  /**
   * Of each table {@link TABLE_WIDTH} numbers: its bucket's or hour's start, its kind, its first cell, how
   * many cells it has; then, where they are ordered as `CellOrder` says, how many of them are seconds and values of each
   * dimension and pair, how many distinct hosts there were and whether it is cut (1), else
   * {@link UNORDERED}. Several may be of one bucket and kind; they add up, in order. One that is cut is alone: its bucket is
   * final and has nothing from before, so that nothing is added to it but late records.
   */
  readonly tables: Float64Array<ArrayBuffer>;
  /** Of what may be cut, so many values come first in an ordered table, those of most hits. */
  readonly topCount: number;
  /** Keys of all cells, as in `domain/counting/cell_key.ts`, but with this kernel's numbers of names, of which those of pairs are composed. */
  readonly keys: Int32Array<ArrayBuffer>;
  /** Who came in which hour, see `packed_visitors.ts`. */
  readonly visitors: Uint8Array<ArrayBuffer>;
  /** What on-time records add to series, as in `domain/counting/series_rows.ts`. */
  readonly series: Float64Array<ArrayBuffer>;
  /** {hits, bytes, failures, late} of all cells, four numbers each, as in `domain/counting/cell_table.ts`. */
  readonly values: Float64Array<ArrayBuffer>;
}
