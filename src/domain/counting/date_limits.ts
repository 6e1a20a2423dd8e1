// Role: which dates a run accepts, apart from their form: not of the future, and within `--since` and `--until`.

/** Whole epoch seconds. Plain data. */
export interface DateLimits {
  /** Records before it are left out. */
  readonly since: number;
  /** Records from it on are left out. */
  readonly until: number;
  /** The largest date that is not "future". */
  readonly newest: number;
}

/** After every date that a record may have, 253402300799 at most. */
const NEVER = 2 ** 38;

/**
 * The limits of a run; null for no limit.
 *
 * @example
 * ```ts
 * import { dateLimits } from "./date_limits.ts";
 * import assert from "node:assert/strict";
 *
 * assert.deepEqual(dateLimits(100, { since: 5, until: null }), { since: 5, until: 2 ** 38, newest: 100 });
 * ```
 */
export function dateLimits(
  newest: number,
  { since, until }: { readonly since: number | null; readonly until: number | null } = ALWAYS,
): DateLimits {
  return { since: since ?? 0, until: until ?? NEVER, newest };
}

const ALWAYS = { since: null, until: null };
