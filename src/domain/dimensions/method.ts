// Role: the dimension `method`: what a request asks to be done, as it is written.

import { type LogRecord, ROLE } from "../record.ts";
import { type NameDimension, placeNone, type ValuePlace } from "./dimension.ts";
import { tokenEnd } from "./find_section.ts";

const SPACE = 0x20;

export const method: NameDimension<"method"> = {
  ...{ id: 4, name: "method", plural: "methods", noun: "request method" },
  ...{ role: "method", kind: "name", span: "hour", keep: 1000, matchable: true, explains: false },
  isLimited: false,
  /** The token before the first space of the request line, or all of a field of its own. */
  extract(record: LogRecord, place: ValuePlace): void {
    const { bytes, starts, ends } = record, isLine = record.has(ROLE.request);
    if (!isLine && !record.has(ROLE.method)) return placeNone(place);
    const role = isLine ? ROLE.request : ROLE.method,
      start = starts[role],
      end = tokenEnd(bytes, start, ends[role]);
    const isWhole = isLine ? end < ends[role] && bytes[end] === SPACE : end === ends[role];
    if (end === start || !isWhole) return placeNone(place);
    place.bytes = bytes;
    place.start = start;
    place.end = end;
  },
};
