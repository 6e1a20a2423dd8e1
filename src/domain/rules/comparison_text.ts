// Role: comparisons as people write them, "> 5%", ↔ `Comparison`. Used by `src/rule_file/` and by whoever makes a rule out
// of another one. What each metric may be compared with is in `metric_form.ts`.

import type { Comparison } from "./definition.ts";
import type { MetricForm } from "./metric_form.ts";

/** What a text turned out to be. */
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
 *
 * @example
 * ```ts
 * import { parseComparison } from "./comparison_text.ts";
 * import { METRIC_FORMS } from "./metric_form.ts";
 * import assert from "node:assert/strict";
 *
 * assert.deepEqual(parseComparison(">0.1 %", METRIC_FORMS.error_ratio), {
 *   kind: "comparison",
 *   comparison: { operator: ">", number: 0.001, text: "> 0.1%" },
 * });
 * ```
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

/**
 * What holds exactly where the other does not.
 *
 * @example
 * ```ts
 * import { complementOf } from "./comparison_text.ts";
 * import assert from "node:assert/strict";
 *
 * assert.deepEqual(complementOf({ operator: ">", number: 0.05, text: "> 5%" }), {
 *   operator: "<=",
 *   number: 0.05,
 *   text: "<= 5%",
 * });
 * ```
 */
export function complementOf({ operator, number, text }: Comparison): Comparison {
  const opposite = OPPOSITES[operator];
  return { operator: opposite, number, text: opposite + text.slice(operator.length) };
}
