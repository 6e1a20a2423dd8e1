// Role: the dimension `route`: the path of a request with `:id` in place of what names one thing of many.

import type { LogRecord } from "../record.ts";
import { type NameDimension, placeFound, type ValuePlace } from "./dimension.ts";
import { pathOf, type SectionPlace } from "./find_section.ts";
import { dropParameters } from "./parameters.ts";
import { isIdentifier } from "./identifier.ts";

const SLASH = 0x2f;
const ID = new TextEncoder().encode(":id");

/** One for all records: extracting is synchronous. */
const found: SectionPlace = { start: 0, end: 0, kind: "none" };
/** Where routes with identifiers are written; grows. */
let room = new Uint8Array(4096);

export const route: NameDimension<"route"> = {
  ...{ id: 5, name: "route", plural: "routes", noun: "route" },
  ...{ role: "request", kind: "name", span: "both", keep: 1000, matchable: true, explains: false },
  isLimited: true,
  extract(record: LogRecord, place: ValuePlace): void {
    pathOf(record, found);
    placeFound(place, record, found);
    dropParameters(place);
    if (found.kind === "written") replaceIdentifiers(place);
  },
};

/** Segment by segment; a path without identifiers stays where it is. */
function replaceIdentifiers(place: ValuePlace): void {
  const { bytes, start, end } = place;
  /** Bytes written; 0 as long as there is no identifier. */
  let used = 0, copied = start;
  for (let at = start; at < end;) {
    const first = at + (bytes[at] === SLASH ? 1 : 0);
    let last = first;
    while (last < end && bytes[last] !== SLASH) last++;
    if (isIdentifier(bytes, first, last)) {
      used = append(bytes, copied, first, used);
      used = append(ID, 0, ID.length, used);
      copied = last;
    }
    at = last;
  }
  if (used === 0) return;
  place.end = append(bytes, copied, end, used);
  place.bytes = room;
  place.start = 0;
}

/** Appends bytes to the room; returns how much of it is used. */
function append(bytes: Uint8Array, start: number, end: number, used: number): number {
  const needed = used + end - start;
  if (needed > room.length) {
    const larger = new Uint8Array(needed * 2);
    larger.set(room.subarray(0, used));
    room = larger;
  }
  for (let at = start; at < end; at++) room[used + at - start] = bytes[at];
  return needed;
}
