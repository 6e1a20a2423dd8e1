// Role: the sums by key that reports have: against a slow count, and the key that stands in a statement.

import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import fc from "fast-check";
import { sqlite } from "../../../../src/stores/sqlite/sqlite.ts";
import { registerKeySums } from "../../../../src/stores/sqlite/read/key_sums.ts";
import { bucket, change, run } from "../../../contracts/store_material.ts";

const ROW = fc.record({
  keys: fc.uniqueArray(fc.oneof(fc.nat(9), fc.nat(3000), fc.constantFrom(1023, 1024, 2_000_000)), {
    maxLength: 12,
  }),
  amount: fc.oneof(fc.nat(5), fc.constant(2 ** 40)),
});

Deno.test("key_sums: of each key the sum of the amounts of the rows that list it", () => {
  const errors: unknown[] = [];
  using database = new DatabaseSync(":memory:");
  registerKeySums(database, (error) => errors.push(error));
  const ask = database.prepare(
    "SELECT key_sums(value ->> 'keys', value ->> 'amount') AS sums FROM json_each(?)",
  );
  fc.assert(fc.property(fc.array(ROW, { maxLength: 20 }), (rows) => {
    const slow = new Map<string, number>();
    for (const { keys, amount } of rows) {
      for (const key of keys) slow.set(`${key}`, (slow.get(`${key}`) ?? 0) + amount);
    }
    const given = rows.map(({ keys, amount }) => ({ keys: keys.length === 0 ? null : keys.join(), amount }));
    const { sums } = ask.get(JSON.stringify(given))!;
    assert.deepEqual(
      JSON.parse(String(sums)),
      Object.fromEntries([...slow].filter(([, sum]) => sum !== 0)),
    );
  }));
  assert.deepEqual(errors, []);
  ask.get('[{"keys":"1,x","amount":1}]');
  assert.match(String(errors[0]), /^SyntaxError/);
});

Deno.test("the key of a value stands in a statement in place of its call; NULL where there is no such value", async () => {
  const path = await Deno.makeTempFile({ suffix: ".db" });
  await Deno.remove(path);
  {
    using store = sqlite.open(path, () => 0);
    store.begin(run()).commit(change({ closed: [bucket(100, { "/a": 1 })] }));
  }
  {
    using reader = sqlite.read(path);
    const keyOf = (section: string | null) =>
      reader.query("SELECT key_of_sections(:section)", { section }).rows[0][0];
    const [[key]] = reader.query("SELECT key FROM keys_of_sections WHERE section = '/a'").rows;
    assert.equal(typeof key, "number");
    assert.deepEqual([keyOf("/a"), keyOf("(other)"), keyOf("/b"), keyOf(null)], [key, 0, null, null]);
    assert.throws(
      () => reader.query("SELECT key_of_nothing(:section)", { section: "/a" }),
      /no such function/,
    );
  }
  await Deno.remove(path);
  await Deno.remove(`${path}.lock`).catch(() => {});
});
