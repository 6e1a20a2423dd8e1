// The values of buckets as columns: rows that are asked for, and what a store writes without them.

import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import fc from "fast-check";
import type { BucketRows } from "../../../../src/domain/buckets/rows.ts";
import {
  columnsAt,
  columnsBehind,
  columnsFrom,
  rowCount,
  valuesOf,
} from "../../../../src/domain/buckets/value_columns.ts";
import { KINDS, valueKey } from "../../../../src/domain/counting/cell_key.ts";
import { CellTable } from "../../../../src/domain/counting/cell_table.ts";
import { NameTable } from "../../../../src/domain/counting/name_table.ts";
import { emptyNames } from "../../../../src/domain/counting/names.ts";
import { OTHER } from "../../../../src/domain/dimensions/dimension.ts";
import { byDimension } from "../../../../src/domain/dimensions/dimensions.ts";
import { SqliteConnection } from "../../../../src/stores/sqlite/connection.ts";
import { migrate } from "../../../../src/stores/sqlite/schema/migrate.ts";
import { ResultWriter } from "../../../../src/stores/sqlite/write/results.ts";

/** Hosts of a bucket with their hits, and whether there are others. */
interface Forged {
  readonly hits: ReadonlyMap<number, number>;
  readonly hasRest: boolean;
}

const bucket: fc.Arbitrary<Forged> = fc.record({
  hits: fc.array(fc.tuple(fc.nat({ max: 300 }), fc.integer({ min: 1, max: 9 })), { maxLength: 40 })
    .map((pairs) => new Map(pairs)),
  hasRest: fc.boolean(),
});

/** Bytes beyond the largest whole number of a row, and a byte that is no text of its own: two names with one text. */
const LARGE = 2 ** 60, BROKEN = 0xff;

/** The number of a host; those of two hundred and more have the texts of others, and one is called like the rest. */
function numberIn(names: NameTable, host: number): number {
  const text = host === 7 ? OTHER : `host ${host % 200}\u0001`, bytes = new TextEncoder().encode(text);
  if (bytes.at(-1) === 1) bytes[bytes.length - 1] = host < 200 ? BROKEN : BROKEN - 1;
  return names.intern(bytes, 0, bytes.length);
}

function forged({ hits, hasRest }: Forged, start: number, names: NameTable): BucketRows {
  const table = new CellTable(), counts = { hits: 4, bytes: 44, failures: 1 };
  for (const [host, count] of hits) {
    const key = valueKey(KINDS.host, numberIn(names, host));
    for (let i = 0; i < count; i++) table.add(key, host === 3 ? LARGE : 100, i & 1, 0);
  }
  const rest = hasRest ? counts : null, all = { ...emptyNames(), host: names };
  const columns = table.count === 0
    ? { ...columnsAt(new Int32Array(0), table, all), rest }
    : columnsFrom(0, table.count, table, all, rest);
  // What the cells become later is nothing to the columns.
  table.clear();
  const none = { status_host: [], status_section: [] };
  return { start, ...counts, late: 0, hosts: hits.size, values: valuesOf({ host: columns }), pairs: none };
}

/** All that is stored of the buckets, which come in two commits; between them the source's names become others. */
function stored(first: readonly BucketRows[], then: readonly BucketRows[]): unknown[] {
  const connection = new SqliteConnection(new DatabaseSync(":memory:"), "test.db");
  try {
    migrate(connection);
    const writer = new ResultWriter(connection);
    for (const buckets of [first, then]) {
      connection.transaction(() => writer.insertBuckets(1, buckets, false));
    }
    return connection.all(
      `SELECT start, coalesce(value, name_id) AS value, hits, bytes, failures
      FROM host_cell LEFT JOIN name ON id = name_id ORDER BY start, value`,
    ).map((row) => ({ ...row }));
  } finally {
    connection.close();
  }
}

const asRows = (bucket: BucketRows): BucketRows => ({
  ...bucket,
  values: byDimension(({ name }) => bucket.values[name]),
});

Deno.test("columns: a store holds what it would of rows", () => {
  const buckets = fc.array(bucket, { maxLength: 5 });
  fc.assert(
    fc.property(buckets, buckets, fc.boolean(), (first, then, forgets) => {
      const names = new NameTable(), later = forgets ? new NameTable() : names;
      const one = first.map((each, place) => forged(each, place * 10, names));
      const two = then.map((each, place) => forged(each, 1000 + place * 10, later));
      const held = stored(one, two);
      assert.deepEqual(held, stored(one.map(asRows), two.map(asRows)));
      assert.equal(
        held.length > 0,
        [...first, ...then].some(({ hits, hasRest }) => hits.size > 0 || hasRest),
      );
    }),
    { numRuns: 60 },
  );
});

Deno.test("columns: rows are made once, and counted without", () => {
  fc.assert(fc.property(bucket, (given) => {
    const { values } = forged(given, 0, new NameTable());
    const count = rowCount(values, "host");
    assert.equal(count, values.host.length);
    assert.equal(count, given.hits.size + (given.hasRest ? 1 : 0));
    assert.equal(values.host, values.host);
    assert.deepEqual([values.section, rowCount(values, "section")], [[], 0]);
    const hits = values.host.filter(({ value }) => value !== OTHER).reduce((sum, row) => sum + row.hits, 0);
    assert.equal(hits, [...given.hits].reduce((sum, [, count]) => sum + count, 0));
    assert.ok(values.host.every(({ bytes }) => bytes <= Number.MAX_SAFE_INTEGER));
    const plain = asRows({ ...forged(given, 0, new NameTable()) }).values;
    assert.equal(columnsBehind(plain), null);
    assert.equal(rowCount(plain, "host"), count);
  }));
});

Deno.test("columns: cells at any places are the same as cells in a row", () => {
  fc.assert(fc.property(bucket.filter(({ hits }) => hits.size > 0), (given) => {
    const names = new NameTable(), all = { ...emptyNames(), host: names }, table = new CellTable();
    for (const [host, count] of given.hits) {
      table.add(valueKey(KINDS.host, numberIn(names, host)), count, 0, 0);
    }
    const inRow = columnsFrom(0, table.count, table, all, null);
    const cells = Int32Array.from({ length: table.count }, (_, cell) => cell),
      at = columnsAt(cells, table, all);
    assert.deepEqual(valuesOf({ host: at }).host, valuesOf({ host: inRow }).host);
    assert.deepEqual([at.names, at.numbers, at.counts], [names, inRow.numbers, inRow.counts]);
    const backwards = valuesOf({ host: columnsAt(cells.toReversed(), table, all) });
    assert.deepEqual(backwards.host.toReversed(), valuesOf({ host: at }).host);
  }));
});
