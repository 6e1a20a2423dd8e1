// Role: how a format that was pasted is refused: with a caret under the place.

import { Problem } from "../../domain/problem.ts";
import { textOf } from "../../domain/text.ts";

/** Bytes shown in front of the place and behind it. */
const SHOWN = 50;

/** A part of a pasted text. */
export interface Place {
  readonly at: number;
  readonly length: number;
}

/** The error of a text that cannot be read as a format, with the text and a caret under the place. */
export function refusal(text: string, { at, length }: Place, what: string): Problem {
  const from = Math.max(0, at - SHOWN), to = Math.min(text.length, at + length + SHOWN);
  const before = (from > 0 ? "…" : "") + printableText(text.slice(from, at)),
    under = printableText(text.slice(at, at + length));
  const after = printableText(text.slice(at + length, to)) + (to < text.length ? "…" : "");
  return new Problem("usage", `--log-format: ${what}${what.endsWith("?") ? "" : "."}`, {
    details: [
      `  ${before}${under}${after}`,
      `  ${" ".repeat([...before].length)}${"^".repeat(Math.max(1, [...under].length))}`,
    ],
  });
}

function printableText(text: string): string {
  return textOf(new TextEncoder().encode(text));
}
