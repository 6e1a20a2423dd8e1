// Role: the contract of a dimension: something of a record by which hits are counted. A new one is one file and one line in
// `dimensions.ts`.

import type { LogRecord } from "../record.ts";

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
  /** The longest span over which its values are kept besides the source's whole time. */
  readonly span: "bucket" | "hour";
  /**
   * How many values are kept of an hour when it turns final, or all. Where it is a number, a bucket keeps the `--top` ones; the rest is
   * `(other)`.
   */
  readonly keep: number | "all";
  /** Whether rules may name values of it. */
  readonly matchable: boolean;
  /** Whether a value of it can be the cause of an alert. */
  readonly explains: boolean;
}

/** A dimension whose values are texts, which are numbered as they come. */
export interface NameDimension<Name extends string = string> extends Described<Name> {
  readonly kind: "name";
  /** Writes where the value of a record stands, {@link NO_VALUE} where it has none. Called for every record. */
  extract(record: LogRecord, place: ValuePlace): void;
}

/** A dimension whose values are whole numbers from 0 to 2^27, which are their own ids. */
export interface NumberDimension<Name extends string = string> extends Described<Name> {
  readonly kind: "number";
  /** The value of a record. Called for every record. */
  extract(record: LogRecord): number;
}

export type Dimension<Name extends string = string> = NameDimension<Name> | NumberDimension<Name>;

const NONE = new TextEncoder().encode(NO_VALUE);

/** Writes the place of a text that stands in no log. */
export function placeText(place: ValuePlace, text: Uint8Array): void {
  place.bytes = text;
  place.start = 0;
  place.end = text.length;
}

/** Writes the place of {@link NO_VALUE}. */
export function placeNone(place: ValuePlace): void {
  placeText(place, NONE);
}
