// The method of a request: a token of its own, out of the request line or a field for it.

import assert from "node:assert/strict";
import type { ValuePlace } from "../../../src/domain/dimensions/dimension.ts";
import { method } from "../../../src/domain/dimensions/method.ts";
import { LogRecord, ROLE } from "../../../src/domain/record.ts";

function methodOf(text: string, role: number): string {
  const record = new LogRecord(), place: ValuePlace = { bytes: new Uint8Array(0), start: 0, end: 0 };
  record.bytes = Uint8Array.from(`..${text}..`, (character) => character.charCodeAt(0));
  record.place(role, 2, 2 + text.length);
  method.extract(record, place);
  return new TextDecoder("latin1").decode(place.bytes.subarray(place.start, place.end));
}

const LINES: readonly (readonly [request: string, method: string])[] = [
  ["GET /api/user?x=1 HTTP/1.0", "GET"],
  ["get /a", "get"],
  ["M-SEARCH * HTTP/1.1", "M-SEARCH"],
  ["CONNECT h:443 HTTP/1.1", "CONNECT"],
  ["GET ", "GET"],
  ["GET  /a", "GET"],
  ["GET", "(none)"],
  ["-", "(none)"],
  ["", "(none)"],
  [" /a", "(none)"],
  ["G(T /a HTTP/1.1", "(none)"],
  ["GET\t/a HTTP/1.1", "(none)"],
  ["\x16\x03\x01 /a", "(none)"],
];

Deno.test("method: the token before the first space of a request line", () => {
  for (const [request, expected] of LINES) assert.equal(methodOf(request, ROLE.request), expected, request);
});

Deno.test("method: a field of its own, where all of it is a token", () => {
  for (
    const [field, expected] of [["POST", "POST"], ["[2]USER", "(none)"], ["GET ", "(none)"], ["", "(none)"]]
  ) {
    assert.equal(methodOf(field, ROLE.method), expected, field);
  }
  assert.equal(methodOf("/a", ROLE.target), "(none)");
});
