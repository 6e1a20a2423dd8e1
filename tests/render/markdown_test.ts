// Role: Markdown tables in which text has no markup of its own.

import assert from "node:assert/strict";
import { markdown } from "../../src/render/markdown.ts";
import type { SqlValue } from "../../src/stores/store.ts";
import { NASTY_ANSWER } from "./nasty_answer.ts";

const cell = (value: SqlValue) =>
  [...markdown.render({ columns: ["c"], rows: [[value]] }, { width: null })][2].slice(2, -3);

Deno.test("a table with numbers to the right", () => {
  const answer = { columns: ["start_iso", "hits"], rows: [["a", 1], [null, null]] };
  assert.equal(
    [...markdown.render(answer, { width: null })].join(""),
    "| start_iso | hits |\n| --- | ---: |\n| a | 1 |\n|  |  |\n",
  );
});

Deno.test("markup, HTML and line ends show as they are", () => {
  assert.equal(cell("a|b"), "a\\|b");
  assert.equal(cell("a\\|b"), "a\\\\\\|b");
  assert.equal(cell("`x` *y*"), "\\`x\\` \\*y\\*");
  assert.equal(cell("/__init__/a_b"), "/\\_\\_init\\_\\_/a_b");
  assert.equal(cell("<b>&amp;"), "&lt;b&gt;&amp;amp;");
  assert.equal(cell("[x](y)"), "\\[x\\](y)");
  assert.equal(cell("a\r\nb\nc"), "a<br>b<br>c");
  assert.equal(cell("\x1B[0m"), "\\\\x1b\\[0m");
});

Deno.test("every row of a nasty answer is one line with the same number of cells", () => {
  const lines = [...markdown.render(NASTY_ANSWER, { width: null })];
  for (const line of lines) {
    assert.equal(line.indexOf("\n"), line.length - 1);
    const bars = line.replaceAll(/\\./g, "").match(/\|/g);
    assert.equal(bars?.length, NASTY_ANSWER.columns.length + 1, line);
  }
});
