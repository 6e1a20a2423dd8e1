// Role: the dimension `referrer`: the page that a request came from, without query and fragment, nor the user and the password
// that its URL may name.

import { type LogRecord, ROLE } from "../record.ts";
import { type NameDimension, placeNone, placeRole, placeText, type ValuePlace } from "./dimension.ts";
import { afterScheme } from "./referrer_site.ts";

const HASH = 0x23, SLASH = 0x2f, QUESTION = 0x3f, AT = 0x40;

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
    else dropUser(place);
  },
};

/** Leaves out what stands before the last `@` of the authority. */
function dropUser(place: ValuePlace): void {
  const { bytes, start, end } = place, authority = afterScheme(bytes, start, end);
  let at = -1;
  for (let i = authority; i < end && bytes[i] !== SLASH; i++) if (bytes[i] === AT) at = i;
  if (at < 0) return;
  const without = new Uint8Array(end - start - (at + 1 - authority));
  without.set(bytes.subarray(start, authority));
  without.set(bytes.subarray(at + 1, end), authority - start);
  placeText(place, without);
}
