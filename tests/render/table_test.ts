// Role: the plain table: alignment, and fitting a terminal.

import assert from "node:assert/strict";
import { table } from "../../src/render/table.ts";
import { displayWidth } from "../../src/render/width.ts";
import type { Answer } from "../../src/stores/store.ts";

const lines = (answer: Answer, width: number | null) =>
  [...table.render(answer, { width })].join("").trimEnd().split("\n");

const ANSWER: Answer = {
  columns: ["section", "hits", "source"],
  rows: [["/api", 12345, "/var/log/httpd/access.csv"], ["/a-long-section-name", 7, null]],
};

Deno.test("in a pipe nothing is cut; numbers are to the right and NULL is -", () => {
  assert.deepEqual(lines(ANSWER, null), [
    "section                hits  source",
    "--------------------  -----  -------------------------",
    "/api                  12345  /var/log/httpd/access.csv",
    "/a-long-section-name      7  -",
  ]);
});

Deno.test("on a terminal the widest text columns give way first", () => {
  assert.deepEqual(lines(ANSWER, 53), [
    "section                hits  source",
    "--------------------  -----  ------------------------",
    "/api                  12345  /var/log/httpd/access.c…",
    "/a-long-section-name      7  -",
  ]);
  assert.equal(lines(ANSWER, 45)[3], "/a-long-section-n…      7  -");
});

Deno.test("every width is kept to, down to where only numbers and stumps are left", () => {
  for (let width = 21; width < 60; width++) {
    for (const line of lines(ANSWER, width)) assert.ok(displayWidth(line) <= width, `${width}: ${line}`);
  }
  assert.equal(lines(ANSWER, 1)[2], "/api    12345  /var/…");
});

Deno.test("wide and combining characters keep the columns straight", () => {
  const shown = lines({ columns: ["path", "n"], rows: [["/日本", 1], ["/e\u0301a", 2], ["/👩‍👩‍👧", 3]] }, null);
  assert.deepEqual(shown.map(displayWidth), [8, 8, 8, 8, 8]);
});

Deno.test("a wide character is not cut in two", () => {
  const shown = lines({ columns: ["path"], rows: [["日本語日本語"]] }, 8);
  assert.equal(shown[2], "日本語…");
});

Deno.test("no rows are said", () => {
  assert.deepEqual(lines({ columns: ["a"], rows: [] }, null), ["a", "-", "(no rows)"]);
});

Deno.test("control characters are shown", () => {
  assert.equal(lines({ columns: ["a"], rows: [["x\x1B[2J\ny"]] }, null)[2], "x\\x1B[2J\\x0Ay");
});
