// Role: tests of paths with their queries, of a source that keeps them.

import assert from "node:assert/strict";
import { path } from "../../../src/domain/dimensions/path.ts";
import type { TextRole } from "../../../src/domain/record.ts";
import { recordOf } from "../../record_of.ts";

function pathIn(texts: Partial<Record<TextRole, string>>, keepsQuery: boolean): string {
  const record = recordOf(texts, {}), place = { bytes: new Uint8Array(0), start: 0, end: 0 };
  record.keepsQuery = keepsQuery;
  path.extract(record, place);
  return new TextDecoder().decode(place.bytes.subarray(place.start, place.end));
}

Deno.test("a path has its query where the source keeps queries, in one field or two", () => {
  const long = "x".repeat(3000);
  const paths: [texts: Partial<Record<TextRole, string>>, path: string, whole: string][] = [
    [{ request: "GET /a/b?c=1&d HTTP/1.1" }, "/a/b", "/a/b?c=1&d"],
    [{ request: "GET http://h/a?b#c HTTP/1.1" }, "/a", "/a?b"],
    [{ request: "GET /a#b?c HTTP/1.1" }, "/a", "/a"],
    [{ request: "GET /a?" }, "/a", "/a?"],
    [{ request: "GET ?a HTTP/1.1" }, "(none)", "(none)"],
    [{ request: "-" }, "(none)", "(none)"],
    [{ request: "GET /a b?c d" }, "/a", "/a"],
    [{ target: "/a b?c d#e" }, "/a b", "/a b?c d"],
    [{ target: "/a b", query: "c d" }, "/a b", "/a b?c d"],
    [{ target: "/a", query: "b=1" }, "/a", "/a?b=1"],
    [{ target: "/a", query: "" }, "/a", "/a"],
    [{ target: "/a?x", query: "x" }, "/a", "/a?x"],
    [{ target: "/a", query: long }, "/a", `/a?${long}`],
    [{ query: "x" }, "(none)", "(none)"],
  ];
  for (const [texts, without, whole] of paths) {
    assert.equal(pathIn(texts, false), without);
    assert.equal(pathIn(texts, true), whole);
  }
});
