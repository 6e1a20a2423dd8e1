// Role: makes foreign text safe to show: what a log or an SQL answer holds must not control a terminal or mislead a reader.

// Control characters (C0, DEL, C1), invisible format characters (bidi overrides and isolates, zero-width and tag
// characters), line and paragraph separators, lone surrogates. The joiners U+200C and U+200D stay: scripts and emoji need them.
const unsafe = (): RegExp => pattern ??= /(?![\u200C\u200D])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;
let pattern: RegExp | undefined;

/** Most text is plain ASCII, and the other pattern takes half a millisecond to make. */
const PLAIN = /^[\x20-\x7E]*$/;

/**
 * The text as one line with every unprintable character made visible: `\xNN` up to U+00FF, `\u{…}` above. Printable text
 * and backslashes stay.
 *
 * @example
 * ```ts
 * import { printable } from "./printable.ts";
 * import assert from "node:assert/strict";
 *
 * assert.equal(printable("a\x1B[31mb\nc"), String.raw`a\x1b[31mb\x0ac`);
 * assert.equal(printable("\u202Etxt.exe"), String.raw`\u{202e}txt.exe`);
 * ```
 */
export function printable(text: string): string {
  return PLAIN.test(text) ? text : text.replace(unsafe(), escape);
}

/**
 * The same for text of several lines: `\n` and `\r\n` stay.
 *
 * @example
 * ```ts
 * import { printableLines } from "./printable.ts";
 * import assert from "node:assert/strict";
 *
 * assert.equal(printableLines("a\r\nb\rc"), "a\r\nb" + String.raw`\x0d` + "c");
 * ```
 */
export function printableLines(text: string): string {
  return text.split(/(\r?\n)/).map((part, index) => index % 2 === 1 ? part : printable(part)).join("");
}

/**
 * The text as a JSON string that is also safe on a terminal: what {@link printable} would change is written as `\uXXXX`, so
 * that a parser returns exactly the text.
 */
export function jsonText(text: string): string {
  const json = JSON.stringify(text);
  if (PLAIN.test(json)) return json;
  return json.replace(unsafe(), (character) => {
    const units = Array.from({ length: character.length }, (_, index) => character.charCodeAt(index));
    return units.map((unit) => "\\u" + unit.toString(16).padStart(4, "0")).join("");
  });
}

function escape(character: string): string {
  const point = character.codePointAt(0)!;
  const digits = point.toString(16);
  return point < 0x100 ? "\\x" + digits.padStart(2, "0") : `\\u{${digits}}`;
}
