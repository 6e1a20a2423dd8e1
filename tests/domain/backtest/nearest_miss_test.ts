// Role: the nearest miss against its definition, second by second.

import assert from "node:assert/strict";
import fc from "fast-check";
import type { Miss } from "../../../src/domain/backtest/episode.ts";
import { NearestMiss } from "../../../src/domain/backtest/nearest_miss.ts";
import type { Comparison } from "../../../src/domain/rules/definition.ts";

/** A stretch of seconds. */
interface Stretch {
  readonly length: number;
  readonly gap: number;
  readonly value: number | null;
  readonly isFiring: boolean;
}

const stretches: fc.Arbitrary<Stretch[]> = fc.array(
  fc.record({
    length: fc.integer({ min: 1, max: 6 }),
    gap: fc.constantFrom(0, 0, 0, 2),
    value: fc.oneof({ weight: 9, arbitrary: fc.integer({ min: 0, max: 12 }) }, fc.constant(null)),
    isFiring: fc.boolean().chain((once) => once ? fc.boolean() : fc.constant(false)),
  }),
  { maxLength: 25 },
);

Deno.test("the nearest miss is the furthest value whose window meets no window of a firing", () =>
  fc.assert(
    fc.property(
      stretches,
      fc.integer({ min: 1, max: 6 }),
      fc.integer({ min: 0, max: 4 }),
      fc.constantFrom<Comparison["operator"]>(">", "<="),
      fc.constantFrom({ from: 0, to: 1000 }, { from: 20, to: 60 }),
      (parts, window, held, operator, within) => {
        const nearest = new NearestMiss({
          fire: { operator, number: 5, text: "" },
          window,
          for: held,
          within,
        });
        const seconds: { at: number; value: number | null; isFiring: boolean }[] = [];
        let next = 0;
        for (const { length, gap, value, isFiring } of parts) {
          next += gap;
          nearest.observe(next, next + length - 1, value, isFiring);
          for (let left = length; left > 0; left--) seconds.push({ at: next++, value, isFiring });
        }
        const firing = seconds.filter(({ isFiring }) => isFiring).map(({ at }) => at);
        let expected: Miss | null = null;
        for (const { at, value, isFiring } of seconds) {
          if (isFiring || value === null || at < within.from || at >= within.to) continue;
          if (firing.some((second) => at > second - window - held && at < second + window)) continue;
          const isFurther = expected === null ||
            (operator === ">" ? value > expected.value : value < expected.value);
          if (isFurther) expected = { value, at };
        }
        assert.deepEqual(nearest.miss, expected);
      },
    ),
    { numRuns: 3000 },
  ));
