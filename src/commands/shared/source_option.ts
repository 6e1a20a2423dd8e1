// Role: the option `--source`: the sources of a database, and the refusal of one that is not among them.

import { nearest } from "../../domain/nearest.ts";
import { Problem } from "../../domain/problem.ts";
import { printable } from "../../render/text/printable.ts";
import type { Reader } from "../../stores/store.ts";

/** In order. */
export function sourceNames(reader: Reader): string[] {
  return reader.query("SELECT name FROM sources ORDER BY name").rows.map(([name]) => String(name));
}

/** Errors: `Problem` "usage" for an unknown source. `path` is that of the database. */
export function checkSource(reader: Reader, source: string, path: string): void {
  const names = sourceNames(reader);
  if (names.includes(source)) return;
  const near = nearest(source, names) ?? (names.length === 1 ? names[0] : undefined);
  const advice = near === undefined
    ? "`httplog query sources` lists them."
    : `Did you mean "${printable(near)}"?`;
  throw new Problem("usage", `No source "${printable(source)}" in "${printable(path)}". ${advice}`);
}
