// Role: leaves out of a path what is of a query though no `?` says so: sessions and tokens stand there (semantics.md, "Path").

import { placeText, type ValuePlace } from "./dimension.ts";

const PERCENT = 0x25, AND = 0x26, SLASH = 0x2f, THREE = 0x33, SEMICOLON = 0x3b, EQUALS = 0x3d, F = 0x66;

/**
 * Leaves out of each segment what follows `;`, `&` or `%3F`, where it holds a `=`: of `/a;jsessionid=1/b&c=2` stays `/a/b`. A text
 * without such parameters stays where it is.
 *
 * @example
 * ```ts
 * import { dropParameters } from "./parameters.ts";
 * import assert from "node:assert/strict";
 *
 * const bytes = new TextEncoder().encode("/cart;jsessionid=1F3A");
 * const place = { bytes, start: 0, end: bytes.length };
 * dropParameters(place);
 * assert.equal(new TextDecoder().decode(place.bytes.subarray(place.start, place.end)), "/cart");
 * ```
 */
export function dropParameters(place: ValuePlace): void {
  const { bytes, start, end } = place;
  if (nextParameters(bytes, start, end) === end) return;
  const kept = new Uint8Array(end - start);
  let length = 0;
  for (let from = start; from < end;) {
    const at = nextParameters(bytes, from, end);
    kept.set(bytes.subarray(from, at), length);
    length += at - from;
    from = segmentEnd(bytes, at, end);
  }
  placeText(place, kept.subarray(0, length));
}

/** Where parameters begin that are in [start, end); `end` where there are none. */
function nextParameters(bytes: Uint8Array, start: number, end: number): number {
  let mark = -1;
  for (let at = start; at < end; at++) {
    const c = bytes[at];
    if (c === SLASH) mark = -1;
    else if (c === EQUALS && mark >= 0) return mark;
    else if (mark < 0 && (c === SEMICOLON || c === AND || c === PERCENT && isQuestion(bytes, at, end))) {
      mark = at;
    }
  }
  return end;
}

/** Whether the bytes at a `%` are an encoded `?`. */
function isQuestion(bytes: Uint8Array, at: number, end: number): boolean {
  return at + 2 < end && bytes[at + 1] === THREE && (bytes[at + 2] | 0x20) === F;
}

function segmentEnd(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && bytes[at] !== SLASH) at++;
  return at;
}
