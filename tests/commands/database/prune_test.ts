// Role: `httplog prune` between real replays: what goes, what stays, and that nothing that comes later is the worse for it.

import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { prune } from "../../../src/commands/database/prune.ts";
import { sqlite } from "../../../src/stores/sqlite/sqlite.ts";
import type { SqlValue } from "../../../src/stores/store.ts";
import { compiledPermissions } from "../../end_to_end/tasks.ts";
import { PROJECT, run, start } from "../../process.ts";
import { changeOf, loneBucket, store } from "../../reports/stored_logs.ts";
import { CareBench, line, lines } from "../care_bench.ts";

const HOUR = 3600;
/** A whole hour. */
const START = 1_549_573_200;
const program = [Deno.execPath(), "run", "--quiet", ...compiledPermissions(), `${PROJECT}main.ts`];

type Rows = (readonly SqlValue[])[];

/** What the database holds from a time on, and what no pruning touches. */
function remaining(bench: CareBench, before: number, database = bench.database): Record<string, Rows> {
  const from = (view: string, column: string) =>
    bench.rows(`SELECT * FROM ${view} WHERE ${column} >= ${before} ORDER BY 1, 2, 3, 4`, database);
  return {
    buckets: from("buckets", "start"),
    sections: from("bucket_sections", "start"),
    hosts: from("bucket_hosts", "start"),
    statuses: from("bucket_statuses", "start"),
    seconds: from("seconds", "time"),
    alerts: bench.rows("SELECT * FROM alerts ORDER BY id", database),
    rejects: bench.rows("SELECT * FROM rejects ORDER BY run, line", database),
    sources: bench.rows("SELECT * FROM sources ORDER BY name", database),
  };
}

/** Hits of a source in all places together. */
const WHOLE = `SELECT (SELECT sum(hits) FROM buckets) + (SELECT sum(hits) FROM pruned),
  (SELECT sum(hits) FROM seconds) + (SELECT sum(hits) FROM pruned),
  (SELECT sum(late) FROM buckets) + (SELECT sum(late) FROM pruned)`;

async function withLog(work: (bench: CareBench) => Promise<void>): Promise<void> {
  using bench = new CareBench();
  bench.append("a.csv", lines(START, START + 3 * HOUR));
  await bench.replay("a.csv");
  await work(bench);
}

Deno.test("what is old goes, with its values and seconds; everything else is as before, and the sums hold", () =>
  withLog(async (bench) => {
    const before = START + 2 * HOUR;
    const last = Number(bench.rows("SELECT last_time FROM sources")[0][0]);
    const kept = remaining(bench, before);
    const [gone] = bench.rows(`SELECT count(*), sum(hits), sum(late) FROM buckets WHERE start < ${before}`);
    const { code, text } = await bench.run(prune, { "older-than": `${last - before}s` });
    assert.equal(code, 0);
    assert.match(
      text,
      /^a\.csv: pruned: 720 buckets and [\d,]+ seconds with [\d,]+ hits before 2019-02-07T23:00:00Z$/m,
    );
    assert.match(text, /^The database is smaller by [\d.]+ kB: /m);
    assert.deepEqual(remaining(bench, 0), kept);
    assert.deepEqual(bench.rows("SELECT source, before, buckets, hits, late, rolled FROM pruned"), [
      ["a.csv", before, ...gone, 0],
    ]);
    const [[accepted, late]] = bench.rows("SELECT accepted, late FROM sources");
    assert.deepEqual(bench.rows(WHOLE), [[accepted, accepted, late]]);
    assert.deepEqual(bench.rows("SELECT count(*) FROM rollups"), [[0]]);
    assert.deepEqual(bench.ailments(), []);
    // Names of hosts that are gone with their buckets go too.
    using reader = sqlite.read(bench.database);
    const unused =
      "SELECT count(*) FROM name WHERE dimension = 2 AND id NOT IN (SELECT name_id FROM host_cell)";
    assert.deepEqual(reader.query(unused).rows, [[0]]);
  }));

const RULES = `schema = 1
[[rule]]
id = "failures"
metric = "count"
match = { status = "5xx" }
window = "1m"
fire = "> 2"
[[slo]]
id = "availability"
objective = "99%"
period = "30d"
`;

