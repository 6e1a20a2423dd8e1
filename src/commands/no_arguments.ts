// Role: refuses words after a command that takes options only. Used by `doctor.ts` and `prune.ts`.

import { Problem } from "../domain/problem.ts";
import { printable } from "../render/printable.ts";
import type { Invocation } from "./command.ts";

/** Throws a `Problem` "usage" where there is an argument that is no option. */
export function refuseArguments({ positionals }: Invocation, command: string): void {
  if (positionals.length === 0) return;
  const advice = `Name the database with --db`;
  throw new Problem("usage", `Unexpected "${printable(positionals[0])}" after "${command}". ${advice}.`);
}
