// Role: the dimension `host`: who sent a request.

import { type LogRecord, ROLE } from "../record.ts";
import { type NameDimension, placeNone, type ValuePlace } from "./dimension.ts";

export const host: NameDimension<"host"> = {
  ...{ id: 2, name: "host", plural: "hosts", noun: "client host" },
  ...{ role: "host", kind: "name", span: "both", keep: 10_000, matchable: true, explains: true },
  isLimited: false,
  extract(record: LogRecord, place: ValuePlace): void {
    if (!record.has(ROLE.host)) return placeNone(place);
    place.bytes = record.bytes;
    place.start = record.starts[ROLE.host];
    place.end = record.ends[ROLE.host];
  },
};