Deno.test("pairs of errors go with their buckets; minutes of objectives go too, unless there are rollups", async () => {
  using bench = new CareBench();
  bench.append("a.csv", lines(START, START + 3 * HOUR));
  const rules = `${bench.directory}/rules.toml`;
  await Deno.writeTextFile(rules, RULES);
  await bench.replay("a.csv", { rules });
  const before = START + 2 * HOUR;
  const last = Number(bench.rows("SELECT last_time FROM sources")[0][0]);
  const rows = (view: string, column: string, from: number) =>
    bench.rows(`SELECT * FROM ${view} WHERE ${column} >= ${from} ORDER BY 1, 2, 3, 4, 5`);
  const pairs = () => rows("bucket_status_hosts", "start", 0),
    minutes = () => rows("slo_minutes", "minute", 0);
  const kept = [rows("bucket_status_hosts", "start", before), rows("slo_minutes", "minute", before)];
  const all = minutes(), alerts = bench.rows("SELECT * FROM alerts");
  assert.ok(kept.every(({ length }) => length > 0) && all.length > kept[1].length && alerts.length > 0);

  await bench.run(prune, { "older-than": `${last - before}s`, rollup: "1h" });
  assert.deepEqual([pairs(), minutes()], [kept[0], all]);
  await bench.run(prune, { "older-than": `${last - before - 600}s` });
  assert.deepEqual(minutes(), all.filter(([, , minute]) => Number(minute) >= before + 600));
  assert.deepEqual(bench.rows("SELECT * FROM alerts"), alerts);
  const since = () => bench.rows("SELECT since FROM slo_spans");
  assert.deepEqual(since(), [[0]]);
  // A time that is pruned as a whole goes with its minutes.
  bench.append("a.csv", lines(START + 3 * HOUR, START + 4 * HOUR));
  await bench.replay("a.csv");
  bench.append("a.csv", lines(START + 4 * HOUR, START + 6 * HOUR));
  await bench.replay("a.csv", { rules });
  assert.equal(since().length, 2);
  await bench.run(prune, { "older-than": "1h" });
  assert.deepEqual(since(), [[Math.floor(Number(minutes()[0][2]) / HOUR) * HOUR - HOUR]]);
  assert.deepEqual(bench.ailments(), []);
});

Deno.test("replays go on as if nothing had been pruned", () =>
  withLog(async (bench) => {
    const plain = `${bench.directory}/plain.db`;
    for (let part = 0; part < 4; part++) {
      const from = START + (3 + part) * HOUR;
      bench.append("a.csv", lines(from, from + HOUR));
      await bench.replay("a.csv");
      await bench.run(
        prune,
        part % 2 === 0 ? { "older-than": "20m" } : { "older-than": "30m", rollup: "1h" },
      );
      assert.deepEqual(bench.ailments(), []);
      await bench.replay("a.csv", {}, plain);
      const [[before]] = bench.rows("SELECT before FROM pruned");
      const expected = remaining(bench, Number(before), plain);
      const got = remaining(bench, 0);
      // The plain database saw the first hours in one run; runs number rejects.
      assert.deepEqual({ ...got, rejects: got.rejects.length }, {
        ...expected,
        rejects: expected.rejects.length,
      });
    }
    await bench.run(prune, { "older-than": "10m" });
    await bench.replay("a.csv", { "alert-window": "60" });
    assert.deepEqual(bench.ailments(), []);
  }));

const LONG = (window: string) =>
  `schema = 1
[[rule]]
id = "busy"
metric = "count"
window = "${window}"
fire = "> 1000"
[[rule]]
id = "failing"
metric = "count"
match = { status = "5xx" }
window = "2h"
fire = "> 1000000"
[[rule]]
id = "ratio"
metric = "error_ratio"
window = "3h"
fire = "> 99%"
`;

Deno.test("what a rule over all records still needs is not pruned", async () => {
  using bench = new CareBench();
  const rules = `${bench.directory}/rules.toml`, plain = `${bench.directory}/plain.db`;
  await Deno.writeTextFile(rules, LONG("30m"));
  bench.append("a.csv", lines(START, START + 1000));
  await bench.replay("a.csv", { rules });
  await bench.replay("a.csv", { rules }, plain);
  const needed = /still needs its last 18\d\d s \(lateness, longest window of its rules, bucket\)/;
  await bench.refused(prune, "usage", needed, { "older-than": "10m" });
  bench.append("a.csv", lines(START + 1000, START + HOUR));
  await bench.replay("a.csv", { rules });
  await bench.replay("a.csv", { rules }, plain);
  await bench.run(prune, { "older-than": "31m" });
  // When it resolves is decided by how many seconds of before are still in the window.
  for (let time = START + HOUR; time < START + 2 * HOUR; time += 10) bench.append("a.csv", line(time));
  await bench.replay("a.csv", { rules });
  await bench.replay("a.csv", { rules }, plain);
  const alerts = (database: string) => bench.rows("SELECT * FROM alerts WHERE rule = 'busy'", database);
  assert.equal(alerts(plain).length, 1);
  assert.deepEqual(alerts(bench.database), alerts(plain));
});

