// Role: cuts a text to the longest that a receiver takes.

const CUT = "…";

/**
 * The text itself where it has at most `most` UTF-16 code units (so at most as many characters), else its beginning with an
 * ellipsis. No character is cut in two.
 *
 * @param most At least 1.
 *
 * @example
 * ```ts
 * import { shorten } from "./shorten.ts";
 * import assert from "node:assert/strict";
 *
 * assert.equal(shorten("abcdef", 4), "abc…");
 * assert.equal(shorten("ab🙂", 3), "ab…");
 * ```
 */
export function shorten(text: string, most: number): string {
  if (text.length <= most) return text;
  let end = most - CUT.length;
  const isPair = (text.charCodeAt(end - 1) & 0xfc00) === 0xd800;
  if (isPair) end--;
  return text.slice(0, end) + CUT;
}
