// Role: `httplog doctor` on real databases: well ones, ones whose rows somebody changed, damaged ones.

import assert from "node:assert/strict";
import { NO_COUNTS } from "../../../src/stores/store.ts";
import { DatabaseSync } from "node:sqlite";
import { doctor } from "../../../src/commands/database/doctor.ts";
import { sqlite } from "../../../src/stores/sqlite/sqlite.ts";
import { change, run } from "../../contracts/store_material.ts";
import { CareBench, lines } from "../care_bench.ts";

const START = 1_549_573_800;

async function withDatabase(work: (bench: CareBench) => Promise<void>): Promise<void> {
  using bench = new CareBench();
  bench.append("a.csv", lines(START, START + 900));
  bench.append("b.csv", lines(START, START + 400));
  await bench.replay("a.csv", { dimensions: "all" });
  await bench.replay("b.csv", { dimensions: "all" });
  await work(bench);
}

/** Changes rows behind httplog's back. */
function tamper(path: string, ...statements: string[]): void {
  const database = new DatabaseSync(path);
  for (const sql of statements) database.prepare(sql).run();
  database.close();
}

const lineOf = (text: string, check: string) =>
  text.split("\n").filter((line) => line.split(/ +/)[1] === check);

Deno.test("a database that replays wrote is well, also between two of them", () =>
  withDatabase(async (bench) => {
    const quick = await bench.run(doctor);
    assert.equal(quick.code, 0);
    assert.ok(quick.text.split("\n").every((line) => line === "" || line.startsWith("ok ")), quick.text);
    bench.append("a.csv", lines(START + 900, START + 1300));
    await bench.replay("a.csv");
    const full = await bench.run(doctor, {}, { full: true });
    assert.equal(full.code, 0, full.text);
    assert.ok(full.text.split("\n").length > quick.text.split("\n").length);
    assert.match(full.text, /integrity_check found nothing/);
  }));

Deno.test("an empty database is well", async () => {
  using bench = new CareBench();
  sqlite.open(bench.database, () => 0)[Symbol.dispose]();
  assert.equal((await bench.run(doctor, {}, { full: true })).code, 0);
});