Deno.test("a rule whose window reaches into what was pruned is evaluated from where it does not", () =>
  withLog(async (bench) => {
    const rules = `${bench.directory}/rules.toml`;
    // In 40 minutes there are less than 5,000 hits, but in what is left of them by the prune still fewer.
    await Deno.writeTextFile(rules, LONG("40m").replace("> 1000", "< 4000"));
    await bench.run(prune, { "older-than": "10m" });
    bench.append("a.csv", lines(START + 3 * HOUR, START + 4 * HOUR));
    await bench.replay("a.csv", { rules });
    assert.deepEqual(bench.rows("SELECT * FROM alerts WHERE rule = 'busy'"), []);
    const [[before]] = bench.rows("SELECT before FROM pruned");
    for (let time = START + 4 * HOUR; time < START + 5 * HOUR; time += 10) bench.append("a.csv", line(time));
    await bench.replay("a.csv", { rules });
    const [[fired]] = bench.rows("SELECT fired_at FROM alerts WHERE rule = 'busy'");
    assert.ok(Number(fired) > START + 4 * HOUR && Number(before) < START + 3 * HOUR, `${fired}`);
  }));

Deno.test("rollups are the sums of their buckets; hours are whole, and a second prune adds to them", () =>
  withLog(async (bench) => {
    const hours =
      `SELECT source, start / 3600 * 3600 AS hour, '', 3600, sum(hits), sum(bytes), sum(successes),
      sum(failures), sum(successes) * 1.0 / sum(hits), sum(late) FROM buckets WHERE start < ${
        START + 2 * HOUR
      } GROUP BY 2`;
    const values = (view: string, column: string) =>
      `SELECT source, start / 3600 * 3600 AS hour, '', 3600, ${column}, sum(hits), sum(bytes), sum(failures)
        FROM ${view} WHERE start < ${START + 2 * HOUR} GROUP BY 2, 5 ORDER BY 2, 5`;
    const expected = [
      bench.rows(hours),
      bench.rows(values("bucket_sections", "section")),
      bench.rows(values("bucket_statuses", "status")),
    ];
    const text = (await bench.run(prune, { "older-than": "10m", rollup: "1h" })).text;
    assert.match(text, /before 2019-02-07T23:00:00Z, summed into rows of 3,600 s$/m);
    const rolled = () =>
      ["rollups", "rollup_sections", "rollup_statuses"].map((view) =>
        bench.rows(`SELECT * FROM ${view} ORDER BY start, 5`).map((
          row,
        ) => [...row.slice(0, 2), "", ...row.slice(3)])
      );
    assert.deepEqual(rolled(), expected);
    assert.deepEqual(bench.rows("SELECT start_iso FROM rollups"), [["2019-02-07T21:00:00Z"], [
      "2019-02-07T22:00:00Z",
    ]]);

    // Late records for a pruned hour: a bucket again, and then in the same rollup.
    bench.append("a.csv", line(START + 65, "/late", "10.9.9.9", 500) + line(START + 66, "/late", "10.9.9.9"));
    await bench.replay("a.csv");
    assert.deepEqual(
      bench.rows(`SELECT start, hits, late, hosts, state FROM buckets WHERE start < ${START + HOUR}`),
      [
        [START + 60, 2, 2, 0, "final"],
      ],
    );
    assert.deepEqual(bench.ailments(), []);
    await bench.run(prune, { "older-than": "10m", rollup: "1h" });
    const [first] = expected[0];
    const [hits, bytes, successes, failures] = first.slice(4, 8).map(Number);
    assert.deepEqual(bench.rows("SELECT hits, bytes, successes, failures, late FROM rollups LIMIT 1"), [
      [hits + 2, bytes + 200, successes + 1, failures + 1, Number(first[9]) + 2],
    ]);
    assert.deepEqual(bench.rows("SELECT hits, failures FROM rollup_sections WHERE section = '/late'"), [[
      2,
      1,
    ]]);
    assert.deepEqual(bench.ailments(), []);
    const [[accepted, late]] = bench.rows("SELECT accepted, late FROM sources");
    assert.deepEqual(bench.rows(WHOLE), [[accepted, accepted, late]]);
  }));

