// Role: compares what a subject (the kernel) says of a log with what the reference says, number by number. Used by all
// tests of the kernel; `reduce.ts` makes a log that differs small.

import { mergeVisitors, TABLE_KINDS } from "../../src/domain/counting/summary.ts";
import type { VisitorSketch } from "../../src/domain/visitors/visitor_sketch.ts";
import { packVisitors, unpackVisitors } from "../../src/kernel/summary/packed_visitors.ts";
import { dimensionOf, namedOf, numberOf } from "../../src/domain/counting/cell_key.ts";
import { CELL_WIDTH, CellTable } from "../../src/domain/counting/cell_table.ts";
import { byName, type DimensionName, NAMED_DIMENSIONS } from "../../src/domain/dimensions/dimensions.ts";
import { type LogClockState, NOT_BEGUN } from "../../src/domain/counting/log_clock.ts";
import type { RejectReason } from "../../src/domain/reject.ts";
import { emptyNames, type Names } from "../../src/domain/counting/names.ts";
import { csvReader } from "../csv_reader.ts";
import type { LineReader } from "../../src/formats/format.ts";
import type { PackedSummary } from "../../src/kernel/summary/packed_summary.ts";
import { LocalNames } from "./adopted.ts";
import { type ForgedLog, joined, latin1 } from "./forged_log.ts";
import { type ReferenceSummary, referenceSummary } from "./reference_summary.ts";
import type { Claim, Subject } from "./subject.ts";

/** How a comparison went. */
export interface Comparison {
  /** Whether the subject is made for such lines. */
  readonly claimed: boolean;
  /** Lines compared. */
  readonly lines: number;
  /** Of these, the lines that the subject had the reference read. */
  readonly left: number;
  /** Where the subject differs, the first of it; empty where it is the same. */
  readonly problems: readonly string[];
}

/** Problems of one log that are told. */
const MOST_PROBLEMS = 8;

/** One slice with both results. */
interface Pair {
  readonly reference: ReferenceSummary;
  readonly local: PackedSummary;
}

/** A reader that tells how many lines it is given to read. */
function lentReader(reader: LineReader, tell: (lines: number) => void): LineReader {
  return {
    get columns() {
      return reader.columns;
    },
    get layout() {
      return reader.layout;
    },
    read: (...words) => {
      const count = reader.read(...words);
      tell(count);
      return count;
    },
  };
}

/** Compares a log, slice by slice. What the subject gives is looked at after the last slice: it has to last. */
export async function compare(log: ForgedLog, claim: Claim): Promise<Comparison> {
  const open = log.open ?? (() => csvReader(latin1(log.header)));
  const reader = open(), names = emptyNames(), lines = log.lines.length;
  let left = 0;
  const lent = lentReader(open(), (count) => left += count);
  const subject = await claim(lent, log);
  if (subject === null) return { claimed: false, lines: 0, left, problems: [] };
  const { bytes, ends } = joined(log.lines), pairs: Pair[] = [], problems: string[] = [];
  {
    using held = subject;
    const first = log.latest === null ? NOT_BEGUN : { ...NOT_BEGUN, latest: log.latest, begins: log.latest };
    let clock: LogClockState = first, from = 0;
    for (let line = 0; line < lines && problems.length === 0; line++) {
      if (!log.lines[line].cut && line + 1 < lines) continue;
      const slice = bytes.subarray(from, from = ends[line]);
      const { limits, keptRejects } = log;
      const reference = referenceSummary(reader, log, names, slice, clock, limits, keptRejects);
      const local = attempt(
        held,
        slice,
        clock,
        log,
        (text) => problems.push(`slice ${pairs.length}: ${text}`),
      );
      if (local !== null) pairs.push({ reference, local });
      if (log.carries) clock = reference.summary.jumps.clock;
    }
  }
  const localNames = new LocalNames(names);
  pairs.forEach(({ reference, local }, slice) => {
    comparePair(reference, [local], names, localNames, (text) => problems.push(`slice ${slice}: ${text}`));
  });
  const again = joined(log.lines).bytes;
  if (bytes.some((byte, at) => byte !== again[at])) problems.push("the log's bytes were changed");
  const more = problems.length - MOST_PROBLEMS;
  if (more > 0) problems.splice(MOST_PROBLEMS, more, `… and ${more} more`);
  return { claimed: true, lines, left, problems };
}

function attempt(
  subject: Subject,
  slice: Uint8Array,
  clock: LogClockState,
  log: ForgedLog,
  complain: (problem: string) => void,
): PackedSummary | null {
  try {
    return subject.summarize(slice, clock, log.limits, log.keptRejects);
  } catch (error) {
    complain(`it throws ${error instanceof Error ? `${error.name}: ${error.message}` : error}`);
    return null;
  }
}

