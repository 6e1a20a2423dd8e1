// Role: says why an input cannot be read, from the first line that did not decide.

import { Problem } from "../domain/problem.ts";
import { textOf } from "../domain/text.ts";
import type { LogFormat, Misfit } from "./format.ts";
import { inputKind, STANDARD_INPUT } from "./input_kind.ts";

/** Bytes shown of a line. */
const SHOWN = 60;

/** What an input was asked to be. */
export interface Refusal {
  /** As messages call it: its path, or "standard input". */
  readonly input: string;
  /** Its first line that is not empty, without the line ending. */
  readonly line: Uint8Array;
  /** The format that it was to have, or the nearest one. */
  readonly format: LogFormat;
  /** What that format finds wrong with the line. */
  readonly misfit: Misfit;
  /** Whether the format was named or stored. */
  readonly isGiven: boolean;
}

/** How the way out begins, which `httplog check` itself leaves out. */
export const ADVICE = " See what each format makes of it: httplog check ";

/** A line of fewer fitting fields is like any text. */
const FEWEST_FITTING = 3;

/** Whether so much of a line can be read in a format that it is worth a word. */
export function isNear({ fitting }: Misfit): boolean {
  return fitting >= FEWEST_FITTING;
}

/** The problem of an input in which no line begins a log. */
export function noFormat({ input, line, format, misfit, isGiven }: Refusal): Problem {
  const name = textOf(new TextEncoder().encode(input)), kind = inputKind(line, input);
  if (kind !== null) return new Problem("data", `"${name}" is ${kind.is}. ${kind.next}.`);
  const shown = textOf(line.subarray(0, SHOWN)), dots = line.length > SHOWN ? "…" : "";
  const first = `Its first line is ${shown === "" ? "empty" : `<${shown}${dots}>`}`;
  const near = !isNear(misfit) ? "" : `; the nearest format is ${format.name}, but ${misfit.failed}`;
  const what = isGiven
    ? `"${name}" cannot be read as ${format.name}: ${misfit.failed}. ${first}.`
    : `No known format: no line of "${name}" is a record. ${first}${near}.`;
  const file = input === STANDARD_INPUT ? "-" : `"${name}"`;
  return new Problem("data", `${what}${ADVICE}${file}.`);
}
