// Role: the plain table: alignment, and fitting a terminal.

import assert from "node:assert/strict";
import { table } from "../../src/render/table.ts";
import { displayWidth } from "../../src/render/text/width.ts";
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
  for (let width = 23; width < 60; width++) {
    for (const line of lines(ANSWER, width)) assert.ok(displayWidth(line) <= width, `${width}: ${line}`);
  }
  assert.equal(lines(ANSWER, 23)[2], "/api     12345  /var/l…");
});

Deno.test("columns that do not fit are left out from the right, and named; times and numbers are never cut", () => {
  const columns = ["fired_iso", "resolved_iso", "rule", "value", "threshold", "source"];
  const rows = [["2019-02-07T21:19:19Z", null, "high-traffic", 10.06, 10, "shop"]];
  assert.deepEqual(lines({ columns, rows }, 60), [
    "fired_iso             resolved_iso  rule          value",
    "--------------------  ------------  ------------  -----",
    "2019-02-07T21:19:19Z  -             high-traffic  10.06",
    "(2 columns left out: threshold, source; widen the terminal",
    "  or use --format json)",
  ]);
  assert.equal(lines({ columns, rows }, 52)[2], "2019-02-07T21:19:19Z  -             high-tra…  10.06");
  const [header, , row, ...note] = lines({ columns, rows }, 10);
  assert.deepEqual([header, row], ["fired_iso", "2019-02-07T21:19:19Z"]);
  assert.match(note.join(" ").replace(/ +/g, " "), /^\(5 columns left out: resolved_iso, rule, /);
  assert.match(lines({ columns: ["a", "b"], rows: [[1e20, 2]] }, 22)[3], /^\(1 column left out: b;$/);
});

Deno.test("the heading of an expression does not push other columns out", () => {
  const columns = ["hits", "100.0 * sum(failures) / sum(hits)", "section"];
  assert.deepEqual(lines({ columns, rows: [[5, 0.25, "/api"]] }, 27), [
    "hits  100.0 * sum…  section",
    "----  ------------  -------",
    "   5          0.25  /api",
  ]);
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
  assert.equal(lines({ columns: ["a"], rows: [["x\x1B[2J\ny"]] }, null)[2], "x\\x1b[2J\\x0ay");
});
