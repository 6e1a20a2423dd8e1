// Role: the dimension `referrer`: the page that a request came from, without query and fragment, nor the user and the password
// that its URL may name.

import { type LogRecord, ROLE } from "../record.ts";
import { type NameDimension, placeNone, placeRole, placeText, type ValuePlace } from "./dimension.ts";
import { dropParameters } from "./parameters.ts";
import { afterScheme } from "./referrer_site.ts";

const HASH = 0x23, SLASH = 0x2f, COLON = 0x3a, QUESTION = 0x3f, AT = 0x40;

export const referrer: NameDimension<"referrer"> = {
  ...{ id: 7, name: "referrer", plural: "referrers", noun: "referrer" },
  ...{ role: "referrer", kind: "name", span: "hour", keep: 1000, matchable: true, explains: false },
  isLimited: true,
  extract(record: LogRecord, place: ValuePlace): void {
    placeRole(place, record, ROLE.referrer);
    const { bytes, start, end } = place;
    for (let at = start; at < end; at++) {
      if (bytes[at] !== QUESTION && bytes[at] !== HASH) continue;
      place.end = at;
      break;
    }
    if (place.end === start) return placeNone(place);
    dropUser(place);
    dropParameters(place);
    if (place.end === place.start) placeNone(place);
  },
};

/** Leaves out what stands before the last `@` of the authority; where no scheme is before that, only a user with a password. */
function dropUser(place: ValuePlace): void {
  const { bytes, start, end } = place, absolute = afterScheme(bytes, start, end);
  const isRelative = bytes[start] === SLASH && bytes[start + 1] === SLASH;
  const authority = absolute < end ? absolute : isRelative ? Math.min(start + 2, end) : start;
  let at = -1, colon = absolute < end ? authority : end;
  for (let i = authority; i < end && bytes[i] !== SLASH; i++) {
    if (bytes[i] === COLON) colon = Math.min(colon, i);
    if (bytes[i] === AT && colon <= i) at = i;
  }
  if (at < 0) return;
  const without = new Uint8Array(end - start - (at + 1 - authority));
  without.set(bytes.subarray(start, authority));
  without.set(bytes.subarray(at + 1, end), authority - start);
  placeText(place, without);
}
