// Role: the contract of a dimension: something of a record by which hits are counted. A new one is one file and one line in
// `dimensions.ts`.

import type { LogRecord } from "../record.ts";
import type { SectionPlace } from "./find_section.ts";

/** The name that stands for all values that are not kept (semantics.md, "Seconds and buckets"). */
export const OTHER = "(other)";

/** The value of a record that has none. */
export const NO_VALUE = "(none)";

/** Where a value stands as bytes: [start, end) of `bytes`. */
export interface ValuePlace {
  bytes: Uint8Array;
  start: number;
  end: number;
}

/** What dimensions of both kinds say. */
interface Described<Name extends string> {
  /** The number under which it is stored: above 0, and never used for another one. */
  readonly id: number;
  /** Names its column, its option and its tables: `section`, `--section`, `section_cell`. */
  readonly name: Name;
  /** Names its report and its views: `sections`, `bucket_sections`. */
  readonly plural: string;
  /** One value of it in the words of the help: "client host". */
  readonly noun: string;
  /** What of a record it is made of. A format that has nothing of it cannot be counted by it. */
  readonly role: string;
  /**
   * What its values are kept of: buckets, hours, or both. Hours are the sums of what their buckets held, exact up to `keep`; of one that
   * only hours have, a part of an hour is not known. Where all values are kept of both, hours are summed up of the buckets; otherwise they
   * are counted for themselves (`countedSpan`).
   */
  readonly span: "bucket" | "hour" | "both";
  /**
   * How many values are kept of an hour when it turns final, or all. Where it is a number, a bucket keeps the `--top` ones; the rest is
   * `(other)`.
   */
  readonly keep: number | "all";
  /** Whether rules may name values of it. The kernel knows sections, hosts and statuses alone for rules; others are for the reference. */
  readonly matchable: boolean;
  /** Whether a value of it can be the cause of an alert. */
  readonly explains: boolean;
}

/** A dimension of the values of two others, with a tab between them (`pair.ts`). */
export interface Pair {
  /** Names of the two. */
  readonly of: readonly [first: string, second: string];
  /** Whether the second ones are numbers. */
  readonly numbers: boolean;
  /** Whether of a first value that is kept all second values are; of the rest the second values are kept with `(other)`. */
  readonly isGrouped: boolean;
  /** Whether every record has one, so that they sum to the hour. */
  readonly isWhole: boolean;
}

/** A dimension whose values are texts, which are numbered as they come. */
export interface NameDimension<Name extends string = string> extends Described<Name> {
  readonly kind: "name";
  /** Whether longer values than {@link LONGEST_VALUE} are cut. */
  readonly isLimited: boolean;
  /** What a pair is of; absent for what is none. */
  readonly pair?: Pair;
  /**
   * Writes where the value of a record stands, {@link NO_VALUE} where it has none, and a start of −1 where the record is not counted by
   * this dimension. Called for every record.
   */
  extract(record: LogRecord, place: ValuePlace): void;
}

/** A dimension whose values are whole numbers from 0 to 2^27, which are their own ids. */
export interface NumberDimension<Name extends string = string> extends Described<Name> {
  readonly kind: "number";
  /** What the numbers are: codes that people know, or bins of a measure, 0 where it is not known. */
  readonly measure: "code" | "bin";
  /** The value of a record. Called for every record. */
  extract(record: LogRecord): number;
}

export type Dimension<Name extends string = string> = NameDimension<Name> | NumberDimension<Name>;

/** Bytes of the longest value of a dimension whose values are cut: the log of an attacker fills no database. */
export const LONGEST_VALUE = 1024;
const ELLIPSIS = new TextEncoder().encode("…");
const ROOT = new TextEncoder().encode("/");

/**
 * Cuts the value at `place` to {@link LONGEST_VALUE} bytes, "…" at its end among them; a character of UTF-8 is left out as a whole.
 * `room` holds what is cut, until the next call with it.
 *
 * @example
 * ```ts
 * import { limitValue } from "./dimension.ts";
 * import assert from "node:assert/strict";
 *
 * const place = { bytes: new TextEncoder().encode("a" + "é".repeat(600)), start: 0, end: 1201 };
 * limitValue(place, new Uint8Array(1024));
 * assert.equal(new TextDecoder().decode(place.bytes.subarray(0, place.end)), "a" + "é".repeat(510) + "…");
 * ```
 */
export function limitValue(place: ValuePlace, room: Uint8Array): void {
  if (place.end - place.start <= LONGEST_VALUE) return;
  const { bytes, start } = place, last = start + LONGEST_VALUE - ELLIPSIS.length;
  let end = last;
  // At most three bytes of a character follow its first one; more are none.
  while (end > last - 3 && (bytes[end] & 0xc0) === 0x80) end--;
  if ((bytes[end] & 0xc0) === 0x80) end = last;
  const length = end - start;
  room.set(bytes.subarray(start, end));
  room.set(ELLIPSIS, length);
  place.bytes = room;
  place.start = 0;
  place.end = length + ELLIPSIS.length;
}

const NONE = new TextEncoder().encode(NO_VALUE);

/** Writes the place of a text that stands in no log. */
export function placeText(place: ValuePlace, text: Uint8Array): void {
  place.bytes = text;
  place.start = 0;
  place.end = text.length;
}

/** Writes the place of what was found in a record. */
export function placeFound(place: ValuePlace, record: LogRecord, { kind, start, end }: SectionPlace): void {
  if (kind === "none") return placeNone(place);
  if (kind === "root") return placeText(place, ROOT);
  place.bytes = record.bytes;
  place.start = start;
  place.end = end;
}

/** Writes the place of a record's text of a role; that of {@link NO_VALUE} where there is none, or an empty one. */
export function placeRole(place: ValuePlace, record: LogRecord, role: number): void {
  const start = record.starts[role], end = record.ends[role];
  if (!record.has(role) || start === end) return placeNone(place);
  place.bytes = record.bytes;
  place.start = start;
  place.end = end;
}

/** Writes the place of {@link NO_VALUE}. */
export function placeNone(place: ValuePlace): void {
  placeText(place, NONE);
}
