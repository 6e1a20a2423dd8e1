// Role: the names that a log takes as it is rotated, by the habits of logrotate and its like. Pure; used by
// `expand_paths.ts`.

/** A rotated name of a log. */
export interface Rotated {
  /** Its age among its siblings: they are sorted by it, oldest first. */
  readonly age: string;
  /** Whether it is compressed. */
  readonly compressed: boolean;
}

/** `.1`, `-20261123`, `-20261123-0415`, `.2026-11-23`, `-1795435200`, each perhaps with `.gz` or `.zst` behind. */
const SUFFIX =
  /^(?:\.(?<number>\d{1,4})|[.-](?<date>\d{4}-\d{2}-\d{2}(?:[-T_]?\d[\d-]*)?|\d{8,10}(?:[-T_]?\d[\d-]*)?))$/;
const COMPRESSED = /\.(?:gz|zst)$/;

/**
 * What `name` is as a rotated name of `base` (both without directories); null where it is none. The suffix stands
 * behind the name, or, as with logrotate's `extension`, before the extension.
 *
 * @example
 * ```ts
 * import { rotatedName } from "./rotation.ts";
 * import assert from "node:assert/strict";
 *
 * assert.equal(rotatedName("access.csv.2.gz", "access.csv")?.compressed, true);
 * assert.equal(rotatedName("access-20261123.csv", "access.csv")?.compressed, false);
 * assert.equal(rotatedName("access.csv.bak", "access.csv"), null);
 * ```
 */
export function rotatedName(name: string, base: string): Rotated | null {
  const compressed = COMPRESSED.test(name);
  const plain = name.replace(COMPRESSED, "");
  const dot = base.lastIndexOf(".");
  const stem = dot > 0 ? base.slice(0, dot) : base, extension = base.slice(stem.length);
  const suffix = plain.startsWith(base)
    ? plain.slice(base.length)
    : extension !== "" && plain.startsWith(stem) && plain.endsWith(extension)
    ? plain.slice(stem.length, plain.length - extension.length)
    : "";
  const { number, date } = SUFFIX.exec(suffix)?.groups ?? {};
  // Larger numbers are older, earlier dates are; where both occur, the dates come first.
  if (number !== undefined) return { age: `1-${String(9999 - Number(number)).padStart(4, "0")}`, compressed };
  if (date !== undefined) return { age: `0-${date.replaceAll(/\D/g, "")}`, compressed };
  return null;
}

/**
 * The rotated names of `base` among `names`, oldest first. Where a file stands there plain and compressed, it is being
 * compressed: the plain one counts.
 */
export function siblingsOf(base: string, names: Iterable<string>): string[] {
  const byAge = new Map<string, { name: string; compressed: boolean }>();
  for (const name of names) {
    const rotated = rotatedName(name, base);
    if (rotated === null) continue;
    const other = byAge.get(rotated.age);
    if (other === undefined || other.compressed) {
      byAge.set(rotated.age, { name, compressed: rotated.compressed });
    }
  }
  return [...byAge].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, { name }]) => name);
}
