// A bucket read out of ordered cells is the one that is read out of the same cells in any order.

import assert from "node:assert/strict";
import fc from "fast-check";
import {
  kindOf,
  KINDS,
  MOST_KINDS,
  NAMED,
  numberOf,
  secondKey,
  VALUED,
  valueKey,
} from "../../../src/domain/counting/cell_key.ts";
import { CELL_WIDTH, CellTable } from "../../../src/domain/counting/cell_table.ts";
import type { CellOrder } from "../../../src/domain/counting/borrowed_cells.ts";
import { bucketOf, secondsOf } from "../../../src/domain/buckets/bucket_from_cells.ts";
import type { BucketRows, SecondRow } from "../../../src/domain/buckets/rows.ts";
import { emptyNames, type Names } from "../../../src/domain/counting/names.ts";

/** Second, section, host, status, bytes. */
type Entry = readonly [second: number, section: number, host: number, status: number, bytes: number];

const entry: fc.Arbitrary<Entry> = fc.tuple(
  fc.nat({ max: 9 }),
  fc.nat({ max: 12 }),
  fc.nat({ max: 40 }),
  fc.constantFrom(200, 404, 500, 503),
  fc.oneof({ weight: 9, arbitrary: fc.nat({ max: 5000 }) }, {
    weight: 1,
    arbitrary: fc.constant(2 ** 53 - 1),
  }),
);

function named(): Names {
  const names = emptyNames(), encoder = new TextEncoder();
  for (let i = 0; i <= 40; i++) {
    const bytes = encoder.encode(`name ${(i * 7) % 41}`);
    names.host.intern(bytes, 0, bytes.length);
    if (i <= 12) names.section.intern(bytes, 0, bytes.length);
    const pair = encoder.encode(`404 name ${(i * 11) % 41}`);
    names.status_host.intern(pair, 0, pair.length);
    if (i <= 12) names.status_section.intern(pair, 0, pair.length);
  }
  return names;
}

function counted(entries: readonly Entry[]): CellTable {
  const table = new CellTable();
  for (const [second, section, host, status, bytes] of entries) {
    const failure = status >= 500 ? 1 : 0;
    for (
      const key of [
        secondKey(second),
        valueKey(KINDS.section, section),
        valueKey(KINDS.host, host),
        valueKey(KINDS.status, status),
      ]
    ) {
      table.add(key, bytes, failure, 0);
    }
    if (status < 400) continue;
    table.add(valueKey(KINDS.status_host, host), bytes, failure, 0);
    table.add(valueKey(KINDS.status_section, section), bytes, failure, 0);
  }
  return table;
}

/**
 * The same cells as the kernel gives them, with names numbered by somebody else: the highest number first. Where it
 * `isCut`, those alone that are kept.
 */
function ordered(table: CellTable, names: Names, most: number, isCut = false): CellTable {
  const kinds: number[][] = Array.from({ length: MOST_KINDS }, () => []),
    hits = (cell: number) => table.values[cell * CELL_WIDTH];
  for (let cell = 0; cell < table.count; cell++) {
    kinds[table.keys[cell] < 0 ? 0 : kindOf(table.keys[cell])].push(cell);
  }
  const name = (cell: number) => numberOf(table.keys[cell]);
  const distinctHosts = kinds[KINDS.host].length;
  for (const dimension of NAMED) {
    const cells = kinds[KINDS[dimension]];
    cells.sort((a, b) => hits(b) - hits(a) || names[dimension].compare(name(a), name(b)));
    if (isCut) cells.splice(most);
  }
  const isNamed = (key: number) => key > 0 && [KINDS.section, KINDS.host].includes(kindOf(key));
  const cells = [0, ...VALUED.map((name) => KINDS[name])].flatMap((kind) => kinds[kind]),
    other = (key: number) => isNamed(key) ? key ^ 1 << 20 : key;
  const order: CellOrder = {
    seconds: kinds[0].length,
    values: VALUED.map((name) => kinds[KINDS[name]].length),
    distinctHosts,
    isCut,
    most,
  };
  return CellTable.of({
    keys: Int32Array.from(cells, (cell) => other(table.keys[cell])),
    values: Float64Array.from(cells.flatMap((cell) => [...table.values.subarray(cell * 4, cell * 4 + 4)])),
    count: cells.length,
    order,
    reader: { keyOf: other, replace: (keys) => keys.set(keys.map(other)) },
  });
}

function sorted(bucket: BucketRows): unknown {
  const by = (rows: readonly { value: string }[]) => rows.toSorted((a, b) => a.value < b.value ? -1 : 1);
  const { section, host, status } = bucket.values;
  const pairs = {
    status_host: by(bucket.pairs.status_host),
    status_section: by(bucket.pairs.status_section),
  };
  return { ...bucket, values: { section: by(section), host: by(host), status: by(status) }, pairs };
}

Deno.test("ordered cells: the same bucket and the same seconds", () => {
  const most = fc.constantFrom(1, 2, 5, 13, 100);
  const property = fc.property(fc.array(entry, { minLength: 1, maxLength: 150 }), most, (entries, most) => {
    const names = named(), table = counted(entries), other = ordered(table, names, most);
    assert.deepEqual(sorted(bucketOf(60, other, names, most)), sorted(bucketOf(60, table, names, most)));
    assert.deepEqual(
      sorted(bucketOf(60, other, names, Infinity)),
      sorted(bucketOf(60, table, names, Infinity)),
    );
    const rows = (of: CellTable): SecondRow[] => {
      const seconds: SecondRow[] = [];
      secondsOf(60, of, seconds);
      return seconds.sort((a, b) => a.time - b.time);
    };
    assert.deepEqual(rows(ordered(table, names, most)), rows(table));
  });
  fc.assert(property, { numRuns: 500 });
});

Deno.test("ordered cells: those of a bucket that is cut say the same, and take nothing more", () => {
  const small = entry.map(([second, section, host, status, bytes]): Entry => [
    second,
    section,
    host,
    status,
    Math.min(bytes, 2 ** 40),
  ]);
  const most = fc.constantFrom(1, 2, 5, 13, 100);
  const property = fc.property(fc.array(small, { minLength: 1, maxLength: 150 }), most, (entries, most) => {
    const names = named(), table = counted(entries), cut = ordered(table, names, most, true);
    assert.deepEqual(sorted(bucketOf(60, cut, names, most)), sorted(bucketOf(60, table, names, most)));
    assert.throws(() => cut.merge(table), /not alone/);
    assert.throws(() => table.merge(cut), /not alone/);
  });
  fc.assert(property, { numRuns: 300 });
});

Deno.test("ordered cells: once something is added they are cells like others", () => {
  const two = fc.tuple(fc.array(entry, { minLength: 1 }), fc.array(entry, { minLength: 1 }));
  const property = fc.property(two, ([first, second]) => {
    const names = named(), other = ordered(counted(first), names, 2);
    other.merge(ordered(counted(second), names, 2));
    assert.equal(other.order, null);
    const all = counted([...first, ...second]);
    assert.deepEqual(sorted(bucketOf(60, other, names, 2)), sorted(bucketOf(60, all, names, 2)));
  });
  fc.assert(property, { numRuns: 300 });
});
