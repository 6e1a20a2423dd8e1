// Role: products and quotients of decimal fractions, rounded once: error budgets compare with 14.4 × 0.001. A number counts as
// the shortest decimal fraction that reads as it, which is what a person wrote with up to fifteen digits.

/**
 * The double nearest to the exact product of two numbers.
 *
 * @example
 * ```ts
 * import { decimalProduct } from "./decimal.ts";
 * import assert from "node:assert/strict";
 *
 * assert.equal(decimalProduct(3, 0.1), 0.3);
 * assert.notEqual(3 * 0.1, 0.3);
 * ```
 */
export function decimalProduct(a: number, b: number): number {
  const [left, right] = [partsOf(a), partsOf(b)];
  return Number(`${left.digits * right.digits}e${left.exponent + right.exponent}`);
}

/**
 * `part` / (`whole` × `factor`), for whole numbers and a decimal fraction below 1. Equal quotients are equal doubles, as long
 * as part and whole are exact doubles.
 */
export function decimalQuotient(part: number, whole: number, factor: number): number {
  const { digits, exponent } = partsOf(factor);
  return Number(BigInt(part) * 10n ** BigInt(-exponent)) / Number(BigInt(whole) * digits);
}

/** The number as digits × 10^exponent. */
function partsOf(value: number): { readonly digits: bigint; readonly exponent: number } {
  const [mantissa, exponent] = value.toExponential().split("e");
  const [whole, fraction = ""] = mantissa.split(".");
  return { digits: BigInt(whole + fraction), exponent: Number(exponent) - fraction.length };
}
