// Role: the dimension `protocol`: with which version of which protocol a request came, as it is written.

import { type LogRecord, ROLE } from "../record.ts";
import { type NameDimension, placeNone, placeRole, type ValuePlace } from "./dimension.ts";

const SPACE = 0x20, DOT = 0x2e, SLASH = 0x2f;

export const protocol: NameDimension<"protocol"> = {
  ...{ id: 10, name: "protocol", plural: "protocols", noun: "protocol" },
  ...{ role: "protocol", kind: "name", span: "hour", keep: 1000, matchable: true, explains: false },
  isLimited: true,
  /** A name, a slash and a version (`HTTP/1.1`) after the last space of the request line, or all of a field of its own. */
  extract(record: LogRecord, place: ValuePlace): void {
    const { bytes, starts, ends } = record;
    if (!record.has(ROLE.request)) return placeRole(place, record, ROLE.protocol);
    const first = starts[ROLE.request], end = ends[ROLE.request];
    let start = end;
    while (start > first && bytes[start - 1] !== SPACE) start--;
    if (start === first || !isProtocol(bytes, start, end)) return placeNone(place);
    place.bytes = bytes;
    place.start = start;
    place.end = end;
  },
};

/** Whether the text at [start, end) is letters, a slash, and digits with dots among them. */
export function isProtocol(bytes: Uint8Array, start: number, end: number): boolean {
  return protocolEnd(bytes, start, end) === end;
}

/** Where such a text ends that begins at `start`, and reaches no further than `end`; −1 where none does. */
export function protocolEnd(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && isLetter(bytes[at])) at++;
  if (at === start || at === end || bytes[at] !== SLASH || ++at === end) return -1;
  while (at < end && (bytes[at] === DOT || isDigit(bytes[at]))) at++;
  return at;
}

function isLetter(byte: number): boolean {
  const small = byte | 0x20;
  return small >= 0x61 && small <= 0x7a;
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}
