// The order of ties is that of their bytes in UTF-8, whatever characters they are made of.

import assert from "node:assert/strict";
import fc from "fast-check";
import { mostHits } from "../../../src/domain/buckets/most_hits.ts";

const utf8 = new TextEncoder();

Deno.test("most hits: ties come in the order of their bytes", () => {
  // Of few characters, so that most texts begin alike: below, among and above the surrogates of UTF-16.
  const character = fc.constantFrom(
    "a",
    "b",
    "é",
    "\u{d7ff}",
    "\u{e000}",
    "\u{ffff}",
    "\u{10000}",
    "\u{1f600}",
    "\u{10ffff}",
  );
  const texts = fc.uniqueArray(fc.array(character, { maxLength: 4 }).map((all) => all.join("")), {
    maxLength: 12,
  });
  fc.assert(fc.property(texts, fc.integer({ min: 1, max: 12 }), (values, count) => {
    const rows = values.map((value) => ({ value, hits: 1, bytes: 0, failures: 0 }));
    const expected = values.toSorted((a, b) => compare(utf8.encode(a), utf8.encode(b))).slice(0, count);
    assert.deepEqual(mostHits(rows, count).map(({ value }) => value), expected);
  }));
});

function compare(a: Uint8Array, b: Uint8Array): number {
  const at = a.findIndex((byte, i) => byte !== b[i]);
  return at < 0 ? a.length - b.length : a[at] - (b[at] ?? -1);
}
