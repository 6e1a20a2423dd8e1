// Role: writes down the pairs of all tables that the kernel's module gives out, as the store keeps them, if nothing is added
// to their buckets. Used by `kernel_tables.ts`; the text is written by `pair_bytes.ts`.

import { numberOf } from "../domain/cell_key.ts";
import { BYTES, CELL_WIDTH, FAILURES, HITS } from "../domain/cell_table.ts";
import { FIRST_PAIRED } from "../domain/dimension.ts";
import { cellsBefore, COUNTS, ENTRY_WIDTH, FIRST, type GivenTables, IS_CUT } from "./given_tables.ts";
import type { KernelText } from "./kernel_text.ts";
import { FIRST_TEXT, TABLE_WIDTH } from "./local_summary.ts";
import { type CellSums, PairBytes } from "./pair_bytes.ts";

/** Kinds of cells, by their order in a table. */
const STATUSES = 3, STATUS_HOSTS = 4, STATUS_SECTIONS = 5;

/** Names where the module has them. */
export type KernelTexts = Readonly<Record<"section" | "host", KernelText>>;

/** The texts of one summary. */
export interface PairTexts {
  /** One after the other. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** How many cells are not needed, because they are in texts and their table is cut. */
  readonly spared: number;
}

/**
 * Writes the texts and, into the entries of `tables`, where they are (`LocalSummary.tables`). A table has none where a
 * name is not plain, where it has no pairs, and where what its errors hold is not known exactly.
 */
export function pairTexts(
  given: GivenTables,
  { section, host }: KernelTexts,
  most: number,
  tables: Float64Array,
): PairTexts {
  const { entries } = given, texts = new PairBytes();
  let spared = 0;
  for (let i = 0, at = FIRST_TEXT; i < entries.length; i += ENTRY_WIDTH, at += TABLE_WIDTH) {
    const hosts = entries[i + COUNTS + STATUS_HOSTS], sections = entries[i + COUNTS + STATUS_SECTIONS];
    if (hosts === 0) continue;
    const from = entries[i + FIRST] + cellsBefore(entries, i, STATUSES),
      to = from + entries[i + COUNTS + STATUSES];
    const sum = errorsIn(given, from, to);
    if (sum.bytes >= Number.MAX_SAFE_INTEGER) continue;
    const begin = texts.length, between = to + hosts;
    const withHost = texts.write(given, to, to + Math.min(hosts, most), host, sum), middle = texts.length;
    const withSection = withHost === 0
      ? 0
      : texts.write(given, between, between + Math.min(sections, most), section, sum);
    if (withSection === 0) {
      texts.cutTo(begin);
      continue;
    }
    tables[at] = begin;
    tables[at + 1] = middle;
    tables[at + 2] = texts.length;
    tables[at + 3] = Math.max(withHost, withSection);
    if (entries[i + IS_CUT] !== 0) spared += hosts + sections;
  }
  return { bytes: texts.bytes, spared };
}

/** What the statuses from 400 on hold, whose cells are among those at [from, to). */
function errorsIn({ keys, values }: GivenTables, from: number, to: number): CellSums {
  const sum = { hits: 0, bytes: 0, failures: 0 };
  for (let cell = from, at = from * CELL_WIDTH; cell < to; cell++, at += CELL_WIDTH) {
    if (numberOf(keys[cell]) < FIRST_PAIRED) continue;
    sum.hits += values[at + HITS];
    sum.bytes += values[at + BYTES];
    sum.failures += values[at + FAILURES];
  }
  return sum;
}
