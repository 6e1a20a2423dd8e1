// Whatever kernels make of a log, at whatever pace it is learned, and whenever either side forgets names: adopted in
// order, it is what one summarizer makes of it.

import { recordOf } from "../../record_of.ts";
import fc from "fast-check";
import assert from "node:assert/strict";
import { dimensionOf, numberOf } from "../../../src/domain/counting/cell_key.ts";
import { CellTable, TablePool } from "../../../src/domain/counting/cell_table.ts";
import { inPlace, type Jumps, noJumps } from "../../../src/domain/counting/jumps.ts";
import { type LogClockState, NOT_BEGUN } from "../../../src/domain/counting/log_clock.ts";
import type { NamedDimension } from "../../../src/domain/dimensions/dimensions.ts";
import { emptyNames, keepNames, type Names } from "../../../src/domain/counting/names.ts";
import { Summarizer } from "../../../src/domain/counting/summarizer.ts";
import type { Summary } from "../../../src/domain/counting/summary.ts";
import { knownNames, packSummary } from "../../../src/kernel/summary/pack.ts";
import { mergePartials, SummaryMerger, type Translated } from "../../../src/kernel/summary/unpack.ts";

const OPTIONS = { bucketSize: 10, lateness: 1_000_000, top: 100, maxJump: Infinity };

/** Every record is on time after it. */
const START: LogClockState = { ...NOT_BEGUN, latest: 1000, begins: 1000 };

function inPlaceAfter(clock: LogClockState, { summary: { first, jumps } }: Translated): Jumps {
  return inPlace(clock, first, jumps);
}

/** Records of one range, the kernel that reads it, and whether that forgets before, and the source's names after. */
const range = fc.record({
  kernel: fc.integer({ min: 0, max: 2 }),
  forgets: fc.boolean(),
  keeps: fc.boolean(),
  records: fc.array(fc.record({
    time: fc.integer({ min: 1000, max: 1060 }),
    host: fc.integer({ min: 0, max: 200 }).map((n) => `host${n}`.repeat(1 + n % 3)),
    section: fc.constantFrom("/a", "/b", "/ccccccccccccc", "/"),
    status: fc.constantFrom(200, 404, 503),
    isJunk: fc.constantFrom(false, false, false, true),
  })),
});
type Range = typeof range extends fc.Arbitrary<infer T> ? T : never;

function feed(summarizer: Summarizer, { records }: Range, clock: LogClockState | null): Summary {
  summarizer.begin(clock, 3);
  records.forEach(({ time, host, section, status, isJunk }, line) => {
    const bytes = new TextEncoder().encode(`${host}GET ${section} HTTP/1.1`);
    if (isJunk) summarizer.reject("date", bytes, 0, bytes.length, line);
    else summarizer.accept(recordOf({ host, request: `GET ${section} HTTP/1.1` }, { time, status, size: 7 }));
  });
  return summarizer.end(records.length);
}

/** Adds a summary's tables to others, as open buckets do. */
function take(tables: Map<number, CellTable>, { open }: Pick<Summary, "open">): void {
  for (const [start, table] of open) {
    const before = tables.get(start);
    if (before === undefined) tables.set(start, table);
    else before.merge(table);
  }
}

/** All cells with their names, in the order of the tables. */
function plain(tables: Map<number, CellTable>, names: Names): unknown[][][] {
  return [...tables].sort(([a], [b]) => a - b).map(([start, { keys, values, count }]) =>
    Array.from({ length: count }, (_, i) => {
      const dimension = dimensionOf(keys[i]), number = numberOf(keys[i]);
      const name = dimension !== null && dimension in names
        ? names[dimension as NamedDimension].text(number)
        : number;
      return [start, dimension, name, ...values.subarray(i * 4, i * 4 + 4)];
    })
  );
}

/** The order of the cells of an hour means nothing. */
function inAnyOrder(tables: readonly (readonly unknown[])[]): string[][] {
  return tables.map((cells) => cells.map((cell) => JSON.stringify(cell)).sort());
}

Deno.test("adopted summaries are those of one summarizer", () => {
  const property = fc.property(fc.array(range, { maxLength: 12 }), fc.nat({ max: 3 }), (ranges, wanted) => {
    // Every kernel makes, and has learned, all it makes before the first is adopted.
    const kernels = Array.from({ length: 3 }, () => ({ names: emptyNames(), adopter: new SummaryMerger() }));
    const learned = ranges.map((range): Translated => {
      const kernel = kernels[range.kernel];
      if (range.forgets) kernel.names = emptyNames();
      const { names, adopter } = kernel, known = knownNames(names);
      const summary = feed(new Summarizer(OPTIONS, names, new TablePool()), range, null);
      return adopter.translate(structuredClone(packSummary(summary, names, known, range.forgets)));
    });

    const names = emptyNames(), tables = new Map<number, CellTable>();
    const expectedNames = emptyNames(), expected = new Map<number, CellTable>();
    const one = new Summarizer(OPTIONS, expectedNames, new TablePool());
    let clock = START;
    ranges.forEach((range, i) => {
      const summary = mergePartials([learned[i]], names, inPlaceAfter(clock, learned[i]), wanted);
      const single = feed(one, range, clock);
      const { open: _, hours, rejects, ...counts } = summary,
        { open: _open, hours: expectedHours, rejects: all, ...expectedCounts } = single;
      assert.deepEqual(counts, expectedCounts);
      assert.deepEqual(rejects, all.slice(0, wanted));
      clock = summary.jumps.clock;
      assert.deepEqual(inAnyOrder(plain(hours, names)), inAnyOrder(plain(expectedHours, expectedNames)));
      take(tables, summary);
      take(expected, single);
      if (range.keeps) {
        // A bucket turns final, and what only it referred to is forgotten.
        tables.delete(1000);
        expected.delete(1000);
        keepNames(names, tables);
      }
      assert.deepEqual(plain(tables, names), plain(expected, expectedNames));
    });
  });
  fc.assert(property, { numRuns: 300 });
});

Deno.test("several parts adopted together are one summary", () => {
  const property = fc.property(fc.array(range, { minLength: 1, maxLength: 5 }), (ranges) => {
    const own = emptyNames(), adopter = new SummaryMerger(), expectedNames = emptyNames();
    const maker = new Summarizer(OPTIONS, own, new TablePool());
    const one = new Summarizer(OPTIONS, expectedNames, new TablePool());
    const parts: Translated[] = [], expected = new Map<number, CellTable>();
    const expectedHours = new Map<number, CellTable>();
    for (const range of ranges) {
      const known = knownNames(own);
      parts.push(adopter.translate(packSummary(feed(maker, range, null), own, known, false)));
      const single = feed(one, range, null);
      take(expected, single);
      take(expectedHours, { open: single.hours });
    }
    const names = emptyNames(), summary = mergePartials(parts, names, noJumps(START), 1000);
    assert.deepEqual(plain(summary.open, names), plain(expected, expectedNames));
    assert.deepEqual(
      inAnyOrder(plain(summary.hours, names)),
      inAnyOrder(plain(expectedHours, expectedNames)),
    );
    assert.equal(summary.lines, ranges.reduce((sum, { records }) => sum + records.length, 0));
  });
  fc.assert(property, { numRuns: 200 });
});
