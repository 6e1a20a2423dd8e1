// Pairs as text: the rows come back, in one order, and what is said of their number is never too small, nor much too large,
// however many a bucket may keep: commits are made by it.

import assert from "node:assert/strict";
import fc from "fast-check";
import type { ValueRow } from "../../../src/domain/buckets/rows.ts";
import { PairText, rowsIn, TextPairs } from "../../../src/domain/buckets/error_pairs_json.ts";

const row: fc.Arbitrary<ValueRow> = fc.record({
  value: fc.oneof(fc.string().map((name) => `404 ${name}`), fc.constant("(other)")),
  hits: fc.maxSafeNat(),
  bytes: fc.maxSafeNat(),
  failures: fc.maxSafeNat(),
}, { noNullPrototype: true });
const rows = fc.uniqueArray(row, { selector: ({ value }) => value, maxLength: 30, minLength: 1 });

function textOf(rows: readonly ValueRow[]): string {
  const text = new PairText();
  for (const { value, hits, bytes, failures } of rows) text.add(value, hits, bytes, failures);
  return text.end();
}

Deno.test("pair text: rows come back, in the same order whatever order they came in", () => {
  fc.assert(fc.property(rows, (rows) => {
    const text = textOf(rows),
      sorted = (rows: readonly ValueRow[]) => rows.map((row) => JSON.stringify(row)).sort();
    assert.equal(textOf(rows.toReversed()), text);
    assert.deepEqual(sorted(rowsIn(text)), sorted(rows));
    assert.deepEqual(rowsIn(new TextEncoder().encode(text)), rowsIn(text));
  }));
});

Deno.test("pair text: how many rows there may be follows from what is there", () => {
  const small = rows.map((rows) => rows.map((row) => ({ ...row, hits: 1, bytes: 9, failures: 0 })));
  const bytesOrText = fc.boolean();
  fc.assert(
    fc.property(small, small, fc.integer({ min: 30, max: 1_000_000 }), bytesOrText, (a, b, most, isText) => {
      const of = (rows: readonly ValueRow[]) =>
        isText ? textOf(rows) : new TextEncoder().encode(textOf(rows));
      const pairs = new TextPairs({ status_host: of(a), status_section: of(b) }, most);
      const longest = Math.max(a.length, b.length);
      assert.ok(pairs.longest >= longest && pairs.longest <= most, `${pairs.longest} for ${longest}`);
      assert.ok(pairs.longest <= Math.max(textOf(a).length, textOf(b).length), `${pairs.longest}`);
    }),
  );
});
