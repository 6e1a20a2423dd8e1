// Role: numbers along the time in one line of blocks.

const BLOCKS = "▁▂▃▄▅▆▇█";

/**
 * At most `width` characters, one for an equal share of the values, as high as the largest of them; a blank where all are 0 or
 * null. The largest value of all is a full block.
 *
 * @example
 * ```ts
 * import { sparkline } from "./sparkline.ts";
 * import assert from "node:assert/strict";
 *
 * assert.equal(sparkline([0, 1, 4, 8], 10), " ▁▄█");
 * assert.equal(sparkline([1, 8, 2, 4], 2), "█▄");
 * ```
 */
export function sparkline(values: readonly (number | null)[], width: number): string {
  const count = Math.min(width, values.length),
    most = values.reduce<number>((top, value) => Math.max(top, value ?? 0), 0);
  return Array.from({ length: count }, (_, place) => {
    const share = values.slice(
      Math.floor(place * values.length / count),
      Math.floor((place + 1) * values.length / count),
    );
    const top = share.reduce<number>((one, value) => Math.max(one, value ?? 0), 0);
    return top <= 0 ? " " : BLOCKS[Math.max(0, Math.min(8, Math.round(top / most * 8)) - 1)];
  }).join("");
}
