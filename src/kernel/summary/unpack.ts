// Role: merges packed summaries into the source's `Summary`, translating each worker's name ids to the source's; the cells
// become tables.

import { kindOf, type Named, namedOf, numberOf, VALUED, valueKey } from "../../domain/counting/cell_key.ts";
import { CELL_WIDTH, CellTable } from "../../domain/counting/cell_table.ts";
import type { CellOrder, ColumnSource, KeyReader } from "../../domain/counting/borrowed_cells.ts";
import type { Names } from "../../domain/counting/names.ts";
import { byName, NAMED_DIMENSIONS, type NamedDimension } from "../../domain/dimensions/dimensions.ts";
import { type PairDimension, PAIRED } from "../../domain/dimensions/pairs.ts";
import type { Jumps } from "../../domain/counting/jumps.ts";
import { SeriesRows } from "../../domain/counting/series_rows.ts";
import {
  emptyTables,
  mergeVisitors,
  type Summary,
  type SummaryTables,
  TABLE_KINDS,
} from "../../domain/counting/summary.ts";
import type { RejectReason } from "../../domain/reject.ts";
import { unpackVisitors } from "./packed_visitors.ts";
import { NameMap, PairMap } from "./packed_names.ts";
import {
  DISTINCT_HOSTS_AT,
  IS_CUT_AT,
  type PackedSummary,
  SECONDS_AT,
  TABLE_WIDTH,
  UNORDERED,
  VALUES_AT,
} from "./packed_summary.ts";

/** A packed summary with its worker's names. */
export interface Translated {
  readonly summary: PackedSummary;
  readonly names: KernelsNames;
}

/** The names of one worker by its numbers. */
export type KernelsNames = Readonly<Record<NamedDimension, NameMap> & Record<PairDimension, PairMap>>;

/**
 * Keeps the names of one worker. A summary's numbers refer to the summaries that the worker made before it, so every
 * one has to be translated, in the order in which they were made, whether or not it is merged later.
 */
export class SummaryMerger {
  #names = noNames();

  /** Takes in the new names of the kernel's next summary. */
  translate(summary: PackedSummary): Translated {
    // Summaries translated before still refer to the old ones.
    if (summary.resetsNames) this.#names = noNames();
    for (const { name } of NAMED_DIMENSIONS) this.#names[name].add(summary.names[name]);
    return { summary, names: this.#names };
  }
}

function noNames(): KernelsNames {
  const names = byName(() => new NameMap());
  const pairs = (pair: PairDimension): PairMap => new PairMap(names[PAIRED[pair]]);
  return { ...names, status_host: pairs("status_host"), status_section: pairs("status_section") };
}

/**
 * Puts summaries of lines in a row together as one of the source. It takes their arrays: the tables are views of them. Of the
 * rejects at most `keptRejects` are kept; `jumps` is what became of the log's clock.
 */
export function mergePartials(
  parts: readonly Translated[],
  names: Names,
  jumps: Jumps,
  keptRejects: number,
): Summary {
  const rejected: Partial<Record<RejectReason, number>> = {};
  const all: Summary = {
    first: null,
    latest: jumps.clock.latest,
    jumps,
    lines: 0,
    accepted: 0,
    late: 0,
    timed: 0,
    errorRows: [],
    leftOut: 0,
    excluded: 0,
    rejected,
    rejects: parts.flatMap(({ summary }) => summary.rejects).slice(0, keptRejects),
    ...emptyTables(),
    visitors: new Map(),
    series: new SeriesRows(),
  };
  for (const part of parts) {
    const { summary } = part;
    all.first ??= summary.first;
    all.lines += summary.lines;
    all.accepted += summary.accepted;
    all.late += summary.late;
    all.timed += summary.timed;
    all.errorRows.push(...summary.errorRows);
    all.leftOut += summary.leftOut;
    all.excluded += summary.excluded;
    mergeVisitors(all.visitors, unpackVisitors(summary.visitors));
    all.series.append(summary.series);
    for (const [reason, count] of Object.entries(summary.rejected) as [RejectReason, number][]) {
      rejected[reason] = (rejected[reason] ?? 0) + count;
    }
    takeTables(part, names, all);
  }
  return all;
}

/**
 * The source's keys for those of a kernel. Most cells of most tables are never asked for: their names do not become the
 * source's.
 */
class LocalKeys implements KeyReader {
  readonly #local: Translated["names"];
  readonly #names: Names;

  constructor({ names: local }: Translated, names: Names) {
    this.#local = local;
    this.#names = names;
  }

  keyOf(key: number): number {
    const named: Named | null = namedOf(key);
    if (named === null) return key;
    return valueKey(kindOf(key), this.#local[named].numberIn(this.#names[named], numberOf(key)));
  }

  replace(keys: Int32Array): void {
    for (let at = 0; at < keys.length;) {
      const named = namedOf(keys[at]);
      if (named === null) {
        at++;
        continue;
      }
      // Those of one kind lie together: whose names they are is found out once.
      const kind = kindOf(keys[at]), local = this.#local[named], table = this.#names[named];
      for (; at < keys.length && keys[at] >= 0 && kindOf(keys[at]) === kind; at++) {
        keys[at] = valueKey(kind, local.numberIn(table, numberOf(keys[at])));
      }
    }
  }
}

function takeTables(part: Translated, names: Names, all: SummaryTables): void {
  const { tables, keys, values } = part.summary;
  const source = new BorrowedColumns(tables.length / TABLE_WIDTH, [keys.buffer, values.buffer]);
  const reader = new LocalKeys(part, names);
  for (let at = 0; at < tables.length; at += TABLE_WIDTH) {
    const start = tables[at], kind = tables[at + 1], first = tables[at + 2], count = tables[at + 3];
    const own = CellTable.of({
      keys: keys.subarray(first),
      values: values.subarray(first * CELL_WIDTH),
      count,
      source,
      order: orderAt(part.summary, at),
      reader,
    });
    const same = all[TABLE_KINDS[kind]], before = same.get(start);
    if (before === undefined) same.set(start, own);
    else {
      before.merge(own);
      own.clear();
    }
  }
}

function orderAt({ tables, topCount }: PackedSummary, at: number): CellOrder | null {
  if (tables[at + SECONDS_AT] === UNORDERED) return null;
  return {
    seconds: tables[at + SECONDS_AT],
    values: tables.subarray(at + VALUES_AT, at + VALUES_AT + VALUED.length),
    distinctHosts: tables[at + DISTINCT_HOSTS_AT],
    isCut: tables[at + IS_CUT_AT] !== 0,
    most: topCount,
  };
}

/** The starts of the buckets of which a summary has but the values that are kept. */
export function cutStarts({ tables }: Pick<PackedSummary, "tables">): number[] {
  const starts: number[] = [];
  for (let at = 0; at < tables.length; at += TABLE_WIDTH) {
    if (tables[at + SECONDS_AT] !== UNORDERED && tables[at + IS_CUT_AT] !== 0) starts.push(tables[at]);
  }
  return starts;
}

/** Frees memory as soon as all of its tables are done with: the garbage collector would let much of it pile up. */
class BorrowedColumns implements ColumnSource {
  #tables: number;
  readonly #buffers: readonly ArrayBuffer[];

  constructor(tables: number, buffers: readonly ArrayBuffer[]) {
    this.#tables = tables;
    this.#buffers = buffers;
  }

  giveBack(): void {
    if (--this.#tables === 0) { for (const buffer of this.#buffers) buffer.transfer(0); }
  }
}
