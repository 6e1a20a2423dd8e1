// Role: `--geoip FILE`: reads a file of countries by address, and says where it is old.

import { Problem } from "../../domain/problem.ts";
import { isoTime } from "../../domain/time_text.ts";
import type { Countries } from "../../host/lists.ts";
import type { Host } from "../../host/host.ts";
import { printable } from "../../render/text/printable.ts";
import type { CountryFile } from "../../stores/sqlite/read/functions.ts";

/** Largest file, bytes. Those of cities have about 60 MB. */
const LARGEST = 512 << 20;
/** Addresses change hands; after so many days a file is called old. */
const FRESH_DAYS = 90, DAY = 86400;

/** The file; null where none is given. Errors: those of `Host.openInput`; `Problem` "data" where it is too large. */
export async function readCountryFile(path: string | undefined, host: Host): Promise<CountryFile | null> {
  if (path === undefined) return null;
  using file = host.openInput(path);
  const pieces: Uint8Array[] = [], room = new Uint8Array(1 << 20);
  let length = 0;
  for (let count = await file.read(room); count !== null; count = await file.read(room)) {
    pieces.push(room.slice(0, count));
    length += count;
    if (length > LARGEST) {
      throw new Problem("data", `Cannot use "${printable(path)}": it is larger than ${LARGEST >> 20} MiB.`);
    }
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return { bytes, name: path };
}

/** That the file is old, as notes. */
export function outdatedNotes({ name }: CountryFile, countries: Countries | null, now: number): string[] {
  if (countries === null || now - countries.builtAt <= FRESH_DAYS * DAY) return [];
  const days = Math.floor((now - countries.builtAt) / DAY);
  return [
    `"${name}" is of ${
      isoTime(countries.builtAt).slice(0, 10)
    }, ${days} days old: addresses may have changed hands since.`,
  ];
}
