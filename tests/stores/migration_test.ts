// Databases that earlier versions wrote open, are brought up to date, and continue as if this version had written them.
//
// Each fixture was written by the program of its time, from work trees of the commits eeff797 (schema 1), e4dce61 and 10944ac
// (2), 9c9bf23 and b5b734c (3), 8d513bd (4), b368ed3 (5), then packed with `gzip -9n`. The directory of the logs is /srv in all of them.
//
// `schema_N`: `burst.csv` is the first 3,563 lines of `sample_data/access.csv`, which end while the alert fires.
//
//   httplog replay outage.csv --source outage
//   httplog replay burst.csv --source burst
//
// `rules_schema_4`: `outage.csv` is the first 1,200 lines of the sample, after which one of three alerts still has no causes.
//
//   httplog replay outage.csv --source outage --rules rules.toml
//
// `pruned_schema_N`: `outage.csv` is the first 1,200 lines, then 2,000, then 2,400; with `--rules rules.toml` in schema 4.
//
//   httplog replay outage.csv --source outage
//   httplog replay outage.csv --source outage
//   httplog prune --older-than 3m --rollup 1m
//   httplog replay outage.csv --source outage

import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { gunzipSync } from "node:zlib";
import { unpackState } from "../../src/domain/checkpoint.ts";
import { bucketOf } from "../../src/domain/buckets/bucket_from_cells.ts";
import { checkDatabase } from "../../src/stores/sqlite/check/check.ts";
import { SCHEMA_VERSION } from "../../src/stores/sqlite/schema/migrate.ts";
import { VIEWS } from "../../src/stores/sqlite/schema/views.ts";
import { sqlite } from "../../src/stores/sqlite/sqlite.ts";
import { inTemporaryDirectory, type Outcome, PROJECT, run } from "../process.ts";

const FIXTURES = [1, 2, 3, 5];
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
/** The same for what pruning leaves, and what rule files bring. */
const MORE_RESULTS: Readonly<Record<string, string>> = {
  ...RESULTS,
  rollups: "SELECT * FROM rollups ORDER BY source, start, size",
  rollupSections: "SELECT * FROM rollup_sections ORDER BY source, start, size, section",
  rollupStatuses: "SELECT * FROM rollup_statuses ORDER BY source, start, size, status",
  pruned: "SELECT * FROM pruned",
  pairs: "SELECT * FROM bucket_status_hosts ORDER BY source, start, status, host",
  minutes: "SELECT * FROM slo_minutes ORDER BY source, slo, minute",
  messages: "SELECT source, notifier, rule, fired_at, transition, created_at, body FROM outbox ORDER BY id",
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

function results(path: string, views = RESULTS): unknown {
  return Object.fromEntries(Object.entries(views).map(([name, sql]) => [name, query(path, sql)]));
}

async function httplog(cwd: string, database: string, words: string[], stdin = ""): Promise<Outcome> {
  const command = [Deno.execPath(), "run", "-A", `${PROJECT}main.ts`, ...words, "--db", database];
  return await run(command, { cwd, stdin });
}

async function replay(
  database: string,
  source: keyof typeof LOGS,
  cwd: string,
  ...words: string[]
): Promise<void> {
  const outcome = await httplog(cwd, database, ["replay", LOGS[source], "--source", source, ...words]);
  assert.equal(outcome.code, 0, outcome.stderr);
}

/** What identifies the log of a source in the next run. */
function fingerprints(path: string, source: string): unknown[] {
  const database = new DatabaseSync(path, { readOnly: true });
  const sql =
    "SELECT offset, lines, head, tail, crc FROM input JOIN source ON source.id = source_id WHERE name = ?";
  const rows = database.prepare(sql).all(source);
  database.close();
  return rows;
}

function problemsOf(path: string): unknown[] {
  return checkDatabase(path, true).filter(({ state }) => state !== "ok");
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
      if (version < 4) {
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
      }
      assert.deepEqual(problemsOf(path), []);
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
      assert.deepEqual(problemsOf(old), []);

      // That of a log with nothing new is not written again.
      assert.deepEqual(fingerprints(old, "burst"), fingerprints(fresh, "burst"));

      const undone = await httplog(directory, old, ["undo", "last", "--source", "burst"]);
      assert.equal(undone.code, 0, undone.stderr);
      assert.deepEqual(results(old), before);
    }));
}

Deno.test("schema 1 kept no checksum: standard input that it read continues, and another one is refused", () =>
  inTemporaryDirectory(async (directory) => {
    const old = `${directory}/old.db`, fresh = `${directory}/fresh.db`;
    const text = await Deno.readTextFile(LOGS.outage), half = text.slice(0, text.indexOf("\n", 100_000) + 1);
    const feed = (database: string, stdin: string) => httplog(directory, database, ["replay", "-"], stdin);
    await feed(old, half);
    const database = new DatabaseSync(old);
    database.exec("UPDATE input SET crc = -1");
    database.close();
    // Another byte in the last 4096 that were read.
    const other = text.slice(0, 99_000) + "x" + text.slice(99_001);
    assert.equal((await feed(old, other)).code, 65);
    assert.equal((await feed(old, text)).code, 0);
    assert.equal((await feed(fresh, text)).code, 0);
    assert.deepEqual(results(old), results(fresh));
    assert.deepEqual(fingerprints(old, "-"), fingerprints(fresh, "-"));
  }));

/** Builds what the fixture `pruned_schema_N` holds in a new database, and continues it as a test asks. */
class PrunedLog {
  readonly database: string;
  readonly #directory: string;
  readonly #words: readonly string[];