const OFFENCES: readonly (readonly [check: string, isDeep: boolean, ...sql: string[]])[] = [
  ["records", false, "UPDATE source SET read = read + 1 WHERE name = 'b.csv'"],
  ["records", false, "UPDATE source SET excluded = excluded + 1 WHERE name = 'b.csv'"],
  ["rejects", false, "UPDATE reject_count SET count = count + 1 WHERE source_id = 2"],
  ["rejects", false, "DELETE FROM reject_count WHERE source_id = 2"],
  ["seconds", false, "UPDATE second SET hits = hits + 1 WHERE source_id = 2 AND time % 20 = 0"],
  ["seconds", false, "UPDATE second SET late = late + 1 WHERE source_id = 2 AND time % 20 = 0"],
  ["dimensions", false, "DELETE FROM host_cell WHERE source_id = 2 AND start % 50 = 0"],
  ["hours", false, "DELETE FROM host_hour WHERE source_id = 2"],
  ["hours", false, "UPDATE method_hour SET hits = hits + 1 WHERE source_id = 2"],
  ["final", false, "UPDATE bucket SET open = 1 WHERE source_id = 2"],
  ["final", false, "UPDATE bucket SET open = 0 WHERE source_id = 2"],
  ["alerts", false, "UPDATE alert SET resolved_at = fired_at WHERE source_id = 2"],
  ["alerts", false, "UPDATE alert SET peak_value = value - 1 WHERE source_id = 2"],
  ["rollups", false, "INSERT INTO pruned_sum VALUES (2, 0, 1, 0, 0, 0, 0, 7)"],
  ["state", false, "UPDATE bucket SET hits = hits + 1 WHERE source_id = 2 AND open = 0"],
  ["state", false, "UPDATE checkpoint SET state = x'0102' WHERE source_id = 2"],
  ["state", false, "DELETE FROM checkpoint WHERE source_id = 2"],
  ["state", false, "UPDATE source SET last_time = last_time + 1 WHERE id = 2"],
  ["state", false, "UPDATE bucket SET hosts = hosts + 1 WHERE source_id = 2 AND open = 1"],
  ["section", true, "UPDATE section_cell SET bytes = bytes + 1 WHERE source_id = 2"],
  ["host", true, "UPDATE host_cell SET bytes = bytes + 1 WHERE source_id = 2"],
  ["status", true, "UPDATE status_cell SET bytes = bytes + 1 WHERE source_id = 2"],
  ["hour", true, "UPDATE method_hour SET bytes = bytes + 1 WHERE source_id = 2"],
  ["route", true, "UPDATE route_cell SET bytes = bytes + 1 WHERE source_id = 2"],
  ["visitors", false, "UPDATE visitor_hour SET registers = x'02' WHERE source_id = 2"],
  ["visitors", false, "DELETE FROM visitor_hour WHERE source_id = 2"],
  ["hour", true, "UPDATE section_hour SET bytes = bytes + 1 WHERE source_id = 2"],
  ["hour", true, "UPDATE host_hour SET start = start + 1 WHERE source_id = 2"],
  ["second", true, "UPDATE second SET bytes = bytes + 1 WHERE source_id = 2"],
  ["values", true, "INSERT INTO status_cell VALUES (2, 10, 200, 0, 0, 0)"],
  ["rollup", true, "INSERT INTO rollup VALUES (2, 10, 10, 5, 0, 0, 0)"],
  ["rollup", true, "INSERT INTO rollup_path_cell VALUES (2, 0, 3600, 0, 7, 0, 0)"],
  ["messages", false, "INSERT INTO outbox_entry VALUES (1, 2, 5, 5, 'fired', 'ops', 'none', '{}')"],
  [
    "pairs",
    true,
    "INSERT INTO error_pairs SELECT source_id, start, '[]', '[[\"500 /x\",1000,0,0]]' FROM bucket WHERE source_id = 2",
  ],
  ["values", true, "INSERT INTO error_pairs VALUES (2, 10, '[]', '[]')"],
  ["pair", true, "INSERT INTO error_pair_day VALUES (2, 0, '[[\"500 h\",1,0]]', '[]')"],
  ["minutes", true, "INSERT INTO slo_minute VALUES (2, 'api', 60, 5, 6)"],
  ["minutes", true, "INSERT INTO slo_minute VALUES (2, 'api', 61, 5, 5)"],
  ["spans", true, "INSERT INTO slo_span VALUES (2, 'api', 60, 61, '[]')"],
  ["spans", true, "INSERT INTO slo_span VALUES (2, 'api', 60, 60, '[]')"],
  [
    "spans",
    true,
    "INSERT INTO slo_span VALUES (2, 'api', 0, 180, '[]'), (2, 'api', 120, 240, '[]')",
  ],
  ["names", true, "DELETE FROM name WHERE id IN (SELECT name_id FROM host_cell WHERE source_id = 2)"],
  ["sources", true, "INSERT INTO second VALUES (77, 10, 1, 0, 0, 0)"],
];

for (const [check, isDeep, ...sql] of OFFENCES) {
  Deno.test(`what contradicts itself is a problem, with its source: ${check}: ${sql[0].slice(0, 60)}`, () =>
    withDatabase(async (bench) => {
      tamper(bench.database, ...sql);
      const { code, text } = await bench.run(doctor, {}, isDeep ? { full: true } : {});
      assert.equal(code, 65, text);
      const [problem] = lineOf(text, check).filter((line) => line.startsWith("problem"));
      assert.ok(problem, text);
      assert.match(problem, /--fresh/);
      // Names belong to all sources, and here a source is missing.
      if (check !== "names" && check !== "sources") {
        assert.match(problem, /source "b\.csv": /);
        assert.ok(!text.includes('"a.csv"'), text);
      }
      if (isDeep && check !== "values") assert.equal((await bench.run(doctor)).code, 0);
    }));
}

