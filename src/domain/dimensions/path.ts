// Role: the dimension `path`: what of a request's target is before its query (semantics.md, "Records"); of a source that keeps
// queries with it.

import { type LogRecord, ROLE } from "../record.ts";
import { type NameDimension, placeFound, type ValuePlace } from "./dimension.ts";
import { pathOf, type SectionPlace } from "./find_section.ts";
import { dropParameters } from "./parameters.ts";

/** One for all records: extracting is synchronous. */
const found: SectionPlace = { start: 0, end: 0, kind: "none" };

export const path: NameDimension<"path"> = {
  ...{ id: 6, name: "path", plural: "paths", noun: "path" },
  ...{ role: "request", kind: "name", span: "hour", keep: 1000, matchable: true, explains: false },
  isLimited: true,
  extract(record: LogRecord, place: ValuePlace): void {
    pathOf(record, found);
    placeFound(place, record, found);
    if (!record.keepsQuery) dropParameters(place);
    else if (found.kind === "written") placeQuery(place, record);
  },
};

const SPACE = 0x20, HASH = 0x23, QUESTION = 0x3f;
/** Where a path and a query of two fields are put together. */
let room = new Uint8Array(1024);

/** Takes the query that follows a path into its place, up to a fragment, and in a request line to a space. */
function placeQuery(place: ValuePlace, { bytes, starts, ends }: LogRecord): void {
  const isLine = starts[ROLE.request] >= 0, from = starts[ROLE.query];
  const last = ends[isLine ? ROLE.request : ROLE.target], stop = isLine ? SPACE : HASH;
  if (place.end < last && bytes[place.end] === QUESTION) {
    while (place.end < last && bytes[place.end] !== stop && bytes[place.end] !== HASH) place.end++;
  } else if (from >= 0 && ends[ROLE.query] > from) {
    const path = bytes.subarray(place.start, place.end), query = bytes.subarray(from, ends[ROLE.query]);
    const length = path.length + 1 + query.length;
    if (room.length < length) room = new Uint8Array(2 * length);
    room.set(path);
    room[path.length] = QUESTION;
    room.set(query, path.length + 1);
    place.bytes = room;
    place.start = 0;
    place.end = length;
  }
}
