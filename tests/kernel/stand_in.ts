// Role: stand-ins for the kernel: the reference itself, which must pass every comparison, and ones that are wrong in a way
// a kernel could be, each of which must be caught. Used by `harness_test.ts`.

import type { DateLimits } from "../../src/domain/counting/date_limits.ts";
import { CELL_WIDTH, type CellTable, LATE } from "../../src/domain/counting/cell_table.ts";
import type { LogClockState } from "../../src/domain/counting/log_clock.ts";
import { packVisitors } from "../../src/kernel/summary/packed_visitors.ts";
import { emptyNames, type Names } from "../../src/domain/counting/names.ts";
import type { NameTable } from "../../src/domain/counting/name_table.ts";
import type { KernelOptions } from "../../src/kernel/options.ts";
import { byName } from "../../src/domain/dimensions/dimensions.ts";
import { TABLE_KINDS } from "../../src/domain/counting/summary.ts";
import type { LineReader } from "../../src/formats/format.ts";
import { OPEN, type PackedSummary, TABLE_WIDTH, UNORDERED } from "../../src/kernel/summary/packed_summary.ts";
import { type ReferenceSummary, referenceSummary } from "./reference_summary.ts";
import type { Claim, Subject } from "./subject.ts";

/** How a stand-in is wrong; nothing given is right. */
export interface Faults {
  /** What it takes the bytes of a slice for. */
  readonly bytes?: (bytes: Uint8Array) => Uint8Array;
  /** What it takes the clock before a slice for. */
  readonly clock?: (clock: LogClockState | null) => LogClockState | null;
  /** What it makes of its result. */
  readonly result?: (result: PackedSummary) => PackedSummary;
  /** Whether it numbers all names anew in each summary without saying so. */
  readonly forgetsSilently?: boolean;
}

/** The reference in the kernel's place. */
export function standIn(faults: Faults = {}): Claim {
  return (reader, options) => Promise.resolve(new StandIn(reader, options, faults));
}

class StandIn implements Subject {
  readonly #reader: LineReader;
  readonly #options: KernelOptions;
  readonly #faults: Faults;
  #names: Names = emptyNames();
  #summaries = 0;

  constructor(reader: LineReader, options: KernelOptions, faults: Faults) {
    this.#reader = reader;
    this.#options = options;
    this.#faults = faults;
  }