Deno.test("a run that was killed is a warning; what it committed is well", () =>
  withDatabase(async (bench) => {
    // As after a kill: what the end of a run writes is not there, and no end is noted.
    const open = "start IN (SELECT start FROM bucket WHERE source_id = 2 AND open = 1)";
    const cells = ["section", "host", "status", "route", "duration"].map((name) =>
      `DELETE FROM ${name}_cell WHERE source_id = 2 AND ${open}`
    );
    tamper(
      bench.database,
      ...cells,
      "DELETE FROM bucket WHERE source_id = 2 AND open = 1",
      "UPDATE source SET settled = 0 WHERE id = 2",
      "UPDATE run SET status = 'running', ended_at = NULL WHERE id = 2",
    );
    const { code, text } = await bench.run(doctor, {}, { full: true });
    assert.equal(code, 0, text);
    assert.match(
      text,
      /^warning +runs +source "b\.csv": run 2 .* no process holds the lock\. It ended without a final note: killed, or the disk was full\./m,
    );
  }));

Deno.test("a run whose end the database could not take says what happened, and the next run writes it", () =>
  withDatabase(async (bench) => {
    const take = () => sqlite.lock(bench.database, { now: 1_600_000_000, allowNetwork: true });
    const description = { ...run(), source: "c.csv" };
    const runs = async () => lineOf((await bench.run(doctor)).text, "runs")[0];
    const rows = () => {
      using reader = sqlite.read(bench.database);
      return reader.query("SELECT status, ended_at, message FROM runs WHERE id > 2 ORDER BY id").rows;
    };
    {
      using lock = take();
      using store = sqlite.open(bench.database, () => 1_600_000_007.5, lock);
      const session = store.begin(description);
      session.commit(change({}));
      tamper(
        bench.database,
        "CREATE TRIGGER full BEFORE UPDATE ON run BEGIN SELECT raise(ABORT, 'no room'); END",
        "CREATE TRIGGER full_too BEFORE UPDATE ON source BEGIN SELECT raise(ABORT, 'no room'); END",
      );
      assert.throws(() => session.commit(change({})), /no room/);
      session.finish("failed", 'Cannot write "x.db": the disk is full.');
    }
    const said =
      'run 3 ended as failed at 2020-09-13T12:26:47Z: Cannot write "x.db": the disk is full. The database';
    assert.ok((await runs()).includes(said), await runs());
    // While the disk is full, runs that write nothing must not lose it.
    {
      using lock = take();
      using store = sqlite.open(bench.database, () => 9, lock);
      const session = store.begin(description);
      assert.throws(() => session.commit(change({})), /no room/);
      session.finish("failed", "again");
      assert.ok((await runs()).includes(said));
    }
    const both = await bench.run(doctor);
    assert.ok(both.text.includes(said), both.text);
    assert.match(
      both.text,
      /^warning +runs +source "c\.csv": a run ended as failed at 1970-01-01T00:00:09Z: again\. /m,
    );
    assert.match(both.text, /^ok +lock .* the end of run 3 and of a run that has no row is noted in it/m);
    tamper(bench.database, "DROP TRIGGER full", "DROP TRIGGER full_too");
    assert.deepEqual(rows(), [["running", null, null]]);
    {
      using lock = take();
      using store = sqlite.open(bench.database, () => 1_600_000_100, lock);
      store.begin(description).finish("ok", null);
    }
    assert.deepEqual(rows(), [
      ["failed", 1_600_000_007, 'Cannot write "x.db": the disk is full.'],
      ["failed", 9, "again"],
      ["ok", 1_600_000_100, null],
    ]);
    assert.equal(Deno.readTextFileSync(`${bench.database}.lock`).trim(), "");
    assert.match(await runs(), /^ok/);
  }));

Deno.test("the lock: none, held by whom, free again; a run that holds it is running", () =>
  withDatabase(async (bench) => {
    const lock = async () => lineOf((await bench.run(doctor)).text, "lock")[0];
    const runs = async () => lineOf((await bench.run(doctor)).text, "runs")[0];
    tamper(bench.database, "UPDATE run SET status = 'running', ended_at = NULL WHERE id = 2");
    {
      using _lock = sqlite.lock(bench.database, { now: 1_600_000_000, allowNetwork: true });
      assert.match(await lock(), new RegExp(`held by process ${Deno.pid} since 2020-09-13T12:26:40Z`));
      assert.match(await runs(), /^ok .* run 2 is running/);
    }
    assert.match(await lock(), /^ok .* free: no run is writing/);
    assert.match(await runs(), /^warning/);
    Deno.writeTextFileSync(`${bench.database}.lock`, "12 since 2020-09-13T12:26:40Z\n");
    assert.match(await lock(), /^ok .*process 12 since 2020-09-13T12:26:40Z, ended without a final note/);
    Deno.removeSync(`${bench.database}.lock`);
    assert.match(await lock(), /^ok .* there is none/);
    assert.deepEqual(bench.files().filter((name) => name.endsWith(".lock")), []);
  }));