/** Compares both results of a slice, or of a range, whose parts are put together. */
export function comparePair(
  { summary, smallest, lateFrom, before, options }: ReferenceSummary,
  parts: readonly PackedSummary[],
  names: Names,
  localNames: LocalNames,
  complain: (problem: string) => void,
  isRange = false,
): void {
  const is = (what: string, actual: unknown, expected: unknown): void => {
    const [one, other] = [JSON.stringify(actual), JSON.stringify(expected)];
    if (one !== other) complain(`${what} is ${one} instead of ${other}`);
  };
  const local = together(parts);
  is("first", local.first, summary.first);
  // Of a range a smaller one is as right: it only makes somebody look again (`src/pipeline/count/ranges.ts`).
  const atMost = (what: string, actual: number | null, expected: number | null): void =>
    is(
      what,
      isRange && actual !== null && expected !== null && actual < expected ? expected : actual,
      expected,
    );
  atMost("smallest", local.smallest, smallest);
  atMost("event time before a late one", local.lateFrom, lateFrom);
  is("jumps", local.jumps, summary.jumps);
  is("lines", local.lines, summary.lines);
  is("accepted", local.accepted, summary.accepted);
  is("late", local.late, summary.late);
  is("left out", local.leftOut, summary.leftOut);
  is("excluded", local.excluded, summary.excluded);
  is(
    "visitors",
    Array.from(packVisitors(unpackVisitors(local.visitors))),
    Array.from(packVisitors(summary.visitors)),
  );
  is("rejected", counted(local.rejected), counted(summary.rejected));
  is("number of kept rejects", local.rejects.length, summary.rejects.length);
  summary.rejects.forEach(({ reason, line, offset, sample }, index) => {
    const at = local.rejects[index];
    const shown = at && { reason: at.reason, line: at.line, offset: at.offset, sample: at.sample };
    is(`reject ${index}`, shown, { reason, line, offset, sample });
  });
  const adopted = localNames.adopt(parts, complain);
  const expected = new Map(summary.open);
  const { bucketSize, lateness } = options;
  for (const [start, { most, distinctHosts }] of adopted.cut) {
    const table = expected.get(start);
    if (table === undefined) continue;
    // Nothing else can come to it, neither from before nor from after.
    const isFinal = summary.latest !== null && start + bucketSize <= summary.latest - lateness;
    const isFree = start > (before ?? smallest! + lateness);
    if (!isFinal || !isFree) complain(`open ${start} is cut and may get more`);
    is(`distinct hosts of ${start}`, distinctHosts, cellsOf(table, "host").length);
    expected.set(start, cutTable(table, names, most));
  }
  const whole = { ...summary, open: expected };
  for (const kind of TABLE_KINDS) compareTables(kind, adopted[kind], whole[kind], names, complain);
}

function least(times: readonly (number | null)[]): number | null {
  const known = times.filter((time) => time !== null);
  return known.length === 0 ? null : Math.min(...known);
}

/** The numbers of parts in a row, but for their tables. */
function together(
  parts: readonly PackedSummary[],
): Omit<PackedSummary, "tables" | "keys" | "values" | "series" | "pairs"> {
  if (parts.length === 1) return parts[0];
  const rejected: PackedSummary["rejected"] = {}, accepted = parts.filter((part) => part.accepted > 0);
  for (const part of parts) {
    for (const [reason, count] of Object.entries(part.rejected) as [RejectReason, number][]) {
      rejected[reason] = (rejected[reason] ?? 0) + count;
    }
  }
  const sum = (of: (part: PackedSummary) => number): number => parts.reduce((all, part) => all + of(part), 0);
  return {
    ...{ resetsNames: false, names: byName(() => new Uint8Array(0)) },
    first: accepted[0]?.first ?? null,
    smallest: least(accepted.map((part) => part.smallest)),
    lateFrom: least(accepted.map((part) => part.lateFrom)),
    topCount: 0,
    visitors: packVisitors(visitorsOf(parts)),
    jumps: parts.at(-1)!.jumps,
    lines: sum((part) => part.lines),
    accepted: sum((part) => part.accepted),
    leftOut: sum((part) => part.leftOut),
    excluded: sum((part) => part.excluded),
    late: sum((part) => part.late),
    timed: sum((part) => part.timed),
    errorRows: parts.flatMap((part) => part.errorRows),
    rejected,
    rejects: parts.flatMap((part) => part.rejects),
  };
}

