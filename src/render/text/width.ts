// Role: the width of text on a terminal, and cutting text to a width. It is an approximation: terminals disagree about emoji
// and ambiguous characters.

// Wide and full-width letters and signs by block: W and F in EastAsianWidth.txt of Unicode 17.0. The classes \p{…} are those
// of the runtime's own Unicode version.
const WIDE = new RegExp(
  "[\\u1100-\\u115F\\u2E80-\\u303E\\u3041-\\u33FF\\u3400-\\u4DBF\\u4E00-\\u9FFF\\uA000-\\uA4CF\\uA960-\\uA97C" +
    "\\uAC00-\\uD7A3\\uF900-\\uFAFF\\uFE30-\\uFE6F\\uFF01-\\uFF60\\uFFE0-\\uFFE6\\u{1B000}-\\u{1B2FF}" +
    "\\u{20000}-\\u{3FFFD}]|\\p{Emoji_Presentation}|\\p{Emoji}\\uFE0F",
  "u",
);
/** Latin letters and punctuation: one column per code unit, so that no segmenter is needed. */
const SIMPLE = /^[\x20-\x7E\xA0-\xAC\xAE-\u024F\u2010-\u2027]*$/;
const NO_WIDTH = /^[\p{M}\u200C\u200D]+$/u;

/** Splits text into what users see as one character: a letter with its accents, an emoji with its parts. Takes 10 ms to make. */
const graphemes = (text: string) =>
  (segmenter ??= new Intl.Segmenter("en", { granularity: "grapheme" })).segment(text);
let segmenter: Intl.Segmenter | undefined;

/** Columns that printable text takes. */
export function displayWidth(text: string): number {
  if (SIMPLE.test(text)) return text.length;
  let width = 0;
  for (const { segment } of graphemes(text)) width += graphemeWidth(segment);
  return width;
}

/**
 * The text cut to at most this many columns (≥ 1), with `…` at the end if something is missing. No character is split, so
 * the result may be a column short.
 */
export function fit(text: string, columns: number): string {
  if (displayWidth(text) <= columns) return text;
  if (SIMPLE.test(text)) return text.slice(0, columns - 1) + "…";
  let [kept, width] = ["", 0];
  for (const { segment } of graphemes(text)) {
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
