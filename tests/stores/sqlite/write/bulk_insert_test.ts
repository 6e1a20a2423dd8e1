// Many rows with few statements, and the dictionary of names that is filled by them.

import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import fc from "fast-check";
import { BulkInsert } from "../../../../src/stores/sqlite/write/bulk_insert.ts";
import { SqliteConnection } from "../../../../src/stores/sqlite/connection.ts";
import { host } from "../../../../src/domain/dimensions/host.ts";
import { section } from "../../../../src/domain/dimensions/section.ts";
import { NameIds } from "../../../../src/stores/sqlite/write/name_ids.ts";
import { migrate } from "../../../../src/stores/sqlite/schema/migrate.ts";

function withConnection(use: (connection: SqliteConnection) => void): void {
  const connection = new SqliteConnection(new DatabaseSync(":memory:"), "test.db");
  try {
    use(connection);
  } finally {
    connection.close();
  }
}

const named = (numbers: readonly number[]) => numbers.map((number) => ({ value: `/${number}` }));

Deno.test("bulk insert: all rows, once each, whatever their number", () => {
  fc.assert(fc.property(
    fc.array(fc.nat({ max: 700 }), { maxLength: 4 }),
    (batches) =>
      withConnection((connection) => {
        connection.run("CREATE TABLE t (a INTEGER, b INTEGER, c TEXT)");
        const rows = new BulkInsert(connection, "t", ["a", "b", "c"]);
        const expected: unknown[] = [];
        batches.forEach((count, batch) => {
          rows.begin(batch);
          for (let i = 0; i < count; i++) {
            rows.add(i);
            rows.add(`${batch} ${i}`);
            expected.push({ a: batch, b: i, c: `${batch} ${i}` });
          }
          assert.equal(rows.end(), count);
        });
        const stored = connection.all("SELECT * FROM t ORDER BY a, b").map((row) => ({ ...row }));
        assert.deepEqual(stored, expected);
      }),
  ));
});

Deno.test("names keep their numbers, whoever asks, new and known ones together", () => {
  const some = fc.uniqueArray(fc.nat({ max: 400 }), { maxLength: 300 });
  fc.assert(
    fc.property(
      fc.array(fc.tuple(some, fc.boolean()), { maxLength: 5 }),
      (calls) =>
        withConnection((connection) => {
          migrate(connection);
          let ids = new NameIds(connection);
          const numbers = new Map<string, number>();
          for (const [names, forgets] of calls) {
            if (forgets) {
              ids = new NameIds(connection);
            }
            const given = ids.intern(section, named(names));
            assert.equal(given.length, names.length);
            given.forEach((id, place) => {
              const { value } = named(names)[place];
              assert.equal(numbers.get(value) ?? id, id);
              numbers.set(value, id);
              assert.equal(new NameIds(connection).find(section, value), id);
            });
          }
          assert.equal(new Set(numbers.values()).size, numbers.size);
          assert.equal(new NameIds(connection).find(host, "/1"), undefined);
        }),
    ),
    { numRuns: 30 },
  );
});
