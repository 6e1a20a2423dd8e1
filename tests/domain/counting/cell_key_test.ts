// Keys of cells: every kind gives its numbers back, none is 0, and those of the former layout mean the same when widened.

import assert from "node:assert/strict";
import fc from "fast-check";
import {
  CLASS_SECOND,
  classOf,
  classSecondKey,
  COUNTED,
  dimensionOf,
  kindOf,
  KINDS,
  MOST_CLASSES,
  numberOf,
  secondKey,
  secondPlaceOf,
  valueKey,
  widenedKey,
} from "../../../src/domain/counting/cell_key.ts";

const LAST_PLACE = 86_399;

Deno.test("cell keys: numbers come back, up to the largest", () => {
  for (const dimension of COUNTED) {
    const key = (number: number) => valueKey(KINDS[dimension], number);
    for (const number of [0, 1, KINDS[dimension] > 7 ? 2 ** 23 - 1 : 2 ** 28 - 1]) {
      assert.equal(numberOf(key(number)), number);
      assert.equal(dimensionOf(key(number)), dimension);
      assert.ok(key(number) > 0);
    }
  }
  assert.deepEqual([numberOf(valueKey(KINDS.status, 999)), dimensionOf(valueKey(KINDS.status, 999))], [
    999,
    "status",
  ]);
  for (const place of [0, LAST_PLACE]) {
    assert.deepEqual([numberOf(secondKey(place)), dimensionOf(secondKey(place))], [place, null]);
    assert.ok(secondKey(place) < 0);
  }
});

Deno.test("cell keys: a class and a second share one positive key", () => {
  const classes = fc.oneof(fc.nat({ max: MOST_CLASSES - 1 }), fc.constantFrom(0, MOST_CLASSES - 1));
  const places = fc.oneof(fc.nat({ max: LAST_PLACE }), fc.constantFrom(0, LAST_PLACE));
  fc.assert(fc.property(classes, places, (ruleClass, place) => {
    const key = classSecondKey(ruleClass, place);
    assert.ok(key > 0 && key < 2 ** 31);
    assert.deepEqual([kindOf(key), classOf(key), secondPlaceOf(key)], [CLASS_SECOND, ruleClass, place]);
    assert.equal(dimensionOf(key), null);
  }));
});

Deno.test("cell keys: those with two bits of kind are widened", () => {
  assert.equal(widenedKey(-7), -7);
  assert.equal(widenedKey(5 << 2 | 1), valueKey(KINDS.section, 5));
  assert.equal(widenedKey(5 << 2 | 2), valueKey(KINDS.host, 5));
  assert.equal(widenedKey(404 << 2 | 3), valueKey(KINDS.status, 404));
});
