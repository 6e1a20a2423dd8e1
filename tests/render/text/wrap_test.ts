// Role: wrapping text into lines that fit.

import assert from "node:assert/strict";
import fc from "fast-check";
import { twoColumns, wrap, wrapped, wrapWords } from "../../../src/render/text/wrap.ts";

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

Deno.test("a line is cut at spaces, and no word is lost", () => {
  const word = fc.stringMatching(/^[a-z]{1,30}$/);
  fc.assert(fc.property(fc.array(word, { minLength: 1 }), fc.integer({ min: 1, max: 60 }), (words, width) => {
    const lines = wrapped(words.join(" "), width).split("\n");
    assert.deepEqual(lines.join(" ").split(" "), words);
    for (const line of lines) assert.ok(line.length <= width || !line.includes(" "), line);
    // No line could have held the first word of the next one.
    lines.slice(1).forEach((line, at) => assert.ok(`${lines[at]} ${line.split(" ")[0]}`.length > width));
  }));
});

Deno.test("further lines stand under the first, under an entry's text, or where they are put", () => {
  assert.equal(wrapped("  aa bb cc", 7), "  aa bb\n  cc");
  assert.equal(wrapped("  name  aa bb cc", 13), "  name  aa bb\n        cc");
  assert.equal(wrapped("aa bb cc", 5, 2), "aa bb\n  cc");
  assert.equal(wrapped("\x1b[1maa\x1b[22m bb cc", 5), "\x1b[1maa\x1b[22m bb\ncc");
});

Deno.test("a list has its texts beside its names, or below where a name is long", () => {
  assert.equal(
    twoColumns([["a", "one two three"], ["bbb", "four"], ["c".repeat(17), "five"]], 20),
    `  a    one two three\n  bbb  four\n  ${"c".repeat(17)}\n       five`,
  );
  assert.equal(twoColumns([["a", "one two three"]], 14), "  a  one two\n     three");
});

Deno.test("a number stays with its unit", () => {
  assert.deepEqual(wrapWords("it took 4.81 s, 0.0 MB/s, 12 B", 13), [
    "it took",
    "    4.81 s,",
    "    0.0 MB/s,",
    "    12 B",
  ]);
});
