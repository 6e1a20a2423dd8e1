// Role: points of a series as few bytes, and back, for `monitor_state.ts`: whole numbers in groups of seven bits, times as
// steps from one to the next.

/** Numbers of a point: time, hits, bytes, errors. */
export const POINT_WIDTH = 4;

/** Bytes that the largest number takes: 2^53 in groups of seven bits. */
const MOST_BYTES = 8;

/**
 * Packs points, four whole numbers each from 0 to 2^53 − 1, times growing.
 *
 * @example
 * ```ts
 * import { packPoints, unpackPoints } from "./packed_points.ts";
 * import assert from "node:assert/strict";
 *
 * const points = Float64Array.of(1431857103, 2, 9007199254740991, 0, 1431857104, 1, 300, 1);
 * assert.ok(packPoints(points).length < 25);
 * assert.deepEqual(unpackPoints(packPoints(points)), points);
 * ```
 */
export function packPoints(points: Float64Array): Uint8Array {
  const bytes = new Uint8Array(points.length * MOST_BYTES);
  let length = 0, time = 0;
  for (let i = 0; i < points.length; i++) {
    let left = points[i];
    if (i % POINT_WIDTH === 0) {
      left -= time;
      time = points[i];
    }
    for (; left >= 0x80; left = Math.floor(left / 0x80)) bytes[length++] = left % 0x80 | 0x80;
    bytes[length++] = left;
  }
  return bytes.slice(0, length);
}

/** Unpacks what {@link packPoints} made. Errors: RangeError where the bytes end within a point. */
export function unpackPoints(bytes: Uint8Array): Float64Array {
  const numbers: number[] = [];
  let time = 0;
  for (let at = 0; at < bytes.length;) {
    let number = 0, weight = 1;
    for (; bytes[at] >= 0x80; at++, weight *= 0x80) number += (bytes[at] & 0x7f) * weight;
    if (at === bytes.length) throw new RangeError("packed points end too early");
    number += bytes[at++] * weight;
    if (numbers.length % POINT_WIDTH === 0) number = time += number;
    numbers.push(number);
  }
  if (numbers.length % POINT_WIDTH !== 0) throw new RangeError("packed points end within a point");
  return Float64Array.from(numbers);
}