  constructor(directory: string, database: string, version: number) {
    this.#directory = directory;
    this.database = `${directory}/${database}.db`;
    this.#words = version < 4 ? [] : ["--rules", `${PROJECT}sample_data/rules.toml`];
  }

  async replay(lines: number): Promise<void> {
    const text = await Deno.readTextFile(LOGS.outage);
    await Deno.writeTextFile(
      `${this.#directory}/outage.csv`,
      text.split("\n").slice(0, lines).join("\n") + "\n",
    );
    const outcome = await this.run("replay", "outage.csv", "--source", "outage", ...this.#words);
    assert.equal(outcome.code, 0, outcome.stderr);
  }

  async prune(): Promise<void> {
    const outcome = await this.run("prune", "--older-than", "3m", "--rollup", "1m");
    assert.equal(outcome.code, 0, outcome.stderr);
  }

  async replayAndPrune(): Promise<void> {
    await this.replay(1200);
    await this.replay(2000);
    await this.prune();
  }

  run(...words: string[]): Promise<Outcome> {
    return httplog(this.#directory, this.database, words);
  }

  results(): unknown {
    const all = JSON.stringify(results(this.database, MORE_RESULTS));
    // Messages that an earlier version wrote keep their words; it neither named the span nor said "so far", and knew no route.
    return JSON.parse(
      all.replaceAll(/ in (?:this window|\d\d:\d\d:\d\d – \d\d:\d\d:\d\d(?: so far)?) /g, " in its window ")
        .replaceAll(
          /(?:route|host) \S+ (accounts for) \d+ % (of the errors in its window) \(before: \d+ %\)/g,
          "the third $1 $2",
        ),
    );
  }
}

for (const version of [2, 3, 4]) {
  Deno.test(`schema ${version}, pruned: continuing, pruning and undoing give what they give in a new database`, () =>
    inTemporaryDirectory(async (directory) => {
      const old = new PrunedLog(directory, "old", version),
        fresh = new PrunedLog(directory, "fresh", version);
      await unpackFixture(`pruned_schema_${version}`, old.database);
      sqlite.open(old.database, () => 0)[Symbol.dispose]();
      await fresh.replayAndPrune();
      await fresh.replay(2400);
      assert.deepEqual(old.results(), fresh.results());
      assert.equal(query(old.database, "SELECT * FROM rollups").length, 5);
      const before = old.results();

      for (const log of [old, fresh]) {
        await log.replay(2897);
        assert.deepEqual(problemsOf(log.database), []);
      }
      assert.deepEqual(old.results(), fresh.results());
      assert.notDeepEqual(old.results(), before);

      assert.equal((await old.run("undo", "last")).code, 0);
      assert.deepEqual(old.results(), before);

      await fresh.run("undo", "last");
      for (const log of [old, fresh]) await log.prune();
      assert.deepEqual(old.results(), fresh.results());
      assert.notDeepEqual(old.results(), before);
      assert.deepEqual(problemsOf(old.database), []);
    }));
}

for (const version of [2, 3]) {
  Deno.test(`schema ${version}, pruned: its journals do not fit this version's tables, so its runs cannot be undone`, () =>
    inTemporaryDirectory(async (directory) => {
      const old = new PrunedLog(directory, "old", version);
      await unpackFixture(`pruned_schema_${version}`, old.database);
      sqlite.open(old.database, () => 0)[Symbol.dispose]();
      const before = old.results();
      const { code, stderr } = await old.run("undo", "3");
      assert.equal(code, 64, stderr);
      assert.match(stderr, /Run 3 of source "outage" lies too far back/);
      assert.deepEqual(old.results(), before);
    }));
}

Deno.test("schema 4, pruned: the run after the pruning is undone with the journal that it left", () =>
  inTemporaryDirectory(async (directory) => {
    const old = new PrunedLog(directory, "old", 4), fresh = new PrunedLog(directory, "fresh", 4);
    await unpackFixture("pruned_schema_4", old.database);
    // Brought up to date, with what was kept for undoing.
    sqlite.open(old.database, () => 0)[Symbol.dispose]();
    await fresh.replayAndPrune();
    const { code, stderr } = await old.run("undo", "last");
    assert.equal(code, 0, stderr);
    assert.deepEqual(old.results(), fresh.results());
    assert.deepEqual(problemsOf(old.database), []);
    const second = await old.run("undo", "last");
    assert.equal(second.code, 64);
    assert.match(second.stderr, /Run 2 cannot be undone: .* pruned/);
  }));

Deno.test("rules, schema 4: what waits to be explained is explained as in a new database", () =>
  inTemporaryDirectory(async (directory) => {
    const old = `${directory}/old.db`, fresh = `${directory}/fresh.db`;
    const rules = ["--rules", `${PROJECT}sample_data/rules.toml`];
    await unpackFixture("rules_schema_4", old);
    sqlite.open(old, () => 0)[Symbol.dispose]();
    assert.equal(query(old, "SELECT id FROM alerts WHERE explanation IS NULL").length, 1);
    for (const database of [old, fresh]) await replay(database, "outage", directory, ...rules);
    assert.deepEqual(results(old), results(fresh));
    // Of the buckets that an earlier version closed no route is known: the third cause of alert 2 is one.
    const causes = "alert_causes WHERE alert <> 2 OR rank < 3";
    for (const view of [causes, "bucket_status_hosts", "bucket_status_sections", "slo_minutes"]) {
      const rows = (path: string) =>
        query(path, `SELECT * FROM ${view}`).map((row) => JSON.stringify(row)).sort();
      assert.deepEqual(rows(old), rows(fresh));
      assert.ok(rows(fresh).length > 0, view);
    }
    assert.deepEqual(problemsOf(old), []);
  }));