  summarize(
    bytes: Uint8Array,
    clock: LogClockState | null,
    limits: DateLimits,
    keptRejects: number,
  ): PackedSummary {
    const { bytes: view = same, clock: time = same, result = same, forgetsSilently = false } = this.#faults;
    // Every third summary begins to number names from 0 again, as a kernel may whose memory is full.
    const forgets = forgetsSilently || this.#summaries++ % 3 === 2;
    if (forgets) this.#names = emptyNames();
    const names = this.#names, known = byName((name) => names[name].count);
    const { reader, options } = { reader: this.#reader, options: this.#options };
    const seen = view(bytes);
    const reference = referenceSummary(reader, options, this.#names, seen, time(clock), limits, keptRejects);
    return result({
      ...asLocal(reference),
      resetsNames: forgets && !forgetsSilently,
      names: byName((name) => listed(names[name], known[name])),
    });
  }

  [Symbol.dispose](): void {}
}

function same<T>(value: T): T {
  return value;
}

function asLocal(
  { summary, smallest, lateFrom }: ReferenceSummary,
): Omit<PackedSummary, "names"> {
  const { first, jumps, lines, accepted, late, leftOut, excluded, rejected, rejects } = summary;
  const tables: number[] = [], keys: number[] = [], values: number[] = [];
  const give = (of: ReadonlyMap<number, CellTable>, kind: number): void => {
    for (const [start, table] of of) {
      tables.push(start, kind, keys.length, table.count, UNORDERED, ...Array(TABLE_WIDTH - 5).fill(0));
      for (const key of table.keys.subarray(0, table.count)) keys.push(key);
      for (const value of table.values.subarray(0, table.count * CELL_WIDTH)) values.push(value);
    }
  };
  TABLE_KINDS.forEach((kind, number) => give(summary[kind], number));
  return {
    ...{
      first,
      smallest,
      lateFrom,
      jumps,
      lines,
      accepted,
      late,
      timed: 0,
      errorRows: [],
      leftOut,
      excluded,
      rejected,
      rejects,
      resetsNames: false,
      topCount: 0,
    },
    visitors: packVisitors(summary.visitors),
    series: new Float64Array(0),
    tables: Float64Array.from(tables),
    keys: Int32Array.from(keys),
    values: Float64Array.from(values),
  };
}

/** The names from `from` on, each as its length and its bytes. */
function listed(names: NameTable, from: number): Uint8Array<ArrayBuffer> {
  const parts = Array.from({ length: names.count - from }, (_, index) => names.bytes(from + index).slice());
  const list = new Uint8Array(parts.reduce((sum, part) => sum + 4 + part.length, 0));
  const view = new DataView(list.buffer);
  let at = 0;
  for (const part of parts) {
    view.setUint32(at, part.length, true);
    list.set(part, at + 4);
    at += 4 + part.length;
  }
  return list;
}

const replaced = (from: number, to: number) => (bytes: Uint8Array): Uint8Array =>
  bytes.map((byte) => byte === from ? to : byte);

const mapped =
  (change: (result: PackedSummary) => Partial<PackedSummary>) => (result: PackedSummary): PackedSummary => ({
    ...result,
    ...change(result),
  });

/** Ways to be wrong, each by its name. */
export const WRONG: Readonly<Record<string, Faults>> = {
  "takes 0xff for a space": { bytes: replaced(0xff, 0x20) },
  "takes NUL for a zero digit": { bytes: replaced(0x00, 0x30) },
  "drops carriage returns": { bytes: (bytes) => bytes.filter((byte) => byte !== 0x0d) },
  "knows nothing of jumps": { result: mapped(({ jumps }) => ({ jumps: { ...jumps, outliers: 0 } })) },
  "forgets what was late": {
    result: mapped(({ values }) => ({
      values: values.map((value, at) => at % CELL_WIDTH === LATE ? 0 : value),
    })),
  },
  "does not look at the time before the slice": { clock: () => null },
  "takes amended buckets for open ones": {
    result: mapped(({ tables }) => ({ tables: tables.map((n, at) => at % TABLE_WIDTH === 1 ? OPEN : n) })),
  },
  "numbers names from 0 again and does not say so": { forgetsSilently: true },
  "says nothing of the smallest time": { result: mapped(({ first }) => ({ smallest: first })) },
  "has bytes in 32 bits": {
    result: mapped(({ values }) => ({
      values: values.map((n, at) => at % CELL_WIDTH === 1 ? n % 2 ** 32 : n),
    })),
  },
  "has sums of bytes in 64 bits": {
    result: mapped(({ values }) => ({
      values: values.map((n, at) => at % CELL_WIDTH === 1 ? n % 2 ** 64 : n),
    })),
  },
  "does not say what is left out": { result: mapped(() => ({ leftOut: 0 })) },
  "keeps one reject too few": { result: mapped(({ rejects }) => ({ rejects: rejects.slice(1) })) },
  "gives amended cells in another order": { result: mapped(backwards) },
};

/** The cells of each amended table from the last to the first. */
function backwards({ tables, keys, values }: PackedSummary): Partial<PackedSummary> {
  const [otherKeys, otherValues] = [keys.slice(), values.slice()];
  for (let at = 0; at < tables.length; at += TABLE_WIDTH) {
    const [, kind, first, count] = tables.subarray(at, at + TABLE_WIDTH);
    if (kind === OPEN) continue;
    for (let cell = 0; cell < count; cell++) {
      const from = first + count - 1 - cell;
      otherKeys[first + cell] = keys[from];
      otherValues.set(
        values.subarray(from * CELL_WIDTH, (from + 1) * CELL_WIDTH),
        (first + cell) * CELL_WIDTH,
      );
    }
  }
  return { keys: otherKeys, values: otherValues };
}
