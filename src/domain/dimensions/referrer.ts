// Role: the dimension `referrer`: the page that a request came from, without query and fragment.

import { type LogRecord, ROLE } from "../record.ts";
import { type NameDimension, placeNone, placeRole, type ValuePlace } from "./dimension.ts";

const HASH = 0x23, QUESTION = 0x3f;

export const referrer: NameDimension<"referrer"> = {
  ...{ id: 7, name: "referrer", plural: "referrers", noun: "referrer" },
  ...{ role: "referrer", kind: "name", span: "hour", keep: 1000, matchable: false, explains: false },
  isLimited: true,
  extract(record: LogRecord, place: ValuePlace): void {
    placeRole(place, record, ROLE.referrer);
    const { bytes, start, end } = place;
    for (let at = start; at < end; at++) {
      if (bytes[at] !== QUESTION && bytes[at] !== HASH) continue;
      place.end = at;
      break;
    }
    if (place.end === start) placeNone(place);
  },
};
