// Role: whether a name or a status is one of those that a `Match` names.

import { globMatcher } from "../glob.ts";
import type { StatusRange } from "./definition.ts";

/** Whether the name is one of the values or matches one of the globs (`*` and `?`) as a whole. */
export function isNamed(patterns: readonly string[], name: string): boolean {
  return matcherOf(patterns)(name);
}

/** A test for many names, whether each is one of the values or globs. */
export function matcherOf(patterns: readonly string[]): (name: string) => boolean {
  const isGlob = (pattern: string): boolean => /[*?]/.test(pattern);
  const values = new Set(patterns.filter((pattern) => !isGlob(pattern)));
  const globs = patterns.filter(isGlob).map((pattern) => globMatcher(pattern));
  return (name) => values.has(name) || globs.some((fits) => fits(name));
}

/** Whether the status lies in one of the ranges. */
export function isStatusIn(ranges: readonly StatusRange[], status: number): boolean {
  return ranges.some(({ from, to }) => from <= status && status <= to);
}
