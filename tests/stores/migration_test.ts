// Databases that earlier versions wrote open, are brought up to date, and are gone on with as if this version had written
// them.
//
// The fixtures were made in a work tree of the commits e4dce61 (schema 2) and 9c9bf23 (schema 3), with `burst.csv` the first
// 3,563 lines of `sample_data/access.csv`, which end while the alert fires:
//
//   deno run -A main.ts replay sample_data/outage.csv --source outage --db schema_2.db
//   deno run -A main.ts replay burst.csv --source burst --db schema_2.db
//   gzip -9n schema_2.db
//
//   deno run -A main.ts replay half.csv --source outage --rules sample_data/rules.toml --db rules_schema_4.db
//
// The last one in a work tree of 8d513bd (schema 4), with `half.csv` the first 1,200 lines of `sample_data/outage.csv`,
// after which one of three alerts is still to be explained. The directory of the logs is written as /srv in them.

import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { gunzipSync } from "node:zlib";
import { unpackState } from "../../src/domain/checkpoint.ts";
import { bucketOf } from "../../src/domain/buckets/bucket_from_cells.ts";
import { sqliteMaintenance } from "../../src/stores/sqlite/care.ts";
import { SCHEMA_VERSION } from "../../src/stores/sqlite/schema/migrate.ts";
import { VIEWS } from "../../src/stores/sqlite/schema/views.ts";
import { sqlite } from "../../src/stores/sqlite/sqlite.ts";
import { inTemporaryDirectory, PROJECT, run } from "../process.ts";

const FIXTURES = [2, 3];
const LOGS = { outage: `${PROJECT}sample_data/outage.csv`, burst: `${PROJECT}sample_data/access.csv` };
/** Views of results, each with the columns that were there before this version, in the order that makes them comparable. */
const RESULTS: Readonly<Record<string, string>> = {
  buckets: "SELECT * FROM buckets ORDER BY source, start",
  sections: "SELECT * FROM bucket_sections ORDER BY source, start, section",
  hosts: "SELECT * FROM bucket_hosts ORDER BY source, start, host",
  statuses: "SELECT * FROM bucket_statuses ORDER BY source, start, status",
  seconds: "SELECT * FROM seconds ORDER BY source, time",
  alerts:
    `SELECT source, rule, fired_at, value, peak_value, peak_at, resolved_at, duration, threshold, window, provisional,
    metric, severity, threshold_text, superseded FROM alerts ORDER BY source, fired_at`,
  rejects: "SELECT source, line, offset, reason, sample FROM rejects ORDER BY source, line",
  gaps: "SELECT * FROM gaps",
  sources: "SELECT * FROM sources ORDER BY name",
};

async function unpackFixture(name: string, path: string): Promise<void> {
  const url = new URL(`fixtures/${name}.db.gz`, import.meta.url);
  await Deno.writeFile(path, gunzipSync(await Deno.readFile(url)));
}

function query(path: string, sql: string): Record<string, unknown>[] {
  using reader = sqlite.read(path);
  const { columns, rows } = reader.query(sql);
  return rows.map((row) => Object.fromEntries(row.map((cell, i) => [columns[i], cell])));
}

function results(path: string): unknown {
  return Object.fromEntries(Object.entries(RESULTS).map(([name, sql]) => [name, query(path, sql)]));
}

async function replay(
  database: string,
  source: keyof typeof LOGS,
  cwd: string,
  ...words: string[]
): Promise<void> {
  const command = [Deno.execPath(), "run", "-A", `${PROJECT}main.ts`, "replay", LOGS[source]];
  const outcome = await run([...command, "--source", source, "--db", database, ...words], { cwd });
  assert.equal(outcome.code, 0, outcome.stderr);
}

