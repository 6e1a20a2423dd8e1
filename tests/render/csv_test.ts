// Role: CSV after RFC 4180 that a spreadsheet does not run.

import assert from "node:assert/strict";
import { csvRenderer } from "../../src/render/csv.ts";
import type { SqlValue } from "../../src/stores/store.ts";

const row = (...cells: SqlValue[]) =>
  [...csvRenderer.render({ columns: cells.map(() => "c"), rows: [cells] }, { width: null })][1];

Deno.test("header and rows end with CRLF", () => {
  const pieces = [...csvRenderer.render({ columns: ["a", 'b "c"'], rows: [[1, "x"]] }, { width: null })];
  assert.deepEqual(pieces, ['a,"b ""c"""\r\n', "1,x\r\n"]);
});

Deno.test("quotes only what needs them", () => {
  assert.equal(row("plain", "a,b", 'a"b', "a\nb", "a\r\nb"), 'plain,"a,b","a""b","a\nb","a\r\nb"\r\n');
  assert.equal(row(" a", "a "), '" a","a "\r\n');
});

Deno.test("NULL is nothing, empty text is quoted", () => {
  assert.equal(row(null, ""), ',""\r\n');
});

Deno.test("text that a spreadsheet would run is guarded, numbers are not", () => {
  assert.equal(row("=1+1", "+1", "-1", "@A1", "＝1"), "'=1+1,'+1,'-1,'@A1,'＝1\r\n");
  assert.equal(row("\t=1", "\r=1"), "'\\x09=1,'\\x0d=1\r\n");
  assert.equal(row(-1, -2.5, -3n, 1e300), "-1,-2.5,-3,1e+300\r\n");
});

Deno.test("column names are guarded too", () => {
  assert.equal([...csvRenderer.render({ columns: ["=x"], rows: [] }, { width: null })][0], "'=x\r\n");
});

Deno.test("blobs are hexadecimal", () => {
  assert.equal(row(new Uint8Array([0, 16, 255])), "0010ff\r\n");
});
