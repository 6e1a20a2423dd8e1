// Role: the reports after pruning: rollups are read where they fit, and what is missing is said.

import assert from "node:assert/strict";
import { availability } from "../../src/reports/availability.ts";
import { buckets } from "../../src/reports/buckets.ts";
import { DIMENSION_REPORTS } from "../../src/reports/dimension_totals.ts";
import { GROUPED_REPORTS } from "../../src/reports/grouped_totals.ts";
import { rejects } from "../../src/reports/rejects.ts";
import type { Report, ReportArguments } from "../../src/reports/report.ts";
import { sqlite } from "../../src/stores/sqlite/sqlite.ts";
import type { Reader } from "../../src/stores/store.ts";
import { inTemporaryDirectory, PROJECT } from "../process.ts";
import { notesOf, rowsOf } from "./asked.ts";
import { httplog, replayed } from "./replayed.ts";
import { OUTSIDE } from "./stored_logs.ts";

const [sections, hosts, statuses] = DIMENSION_REPORTS;

/** The records of access.csv, all of them from 21:00 to 22:00. */
const HITS = 11_792;
const HOUR = 1549573200;

/** Does `work` with access.csv, replayed and pruned. */
const pruned = (prune: readonly string[], work: (reader: Reader) => void | Promise<void>): Promise<void> =>
  inTemporaryDirectory(async (directory) => {
    const database = `${directory}/a.db`;
    await httplog("replay", `${PROJECT}sample_data/access.csv`, "--db", database, "--quiet");
    await httplog("prune", "--db", database, ...prune);
    using reader = sqlite.read(database, OUTSIDE);
    await work(reader);
  });

const sum = (reader: Reader, report: Report, given: Partial<ReportArguments> = {}): number =>
  rowsOf(reader, report, given).reduce((total, { hits }) => total + Number(hits), 0);

const ROLLED = ["--older-than", "4m", "--rollup"];

for (const size of ["1m", "10m"]) {
  Deno.test(`rollups of ${size} count: no hit is lost per hour, day and week, by section, by status, in buckets`, () =>
    pruned([...ROLLED, size], (reader) => {
      assert.ok(Number(reader.query("SELECT rolled FROM pruned").rows[0][0]) > 7000);
      for (const by of ["hour", "day", "week"] as const) {
        assert.equal(sum(reader, availability, { by }), HITS, by);
        assert.deepEqual(notesOf(reader, availability, { by }), []);
      }
      for (const report of [sections, statuses, buckets]) {
        assert.equal(sum(reader, report), HITS, report.name);
        assert.deepEqual(notesOf(reader, report), []);
      }
      const api = rowsOf(reader, sections, { section: "/api" })[0];
      assert.equal(sum(reader, availability, { section: "/api" }), api.hits);
      const shares = rowsOf(reader, sections).reduce((total, { share }) => total + Number(share), 0);
      assert.ok(Math.abs(shares - 1) < 1e-4, `${shares}`);
    }));
}

Deno.test("prune --rollup 1h, then availability --by hour and day: all 11,792 hits", () =>
  inTemporaryDirectory(async (directory) => {
    const database = `${directory}/a.db`, lines = Deno.readTextFileSync(`${PROJECT}sample_data/access.csv`);
    // Two more records, of the next day: event time follows the jump, and the whole hour is old enough.
    const more = [86400, 86460].map((later) =>
      `"10.0.0.1","-","apache",${HOUR + later},"GET /api/x HTTP/1.0",200,100\n`
    );
    await Deno.writeTextFile(`${directory}/a.csv`, lines + more.join(""));
    await httplog("replay", `${directory}/a.csv`, "--db", database, "--quiet");
    await httplog("prune", "--db", database, "--older-than", "2h", "--rollup", "1h");
    using reader = sqlite.read(database);
    assert.equal(reader.query("SELECT count(*) FROM buckets").rows[0][0], 2);
    const before = { until: HOUR + 3600 };
    for (const by of ["hour", "day"] as const) {
      assert.equal(sum(reader, availability, { ...before, by }), HITS, by);
      assert.equal(rowsOf(reader, availability, { ...before, by }).length, 1);
    }
    for (const by of ["1m", "5m"] as const) {
      assert.equal(sum(reader, availability, { by }), 2);
      assert.deepEqual(notesOf(reader, availability, { by }), [
        "Missing are 11,792 hits before 2019-02-07T22:00:00Z: pruning kept sums over 1h, which fit no row of this " +
        "span; a larger --by shows them.",
      ]);
    }
    const [rollup] = rowsOf(reader, buckets);
    assert.deepEqual([rollup.size, rollup.hits, rollup.hosts, rollup.state], [3600, HITS, null, "rollup"]);
    assert.deepEqual(notesOf(reader, sections, { since: HOUR + 600 }), [
      "Missing are up to 11,792 hits before 2019-02-07T22:00:00Z: pruning kept sums over 1h, which fit the range in part only.",
    ]);
    const nameless =
      "Missing are 11,792 hits before 2019-02-07T22:00:00Z: they were pruned, and rollups keep no hosts.";
    assert.deepEqual(notesOf(reader, hosts), [nameless]);
    const ofOne = nameless.replace("are", "are up to");
    assert.deepEqual(notesOf(reader, availability, { host: "10.0.0.1" }), [ofOne]);
    assert.deepEqual(notesOf(reader, hosts, { since: HOUR + 3600 }), []);
  }));

