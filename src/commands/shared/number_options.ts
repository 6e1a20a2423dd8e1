// Role: checks of arguments that several commands share: numbers and spans of time as values of options, and no further words.

import { Problem } from "../../domain/problem.ts";
import { parseMoment } from "../../domain/time_text.ts";
import { printable } from "../../render/text/printable.ts";
import type { Invocation } from "../command.ts";

/** The whole number, or `otherwise` without one. Errors: `Problem` "usage" for anything but `least` to `most`. */
export function wholeNumber(
  name: string,
  given: string | undefined,
  otherwise: number,
  least: number,
  most: number,
): number {
  if (given === undefined) return otherwise;
  const value = /^\d{1,15}$/.test(given) ? Number(given) : NaN;
  if (value >= least && value <= most) return value;
  throw new Problem(
    "usage",
    `--${name} takes a whole number from ${least} to ${most}; "${given}" was given.`,
  );
}

/** The decimal number, or `otherwise` without one. Errors: `Problem` "usage" for anything but 0 to `most`. */
export function decimal(name: string, given: string | undefined, otherwise: number, most: number): number {
  if (given === undefined) return otherwise;
  const value = /^(\d{1,15}(\.\d*)?|\.\d+)$/.test(given) ? Number(given) : NaN;
  if (value <= most) return value;
  throw new Problem("usage", `--${name} takes a decimal number from 0 to ${most}; "${given}" was given.`);
}

/** Seconds of a span such as `example`, more than 0. Errors: `Problem` "usage" for any other text. */
export function spanSeconds(name: string, given: string, example: string): number {
  const moment = parseMoment(given);
  if (moment?.kind === "back" && moment.seconds > 0) return moment.seconds;
  const allowed = `a number above 0 with s, m, h, d or w: "${example}"`;
  throw new Problem("usage", `--${name} "${printable(given)}" is no span of time. Allowed: ${allowed}.`);
}

/** For commands that take options only. Errors: `Problem` "usage" for any other argument. */
export function refuseArguments({ positionals }: Invocation, command: string): void {
  if (positionals.length === 0) return;
  throw new Problem(
    "usage",
    `Unexpected "${printable(positionals[0])}" after "${command}". Name the database with --db.`,
  );
}
