// Role: shows that `text.ts` loses nothing, is unambiguous, and lets nothing through that does not print.

import assert from "node:assert/strict";
import fc from "fast-check";
import { OTHER } from "../../src/domain/dimensions/dimension.ts";
import { bytesOf, textOf } from "../../src/domain/text.ts";

const utf8 = (text: string) => new TextEncoder().encode(text);
const raw = String.raw;

/** Bytes in which escapes, quotes of escapes and broken UTF-8 are common. */
const hostileBytes = fc.array(
  fc.oneof(
    fc.uint8Array({ maxLength: 4 }),
    fc.constantFrom("\\", "\\x", "\\x41", "\\x5c", "x4", "1", "(other)", "é", "日本", "😀").map(utf8),
    fc.constantFrom("\u202e", "\u200b", "\ufeff", "\u2028", "\u0085", "\u061c", "\u2066", "\0", "\x7f").map(
      utf8,
    ),
    fc.constantFrom([0xed, 0xa0, 0x80], [0xc0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xe2, 0x82]).map((list) =>
      Uint8Array.from(list)
    ),
  ),
  { maxLength: 12 },
).map((parts) => Uint8Array.from(parts.flatMap((part) => [...part])));

Deno.test("any bytes come back from their text", () => {
  fc.assert(
    fc.property(hostileBytes, (bytes) => assert.deepEqual(bytesOf(textOf(bytes)), bytes)),
    { numRuns: 3000 },
  );
});

Deno.test("no text holds a control or a format character, or is taken for (other)", () => {
  const unsafe = /(?![\u200c\u200d])[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\p{Bidi_Control}\ufeff\u200b]/u;
  fc.assert(
    fc.property(hostileBytes, (bytes) => {
      const text = textOf(bytes);
      assert.doesNotMatch(text, unsafe);
      assert.notEqual(text, OTHER);
    }),
    { numRuns: 3000 },
  );
});

Deno.test("what prints stays as it is", () => {
  for (
    const text of ["", "/api", "é日本😀", raw`C:\dir\x`, raw`\xg1`, raw`a\x4`, "(none)", "(other) ", "\u00a0"]
  ) {
    assert.equal(textOf(utf8(text)), text);
  }
});

Deno.test("everything else is written byte by byte", () => {
  const cases: readonly (readonly [bytes: Uint8Array, text: string])[] = [
    [utf8("\t\n\x1b[31m\x7f"), raw`\x09\x0a\x1b[31m\x7f`],
    [utf8("\u0085\u009b"), raw`\xc2\x85\xc2\x9b`],
    [utf8("a\u202eb\ufeff"), raw`a\xe2\x80\xaeb\xef\xbb\xbf`],
    [Uint8Array.of(0xff, 0x41, 0xc3), raw`\xffA\xc3`],
    [Uint8Array.of(0xed, 0xa0, 0x80), raw`\xed\xa0\x80`],
    [Uint8Array.of(0xe2, 0x82, 0x41), raw`\xe2\x82A`],
    [utf8(raw`\x41`), raw`\x5cx41`],
    [utf8(raw`\xAf`), raw`\x5cxAf`],
    [utf8(OTHER), raw`\x28other)`],
    [utf8(raw`\x28other)`), raw`\x5cx28other)`],
  ];
  for (const [bytes, text] of cases) assert.equal(textOf(bytes), text);
});
