// Role: the dimension `section`: the first part of a request's path (semantics.md, "Records").

import type { LogRecord } from "../record.ts";
import { type NameDimension, placeFound, type ValuePlace } from "./dimension.ts";
import { sectionOf, type SectionPlace } from "./find_section.ts";
import { dropParameters } from "./parameters.ts";

/** One for all records: extracting is synchronous. */
const found: SectionPlace = { start: 0, end: 0, kind: "none" };

export const section: NameDimension<"section"> = {
  ...{ id: 1, name: "section", plural: "sections", noun: "section" },
  ...{ role: "request", kind: "name", span: "both", keep: 1000, matchable: true, explains: true },
  isLimited: false,
  extract(record: LogRecord, place: ValuePlace): void {
    sectionOf(record, found);
    placeFound(place, record, found);
    dropParameters(place);
  },
};
