// The course of an alert, against sums made anew at every step.

import assert from "node:assert/strict";
import fc from "fast-check";
import {
  downsample,
  type HistoryPoint,
  historyValues,
  spanOf,
} from "../../../src/domain/alerts/value_history.ts";

const METRICS = ["rate", "count", "bytes_rate", "error_ratio", "absence", "burn"] as const;

const points: fc.Arbitrary<HistoryPoint[]> = fc.uniqueArray(
  fc.record({
    time: fc.nat({ max: 299 }),
    hits: fc.integer({ min: 1, max: 9 }),
    bytes: fc.nat({ max: 999 }),
    errors: fc.nat({ max: 1 }),
  }, { noNullPrototype: true }),
  { selector: ({ time }) => time, maxLength: 120, size: "max" },
);

Deno.test("course: at the end of each step it is the value over the window", () => {
  fc.assert(
    fc.property(
      ...[
        points,
        fc.constantFrom(1, 10, 60),
        fc.integer({ min: 1, max: 90 }),
        fc.constantFrom(...METRICS),
      ] as const,
      ...[fc.nat({ max: 5 }), fc.nat({ max: 20 }), fc.integer({ min: 1, max: 300 })] as const,
      (all, step, window, metric, first, minHits, length) => {
        // One point a step, as the store has them.
        const steps = [...Map.groupBy(all, ({ time }) => time - time % step)].map(([time, [one]]) => ({
          ...one,
          time,
        }));
        const from = first * step, to = from + Math.ceil(length / step) * step;
        const rule = { metric, window, minHits, budget: 0.01 };
        const values = historyValues(steps, { from, to, step }, rule);
        assert.equal(values.length, (to - from) / step);
        const width = Math.ceil(window / step) * step;
        values.forEach((value, place) => {
          const end = from + (place + 1) * step;
          const inside = steps.filter(({ time }) => time >= end - width && time < end);
          const sum = (of: (point: HistoryPoint) => number) =>
            inside.reduce((total, point) => total + of(point), 0);
          const hits = sum(({ hits }) => hits), errors = sum(({ errors }) => errors);
          const expected = {
            rate: hits / width,
            count: hits * window / width,
            absence: hits * window / width,
            bytes_rate: sum(({ bytes }) => bytes) / width,
            error_ratio: hits < Math.max(1, minHits) ? null : errors / hits,
            burn: hits === 0 ? null : errors / hits / 0.01,
          }[metric];
          if (expected === null || value === null) assert.equal(value, expected);
          else {assert.ok(
              Math.abs(value - expected) <= 1e-9 * Math.max(1, expected),
              `${value}, not ${expected}`,
            );}
        });
      },
    ),
    { numRuns: 500 },
  );
});

Deno.test("course: it shows when the alert fired, with some time before, and ends with the log", () => {
  const log = { first: 1000, last: 100_000 };
  const span = (firedAt: number, resolvedAt: number | null, window: number, step = 1, most = 50_000) =>
    spanOf({ firedAt, resolvedAt, window }, log, step, most);
  assert.deepEqual(span(5000, 5100, 120), { from: 4400, to: 5701, step: 1 });
  assert.deepEqual(span(5000, 9000, 3600), { from: 1400, to: 12_601, step: 1 });
  assert.deepEqual(span(1005, 1010, 120, 10), { from: 1000, to: 1620, step: 10 });
  assert.deepEqual(span(99_000, null, 120), { from: 98_400, to: 100_001, step: 1 });
  assert.deepEqual(span(5000, null, 86_400, 1, 7000), { from: 1000, to: 8000, step: 1 }, "cut at its end");
});

Deno.test("course: a thin one keeps what is furthest", () => {
  const values = [1, null, 5, 2, null, null, 0];
  assert.deepEqual(downsample({ values, step: 10 }, 4, false), { values: [1, 5, null, 0], step: 20 });
  assert.deepEqual(downsample({ values, step: 10 }, 3, true), { values: [1, 2, 0], step: 30 });
  assert.deepEqual(downsample({ values, step: 10 }, 7, true), { values, step: 10 });
});
