// Packed points come back, and bytes that end too early are refused.

import assert from "node:assert/strict";
import fc from "fast-check";
import { packPoints, POINT_WIDTH, unpackPoints } from "../../src/domain/packed_bytes.ts";

const numbers = fc.maxSafeNat();
const point = fc.tuple(fc.nat({ max: 2 ** 31 }), numbers, numbers, numbers);
const points = fc.array(point, { minLength: 1, maxLength: 20 }).map((points) => {
  let time = 0;
  return Float64Array.from(points.flatMap(([gap, ...rest]) => [time += gap, ...rest]));
});

Deno.test("packed points: they come back, and end early nowhere but between two", () => {
  fc.assert(fc.property(points, (points) => {
    const packed = packPoints(points);
    assert.deepEqual(unpackPoints(packed), points);
    for (let length = 0; length < packed.length; length++) {
      const part = packed.subarray(0, length);
      let found: Float64Array | null = null;
      try {
        found = unpackPoints(part);
      } catch (error) {
        assert.ok(error instanceof RangeError);
      }
      if (found !== null) {
        assert.equal(found.length % POINT_WIDTH, 0);
        assert.deepEqual(packPoints(found), part.slice());
      }
    }
  }));
});
