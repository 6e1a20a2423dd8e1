// Role: comparisons of a value with a threshold: parses them, evaluates them, and finds those that make no sense.

import type { Comparison } from "./definition.ts";
import type { MetricForm } from "./metrics/threshold_units.ts";

/**
 * Whether the value compares with the number as it says. Both are the doubles nearest to exact fractions, so this is the
 * comparison of the fractions.
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

/** Whether a value lies further than another one in the direction in which the comparison fires. */
export function isFurther({ operator }: Comparison, value: number, than: number): boolean {
  return operator === ">" || operator === ">=" ? value > than : value < than;
}

/** Whether a comparison holds for "none" or "all" of the values from 0 to `most`; null where it holds for some. */
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

/** Whether there is a number for which both hold: for "> 10" and "<= 12", but not for "> 10" and "<= 10". */
export function canBothHold(left: Comparison, right: Comparison): boolean {
  const [isUp, isOtherUp] = [left, right].map(({ operator }) => operator.startsWith(">"));
  if (isUp === isOtherUp) return true;
  const [above, below] = isUp ? [left, right] : [right, left];
  const isClosed = above.operator === ">=" && below.operator === "<=";
  return above.number < below.number || (isClosed && above.number === below.number);
}

export type ParsedComparison =
  | { readonly kind: "comparison"; readonly comparison: Comparison }
  /** No operator and number at all. */
  | { readonly kind: "shape" }
  /** A comparison, with a unit that the metric does not have. */
  | { readonly kind: "unit"; readonly unit: string };

const SHAPE = /^(>=|<=|>|<)\s*(-?)(\d{1,15}(?:\.\d{1,15})?)(?:[eE]([+-]?\d{1,2}))?\s*(\D.*)?$/s;
const OPPOSITES = { ">": "<=", ">=": "<", "<": ">=", "<=": ">" } as const;

/**
 * Reads a comparison with a number, which becomes the double nearest to what is written: "5%" is 0.05. The text of the
 * comparison is brought into one form: "> 5MB" becomes "> 5 MB/s".
 */
export function parseComparison(text: string, { units }: MetricForm): ParsedComparison {
  const parts = SHAPE.exec(text.trim());
  if (parts === null) return { kind: "shape" };
  const [, operator, sign, digits, exponent = "0", written = ""] = parts;
  const unit = units?.get(written);
  if (unit === undefined) return { kind: "unit", unit: written };
  const size = Number(`${digits}e${Number(exponent) + unit.exponent}`) * unit.factor;
  const shown = exponent === "0" ? digits : `${digits}e${exponent}`;
  return {
    kind: "comparison",
    comparison: {
      operator: operator as Comparison["operator"],
      number: sign === "" || size === 0 ? size : -size,
      text: `${operator} ${sign}${shown}${unit.shown}`,
    },
  };
}

/** What holds exactly where the other does not: "<= 5%" for "> 5%". */
export function complementOf({ operator, number, text }: Comparison): Comparison {
  const opposite = OPPOSITES[operator];
  return { operator: opposite, number, text: opposite + text.slice(operator.length) };
}
