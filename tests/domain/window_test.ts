// The sliding window against the sum that it stands for.

import assert from "node:assert/strict";
import fc from "fast-check";
import { type SecondHits, SlidingWindow } from "../../src/domain/window.ts";

const seconds = fc.array(
  fc.record({ time: fc.integer({ min: 0, max: 60 }), hits: fc.integer({ min: 1, max: 9 }) }),
);

function sumBefore(all: readonly SecondHits[], second: number, width: number): number {
  return all.filter(({ time }) => time > second - width && time <= second)
    .reduce((sum, { hits }) => sum + hits, 0);
}

/** Every second that was visited, with its sum. */
function visits(window: SlidingWindow, to: number, first: number): [number, number][] {
  const seen: [number, number][] = [];
  window.advance(to, first, (from, last, hits) => {
    for (let second = from; second <= last; second++) seen.push([second, hits]);
  });
  return seen;
}

Deno.test("window: every second from the first on is visited once, with the sum of its window", () => {
  fc.assert(fc.property(
    seconds,
    fc.integer({ min: 1, max: 20 }),
    fc.integer({ min: 0, max: 30 }),
    fc.array(fc.integer({ min: 0, max: 80 }), { maxLength: 5 }),
    (all, width, first, stops) => {
      const window = new SlidingWindow(width, -1);
      for (const second of all) window.add(second);
      const seen = [...stops, 80].sort((a, b) => a - b).flatMap((stop) => visits(window, stop, first));
      const expected = Array.from(
        { length: 81 - first },
        (_, i) => [i + first, sumBefore(all, i + first, width)],
      );
      assert.deepEqual(seen, expected);
    },
  ));
});

Deno.test("window: begun in the middle, with the seconds it covers, it goes on as one that began at the start", () => {
  fc.assert(
    fc.property(
      seconds,
      fc.integer({ min: 1, max: 20 }),
      fc.integer({ min: -1, max: 60 }),
      (all, width, at) => {
        const window = new SlidingWindow(width, at);
        for (const second of all) window.add(second);
        const expected = Array.from(
          { length: 80 - at },
          (_, i) => [at + 1 + i, sumBefore(all, at + 1 + i, width)],
        );
        assert.deepEqual(visits(window, 80, 0), expected);
      },
    ),
  );
});

Deno.test("window: a copy goes on by itself", () => {
  const window = new SlidingWindow(3, -1);
  window.add({ time: 1, hits: 2 });
  window.add({ time: 5, hits: 1 });
  visits(window, 2, 0);
  const copy = window.copy();
  assert.deepEqual(visits(copy, 6, 0), [[3, 2], [4, 0], [5, 1], [6, 1]]);
  window.add({ time: 3, hits: 7 });
  assert.deepEqual(visits(window, 4, 0), [[3, 9], [4, 7]]);
});

Deno.test("window: centuries of silence take no time", () => {
  const window = new SlidingWindow(120, -1);
  window.add({ time: 0, hits: 1 });
  window.add({ time: 253402300799, hits: 1 });
  const stretches: number[][] = [];
  window.advance(253402300799, 0, (from, to, hits) => stretches.push([from, to, hits]));
  assert.deepEqual(stretches, [[0, 119, 1], [120, 253402300798, 0], [253402300799, 253402300799, 1]]);
});
