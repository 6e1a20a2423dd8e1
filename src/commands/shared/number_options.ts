// Role: numbers that options are given. Used by `commands/replay/make_plan.ts` and `commands/rules/rules.ts`.

import { Problem } from "../../domain/problem.ts";
import { printable } from "../../render/text/printable.ts";
import type { Invocation } from "../command.ts";

/**
 * The whole number that an option was given, or `otherwise` where it was not.
 *
 * Errors: `Problem` "usage" for anything but `least` to `most`.
 */
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

/**
 * The decimal number that an option was given, or `otherwise` where it was not.
 *
 * Errors: `Problem` "usage" for anything but 0 to `most`.
 */
export function decimal(name: string, given: string | undefined, otherwise: number, most: number): number {
  if (given === undefined) return otherwise;
  const value = /^(\d{1,15}(\.\d*)?|\.\d+)$/.test(given) ? Number(given) : NaN;
  if (value <= most) return value;
  throw new Problem("usage", `--${name} takes a decimal number from 0 to ${most}; "${given}" was given.`);
}

/** Throws a `Problem` "usage" where there is an argument that is no option. */
export function refuseArguments({ positionals }: Invocation, command: string): void {
  if (positionals.length === 0) return;
  const advice = `Name the database with --db`;
  throw new Problem("usage", `Unexpected "${printable(positionals[0])}" after "${command}". ${advice}.`);
}
