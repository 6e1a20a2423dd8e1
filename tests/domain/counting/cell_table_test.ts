// A table that is a view of cells which are there already is, whatever is done with it, like one that was filled.

import fc from "fast-check";
import assert from "node:assert/strict";
import { CellTable, TablePool } from "../../../src/domain/counting/cell_table.ts";

type Cell = readonly [key: number, bytes: number, failure: number, late: number];

/** Few keys, so that they come again; and some that hash alike. */
const cell: fc.Arbitrary<Cell> = fc.tuple(
  fc.oneof(
    fc.integer({ min: -20, max: -1 }),
    fc.integer({ min: 1, max: 40 }),
    fc.constantFrom(2 ** 30, -(2 ** 30)),
  ),
  fc.constantFrom(0, 1, 2 ** 40),
  fc.constantFrom(0, 1),
  fc.constantFrom(0, 1),
);
const cells = fc.array(cell, { maxLength: 60 });

function filled(cells: readonly Cell[]): CellTable {
  const table = new CellTable();
  for (const [key, bytes, failure, late] of cells) table.add(key, bytes, failure, late);
  return table;
}

/** The same cells somewhere in larger arrays. */
function viewOf(table: CellTable, before: number, after: number): CellTable {
  const keys = new Int32Array(before + table.count + after).fill(99);
  const values = new Float64Array(keys.length * 4).fill(99);
  keys.set(table.keys.subarray(0, table.count), before);
  values.set(table.values.subarray(0, table.count * 4), before * 4);
  return CellTable.of({
    keys: keys.subarray(before),
    values: values.subarray(before * 4),
    count: table.count,
  });
}

function plain(table: CellTable): unknown {
  return Array.from(
    { length: table.count },
    (_, i) => [table.keys[i], ...table.values.subarray(i * 4, i * 4 + 4)],
  );
}

const place = fc.nat({ max: 10 });

Deno.test("cell table: a view is what it was made of, and takes more like any other", () => {
  const property = fc.property(cells, cells, cells, place, place, (first, second, third, before, after) => {
    const eager = filled(first), lazy = viewOf(eager, before, after);
    assert.deepEqual(plain(lazy), plain(eager));
    assert.ok(lazy.isView);
    for (const table of [eager, lazy]) {
      for (const [key, bytes, failure, late] of second) table.add(key, bytes, failure, late);
      table.merge(viewOf(filled(third), after, before));
    }
    assert.deepEqual(plain(lazy), plain(eager));
    assert.deepEqual(plain(filled([...first, ...second, ...third])), plain(eager));
  });
  fc.assert(property, { numRuns: 1000 });
});

Deno.test("cell table: a view leaves what lies beside it alone, and its own once it grows", () => {
  const property = fc.property(cells, fc.array(cell, { minLength: 1 }), (first, second) => {
    const keys = new Int32Array(200).fill(99), values = new Float64Array(800).fill(99);
    const table = filled(first);
    keys.set(table.keys.subarray(0, table.count), 50);
    values.set(table.values.subarray(0, table.count * 4), 200);
    const [keysBefore, valuesBefore] = [keys.slice(), values.slice()];
    const view = CellTable.of({ keys: keys.subarray(50), values: values.subarray(200), count: table.count });
    view.merge(filled(second));
    assert.ok(!view.isView);
    assert.deepEqual([keys, values], [keysBefore, valuesBefore]);
  });
  fc.assert(property, { numRuns: 300 });
});

Deno.test("cell table: the lender of a view is told once, when the view grows or is cleared", () => {
  let returned = 0;
  const lend = (): CellTable => {
    const table = filled([[1, 2, 0, 0], [3, 4, 0, 0]]);
    const { keys, values, count } = table;
    return CellTable.of({ keys, values, count, source: { giveBack: () => void returned++ } });
  };
  const [grown, cleared, pooled] = [lend(), lend(), lend()];
  assert.equal(returned, 0);
  grown.add(1, 1, 0, 0);
  grown.add(5, 1, 0, 0);
  grown.clear();
  assert.equal(returned, 1);
  cleared.clear();
  cleared.add(1, 1, 0, 0);
  cleared.clear();
  assert.equal(returned, 2);
  new TablePool().give(pooled);
  assert.equal(returned, 3);
});

Deno.test("cell table: what was emptied is empty, and a pool lends no view", () => {
  const property = fc.property(cells, cells, fc.boolean(), (first, second, isView) => {
    const table = isView ? viewOf(filled(first), 3, 3) : filled(first);
    table.clear();
    assert.equal(table.count, 0);
    table.merge(filled(second));
    assert.deepEqual(plain(table), plain(filled(second)));
  });
  fc.assert(property, { numRuns: 300 });

  const pool = new TablePool(), view = viewOf(filled([[1, 2, 0, 0]]), 0, 0), own = filled([[1, 2, 0, 0]]);
  pool.give(own);
  pool.give(view);
  assert.equal(pool.take(), own);
  assert.notEqual(pool.take(), view);
});
