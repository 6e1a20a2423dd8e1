// Role: patterns with `*` and `?`, for names in rules and for file names. Backtracks to the last star only, so the time is
// at most the length of the name times that of the pattern, whatever a log holds.

/**
 * A test for whole names: `*` stands for any characters, `?` for one, and with `hasSets` `[a-z]` and `[!a-z]` for one of
 * a set or outside it, as in POSIX (XCU 2.13). Characters are code points. Everything else stands for itself.
 *
 * @example
 * ```ts
 * import { globMatcher } from "./glob.ts";
 * import assert from "node:assert/strict";
 *
 * assert.ok(globMatcher("/a*i")("/api"));
 * assert.ok(globMatcher("x[!0-8]", true)("x9"));
 * ```
 */
export function globMatcher(pattern: string, hasSets = false): (name: string) => boolean {
  const parts = pattern.match(hasSets ? /\[!?[^\]]+\]|./gsu : /./gsu) ?? [];
  const wild = parts.findIndex((part) => part === "*" || part === "?" || isSet(part));
  const prefix = parts.slice(0, wild < 0 ? parts.length : wild).join("");
  // Most names already differ before the first wildcard.
  return (name) => name.startsWith(prefix) && matches(parts, [...name]);
}

function matches(parts: readonly string[], name: readonly string[]): boolean {
  let [at, place, star, resumed] = [0, 0, -1, 0];
  while (place < name.length) {
    if (parts[at] === "*") [star, resumed] = [at++, place];
    else if (at < parts.length && isOne(parts[at], name[place])) [at, place] = [at + 1, place + 1];
    else if (star >= 0) [at, place] = [star + 1, ++resumed];
    else return false;
  }
  while (parts[at] === "*") at++;
  return at === parts.length;
}

function isOne(part: string, character: string): boolean {
  if (!isSet(part)) return part === "?" || part === character;
  const [, not, members] = /^\[(!?)(.+)\]$/su.exec(part)!;
  const isIn = members.match(/.-.|./gsu)!.some((range) => {
    const [from, , to = from] = [...range];
    return from <= character && character <= to;
  });
  return isIn === (not === "");
}

/** A single character has at most two code units, a set at least three. */
function isSet(part: string): boolean {
  return part.length > 2;
}
