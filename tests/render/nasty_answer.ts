// Role: an answer with everything that has ever broken a renderer, for the tests of all of them.

import type { Answer } from "../../src/stores/store.ts";

/** Texts that mean something to a terminal, a spreadsheet, a Markdown or a JSON reader. */
export const NASTY_TEXTS: readonly string[] = [
  "",
  "plain",
  "nul\0nul",
  "\x1B]0;title\x07\x1B[2J",
  "\x9B31m",
  "\u202Etxt.exe\u2066",
  "zero\u200Bwidth\uFEFF",
  "line\nline\r\nline\rline\u2028line",
  "tab\ttab",
  'say "hi", twice',
  "a|b\\|c",
  "`code` *b* _i_ [x](javascript:alert(1)) <img src=x onerror=alert(1)> &amp; ~~s~~ $x$",
  "=cmd|' /C calc'!A0",
  "+1",
  "-1",
  "@SUM(A1)",
  "\t=1",
  "\r=1",
  "＝1",
  " lead and trail ",
  "日本語のパス",
  "e\u0301 👩‍👩‍👧‍👦 🇩🇪",
  "lone \uD800 surrogate",
  "null",
  "x".repeat(300),
];

/** All of them beside numbers, NULL and a blob, under column names that are double and as nasty. */
export const NASTY_ANSWER: Answer = {
  columns: ["text", "big", "real", "none", "bytes", "text", "text_2", "=1|\x1B[0m\n"],
  rows: NASTY_TEXTS.map((text, row) => [
    text,
    row === 0 ? 9223372036854775807n : BigInt(-row),
    row === 1 ? -0.125 : row === 2 ? Infinity : row,
    null,
    new Uint8Array([0, 255, row]),
    text,
    row % 2 === 0 ? null : text,
    text,
  ]),
};
