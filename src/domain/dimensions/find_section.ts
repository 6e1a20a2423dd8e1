// Role: the section of a request, on bytes (semantics.md, "Records").

import { type LogRecord, ROLE } from "../record.ts";

const SPACE = 0x20, HASH = 0x23, STAR = 0x2a, SLASH = 0x2f, COLON = 0x3a, QUESTION = 0x3f;
/** In place of the byte that ends a target: one alone is all of its field. */
const NO_BYTE = -1;

/** 1 for the bytes of an RFC 9110 token (section 5.6.2), 2 for those that a URI scheme may hold too (RFC 3986, 3.1). */
const CLASSES = new Uint8Array(256);
for (const c of "!#$%&'*^_`|~") CLASSES[c.charCodeAt(0)] = 1;
for (const c of "+-.0123456789") CLASSES[c.charCodeAt(0)] = 3;
for (let c = 0; c < 26; c++) CLASSES[0x41 + c] = CLASSES[0x61 + c] = 3;

/** Where a section stands in its request, or what it is without standing there. */
export interface SectionPlace {
  /** First byte; meaningless unless `kind` is "written". */
  start: number;
  /** Byte after the last; meaningless unless `kind` is "written". */
  end: number;
  /** "written" in the request, "root" = `/` that is only implied (`http://h`), or "none". */
  kind: "written" | "root" | "none";
}

/**
 * Finds the section of the request at [start, end) of `bytes` and writes its place into `place`.
 *
 * @example
 * ```ts
 * import { findSection, type SectionPlace } from "./find_section.ts";
 * import assert from "node:assert/strict";
 *
 * const bytes = new TextEncoder().encode("GET /api/user?x=1 HTTP/1.0");
 * const place: SectionPlace = { start: 0, end: 0, kind: "none" };
 * findSection(bytes, 0, bytes.length, place);
 * assert.equal(new TextDecoder().decode(bytes.subarray(place.start, place.end)), "/api");
 * ```
 */
export function findSection(bytes: Uint8Array, start: number, end: number, place: SectionPlace): void {
  findInRequest(bytes, start, end, place, false);
}

function findInRequest(
  bytes: Uint8Array,
  start: number,
  end: number,
  place: SectionPlace,
  isWhole: boolean,
): void {
  const at = tokenEnd(bytes, start, end);
  place.kind = "none";
  if (at === start || at === end || bytes[at] !== SPACE) return;
  findInTarget(bytes, at + 1, end, SPACE, place, isWhole);
}

/**
 * The same of the target at [start, end), which ends at the byte `stop` or there; with `isWhole` its path up to the query in place of
 * the first part.
 */
function findInTarget(
  bytes: Uint8Array,
  start: number,
  end: number,
  stop: number,
  place: SectionPlace,
  isWhole: boolean,
): void {
  let at = start;
  place.kind = "none";
  if (at === end) return;
  if (bytes[at] !== SLASH) {
    if (bytes[at] === STAR) {
      if (at + 1 < end && bytes[at + 1] !== stop) return;
      place.kind = "written";
      place.start = at;
      place.end = at + 1;
      return;
    }
    at = afterAuthority(bytes, at, end, stop);
    if (at < 0) return;
    if (at === end || bytes[at] !== SLASH) {
      place.kind = "root";
      return;
    }
  }
  place.kind = "written";
  place.start = at++;
  while (at < end) {
    const c = bytes[at];
    if ((c === SLASH && !isWhole) || c === stop || c === QUESTION || c === HASH) break;
    at++;
  }
  place.end = at;
}

/** Writes the place of a record's section in its bytes; where its format has no request line, that of method and target. */
export function sectionOf(record: LogRecord, place: SectionPlace): void {
  findInRecord(record, place, false);
}

/** Writes the place of the path of a record's target: what follows scheme and authority, up to query and fragment. */
export function pathOf(record: LogRecord, place: SectionPlace): void {
  findInRecord(record, place, true);
}

function findInRecord(record: LogRecord, place: SectionPlace, isWhole: boolean): void {
  const { bytes, starts, ends } = record;
  if (record.has(ROLE.request)) {
    return findInRequest(bytes, starts[ROLE.request], ends[ROLE.request], place, isWhole);
  }
  place.kind = "none";
  if (!record.has(ROLE.target)) return;
  if (record.has(ROLE.method) && !isToken(bytes, starts[ROLE.method], ends[ROLE.method])) return;
  findInTarget(bytes, starts[ROLE.target], ends[ROLE.target], NO_BYTE, place, isWhole);
}

function isToken(bytes: Uint8Array, start: number, end: number): boolean {
  return end > start && tokenEnd(bytes, start, end) === end;
}

/** Where the RFC 9110 token (section 5.6.2) at `start` ends, at most at `end`; at `start` itself where there is none. */
export function tokenEnd(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && (CLASSES[bytes[at]] & 1) !== 0) at++;
  return at;
}

/** Where the path of an absolute target (`scheme://authority…`) begins; −1 where the target is not absolute. */
function afterAuthority(bytes: Uint8Array, start: number, end: number, stop: number): number {
  const letter = bytes[start] | 0x20;
  if (letter < 0x61 || letter > 0x7a) return -1;
  let at = start;
  while (at < end && (CLASSES[bytes[at]] & 2) !== 0) at++;
  if (at + 2 >= end || bytes[at] !== COLON || bytes[at + 1] !== SLASH || bytes[at + 2] !== SLASH) return -1;
  at += 3;
  while (at < end) {
    const c = bytes[at];
    if (c === SLASH || c === stop || c === QUESTION || c === HASH) break;
    at++;
  }
  return at;
}
