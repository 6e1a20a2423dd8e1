// Role: whether a name or a status is one of those that a `Match` names. Pure. Used by whoever has names as text.

import type { StatusRange } from "./definition.ts";

/**
 * Whether the name is one of the values or fits one of the globs: `*` stands for any characters, `?` for one. The whole
 * name has to fit. Takes time in proportion to the length of the name times that of the pattern at most.
 *
 * @example
 * ```ts
 * import { isNamed } from "./match.ts";
 * import assert from "node:assert/strict";
 *
 * assert.ok(isNamed(["/login", "/a*i"], "/api"));
 * assert.ok(!isNamed(["/a?"], "/api"));
 * ```
 */
export function isNamed(patterns: readonly string[], name: string): boolean {
  return matcherOf(patterns)(name);
}

/** The same for many names: a function that tells of each whether it is one of them. */
export function matcherOf(patterns: readonly string[]): (name: string) => boolean {
  const values = new Set<string>(),
    globs: { readonly prefix: string; readonly glob: readonly string[] }[] = [];
  for (const pattern of patterns) {
    const wild = pattern.search(/[*?]/);
    if (wild < 0) values.add(pattern);
    else globs.push({ prefix: pattern.slice(0, wild), glob: [...pattern] });
  }
  return (name) => {
    if (values.has(name)) return true;
    // Most names already differ in what comes before the first star or question mark.
    return globs.some(({ prefix, glob }) => name.startsWith(prefix) && fits(glob, [...name]));
  };
}

/** Whether the status lies in one of the ranges. */
export function isStatusIn(ranges: readonly StatusRange[], status: number): boolean {
  return ranges.some(({ from, to }) => from <= status && status <= to);
}

/** Goes back to the last star alone, so that many stars do not multiply. */
function fits(pattern: readonly string[], name: readonly string[]): boolean {
  let [at, place, star, resumed] = [0, 0, -1, 0];
  while (place < name.length) {
    if (pattern[at] === "*") [star, resumed] = [at++, place];
    else if (pattern[at] === "?" || pattern[at] === name[place]) [at, place] = [at + 1, place + 1];
    else if (star >= 0) [at, place] = [star + 1, ++resumed];
    else return false;
  }
  while (pattern[at] === "*") at++;
  return at === pattern.length;
}