Deno.test("rollups of different lengths stand side by side, each hit in one of them", () =>
  withLog(async (bench) => {
    await bench.run(prune, { "older-than": "2h", rollup: "10m" });
    await bench.run(prune, { "older-than": "10m", rollup: "1h" });
    const [[rolled, hits]] = bench.rows("SELECT (SELECT sum(hits) FROM rollups), hits FROM pruned");
    assert.equal(rolled, hits);
    assert.deepEqual(bench.ailments(), []);
    // --fresh takes all of it away.
    const flags = { fresh: true } as const;
    const { replay } = await import("../../../src/commands/replay/replay.ts");
    const { fakeHost } = await import("../../fake_host.ts");
    const values = { db: bench.database, source: "a.csv", "alert-threshold": "1.5" };
    await replay.run(
      { flags: { ...flags, quiet: true }, values, lists: {}, positionals: [`${bench.directory}/a.csv`] },
      fakeHost({ now: 2_000_000_000 }),
    );
    assert.deepEqual(bench.rows("SELECT * FROM pruned"), []);
    assert.deepEqual(bench.rows("SELECT * FROM rollups"), []);
    assert.deepEqual(bench.ailments(), []);
  }));

Deno.test("each source by its own time, or only one; a dry run tells and writes nothing", () =>
  withLog(async (bench) => {
    bench.append("old.csv", lines(1_000_000, 1_000_000 + HOUR));
    await bench.replay("old.csv");
    Deno.removeSync(`${bench.database}.lock`);
    const bytes = Deno.readFileSync(bench.database);
    const dry = await bench.run(prune, { "older-than": "30m" }, { "dry-run": true });
    assert.match(dry.text, /^a\.csv: would be pruned: 8\d\d buckets/m);
    assert.match(dry.text, /^old\.csv: would be pruned: 1\d\d buckets/m);
    assert.deepEqual(Deno.readFileSync(bench.database), bytes);
    assert.ok(!bench.files().some((name) => name.endsWith(".lock")), String(bench.files()));
    await bench.run(prune, { "older-than": "30m", source: "old.csv" });
    assert.deepEqual(bench.rows("SELECT source FROM pruned"), [["old.csv"]]);
    const wet = await bench.run(prune, { "older-than": "30m" });
    assert.match(wet.text, /^a\.csv: pruned: /m);
    assert.match(wet.text, /^old\.csv: nothing to prune before /m);
    assert.deepEqual(bench.ailments(), []);
    assert.equal((await bench.run(prune, { "older-than": "30m" }, { quiet: true })).text, "");
  }));

Deno.test("undo still takes back a run that touched nothing of what was pruned, and refuses one that did", () =>
  withLog(async (bench) => {
    const undo = () => {
      using opened = sqlite.open(bench.database, () => 0);
      return opened.undo({ latestOf: "a.csv" });
    };
    await bench.run(prune, { "older-than": "10m" });
    const before = remaining(bench, 0);
    bench.append("a.csv", lines(START + 3 * HOUR, START + 3 * HOUR + 300));
    await bench.replay("a.csv");
    await bench.run(prune, { "older-than": "15m" });
    undo();
    assert.deepEqual(remaining(bench, 0), before);
    assert.deepEqual(bench.ailments(), []);
    // A late record for a pruned bucket, pruned again: to take it back, it would have to come out of the sums.
    bench.append("a.csv", line(START + 65));
    await bench.replay("a.csv");
    await bench.run(prune, { "older-than": "15m" });
    assert.throws(undo, /pruned/);
    assert.deepEqual(bench.ailments(), []);
  }));

Deno.test("names that undoing would put back are kept", () =>
  withLog(async (bench) => {
    bench.append("b.csv", lines(START, START + HOUR));
    await bench.replay("b.csv");
    bench.append("b.csv", line(START + HOUR + 100, "/only", "10.7.7.7"));
    await bench.replay("b.csv");
    const before = remaining(bench, 0);
    // The host is only in the open bucket, which the next run replaces by a final one with K = 100; here by fresh rows.
    bench.append("b.csv", lines(START + HOUR + 101, START + HOUR + 400));
    await bench.replay("b.csv");
    await bench.run(prune, { "older-than": "10m", source: "a.csv" });
    using opened = sqlite.open(bench.database, () => 0);
    opened.undo({ latestOf: "b.csv" });
    const ofB = (rows: Record<string, Rows>) => rows.hosts.filter(([source]) => source === "b.csv");
    assert.deepEqual(ofB(remaining(bench, 0)), ofB(before));
    assert.deepEqual(bench.ailments(), []);
  }));

