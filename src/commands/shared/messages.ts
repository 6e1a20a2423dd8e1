// Role: whole lines for a person, cut at words where they go to a terminal; and the one way to standard error.

import type { Host, Output } from "../../host/host.ts";
import { printable } from "../../render/text/printable.ts";
import { wrapWords } from "../../render/text/wrap.ts";

/** What messages need of the machine. */
type Stderr = Pick<Host, "stderr">;

/**
 * Writes each text as one line. On a terminal it is cut at words to the terminal's width, and further lines are indented; in a
 * pipe or a file a line stays whole, so that programs can match it. Unprintable characters are escaped.
 */
export function writeLines(output: Output, texts: readonly string[], indent?: number): void {
  const lines = texts.map(printable);
  const shown = output.isTerminal
    ? lines.flatMap((line) => wrapWords(line, output.columns(), indent))
    : lines;
  if (shown.length > 0) output.write(shown.join("\n") + "\n");
}

/** A message to a person, in the program's name. */
export function say({ stderr }: Stderr, text: string): void {
  writeLines(stderr, [`httplog: ${text}`]);
}

/** A warning: what was done is right as far as it goes, and something may be missing. */
export function warn(host: Stderr, text: string): void {
  say(host, `warning: ${text}`);
}
