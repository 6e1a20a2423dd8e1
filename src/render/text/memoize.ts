// Role: a value that is made when it is first asked for, and then kept. For what costs much to make and is seldom needed.

/**
 * A function that calls `make` the first time only and gives its result every time. Where `make` throws, the next call
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