Deno.test("what cannot be done is refused before anything is written", () =>
  withLog(async (bench) => {
    const bytes = Deno.readFileSync(bench.database);
    const week = { "older-than": "7d" };
    await bench.refused(prune, "usage", /No --older-than\. .*--older-than 90d/);
    for (const span of ["90", "d", "0d", "2015-05-17", "", "1.h", "today", "-3d"]) {
      await bench.refused(prune, "usage", /--older-than ".*" is no span of time\. Allowed: .*90d/, {
        "older-than": span,
      });
    }
    await bench.refused(prune, "usage", /--rollup "x" is no span/, { ...week, rollup: "x" });
    await bench.refused(prune, "usage", /too short: source "a\.csv" still needs its last 160 s/, {
      "older-than": "2m",
    });
    await bench.refused(prune, "usage", /--rollup 15 s .* source "a\.csv", of 10 s each/, {
      ...week,
      rollup: "15s",
    });
    await bench.refused(prune, "usage", /No source "nobody"/, { ...week, source: "nobody" });
    await bench.refused(prune, "usage", /Unexpected "x" after "prune"/, week, {}, ["x"]);
    {
      using _lock = sqlite.lock(bench.database, { now: 0, allowNetwork: true });
      await bench.refused(prune, "busy", /in use by another run/, week);
    }
    assert.deepEqual(Deno.readFileSync(bench.database), bytes);
    await bench.refused(prune, "input", /No database at/, { ...week, db: `${bench.directory}/none.db` });
    assert.ok(!bench.files().some((name) => name.startsWith("none")), String(bench.files()));
  }));

Deno.test("killed in the middle it leaves everything in order, and run again it finishes", async () => {
  using bench = new CareBench();
  const buckets = Array.from({ length: 60_000 }, (_, number) => loneBucket(START + number * 10, 100));
  const last = START + 60_000 * 10 + 40;
  store(bench.database, "log", changeOf(buckets, last));
  const sums = () =>
    bench.rows(
      "SELECT coalesce((SELECT hits FROM pruned), 0), (SELECT count(*) FROM buckets), (SELECT count(*) FROM seconds), coalesce((SELECT sum(hits) FROM rollups), 0)",
    )[0].map(Number);
  const words = ["prune", "--older-than", "1h", "--rollup", "1h", "--db", bench.database];
  let kills = 0;
  for (let wanted = 1; wanted < 60_000; wanted += 15_000) {
    const child = start([...program, ...words], { cwd: bench.directory });
    const ended = child.status.then(() => "ended" as const);
    // When it has got so far, it is killed wherever it is.
    while (sums()[0] < wanted && await Promise.race([ended, Promise.resolve(null)]) === null) {
      await new Promise((resolve) => setTimeout(resolve, 0));
    }
    try {
      child.kill("SIGKILL");
      kills++;
    } catch {
      // It was faster.
    }
    await Promise.all([child.stdin.close().catch(() => {}), child.output()]);
    const [pruned, left, seconds, rolled] = sums();
    assert.equal(pruned + left, 60_000);
    assert.equal(left, seconds);
    assert.equal(rolled, pruned);
    // The state that this store holds is not one that a replay wrote.
    assert.deepEqual(bench.ailments().filter(({ check }) => check !== "state"), []);
  }
  assert.ok(kills > 0);
  const { code, stdout } = await run([...program, ...words], { cwd: bench.directory });
  assert.equal(code, 0, stdout);
  assert.deepEqual(sums()[1], 60_000 - Math.floor((last - HOUR) / HOUR) * 360 + START / 10);
  assert.deepEqual(sums()[0], 60_000 - sums()[1]);
  assert.match(stdout, /smaller by [\d.]+ MB|smaller by [\d.]+ kB/);
});

Deno.test("a database that cannot become smaller says how much of it is free", async () => {
  using bench = new CareBench();
  // As httplog made them before: pages could only be used again.
  const database = new DatabaseSync(bench.database);
  const statements = ["CREATE TABLE x (a)", "DROP TABLE x", `PRAGMA application_id = ${0x686c6f67}`];
  for (const sql of statements) database.prepare(sql).run();
  database.close();
  bench.append("a.csv", lines(START, START + HOUR));
  await bench.replay("a.csv");
  const { text } = await bench.run(prune, { "older-than": "10m" });
  assert.match(text, /^[\d.]+ kB of [\d.]+ kB are free for later runs\.$/m);
  assert.deepEqual(bench.ailments(), []);
});