function visitorsOf(parts: readonly PackedSummary[]): Map<number, VisitorSketch> {
  const hours = new Map<number, VisitorSketch>();
  for (const { visitors } of parts) mergeVisitors(hours, unpackVisitors(visitors));
  return hours;
}

/** Reasons in one order, without those that nothing was rejected for. */
function counted(rejected: PackedSummary["rejected"]): unknown {
  return Object.entries(rejected).filter(([, count]) => count !== 0).sort();
}

/** The cells of a dimension. */
function cellsOf({ keys, count }: CellTable, dimension: DimensionName): number[] {
  return Array.from({ length: count }, (_, cell) => cell).filter((cell) =>
    dimensionOf(keys[cell]) === dimension
  );
}

/** The table without the names that a bucket does not keep, found by sorting. */
function cutTable(table: CellTable, names: Names, most: number): CellTable {
  const { keys, values, count } = table, kept = new CellTable(), gone = new Set<number>();
  for (const { name: dimension } of NAMED_DIMENSIONS) {
    const hits = (cell: number): number => values[cell * CELL_WIDTH], text = names[dimension];
    const sorted = cellsOf(table, dimension).sort((a, b) =>
      hits(b) - hits(a) || text.compare(numberOf(keys[a]), numberOf(keys[b]))
    );
    for (const cell of sorted.slice(most)) gone.add(cell);
  }
  for (let cell = 0; cell < count; cell++) {
    if (!gone.has(cell)) kept.addCell(keys[cell], values, cell * CELL_WIDTH);
  }
  return kept;
}

function compareTables(
  kind: typeof TABLE_KINDS[number],
  actual: ReadonlyMap<number, CellTable>,
  expected: ReadonlyMap<number, CellTable>,
  names: Names,
  complain: (problem: string) => void,
): void {
  for (const start of actual.keys()) {
    if (!expected.has(start)) complain(`${kind} ${start} is one bucket too many`);
  }
  for (const [start, table] of expected) {
    const other = actual.get(start), say = (text: string) => complain(`${kind} ${start}: ${text}`);
    if (other === undefined) complain(`${kind} ${start} is missing`);
    else {
      compareCells(other, table, (key) => keyText(key, start, names), say);
      if (kind !== "open" && kind !== "hours") compareOrder(other, table, names, say);
    }
  }
}

function compareCells(
  actual: CellTable,
  expected: CellTable,
  text: (key: number) => string,
  complain: (problem: string) => void,
): void {
  const places = new Map<number, number>();
  for (let cell = 0; cell < actual.count; cell++) places.set(actual.keys[cell], cell);
  for (let cell = 0; cell < expected.count; cell++) {
    const key = expected.keys[cell], place = places.get(key), wanted = numbersOf(expected, cell);
    places.delete(key);
    const found = place === undefined ? "missing" : numbersOf(actual, place);
    if (found !== wanted) complain(`${text(key)} is ${found} instead of ${wanted}`);
  }
  for (const [key, place] of places) complain(`${text(key)} is ${numbersOf(actual, place)}, one too many`);
}

/** The four numbers of a cell. Bytes past 2^53 depend on the grouping of additions, and count as 2^53 − 1. */
function numbersOf({ values }: CellTable, cell: number): string {
  const [hits, bytes, failures, late] = values.subarray(cell * CELL_WIDTH, (cell + 1) * CELL_WIDTH);
  return `${hits}/${Math.min(bytes, Number.MAX_SAFE_INTEGER)}/${failures}/${late}`;
}

/** In an amended bucket the order in which names came decides which of them gets a row (semantics.md). */
function compareOrder(
  actual: CellTable,
  expected: CellTable,
  names: Names,
  complain: (problem: string) => void,
): void {
  for (const { name: dimension } of NAMED_DIMENSIONS) {
    const order = ({ keys, count }: CellTable): number[] =>
      Array.from(keys.subarray(0, count)).filter((key) => dimensionOf(key) === dimension);
    const one = order(actual), other = order(expected);
    const at = other.findIndex((key, index) => one[index] !== key);
    if (at < 0) continue;
    const found = at < one.length ? keyText(one[at], 0, names) : "nothing";
    complain(`${dimension} ${at} in order is ${found} instead of ${keyText(other[at], 0, names)}`);
  }
}

function keyText(key: number, start: number, names: Names): string {
  const dimension = dimensionOf(key), named = namedOf(key), number = numberOf(key);
  if (dimension === null) return `second ${start + number}`;
  return `${dimension} ${named === null ? number : JSON.stringify(names[named].text(number))}`;
}
