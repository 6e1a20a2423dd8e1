// Role: lazy values: made at the first use and kept, for what is expensive and seldom needed.

/**
 * A function that calls `make` at its first call and returns the same result every time. If `make` throws, the next call
 * tries again.
 *
 * @example
 * ```ts
 * import { memoize } from "./memoize.ts";
 * import assert from "node:assert/strict";
 *
 * const list = memoize((): number[] => []);
 * list().push(1);
 * assert.deepEqual(list(), [1]);
 * ```
 */
export function memoize<Value extends object>(make: () => Value): () => Value {
  let value: Value | undefined;
  return () => value ??= make();
}