Deno.test("what was pruned without a rollup is missing, and said to be", () =>
  pruned(["--older-than", "4m"], (reader) => {
    const left = Number(reader.query("SELECT sum(hits) FROM buckets").rows[0][0]);
    const [gone, before, late] = reader.query("SELECT hits, before, late FROM pruned").rows[0].map(Number);
    assert.equal(left + gone, HITS);
    const noun = `${gone.toLocaleString("en-US")} hits before 2019-02-07T21:4`;
    for (const report of [sections, hosts, statuses, availability, buckets]) {
      assert.equal(sum(reader, report), left);
      const [note, ...more] = notesOf(reader, report);
      assert.ok(note.startsWith(`Missing are ${noun}`) && note.endsWith("pruned without a rollup."), note);
      assert.deepEqual(more, []);
      assert.ok(notesOf(reader, report, { since: before - 60 })[0].startsWith(`Missing are up to ${noun}`));
      assert.deepEqual(notesOf(reader, report, { since: before }), []);
      // Before the first record only late ones may have been.
      const [of] = notesOf(reader, report, { until: HOUR });
      assert.ok(late > 0 && of.startsWith(`Missing are up to ${late} hits before`), of);
    }
    // The hour that was cut is whole.
    for (const report of GROUPED_REPORTS.filter(({ name }) => name !== "countries")) {
      assert.match(
        notesOf(reader, report).join("\n"),
        new RegExp(`^Missing are up to ${noun}`, "m"),
        report.name,
      );
    }
  }));

Deno.test("a week begins on Monday", () =>
  pruned(["--older-than", "4m"], (reader) => {
    const [week] = rowsOf(reader, availability, { by: "week" });
    assert.equal(week.start_iso, "2019-02-04T00:00:00Z");
    assert.equal(new Date(String(week.start_iso)).getUTCDay(), 1);
  }));

Deno.test("what was never counted is noted below totals: left out, and gone unread; rejects beyond the kept ones", async () => {
  const line = (time: number): string => `"10.0.0.1","-","-",${time},"GET /a HTTP/1.1",200,1\n`;
  await using log = await replayed(
    line(1549573200) + line(1549573300) + "junk\n".repeat(1005),
    ["--until", "1549573250", "--warn-rejects", "100%"],
  );
  using reader = sqlite.read(log.database);
  const note = "Not counted: 1 record that a replay's --since or --until left out.";
  for (const report of [availability, hosts]) assert.deepEqual(notesOf(reader, report), [note]);
  assert.deepEqual(notesOf(reader, rejects), [
    "5 more were rejected and only counted: of each log a run keeps the first 1,000.",
  ]);
});

Deno.test("what hours alone hold says so where buckets do not fit an hour", () =>
  inTemporaryDirectory(async (directory) => {
    const database = `${directory}/a.db`,
      replay = ["replay", `${PROJECT}sample_data/access.csv`, "--db", database, "--quiet"];
    await httplog(...replay, "--analysis-bucket-size", "5400", "--source", "long");
    await httplog(...replay, "--source", "ten", "--fresh");
    using reader = sqlite.read(database);
    const methods = DIMENSION_REPORTS.find(({ name }) => name === "methods")!;
    const range = { since: HOUR, until: HOUR + 3600 };
    const whole = (given: Partial<ReportArguments>): string[] =>
      notesOf(reader, methods, given).filter((note) => note.startsWith("Counted are the whole "));
    assert.deepEqual(whole({ ...range, source: "long" }), [
      "Counted are the whole buckets of 1h30m that start in this range.",
    ]);
    assert.deepEqual(whole({ ...range, source: "ten" }), []);
    assert.deepEqual(whole({ since: HOUR + 60, source: "ten" }), [
      "Counted are the whole hours that start in this range.",
    ]);
  }));
