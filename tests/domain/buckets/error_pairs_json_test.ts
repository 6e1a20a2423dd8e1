// Pairs as JSON: the rows come back, in one order whatever order they came in.

import assert from "node:assert/strict";
import fc from "fast-check";
import type { ValueRow } from "../../../src/domain/buckets/rows.ts";
import { pairsFromJson, pairsJson } from "../../../src/domain/buckets/error_pairs_json.ts";

const row: fc.Arbitrary<ValueRow> = fc.record({
  value: fc.oneof(fc.string().map((name) => `404 ${name}`), fc.constant("(other)")),
  hits: fc.maxSafeNat(),
  bytes: fc.maxSafeNat(),
  failures: fc.maxSafeNat(),
}, { noNullPrototype: true });
const rows = fc.uniqueArray(row, { selector: ({ value }) => value, maxLength: 30 });

Deno.test("pairs as JSON: rows come back, by pair, (other) last, whatever order they came in", () => {
  fc.assert(fc.property(rows, (rows) => {
    const text = pairsJson(rows), rank = ({ value }: ValueRow) => value === "(other)" ? 1 : 0;
    assert.equal(pairsJson(rows.toReversed()), text);
    const sorted = rows.toSorted((a, b) => rank(a) - rank(b) || (a.value < b.value ? -1 : 1));
    assert.deepEqual(pairsFromJson(text), sorted);
  }));
});
