// Role: `--geoip FILE`: reads a file of countries by address, and says where it is old.

import { Problem } from "../../domain/problem.ts";
import { isoTime } from "../../domain/time_text.ts";
import type { Countries } from "../../host/lists.ts";
import type { Host } from "../../host/host.ts";
import { printable } from "../../render/text/printable.ts";
import { type CountryFile, outsideOf } from "../../stores/sqlite/read/functions.ts";
import type { OptionSpec } from "../command.ts";
import { warn } from "./messages.ts";

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

/** The option of commands that show countries beside all else. */
export const COUNTRY_FILE_OPTION: OptionSpec = {
  name: "geoip",
  value: "FILE",
  help: "show countries, too, by the addresses of hosts: a file .mmdb that is read and not kept",
};

/** A file of countries with what it knows; both null where none is given. */
export interface CountriesOfFile {
  readonly file: CountryFile | null;
  readonly countries: Countries | null;
}

/**
 * Opens the file of --geoip, and warns where it is old.
 *
 * Errors: those of {@link readCountryFile}, of `Host.lists`, and of `outsideOf`.
 */
export async function countriesOfFile(path: string | undefined, host: Host): Promise<CountriesOfFile> {
  const file = await readCountryFile(path, host);
  if (file === null) return { file, countries: null };
  const { countries } = await outsideOf("", file, host.lists);
  for (const note of outdatedNotes(file, countries, host.now())) warn(host, note);
  return { file, countries };
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
