// The section of a request: the examples of the contract and the edges around them.

import assert from "node:assert/strict";
import { findSection, type SectionPlace } from "../../../src/domain/dimensions/find_section.ts";

function sectionOf(request: string): string {
  const bytes = new TextEncoder().encode(`..${request}..`);
  const place: SectionPlace = { start: 0, end: 0, kind: "none" };
  findSection(bytes, 2, bytes.length - 2, place);
  if (place.kind !== "written") return place.kind === "root" ? "/" : "(none)";
  return new TextDecoder().decode(bytes.subarray(place.start, place.end));
}

const CASES: readonly (readonly [request: string, section: string])[] = [
  ["GET /api/user?x=1 HTTP/1.0", "/api"],
  ["GET / HTTP/1.1", "/"],
  ["GET //x HTTP/1.1", "/"],
  ["GET http://h HTTP/1.1", "/"],
  ["GET http://h/shop/1 HTTP/1.1", "/shop"],
  ["GET http://h?x=/a HTTP/1.1", "/"],
  ["GET http://h#/a HTTP/1.1", "/"],
  ["GET http:///shop HTTP/1.1", "/shop"],
  ["GET http:// HTTP/1.1", "/"],
  ["GET git+ssh://h/a", "/a"],
  ["GET 1http://h/a HTTP/1.1", "(none)"],
  ["GET http:/h/a HTTP/1.1", "(none)"],
  ["OPTIONS * HTTP/1.1", "*"],
  ["OPTIONS *", "*"],
  ["OPTIONS ** HTTP/1.1", "(none)"],
  ["-", "(none)"],
  ["", "(none)"],
  ["GET", "(none)"],
  ["GET ", "(none)"],
  ["GET  /a", "(none)"],
  [" /a", "(none)"],
  ["G(T /a HTTP/1.1", "(none)"],
  ["CONNECT h:443 HTTP/1.1", "(none)"],
  ["\x16\x03\x01 /a", "(none)"],
  ["M-SEARCH /a", "/a"],
  ["GET /a?b", "/a"],
  ["GET /a#b", "/a"],
  ["GET /?a", "/"],
  ["GET /A%2Fb/c", "/A%2Fb"],
  ["GET /a/", "/a"],
  ["GET /ü/x", "/ü"],
];

for (const [request, section] of CASES) {
  Deno.test(`section of ${JSON.stringify(request)} is ${section}`, () =>
    assert.equal(sectionOf(request), section));
}
