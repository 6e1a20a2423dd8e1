// Role: the name of a source that was given none: after its log, or after the pattern, the directory or the files as they
// were written, so that it stays while files come and go.

import { crc32 } from "../../checksum/crc32.ts";
import type { Host } from "../../host/host.ts";
import { isPattern, realPath, split } from "./expand_paths.ts";
import { baseOf, dateless, plainName } from "./rotated_names.ts";

/** How many logs a name lists; of more, it gives the first, their number, and a checksum of all. */
const MOST_LISTED = 3;

/** Numbers and dates, which change from file to file. */
const DIGITS = /\d+(?:[-_.T]\d+)*/g;

/**
 * The name for the source of these paths: real directories, with patterns as written. Several files are named as the
 * pattern that their numbers and dates leave, so that `access-*.csv` is the same whether or not a shell has expanded it.
 */
export function sourceName(paths: readonly string[], host: Host): string {
  if (paths.length === 1) return nameOf(paths[0], host);
  const names = new Set(paths.map((path) => split(path).name));
  const parts = paths.map((path) => {
    if (isAPattern(path, host) || isDirectory(path, host)) return nameOf(path, host);
    const { directory, name } = split(path), base = baseOf(name);
    const plain = plainName(name), numberless = plain.replace(DIGITS, "*");
    // Days in words change like numbers.
    const pattern = numberless === plain ? dateless(name) ?? plain : numberless;
    return realPath(directory + (names.has(base) ? base : pattern), host);
  });
  const sorted = [...new Set(parts)].sort();
  const all = sorted.join(", ");
  if (sorted.length <= MOST_LISTED) return all;
  const sum = crc32(new TextEncoder().encode(all)).toString(16).padStart(8, "0");
  return `${sorted[0]} and ${sorted.length - 1} more (${sum})`;
}

/** Of a pattern only the directory can have a real path. */
function nameOf(path: string, host: Host): string {
  if (!isAPattern(path, host)) return realPath(path, host);
  const { directory, name } = split(path);
  const real = realPath(directory || ".", host);
  return real.endsWith("/") ? real + name : `${real}/${name}`;
}

function isAPattern(path: string, host: Host): boolean {
  return isPattern(path) && !host.exists(path);
}

function isDirectory(path: string, host: Host): boolean {
  try {
    return host.list(path) !== null;
  } catch {
    // One that may not be read fails where it is opened.
    return true;
  }
}
