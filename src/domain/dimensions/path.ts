// Role: the dimension `path`: what of a request's target is before its query (semantics.md, "Records").

import type { LogRecord } from "../record.ts";
import { type NameDimension, placeFound, type ValuePlace } from "./dimension.ts";
import { pathOf, type SectionPlace } from "./find_section.ts";

/** One for all records: extracting is synchronous. */
const found: SectionPlace = { start: 0, end: 0, kind: "none" };

export const path: NameDimension<"path"> = {
  ...{ id: 6, name: "path", plural: "paths", noun: "path" },
  ...{ role: "request", kind: "name", span: "hour", keep: 1000, matchable: false, explains: false },
  isLimited: true,
  extract(record: LogRecord, place: ValuePlace): void {
    pathOf(record, found);
    placeFound(place, record, found);
  },
};
