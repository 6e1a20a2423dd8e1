// The sliding window against the sums that it stands for.

import assert from "node:assert/strict";
import fc from "fast-check";
import { EventSeries } from "../../../src/domain/windows/event_series.ts";
import { SlidingWindow } from "../../../src/domain/windows/sliding_window.ts";

interface Point {
  readonly time: number;
  readonly hits: number;
  readonly bytes: number;
  readonly errors: number;
}

/** Points up to a time. */
function points(most: number): fc.Arbitrary<Point[]> {
  return fc.array(
    fc.record({
      time: fc.integer({ min: 0, max: most }),
      hits: fc.integer({ min: 1, max: 9 }),
      bytes: fc.constantFrom(0, 1, 3000, 2 ** 40, Number.MAX_SAFE_INTEGER),
      errors: fc.integer({ min: 0, max: 1 }),
    }),
    { maxLength: 200, size: "max" },
  );
}

const MOST = BigInt(Number.MAX_SAFE_INTEGER);

/** [hits, bytes, errors] over (second − width, second]; bytes of one second saturate. */
function sums(all: readonly Point[], second: number, width: number): number[] {
  let hits = 0, errors = 0, bytes = 0n;
  for (let time = second - width + 1; time <= second; time++) {
    const inside = all.filter((point) => point.time === time);
    hits += inside.reduce((sum, point) => sum + point.hits, 0);
    errors += inside.reduce((sum, point) => sum + point.errors, 0);
    const exact = inside.reduce((sum, point) => sum + BigInt(point.bytes), 0n);
    bytes += exact < MOST ? exact : MOST;
  }
  return [hits, Number(bytes), errors];
}

function add(series: EventSeries, all: readonly Point[]): void {
  for (const { time, hits, bytes, errors } of all) series.add(time, hits, bytes, errors);
}

/** Every second of [from, to] with its sums, moving from one stretch to the next. */
function visits(window: SlidingWindow, from: number, to: number): [number, number[]][] {
  const seen: [number, number[]][] = [];
  for (let second = from; second <= to;) {
    window.moveTo(second);
    const last = Math.min(window.until, to);
    for (; second <= last; second++) seen.push([second, [window.hits, window.bytes, window.errors]]);
  }
  return seen;
}

Deno.test("window: every second has the sums of its window, also where points come late and old ones are forgotten", () => {
  const cases = fc.record({
    all: points(300),
    width: fc.integer({ min: 1, max: 60 }),
    late: fc.integer({ min: 0, max: 20 }),
    steps: fc.integer({ min: 1, max: 50 }),
  });
  fc.assert(fc.property(cases, ({ all, width, late, steps }) => {
    const series = new EventSeries(), window = new SlidingWindow(series, width);
    const seen: [number, number[]][] = [];
    for (let from = 0; from <= 400; from += steps) {
      const to = Math.min(from + steps - 1, 400);
      // Some of what is to come is known before, in no order.
      add(series, all.filter(({ time }) => time >= (from === 0 ? 0 : from + late) && time < to + late + 1));
      seen.push(...visits(window, from, to));
      series.forgetBefore(to - width + 1);
    }
    assert.deepEqual(seen, Array.from({ length: 401 }, (_, i) => [i, sums(all, i, width)]));
  }));
});

Deno.test("window: begun in the middle, with the points it covers, it goes on as one that began at the start", () => {
  const cases = fc.tuple(points(60), fc.integer({ min: 1, max: 20 }), fc.integer({ min: -1, max: 60 }));
  fc.assert(fc.property(cases, ([all, width, at]) => {
    const series = new EventSeries();
    add(series, all.filter(({ time }) => time > at - width));
    const window = new SlidingWindow(series, width);
    window.moveTo(at);
    const expected = Array.from({ length: 80 - at }, (_, i) => [at + 1 + i, sums(all, at + 1 + i, width)]);
    assert.deepEqual(visits(window, at + 1, 80), expected);
  }));
});

Deno.test("window: a copy goes on by itself", () => {
  const series = new EventSeries(), window = new SlidingWindow(series, 3);
  series.add(1, 2, 0, 0);
  series.add(5, 1, 0, 0);
  window.moveTo(2);
  const hits = (seen: [number, number[]][]) => seen.map(([second, [hits]]) => [second, hits]);
  assert.deepEqual(hits(visits(window.copy(), 3, 6)), [[3, 2], [4, 0], [5, 1], [6, 1]]);
  series.add(3, 7, 0, 0);
  assert.deepEqual(hits(visits(window, 3, 4)), [[3, 9], [4, 7]]);
});

Deno.test("window: centuries of silence take no time", () => {
  const series = new EventSeries(), window = new SlidingWindow(series, 120);
  series.add(0, 1, 0, 0);
  series.add(253402300799, 1, 0, 0);
  const stretches: number[][] = [];
  for (let second = 0; second <= 253402300799; second = window.until + 1) {
    window.moveTo(second);
    stretches.push([second, Math.min(window.until, 253402300799), window.hits]);
  }
  assert.deepEqual(stretches, [[0, 119, 1], [120, 253402300798, 0], [253402300799, 253402300799, 1]]);
});

Deno.test("series: thousands of points keep their places while old ones are forgotten", () => {
  const series = new EventSeries();
  for (let time = 0; time < 5000; time++) {
    series.add(time, time + 1, 0, 0);
    series.forgetBefore(time - 100);
    if (time > 10) series.add(time - 10, 1, 0, 0);
    for (const back of [0, 5, 50, 99]) if (time >= back) assert.equal(series.time(time - back), time - back);
  }
  assert.deepEqual([series.first, series.end, series.hits(4980)], [4899, 5000, 4982]);
});
