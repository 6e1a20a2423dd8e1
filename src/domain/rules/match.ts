// Role: what a `Match` names, and whether a name or a status is one of them.

import { DIMENSIONS, type NamedDimension } from "../dimensions/dimensions.ts";
import { globMatcher } from "../glob.ts";
import type { FurtherName, Match, StatusRange } from "./definition.ts";

/** The dimensions of names that a `Match` may name values of, in the order of the registry. */
export const MATCHED_NAMES: readonly NamedDimension[] = DIMENSIONS.filter(({ matchable, kind }) =>
  matchable && kind === "name"
).map(({ name }) => name as NamedDimension);

/** Those of them that neither the kernel tells apart for rules nor the pairs of errors. */
export const FURTHER_NAMES: readonly FurtherName[] = MATCHED_NAMES.filter((name): name is FurtherName =>
  name !== "section" && name !== "host"
);

/** The dimensions of {@link FURTHER_NAMES} that it names values of. */
export function furtherIn(match: Match): readonly FurtherName[] {
  return FURTHER_NAMES.filter((name) => match[name] !== undefined);
}

/** Whether it matches all records. */
export function isEverything(match: Match): boolean {
  const { section, host, status } = match;
  return section === null && host === null && status === null && furtherIn(match).length === 0;
}

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
