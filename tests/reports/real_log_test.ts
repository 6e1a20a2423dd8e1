// Role: every report of names against a slow count of 10,000 real requests in combined format, where that log is at hand.

import assert from "node:assert/strict";
import { DIMENSIONS } from "../../src/domain/dimensions/dimensions.ts";
import { REPORTS } from "../../src/reports/mod.ts";
import type { ReportArguments } from "../../src/reports/report.ts";
import { sqlite } from "../../src/stores/sqlite/sqlite.ts";
import type { Reader, SqlValue } from "../../src/stores/store.ts";
import { testUnless } from "../outside_program.ts";
import { inTemporaryDirectory, PROJECT } from "../process.ts";
import { notesOf, rowsOf } from "./asked.ts";
import { httplog } from "./replayed.ts";
import { lists } from "../../src/lists/lists.ts";
import { COUNTED, COUNTRIES, pathIn, REAL_LOG, type RealLine, realLines, slowCount } from "./real_log.ts";
import { countriesOf } from "./stored_logs.ts";

function register(lines: readonly RealLine[]): void {
  const times = lines.map(({ time }) => time),
    hour = Math.floor(Math.min(...times) / 3600) * 3600 + 12 * 3600;
  const ranges: Partial<ReportArguments>[] = [{}, { since: hour, until: hour + 24 * 3600 }];

  Deno.test("real log: every report of names is a count of the lines, over all and over a day", async () => {
    const directory = await Deno.makeTempDir({ prefix: "httplog-" });
    try {
      const database = `${directory}/x.db`, all = DIMENSIONS.map(({ name }) => name).join(",");
      const options = ["--db", database, "--dimensions", all, "--top", "1000", "--quiet"];
      await httplog("replay", REAL_LOG.pathname, ...options);
      const networks = Object.entries(COUNTRIES).map(([network, code]) => [network, { country: code }]);
      const countries = countriesOf(Object.fromEntries(networks));
      using reader = sqlite.read(database, { lists, countries });
      for (const [words, valueOf] of Object.entries(COUNTED)) {
        for (const range of ranges) compareRows(reader, words, valueOf, lines, range);
      }
      checkVisitors(reader, lines);
      checkNotFound(reader, lines);
      checkAbsent(reader);
    } finally {
      await Deno.remove(directory, { recursive: true });
    }
  });
}

function registerSize(lines: readonly RealLine[]): void {
  Deno.test("real log: its database is about as large as the page of benchmarks says", () =>
    inTemporaryDirectory(async (directory) => {
      const page = Deno.readTextFileSync(`${PROJECT}src/manual/benchmarks.md`);
      const [, few, usual, all] =
        /10,000 lines of that log as they are +\| +0\.033 \| +(\d+) \| +(\d+) \| +(\d+) \|/.exec(page)!;
      const sizes = { "section,host,status,method": few, "": usual, all };
      for (const [dimensions, told] of Object.entries(sizes)) {
        const database = `${directory}/${dimensions}.db`, chosen = dimensions && ["--dimensions", dimensions];
        await httplog("replay", REAL_LOG.pathname, "--db", database, "--quiet", ...chosen);
        // Bytes a line are MB a million lines.
        const size = Deno.statSync(database).size / lines.length;
        assert.ok(Math.abs(size / Number(told) - 1) < 0.05, `${dimensions}: ${size}, told ${told}`);
      }
    }));
}

function compareRows(
  reader: Reader,
  words: string,
  valueOf: (line: RealLine) => string | null,
  lines: readonly RealLine[],
  range: Partial<ReportArguments>,
): void {
  const [name, full] = words.split(" ");
  const report = REPORTS.find((one) => one.name === name)!;
  const rows = rowsOf(reader, report, { ...range, full: full !== undefined });
  const { since, until } = range;
  const meant = lines.filter(({ time }) => time >= (since ?? 0) && time < (until ?? Infinity));
  const expected = slowCount(meant, valueOf);
  const text = (value: SqlValue): string => String(value);
  assert.deepEqual(
    new Map(rows.map((row) => [text(row[report.columns[0]]), [row.hits, row.bytes, row.failures]])),
    expected,
    words,
  );
  const hits = rows.map((row) => Number(row.hits));
  assert.deepEqual(hits, hits.toSorted((one, other) => other - one));
  const first = rows[0];
  assert.equal(Number(first.share).toFixed(6), (Number(first.hits) / meant.length).toFixed(6));
  if ("at_most" in first) { for (const row of rows) assert.equal(row.at_most, row.hits); }
}

/** About as many as a set of them holds: three standard errors, and one for rounding. */
function checkVisitors(reader: Reader, lines: readonly RealLine[]): void {
  const report = REPORTS.find(({ name }) => name === "visitors")!;
  for (const by of ["hour", "day", "week", "month"] as const) {
    const shown = { hour: 13, day: 10, week: 0, month: 7 }[by];
    const exact = Map.groupBy(lines, ({ time }) => new Date(time * 1000).toISOString().slice(0, shown));
    const rows = rowsOf(reader, report, { by });
    // The log begins on a Sunday, and a week on a Monday.
    assert.equal(rows.length, by === "week" ? 2 : exact.size);
    for (const { start_iso, visitors } of rows) {
      const meant = by === "week"
        ? lines.filter(({ time }) => time < MONDAY === String(start_iso) < "2015-05-18")
        : exact.get(String(start_iso).slice(0, shown))!;
      const count = new Set(meant.map(({ host, agent }) => `${host} ${agent}`)).size;
      assert.ok(
        Math.abs(Number(visitors) - count) <= 0.048 * count + 1,
        `${start_iso}: ${visitors}, ${count}`,
      );
    }
  }
}

/** A path and a referrer make a row. */
function checkNotFound(reader: Reader, lines: readonly RealLine[]): void {
  const referrerOf = COUNTED["referrers --full"];
  const meant = lines.filter(({ status }) => status === "404");
  const expected = slowCount(meant, (line) => `${pathIn(line)} ${referrerOf(line)}`);
  const rows = rowsOf(reader, REPORTS.find(({ name }) => name === "not-found")!);
  assert.deepEqual(
    new Map(rows.map(({ path, referrer, hits, bytes }) => [`${path} ${referrer}`, [hits, bytes, 0]])),
    expected,
  );
  assert.equal(Number(rows[0].share).toFixed(6), (Number(rows[0].hits) / meant.length).toFixed(6));
}

const MONDAY = Date.parse("2015-05-18") / 1000;

/** This log has no virtual hosts. */
function checkAbsent(reader: Reader): void {
  const notes = (name: string): string[] => notesOf(reader, REPORTS.find((one) => one.name === name)!);
  assert.deepEqual(notes("vhosts"), [
    "No record has a virtual host: none was sent, or the format of the log lacks the field ($host in nginx, %v in Apache). " +
    '"httplog check FILE" lists the fields of a log.',
  ]);
  for (const name of ["agents", "browsers", "urls"]) assert.deepEqual(notes(name), []);
}

const lines = realLines();
if (lines !== null) {
  register(lines);
  registerSize(lines);
} else testUnless("../shared/data is not beside the project", "real log", () => {});
