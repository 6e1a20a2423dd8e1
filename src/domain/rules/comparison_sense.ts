// Role: whether the comparisons of a rule make sense: that `fire` can hold, and can stop holding, and that `recover` is on
// its healthy side. Values of a metric lie from 0 to a largest one. Used by `src/rule_file/`.

import type { Comparison } from "./definition.ts";

/**
 * Why a comparison says nothing: it holds for "none" or "all" of the values from 0 to `most`; null where it tells some
 * apart from others.
 */
export function vacuity({ operator, number }: Comparison, most: number): "none" | "all" | null {
  switch (operator) {
    case ">":
      return number >= most ? "none" : number < 0 ? "all" : null;
    case ">=":
      return number > most ? "none" : number <= 0 ? "all" : null;
    case "<":
      return number <= 0 ? "none" : number > most ? "all" : null;
    case "<=":
      return number < 0 ? "none" : number >= most ? "all" : null;
  }
}

/**
 * Whether there is a number for which both hold.
 *
 * @example
 * ```ts
 * import { canBothHold } from "./comparison_sense.ts";
 * import assert from "node:assert/strict";
 *
 * const fire = { operator: ">", number: 10, text: "> 10" } as const;
 * assert.ok(canBothHold(fire, { operator: "<=", number: 12, text: "<= 12" }));
 * assert.ok(!canBothHold(fire, { operator: "<=", number: 10, text: "<= 10" }));
 * ```
 */
export function canBothHold(left: Comparison, right: Comparison): boolean {
  const [isUp, isOtherUp] = [left, right].map(({ operator }) => operator.startsWith(">"));
  if (isUp === isOtherUp) return true;
  const [above, below] = isUp ? [left, right] : [right, left];
  const isClosed = above.operator === ">=" && below.operator === "<=";
  return above.number < below.number || (isClosed && above.number === below.number);
}
