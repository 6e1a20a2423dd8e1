// Role: how many columns text takes on a terminal, and cutting it to fit. Used by `render/table.ts`.
// An approximation: terminals disagree about emoji and ambiguous characters.

import { memoize } from "./memoize.ts";

// East Asian wide and full-width blocks (Unicode's EastAsianWidth.txt, W and F), as far as they are letters or signs.
const WIDE = new RegExp(
  "[\\u1100-\\u115F\\u2E80-\\u303E\\u3041-\\u33FF\\u3400-\\u4DBF\\u4E00-\\u9FFF\\uA000-\\uA4CF\\uA960-\\uA97C" +
    "\\uAC00-\\uD7A3\\uF900-\\uFAFF\\uFE30-\\uFE6F\\uFF01-\\uFF60\\uFFE0-\\uFFE6\\u{1B000}-\\u{1B2FF}" +
    "\\u{20000}-\\u{3FFFD}]|\\p{Emoji_Presentation}|\\p{Emoji}\\uFE0F",
  "u",
);
const ASCII = /^[\x20-\x7E]*$/;
const NO_WIDTH = /^[\p{M}\u200C\u200D]+$/u;

/** Finds what a person takes for one character: a letter with its accents, an emoji with its parts. 10 ms to make. */
const graphemes = memoize(() => new Intl.Segmenter("en", { granularity: "grapheme" }));

/** Columns that printable text takes. */
export function displayWidth(text: string): number {
  if (ASCII.test(text)) return text.length;
  let width = 0;
  for (const { segment } of graphemes().segment(text)) width += graphemeWidth(segment);
  return width;
}

/**
 * The text cut to at most this many columns (one or more), with `…` as its last where something is missing. No character
 * is cut in two, so the result may be a column short.
 */
export function fit(text: string, columns: number): string {
  if (displayWidth(text) <= columns) return text;
  if (ASCII.test(text)) return text.slice(0, columns - 1) + "…";
  let [kept, width] = ["", 0];
  for (const { segment } of graphemes().segment(text)) {
    width += graphemeWidth(segment);
    if (width > columns - 1) break;
    kept += segment;
  }
  return kept + "…";
}

function graphemeWidth(grapheme: string): number {
  if (NO_WIDTH.test(grapheme)) return 0;
  return WIDE.test(grapheme) ? 2 : 1;
}
