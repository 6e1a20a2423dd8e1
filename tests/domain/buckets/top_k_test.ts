// Selecting the first values against sorting them all.

import assert from "node:assert/strict";
import fc from "fast-check";
import { top } from "../../../src/domain/buckets/top_k.ts";

Deno.test("top: the same as sorting all and taking the first", () => {
  fc.assert(fc.property(
    fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 300 }),
    fc.integer({ min: 0, max: 320 }),
    (hits, count) => {
      const order = (a: number, b: number): number => hits[b] - hits[a] || b - a;
      const all = hits.map((_, i) => i);
      const expected = all.toSorted(order).slice(0, count);
      assert.deepEqual(top(Float64Array.from(hits), count, (a, b) => b - a).sort(order), expected);
    },
  ));
});
