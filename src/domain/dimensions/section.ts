// Role: the dimension `section`: the first part of a request's path (semantics.md, "Records").

import type { LogRecord } from "../record.ts";
import { type NameDimension, placeNone, placeText, type ValuePlace } from "./dimension.ts";
import { sectionOf, type SectionPlace } from "./find_section.ts";

const ROOT = new TextEncoder().encode("/");
/** One for all records: extracting is synchronous. */
const found: SectionPlace = { start: 0, end: 0, kind: "none" };

export const section: NameDimension<"section"> = {
  ...{ id: 1, name: "section", plural: "sections", noun: "section" },
  ...{ role: "request", kind: "name", span: "hour", keep: 1000, matchable: true, explains: true },
  extract(record: LogRecord, place: ValuePlace): void {
    sectionOf(record, found);
    if (found.kind === "written") {
      place.bytes = record.bytes;
      place.start = found.start;
      place.end = found.end;
    } else if (found.kind === "root") placeText(place, ROOT);
    else placeNone(place);
  },
};
