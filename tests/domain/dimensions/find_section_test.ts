// The section of a request, and section and path of a target alone: the examples of the contract and the edges around them.

import assert from "node:assert/strict";
import { path } from "../../../src/domain/dimensions/path.ts";
import { section } from "../../../src/domain/dimensions/section.ts";
import { findSection, type SectionPlace } from "../../../src/domain/dimensions/find_section.ts";
import { recordOf } from "../../record_of.ts";

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

/** Of targets in a field of their own: no space ends them. */
const TARGETS: readonly (readonly [target: string, section: string, path: string])[] = [
  ["/My Documents/report 1.pdf", "/My Documents", "/My Documents/report 1.pdf"],
  ["/a b?c d#e", "/a b", "/a b"],
  ["/a b#c d?e", "/a b", "/a b"],
  ["/a ", "/a ", "/a "],
  ["/ ", "/ ", "/ "],
  ["http://h/a b/c d?e f", "/a b", "/a b/c d"],
  ["http://h i/a b", "/a b", "/a b"],
  ["http://h i", "/", "/"],
  ["*", "*", "*"],
  ["* x", "(none)", "(none)"],
  [" /a", "(none)", "(none)"],
  ["GET /a HTTP/1.1", "(none)", "(none)"],
];

for (const [target, ...values] of TARGETS) {
  Deno.test(`section and path of the target ${JSON.stringify(target)} are ${values.join(" and ")}`, () => {
    for (const texts of [{ target }, { method: "GET", target }]) {
      const record = recordOf(texts, {}), place = { bytes: record.bytes, start: 0, end: 0 };
      const found = [section, path].map((dimension) => {
        dimension.extract(record, place);
        return new TextDecoder().decode(place.bytes.subarray(place.start, place.end));
      });
      assert.deepEqual(found, values);
    }
  });
}
