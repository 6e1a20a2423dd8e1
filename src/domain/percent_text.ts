// Role: a share as whole percent, the one rounding of all messages.

/**
 * "90 %". Only a share of exactly 1 becomes 100 %, and only 0 becomes 0 %: at most "99 %" below 1, and "under 1 %" below 0.01.
 *
 * @example
 * ```ts
 * import { percentText } from "./percent_text.ts";
 * import assert from "node:assert/strict";
 *
 * assert.deepEqual([0, 0.001, 0.5, 0.9999, 1].map(percentText), ["0 %", "under 1 %", "50 %", "99 %", "100 %"]);
 * ```
 */
export function percentText(share: number): string {
  if (share > 0 && share < 0.01) return "under 1 %";
  return `${share < 1 ? Math.min(99, Math.round(share * 100)) : 100} %`;
}
