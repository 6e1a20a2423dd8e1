// Role: the country of an address, out of a file in the format of MaxMind (`.mmdb`), read by `mmdb-lib`.

import { Buffer } from "node:buffer";
import { Reader, type Response } from "mmdb-lib";
import { type Countries, UNKNOWN } from "../host/lists.ts";
import { addressKind } from "./address.ts";

/** The marker of the metadata, which lie in the last 128 KiB. */
const MARKER = "\xab\xcd\xefMaxMind.com", METADATA = 128 << 10;
const PRIVATE = "(private)";
/** Files that hold something else: networks, providers, kinds of connections. */
const OTHER_KINDS = /asn|isp|domain|anonymous|connection|proxy/i;
const OF_COUNTRIES = /country|city|location|enterprise|insights/i;

const DAMAGED = "it is damaged. Fetch it again.";

/** `Lists.openCountries`. */
export function openCountries(file: Uint8Array): Countries | string {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  if (bytes.lastIndexOf(MARKER, undefined, "latin1") < Math.max(0, bytes.length - METADATA - MARKER.length)) {
    return "it is no database of addresses (.mmdb). Name one of countries.";
  }
  const reader = opened(bytes);
  if (reader === null) return DAMAGED;
  const { databaseType, buildEpoch } = reader.metadata;
  if (OTHER_KINDS.test(databaseType) && !OF_COUNTRIES.test(databaseType)) {
    const kind = databaseType.replace(/[^\w.() -]/g, "?").slice(0, 60);
    return `it is of the kind ${kind} and holds no countries. Name one that does.`;
  }
  const known = new Map<string, string | null>();
  return {
    builtAt: buildEpoch.getTime() / 1000,
    countryOf(address) {
      let country = known.get(address);
      if (country === undefined) known.set(address, country = countryOf(reader, address));
      return country;
    },
  };
}

/** Null where it is damaged. */
function opened(bytes: Buffer): Reader<Response> | null {
  try {
    const reader = new Reader<Response>(bytes);
    const { databaseType, buildEpoch, nodeCount, searchTreeSize } = reader.metadata;
    const isWhole = nodeCount > 0 && searchTreeSize < bytes.length && !Number.isNaN(buildEpoch.getTime());
    return isWhole && typeof databaseType === "string" ? reader : null;
  } catch {
    return null;
  }
}

function countryOf(reader: Reader<Response>, address: string): string | null {
  const kind = addressKind(address);
  if (kind === "private") return PRIVATE;
  if (kind === "none") return /^\([a-z]+\)$/.test(address) ? address : UNKNOWN;
  if (kind === "v6" && reader.metadata.ipVersion === 4) return UNKNOWN;
  try {
    return codeOf(reader.get(address.replace(/^::ffff:(?=\d+\.)/i, "")));
  } catch {
    return null;
  }
}

/** Files of several publishers name it differently. */
function codeOf(found: unknown): string {
  const { country, registered_country: registered, country_code: code } = (found ?? {}) as Record<
    string,
    unknown
  >;
  const of = (value: unknown): unknown =>
    typeof value === "object" && value !== null ? (value as { iso_code?: unknown }).iso_code : value;
  const said = [of(country), code, of(registered)].find((value) =>
    typeof value === "string" && /^[a-z]{2}$/i.test(value)
  );
  return said === undefined ? UNKNOWN : String(said).toUpperCase();
}
