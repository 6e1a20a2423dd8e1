// Role: the one way to standard error: whole lines, cut at words where it is a terminal.

import type { Host } from "../../host/host.ts";
import { printable } from "../../render/text/printable.ts";
import { wrapWords } from "../../render/text/wrap.ts";

/** What messages need of the machine. */
type Stderr = Pick<Host, "stderr">;

/**
 * Writes each text as one line. Where standard error is a terminal it is cut at words to the terminal's width; in a pipe or
 * a file a line stays whole, so that programs can match it. Unprintable characters are escaped.
 */
export function writeLines({ stderr }: Stderr, texts: readonly string[]): void {
  const lines = texts.map(printable);
  const shown = stderr.isTerminal ? lines.flatMap((line) => wrapWords(line, stderr.columns())) : lines;
  if (shown.length > 0) stderr.write(shown.join("\n") + "\n");
}

/** A message to a person, in the program's name. */
export function say(host: Stderr, text: string): void {
  writeLines(host, [`httplog: ${text}`]);
}

/** A warning: what was done is right as far as it goes, and something may be missing. */
export function warn(host: Stderr, text: string): void {
  say(host, `warning: ${text}`);
}
