// Role: wrapping text into lines that fit.

import assert from "node:assert/strict";
import { wrap } from "../../../src/render/text/wrap.ts";

Deno.test("wrap: a part that fits exactly stays, one column less begins a new line", () => {
  assert.deepEqual(wrap(["ab", "cd"], 5, "  "), ["ab cd"]);
  assert.deepEqual(wrap(["ab", "cd"], 4, "  "), ["ab", "  cd"]);
});

Deno.test("wrap: widths are those of a terminal, and a wider part has a line of its own", () => {
  assert.deepEqual(wrap(["日本", "日本"], 8, ""), ["日本", "日本"]);
  assert.deepEqual(wrap(["a", "b".repeat(9), "c"], 5, "  "), ["a", "  bbbbbbbbb", "  c"]);
});

Deno.test("wrap: spaces that lead a part stay within a line, and go at its start", () => {
  assert.deepEqual(wrap(["fired", "    2019"], 20, "  "), ["fired     2019"]);
  assert.deepEqual(wrap(["fired", "    2019"], 9, "  "), ["fired", "  2019"]);
});

Deno.test("wrap: the gap counts", () => {
  assert.deepEqual(wrap(["ab", "cd"], 6, "", "  "), ["ab  cd"]);
  assert.deepEqual(wrap(["ab", "cd"], 5, "", "  "), ["ab", "cd"]);
});
