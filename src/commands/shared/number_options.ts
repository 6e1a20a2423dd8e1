// Role: checks of arguments that several commands share: numbers as values of options, and no further words.

import { Problem } from "../../domain/problem.ts";
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

/** For commands that take options only. Errors: `Problem` "usage" for any other argument. */
export function refuseArguments({ positionals }: Invocation, command: string): void {
  if (positionals.length === 0) return;
  throw new Problem(
    "usage",
    `Unexpected "${printable(positionals[0])}" after "${command}". Name the database with --db.`,
  );
}
