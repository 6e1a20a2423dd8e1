// Role: sees to it that all inputs of a source are of one format.

import { Problem } from "../domain/problem.ts";
import { textOf } from "../domain/text.ts";
import type { Input } from "./input.ts";

/**
 * The parts of each log with those left out that are of another format than the log that was named first and says what it is:
 * files that were not named are no part of the log then, and one that was named is a problem. Each log itself comes last among
 * its parts.
 */
export function inOneFormat(logs: readonly (readonly Input[])[]): readonly (readonly Input[])[] {
  const inputs = logs.flatMap((parts) => parts.toReversed());
  const first = inputs.find(({ reading, isNamed }) => reading !== null && isNamed) ??
    inputs.find(({ reading }) => reading !== null);
  if (first === undefined) return logs;
  const { format } = first.reading!;
  const alike = (input: Input): Input => {
    if (input.reading === null || input.reading.format.name === format.name) return input;
    const text = `${nameOf(input)} is read as ${input.reading.format.name}, ${
      nameOf(first)
    } as ${format.name}`;
    const none = { ...input, reader: null, reading: null, bodyOffset: 0 };
    if (!input.isNamed) return { ...none, foreign: `${text}.` };
    const advice = "A source has one format: replay them apart, or name theirs with --log-format";
    return { ...none, problem: new Problem("data", `${text}. ${advice}.`) };
  };
  return logs.map((parts) => parts.map(alike));
}

function nameOf({ path }: Input): string {
  return path === "-" ? "standard input" : `"${textOf(new TextEncoder().encode(path))}"`;
}