Deno.test("a database of an older version is a warning, and its pages are still checked", () =>
  withDatabase(async (bench) => {
    tamper(bench.database, "PRAGMA user_version = 1");
    const { code, text } = await bench.run(doctor);
    assert.equal(code, 0, text);
    assert.match(text, /^warning +database +schema version 1,.* next replay/m);
    assert.match(text, /^ok +pages /m);
    assert.ok(!text.includes("records"), text);
  }));

Deno.test("a damaged database: a plain answer whichever pages are gone, 74, and its bytes stay as they are", () =>
  withDatabase(async (bench) => {
    const whole = Deno.readFileSync(bench.database);
    const path = `${bench.directory}/damaged.db`;
    const pages = whole.length / 4096;
    let noticed = 0;
    for (let page = 1; page < pages; page++) {
      const bytes = whole.slice().fill(0, page * 4096, (page + 1) * 4096);
      Deno.writeFileSync(path, bytes);
      const { code, text } = await bench.run(doctor, { db: path }, { full: true });
      // A page of a long value has nothing by which SQLite could tell; if it is the state, it cannot be read.
      assert.ok([0, 65, 74].includes(code), `page ${page}: ${code}\n${text}`);
      if (code === 74) assert.match(text, /^damaged .*Restore a copy/m);
      if (code > 0) noticed++;
      assert.deepEqual(Deno.readFileSync(path), bytes);
    }
    assert.ok(noticed > 0.8 * pages, `${noticed} of ${pages}`);
  }));

Deno.test("a database that was cut off, or whose tables are not ours", () =>
  withDatabase(async (bench) => {
    const path = `${bench.directory}/damaged.db`;
    Deno.writeFileSync(path, Deno.readFileSync(bench.database).subarray(0, 3 * 4096));
    const cut = await bench.run(doctor, { db: path });
    assert.equal(cut.code, 74, cut.text);
    tamper(bench.database, "DROP TABLE second");
    const { code, text } = await bench.run(doctor);
    assert.equal(code, 65);
    assert.match(text, /^problem +reading +no such table/m);
  }));

Deno.test("what cannot be looked at is refused as everywhere", () =>
  withDatabase(async (bench) => {
    const beside = (name: string) => ({ db: `${bench.directory}/${name}` });
    await bench.refused(doctor, "input", /No database at/, beside("none.db"));
    Deno.writeFileSync(`${bench.directory}/zeros.db`, new Uint8Array(8192));
    await bench.refused(doctor, "config", /not an httplog database/, beside("zeros.db"));
    await bench.refused(doctor, "usage", /Unexpected "x\.db" after "doctor".*--db/, {}, {}, ["x.db"]);
    assert.ok(!bench.files().some((name) => name.startsWith("none")));
  }));

Deno.test("findings in another format are rows; names from the log do not steer the terminal", async () => {
  using bench = new CareBench();
  {
    using store = sqlite.open(bench.database, () => 0);
    const session = store.begin(run({ source: "a\x1b[31mb" }));
    session.commit(
      change({
        counts: { ...NO_COUNTS, read: 2 },
      }),
    );
    session.finish("ok", null);
  }
  const { code, text } = await bench.run(doctor, { format: "ndjson" });
  assert.equal(code, 65);
  const rows = text.trimEnd().split("\n").map((row) => JSON.parse(row));
  assert.deepEqual(Object.keys(rows[0]), ["state", "check", "source", "found", "advice"]);
  const problem = rows.find(({ check }) => check === "records");
  assert.equal(problem.state, "problem");
  assert.equal(problem.source, "a\x1b[31mb");
  assert.ok(!(await bench.run(doctor)).text.includes("\x1b"));
});
