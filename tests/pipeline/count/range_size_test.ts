// How large the ranges of a file are: larger ones only where most of their buckets are whole then, and enough of them for all threads.

import assert from "node:assert/strict";
import fc from "fast-check";
import { hasChoice, RANGE, rangeSize } from "../../../src/pipeline/count/range_size.ts";

const MIB = 1 << 20, TERMS = { bucketSize: 10, lateness: 30 };

Deno.test("range size: a busy log has larger ranges, a quiet one has not", () => {
  assert.equal(rangeSize(1024 * MIB, 7200, TERMS), 64 * MIB);
  assert.equal(rangeSize(1024 * MIB, 0, TERMS), RANGE);
  assert.equal(rangeSize(1024 * MIB, 1_000_000, TERMS), RANGE);
  assert.equal(rangeSize(1024 * MIB, null, TERMS), RANGE);
  assert.equal(rangeSize(100 * MIB, 700, TERMS), RANGE);
});

Deno.test("range size: it is bounded, and a larger range has more than its ends, and others beside it", () => {
  const whole = fc.integer({ min: 1, max: 2 ** 36 }), span = fc.integer({ min: 0, max: 2 ** 30 });
  const terms = fc.record({
    bucketSize: fc.integer({ min: 1, max: 86400 }),
    lateness: fc.integer({ min: 0, max: 86400 }),
  });
  let larger = 0;
  fc.assert(
    fc.property(whole, span, terms, (bytes, span, terms) => {
      const size = rangeSize(bytes, span, terms);
      assert.ok(Number.isInteger(size) && size >= RANGE && size <= 8 * RANGE);
      if (size === RANGE) return;
      larger++;
      assert.ok(hasChoice(bytes) && size * 16 <= bytes);
      assert.ok(size * span >= 2 * bytes * (terms.lateness + terms.bucketSize) * (1 - 1e-9));
    }),
    { numRuns: 2000, seed: 1 },
  );
  assert.ok(larger > 50, `${larger}`);
});
