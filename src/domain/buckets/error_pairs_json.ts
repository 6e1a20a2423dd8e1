// Role: the pairs of a bucket's errors as text, JSON: how the store keeps them, and how they wait for it, since nobody else
// asks for most of them. Written by `bucket_from_ordered_cells.ts`, by `stores/sqlite/write/error_pairs.ts` and, as bytes, by the kernel
// (`kernel/assembly/texts.ts`).

import type { Pairs, ValueRow } from "./rows.ts";
import { OTHER, PAIR_DIMENSIONS, type PairDimension } from "../dimension.ts";

const DECODER = new TextDecoder();

/** Characters of the shortest row, `["404 ",1,9,0]`, and of what is between it and the next. */
const LEAST_ROW = 15;

/** A row of the text. */
type Entry = [value: string, hits: number, bytes: number, failures: number];

/**
 * Writes the rows of one dimension of a bucket after the other: arrays of [pair, hits, bytes, failures], by pair, `(other)`
 * last, so that the same rows are the same text.
 *
 * @example
 * ```ts
 * import { PairText } from "./error_pairs_json.ts";
 * import assert from "node:assert/strict";
 *
 * const text = new PairText();
 * text.add("(other)", 2, 5, 0);
 * text.add("404 /a", 1, 9, 0);
 * assert.equal(text.end(), '[["404 /a",1,9,0],["(other)",2,5,0]]');
 * ```
 */
export class PairText {
  readonly #entries: Entry[] = [];
  /** Entries that are used again and again: there are many, and they are garbage at once. */
  readonly #spare: Entry[] = [];
  #isSorted = true;

  /** Adds a row. */
  add(value: string, hits: number, bytes: number, failures: number): void {
    const entries = this.#entries, { length } = entries;
    const entry = this.#spare[length] ??= ["", 0, 0, 0];
    entry[0] = value;
    entry[1] = hits;
    entry[2] = bytes;
    entry[3] = failures;
    if (length > 0 && this.#isSorted) this.#isSorted = compare(entries[length - 1], entry) < 0;
    entries.push(entry);
  }

  /** The text; then there are no rows. */
  end(): string {
    if (!this.#isSorted) this.#entries.sort(compare);
    const text = JSON.stringify(this.#entries);
    this.#entries.length = 0;
    this.#isSorted = true;
    return text;
  }
}

// Without destructuring, which would take an iterator for each of very many comparisons.
function compare(entry: Entry, next: Entry): number {
  const a = entry[0], b = next[0];
  if (a === OTHER || b === OTHER) return a === OTHER ? 1 : -1;
  return a < b ? -1 : 1;
}

/** A text, or its bytes, which are lent. */
export type PairTextOrBytes = string | Uint8Array;

/** Pairs that are there as text; rows are made of it whenever they are asked for. */
export class TextPairs implements Pairs {
  /** By dimension. */
  readonly texts: Readonly<Record<PairDimension, PairTextOrBytes>>;
  /** There are no more rows in either, and not many less in the longer one. */
  readonly longest: number;

  /** Of texts that have `most` > 0 rows at most, and at least one. */
  constructor(texts: Readonly<Record<PairDimension, PairTextOrBytes>>, most: number) {
    const length = Math.max(texts.status_host.length, texts.status_section.length);
    this.texts = texts;
    this.longest = Math.min(most, Math.floor(length / LEAST_ROW));
  }

  /** Made anew each time. */
  get status_host(): readonly ValueRow[] {
    return rowsIn(this.texts.status_host);
  }

  /** Made anew each time. */
  get status_section(): readonly ValueRow[] {
    return rowsIn(this.texts.status_section);
  }
}

/** Rows of the longest of the dimensions, or some more; 0 where there are none. */
export function longestOf(pairs: Pairs): number {
  if (pairs instanceof TextPairs) return pairs.longest;
  return Math.max(...PAIR_DIMENSIONS.map((dimension) => pairs[dimension].length));
}

/** The texts of pairs. */
export function textsOf(pairs: Pairs): Readonly<Record<PairDimension, PairTextOrBytes>> {
  if (pairs instanceof TextPairs) return pairs.texts;
  return { status_host: textOf(pairs.status_host), status_section: textOf(pairs.status_section) };
}

function textOf(rows: readonly ValueRow[]): string {
  const text = new PairText();
  for (const { value, hits, bytes, failures } of rows) text.add(value, hits, bytes, failures);
  return text.end();
}

/** The rows of a text. */
export function rowsIn(text: PairTextOrBytes): ValueRow[] {
  const entries: Entry[] = JSON.parse(typeof text === "string" ? text : DECODER.decode(text));
  return entries.map((entry) => ({ value: entry[0], hits: entry[1], bytes: entry[2], failures: entry[3] }));
}
