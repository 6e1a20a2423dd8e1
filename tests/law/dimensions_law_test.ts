// Tries to break the replay law with all dimensions: however a log is read, each value has what a slow count by regular expressions says,
// values sum to their hours and buckets, and who came in an hour is the same to the byte.

import assert from "node:assert/strict";
import fc from "fast-check";
import {
  BUCKETED,
  DIMENSIONS,
  HOURLY,
  type KnownDimension,
  pairIn,
} from "../../src/domain/dimensions/dimensions.ts";
import { nameHashes, visitorWords } from "../../src/domain/visitors/visitor_hash.ts";
import { VisitorSketch } from "../../src/domain/visitors/visitor_sketch.ts";
import type { Options } from "../reference/expected.ts";
import { type Cut, cut, inOrder, sliceBytes, threads } from "./cut_arbitrary.ts";
import { dimensionLogs, FORMAT, hitsOf, type PlainHit } from "./dimension_logs.ts";
import { Bench } from "./harness.ts";

const OPTIONS: Options = {
  ...{
    bucketSize: 10,
    lateness: 30,
    top: 100,
    threshold: 10,
    window: 120,
    now: 1_700_000_000,
    complete: false,
  },
};
const ALL = { dimensions: "all", format: FORMAT };
const CASES = 25, REPORT = { includeErrorInReport: true, interruptAfterTimeLimit: 60_000 };
const HOUR = 3600;

/** The run that reads the rest. */
const LAST = (until: number) => ({ until, wallSeconds: 0, fresh: false });

/** All values of all dimensions, by view; and who came, as bytes. */
function storedOf(bench: Bench, source: string): Record<string, unknown[]> {
  const textOf = (dimension: KnownDimension) =>
    pairIn(dimension)?.of.join(" || char(9) || ") ?? dimension.name;
  const rows = (view: string, name: string) =>
    bench.ask(`SELECT start, ${name}, hits, bytes, failures FROM ${view} WHERE source = :source`, source)
      .map(([start, value, ...counts]) => JSON.stringify([start, `${value}`, ...counts])).sort();
  const visitors = bench.ask(
    "SELECT start, size, hex(registers) FROM visitor_hours WHERE source = :source ORDER BY start",
    source,
  );
  return {
    ...Object.fromEntries(
      BUCKETED.map(({ name, plural }) => [`bucket_${plural}`, rows(`bucket_${plural}`, name)]),
    ),
    ...Object.fromEntries(
      HOURLY.map((one) => [`hourly_${one.plural}`, rows(`hourly_${one.plural}`, textOf(one))]),
    ),
    visitors,
  };
}

/** Hits by start and value, as the slow count has them. */
function countedOf(hits: readonly PlainHit[], name: string, size: number): string[] {
  const counted = hits.filter(({ values }) => values[name] !== undefined);
  const counts = Map.groupBy(counted, ({ time, values }) => {
    const bucket = time - time % 10;
    return JSON.stringify([bucket - bucket % size, values[name]]);
  });
  return [...counts].map(([key, { length }]) => `${key} ${length}`).sort();
}

function checkCounts(stored: Record<string, unknown[]>, hits: readonly PlainHit[]): void {
  const shown = (rows: unknown[]) =>
    rows.map((row) => JSON.parse(row as string)).map(([start, value, count]) =>
      `${JSON.stringify([start, value])} ${count}`
    ).sort();
  for (const { name, plural } of BUCKETED) {
    assert.deepEqual(shown(stored[`bucket_${plural}`]), countedOf(hits, name, 10), plural);
  }
  for (const { name, plural } of HOURLY) {
    assert.deepEqual(shown(stored[`hourly_${plural}`]), countedOf(hits, name, HOUR), plural);
  }
  assert.deepEqual(
    stored.visitors,
    [...Map.groupBy(hits, ({ time }) => Math.floor((time - time % 10) / HOUR) * HOUR)]
      .sort(([a], [b]) => a - b).map(([hour, inside]) => [hour, HOUR, hexOf(inside)]),
  );
}

