// Role: merges packed summaries into the source's `Summary`, translating each worker's name ids to the source's; the cells
// become tables.

import { dimensionOf, KIND_BITS, kindOf, numberOf } from "../../domain/counting/cell_key.ts";
import { CELL_WIDTH, CellTable } from "../../domain/counting/cell_table.ts";
import type { CellOrder, ColumnSource, KeyReader } from "../../domain/counting/borrowed_cells.ts";
import type { Names } from "../../domain/counting/names.ts";
import type { Jumps } from "../../domain/counting/jumps.ts";
import { SeriesRows } from "../../domain/counting/series_rows.ts";
import type { Summary } from "../../domain/counting/summary.ts";
import type { RejectReason } from "../../domain/reject.ts";
import { NameMap, PairMap } from "./packed_names.ts";
import { OPEN, PACKED_NAMES, type PackedSummary, TABLE_WIDTH, UNORDERED } from "./packed_summary.ts";

/** A packed summary with its worker's names. */
export interface Translated {
  readonly summary: PackedSummary;
  readonly names: KernelsNames;
}

/** The names of one worker by its numbers. */
export interface KernelsNames {
  readonly section: NameMap;
  readonly host: NameMap;
  readonly status_host: PairMap;
  readonly status_section: PairMap;
}

/** The kinds of names that a kernel brings. */
const KINDS = Object.keys(PACKED_NAMES) as (keyof typeof PACKED_NAMES)[];

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
    for (const kind of KINDS) this.#names[kind].add(summary[PACKED_NAMES[kind]]);
    return { summary, names: this.#names };
  }
}

function noNames(): KernelsNames {
  const section = new NameMap(), host = new NameMap();
  return { section, host, status_host: new PairMap(host), status_section: new PairMap(section) };
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
    leftOut: 0,
    rejected,
    rejects: parts.flatMap(({ summary }) => summary.rejects).slice(0, keptRejects),
    open: new Map(),
    amended: new Map(),
    series: new SeriesRows(),
  };
  for (const part of parts) {
    const { summary } = part;
    all.first ??= summary.first;
    all.lines += summary.lines;
    all.accepted += summary.accepted;
    all.late += summary.late;
    all.leftOut += summary.leftOut;
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
    const dimension = dimensionOf(key);
    if (dimension === null || dimension === "status") return key;
    const number = this.#local[dimension].numberIn(this.#names[dimension], numberOf(key));
    return number << KIND_BITS | kindOf(key);
  }
}

function takeTables(part: Translated, names: Names, { open, amended }: Summary): void {
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
    const same = kind === OPEN ? open : amended, before = same.get(start);
    if (before === undefined) same.set(start, own);
    else {
      before.merge(own);
      own.clear();
    }
  }
}

function orderAt({ tables, topCount }: PackedSummary, at: number): CellOrder | null {
  if (tables[at + 4] === UNORDERED) return null;
  return {
    seconds: tables[at + 4],
    sections: tables[at + 5],
    hosts: tables[at + 6],
    statuses: tables[at + 7],
    statusHosts: tables[at + 8],
    statusSections: tables[at + 9],
    distinctHosts: tables[at + 10],
    isCut: tables[at + 11] !== 0,
    most: topCount,
  };
}

/** The starts of the buckets of which a summary has but the values that are kept. */
export function cutStarts({ tables }: Pick<PackedSummary, "tables">): number[] {
  const starts: number[] = [];
  for (let at = 0; at < tables.length; at += TABLE_WIDTH) {
    if (tables[at + 4] !== UNORDERED && tables[at + 11] !== 0) starts.push(tables[at]);
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
