// Role: whether a value is beyond a threshold. Used by `rule_watch.ts` and whoever shows how near it came.

import type { Comparison } from "./definition.ts";

/**
 * Whether the value compares with the number as it says. Both are the doubles nearest to exact fractions, so this is the
 * comparison of the fractions.
 *
 * @example
 * ```ts
 * import { holds } from "./comparison.ts";
 * import assert from "node:assert/strict";
 *
 * assert.ok(holds({ operator: "<=", number: 8, text: "<= 8" }, 8));
 * assert.ok(!holds({ operator: ">", number: 10, text: "> 10" }, 10));
 * ```
 */
export function holds({ operator, number }: Comparison, value: number): boolean {
  switch (operator) {
    case ">":
      return value > number;
    case ">=":
      return value >= number;
    case "<":
      return value < number;
    case "<=":
      return value <= number;
  }
}

/** Whether a value lies further in the direction in which the comparison fires than another one. */
export function isFurther({ operator }: Comparison, value: number, than: number): boolean {
  return operator === ">" || operator === ">=" ? value > than : value < than;
}