for (const version of FIXTURES) {
  Deno.test(`schema ${version}: it is brought up to date, and all views can be read`, () =>
    inTemporaryDirectory(async (directory) => {
      const path = `${directory}/old.db`;
      await unpackFixture(`schema_${version}`, path);
      sqlite.open(path, () => 0)[Symbol.dispose]();
      const database = new DatabaseSync(path, { readOnly: true });
      assert.equal(database.prepare("PRAGMA user_version").get()?.user_version, SCHEMA_VERSION);
      database.close();
      for (const { name, columns } of VIEWS) {
        using reader = sqlite.read(path);
        assert.equal(reader.query(`SELECT * FROM ${name}`).columns.length, columns.length);
      }
      assert.deepEqual(
        query(
          path,
          "SELECT metric, severity, threshold_text, superseded, explanation, detail, rule_text FROM alerts",
        ),
        [{
          ...{ metric: "rate", severity: "page", threshold_text: "> 10", superseded: 0 },
          ...{ explanation: null, detail: null, rule_text: null },
        }],
      );
      const problems = sqliteMaintenance.check(path, true).filter(({ state }) => state !== "ok");
      assert.deepEqual(problems, []);
    }));

  Deno.test(`schema ${version}: the state to continue from means what it meant`, () =>
    inTemporaryDirectory(async (directory) => {
      const path = `${directory}/old.db`;
      await unpackFixture(`schema_${version}`, path);
      const database = new DatabaseSync(path);
      const stored = database.prepare("SELECT id, state FROM source JOIN checkpoint ON source_id = id").all();
      assert.equal(stored.length, 2);
      for (const { id, state } of stored) {
        const { open, names, monitor } = unpackState(state as Uint8Array);
        const buckets = [...open].map(([start, table]) => bucketOf(start, table, names, Infinity));
        assert.ok(buckets.length > 0);
        for (const { start, hits, hosts, values } of buckets) {
          const of = "WHERE source_id = ? AND start = ?";
          const row = database.prepare(`SELECT hits, hosts FROM bucket ${of} AND open = 1`).get(id, start);
          assert.deepEqual({ ...row }, { hits, hosts });
          const cells = (dimension: string) =>
            database.prepare(`SELECT n.value, c.hits, c.bytes, c.failures FROM ${dimension}_cell AS c
              JOIN name AS n ON n.id = name_id ${of}`).all(id, start).map((cell) => JSON.stringify(cell))
              .sort();
          assert.deepEqual(values.section.map((value) => JSON.stringify(value)).sort(), cells("section"));
          assert.deepEqual(values.host.map((value) => JSON.stringify(value)).sort(), cells("host"));
        }
        assert.ok(monitor.through > 1.5e9);
      }
      database.close();
    }));

  Deno.test(`schema ${version}: the same log again changes nothing, and more of it is what it is in a new one`, () =>
    inTemporaryDirectory(async (directory) => {
      const old = `${directory}/old.db`, fresh = `${directory}/fresh.db`;
      await unpackFixture(`schema_${version}`, old);
      sqlite.open(old, () => 0)[Symbol.dispose]();
      const before = results(old);
      await replay(old, "outage", directory);
      assert.deepEqual(results(old), before);

      await replay(old, "burst", directory);
      for (const source of ["outage", "burst"] as const) await replay(fresh, source, directory);
      assert.deepEqual(results(old), results(fresh));
      assert.deepEqual(sqliteMaintenance.check(old, true).filter(({ state }) => state !== "ok"), []);
    }));
}

Deno.test("rules, schema 4: what waits to be explained is explained as in a new database", () =>
  inTemporaryDirectory(async (directory) => {
    const old = `${directory}/old.db`, fresh = `${directory}/fresh.db`;
    const rules = ["--rules", `${PROJECT}sample_data/rules.toml`];
    await unpackFixture("rules_schema_4", old);
    assert.equal(query(old, "SELECT id FROM alerts WHERE explanation IS NULL").length, 1);
    for (const database of [old, fresh]) await replay(database, "outage", directory, ...rules);
    assert.deepEqual(results(old), results(fresh));
    for (const view of ["alert_causes", "bucket_status_hosts", "bucket_status_sections", "slo_minutes"]) {
      const rows = (path: string) =>
        query(path, `SELECT * FROM ${view}`).map((row) => JSON.stringify(row)).sort();
      assert.deepEqual(rows(old), rows(fresh));
      assert.ok(rows(fresh).length > 0, view);
    }
    assert.deepEqual(sqliteMaintenance.check(old, true).filter(({ state }) => state !== "ok"), []);
  }));
