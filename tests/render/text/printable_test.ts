// Role: foreign text is made safe to show.

import assert from "node:assert/strict";
import { jsonText, printable, printableLines } from "../../../src/render/text/printable.ts";

Deno.test("what prints is left alone", () => {
  for (const text of ["", "plain", "naïve — 日本語", "👩‍👩‍👧‍👦", String.raw`\x1B`, "می‌خواهم"]) {
    assert.equal(printable(text), text);
  }
});

Deno.test("what steers is shown", () => {
  assert.equal(printable("\0\t\n\x1B\x7F\x85\x9B"), String.raw`\x00\x09\x0a\x1b\x7f\x85\x9b`);
  assert.equal(printable("\u202E\u2069\u2028\u{E0041}"), String.raw`\u{202e}\u{2069}\u{2028}\u{e0041}`);
  assert.equal(printable("\uD800x"), String.raw`\u{d800}x`);
});

Deno.test("lines keep their ends and nothing else", () => {
  assert.equal(printableLines("a\nb\r\nc\rd\0"), "a\nb\r\n" + String.raw`c\x0dd\x00`);
});

Deno.test("JSON texts come back as they were", () => {
  for (const text of ['\u202E\x7F\x9B\u2028\u{E0041}\0"\\', "\uDC00"]) {
    assert.match(jsonText(text), /^[\x20-\x7E]*$/);
    assert.equal(JSON.parse(jsonText(text)), text);
  }
});
