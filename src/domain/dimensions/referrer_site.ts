// Role: the dimension `referrer_site`: the host of the page that a request came from.

import { type LogRecord, ROLE } from "../record.ts";
import { type NameDimension, placeNone, type ValuePlace } from "./dimension.ts";

const HASH = 0x23, SLASH = 0x2f, COLON = 0x3a, QUESTION = 0x3f, AT = 0x40, OPEN = 0x5b, CLOSE = 0x5d;

/** Where hosts with capitals are written anew; grows. */
let room = new Uint8Array(256);

export const referrerSite: NameDimension<"referrer_site"> = {
  ...{ id: 8, name: "referrer_site", plural: "referrer_sites", noun: "site of a referrer" },
  ...{ role: "referrer", kind: "name", span: "hour", keep: 1000, matchable: true, explains: false },
  isLimited: true,
  /** What stands between `scheme://` and the path, without user and port, in small letters. */
  extract(record: LogRecord, place: ValuePlace): void {
    const { bytes } = record, end = record.has(ROLE.referrer) ? record.ends[ROLE.referrer] : 0;
    let start = record.has(ROLE.referrer) ? afterScheme(bytes, record.starts[ROLE.referrer], end) : 0;
    let last = start;
    for (; last < end; last++) {
      const c = bytes[last];
      if (c === SLASH || c === QUESTION || c === HASH) break;
      if (c === AT) start = last + 1;
    }
    last = withoutPort(bytes, start, last);
    if (last === start) return placeNone(place);
    place.bytes = bytes;
    place.start = start;
    place.end = last;
    makeSmall(place);
  },
};

/** Where the authority of `scheme://authority` begins; at `end` where there is none. */
export function afterScheme(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && bytes[at] !== COLON) {
    if (bytes[at] === SLASH || bytes[at] === QUESTION || bytes[at] === HASH) return end;
    at++;
  }
  const isAbsolute = at > start && at + 2 < end && bytes[at + 1] === SLASH && bytes[at + 2] === SLASH;
  return isAbsolute ? at + 3 : end;
}

/** Where a host ends that a port may follow. The colons of an IPv6 address stand in brackets. */
function withoutPort(bytes: Uint8Array, start: number, end: number): number {
  if (start < end && bytes[start] === OPEN) {
    for (let at = start; at < end; at++) if (bytes[at] === CLOSE) return at + 1;
    return end;
  }
  for (let at = start; at < end; at++) if (bytes[at] === COLON) return at;
  return end;
}

/** Writes a host with capitals (of ASCII) into the room. */
function makeSmall(place: ValuePlace): void {
  const { bytes, start, end } = place;
  let at = start;
  while (at < end && !isCapital(bytes[at])) at++;
  if (at === end) return;
  if (room.length < end - start) room = new Uint8Array(2 * (end - start));
  for (let from = start; from < end; from++) {
    room[from - start] = isCapital(bytes[from]) ? bytes[from] | 0x20 : bytes[from];
  }
  place.bytes = room;
  place.start = 0;
  place.end = end - start;
}

function isCapital(byte: number): boolean {
  return byte >= 0x41 && byte <= 0x5a;
}