function hexOf(hits: readonly PlainHit[]): string {
  const hashes = (text: string) => {
    const bytes = new TextEncoder().encode(text), words = new Int32Array(2);
    nameHashes(bytes, 0, bytes.length, words);
    return words;
  };
  const sketch = new VisitorSketch(), words = new Int32Array(2);
  for (const { values: { host, agent } } of hits) {
    visitorWords(hashes(host), hashes(agent), words);
    sketch.add(words);
  }
  return Array.from(sketch.bytes(), (byte) => byte.toString(16).padStart(2, "0")).join("").toUpperCase();
}

function benchOf(lines: readonly string[]): Bench {
  return new Bench([new TextEncoder().encode(lines.join(""))], [0], OPTIONS);
}

Deno.test("dimensions law: in any slices and with any threads, each value is what a slow count says", async () => {
  const property = fc.asyncProperty(
    dimensionLogs,
    threads,
    sliceBytes,
    async (lines, threads, sliceBytes) => {
      const hits = hitsOf(lines);
      fc.pre(hits.length > 0);
      using bench = benchOf(lines);
      const until = bench.size;
      for (const [number, plan] of [{ until }, { until, sliceBytes }, { until, threads }].entries()) {
        const source = `way${number}`;
        assert.equal(await bench.run(source, { ...ALL, ...plan }), 0);
        checkCounts(storedOf(bench, source), hits);
      }
      assert.deepEqual(bench.problems(), []);
    },
  );
  await fc.assert(property, { numRuns: CASES, ...REPORT });
});

Deno.test("dimensions law: every cut into runs, and whatever is taken back and read again, leaves the same", async () => {
  const cuts = fc.array(cut, { minLength: 1, maxLength: 4 });
  const property = fc.asyncProperty(dimensionLogs, cuts, async (lines, cuts) => {
    const hits = hitsOf(lines);
    fc.pre(hits.length > 0);
    using bench = benchOf(lines);
    const until = bench.size;
    // The first run makes the database.
    assert.equal(await bench.run("other", { ...ALL, until }), 0);
    const plans: readonly (Omit<Cut, "at"> & { readonly until: number })[] = [
      ...inOrder(cuts, until),
      LAST(until),
    ];
    for (const plan of plans) {
      const before = storedOf(bench, "cut"), { rows, undoable } = bench.tables();
      const code = await bench.run("cut", { ...ALL, ...plan });
      if (plan.disturbed && code !== 0) continue;
      assert.equal(code, 0);
      if (plan.fresh || bench.tables().undoable === undoable) continue;
      const after = storedOf(bench, "cut");
      await bench.undo("cut");
      assert.deepEqual(storedOf(bench, "cut"), before);
      assert.deepEqual(bench.tables().rows.visitor_hour, rows.visitor_hour);
      assert.equal(await bench.run("cut", { ...ALL, until: plan.until }), 0);
      assert.deepEqual(storedOf(bench, "cut"), after);
    }
    checkCounts(storedOf(bench, "cut"), hits);
    assert.deepEqual(bench.problems(), []);
  });
  await fc.assert(property, { numRuns: CASES, ...REPORT });
});

Deno.test("dimensions law: the values of each dimension sum to the hits of their bucket and hour, also where few are kept", async () => {
  const property = fc.asyncProperty(dimensionLogs, async (lines) => {
    fc.pre(hitsOf(lines).length > 0);
    using bench = new Bench([new TextEncoder().encode(lines.join(""))], [0], { ...OPTIONS, top: 1 });
    assert.equal(await bench.run("few", { ...ALL, until: bench.size }), 0);
    const sums = (view: string) =>
      bench.ask(
        `SELECT start, sum(hits), sum(failures) FROM ${view} WHERE source = :source GROUP BY start`,
        "few",
      );
    const buckets = sums("buckets");
    for (const { plural } of BUCKETED) assert.deepEqual(sums(`bucket_${plural}`), buckets, plural);
    const hours = sums("hourly_sections");
    const whole = HOURLY.filter((dimension) => pairIn(dimension)?.isWhole ?? true);
    for (const { plural } of whole) assert.deepEqual(sums(`hourly_${plural}`), hours, plural);
    assert.ok(DIMENSIONS.length > 10);
  });
  await fc.assert(property, { numRuns: CASES, ...REPORT });
});
