// Role: the reports along the time, of latency and of changes, against a slow count of 10,000 real requests with virtual hosts and
// durations written to them, where that log is at hand.

import assert from "node:assert/strict";
import { REPORTS } from "../../src/reports/mod.ts";
import type { Report, ReportArguments } from "../../src/reports/report.ts";
import { sqlite } from "../../src/stores/sqlite/sqlite.ts";
import type { Reader, SqlValue } from "../../src/stores/store.ts";
import { testUnless } from "../outside_program.ts";
import { inTemporaryDirectory } from "../process.ts";
import { rowsOf } from "./asked.ts";
import { COUNTED, pathIn, REAL_LOG, type RealLine, realLines, slowCount } from "./real_log.ts";
import { httplog } from "./replayed.ts";

const FORMAT =
  '$host $remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent" $request_time';

/** A line with what was written to it. */
interface LongLine extends RealLine {
  readonly vhost: string;
  /** µs; null: not known. */
  readonly duration: number | null;
}

/** Milliseconds with a long tail, some unknown; the same on every run. */
function longLine(line: RealLine, index: number): LongLine {
  const random = ((index * 2654435761) >>> 0) / 2 ** 32;
  const milliseconds = Math.round(4 * (1 / (1.0001 - random)) ** 1.3);
  const duration = index % 50 === 7 ? null : milliseconds * 1000;
  return { ...line, vhost: index % 3 === 0 ? "www.example" : "shop.example", duration };
}

const textOf = (line: string, { vhost, duration }: LongLine): string =>
  `${vhost} ${line} ${duration === null ? "-" : (duration / 1e6).toFixed(3)}\n`;

const report = (name: string): Report => REPORTS.find((one) => one.name === name) ?? assert.fail(name);

/** Nearest rank in a sorted array. */
function checkPercentiles(row: Record<string, SqlValue>, lines: readonly LongLine[], what: string): void {
  const known = lines.flatMap(({ duration }) => duration ?? []).sort((a, b) => a - b);
  assert.deepEqual([row.hits, row.unknown], [known.length, lines.length - known.length], what);
  for (
    const [name, share] of [["p50", 0.5], ["p90", 0.9], ["p95", 0.95], ["p99", 0.99], ["max", 1]] as const
  ) {
    if (known.length === 0) assert.equal(row[name], null);
    else {
      const exact = known[Math.max(1, Math.ceil(share * known.length - 1e-9)) - 1];
      assert.ok(Math.abs(Number(row[name]) / exact - 1) <= 0.01, `${what} ${name}: ${row[name]}, ${exact}`);
    }
  }
}

/** First second of the span in which a second lies, as text. */
const STARTS: Readonly<Record<string, (time: number) => number>> = {
  "1m": (time) => time - time % 60,
  "5m": (time) => time - time % 300,
  hour: (time) => time - time % 3600,
  day: (time) => time - time % 86400,
  // The log begins on a Sunday; the next day is the Monday of the second week.
  week: (time) => Date.parse(time < Date.parse("2015-05-18") / 1000 ? "2015-05-11" : "2015-05-18") / 1000,
  month: () => Date.parse("2015-05-01") / 1000,
};

const isoText = (time: number): string => new Date(time * 1000).toISOString().replace(".000Z", "Z");

/** The lines by the text of the span in which they lie, oldest first. */
function bySpan(lines: readonly LongLine[], by: string): Map<string, LongLine[]> {
  const groups = Map.groupBy(lines, ({ time }) => isoText(STARTS[by](time)));
  return new Map([...groups].sort());
}

function checkLatency(reader: Reader, lines: readonly LongLine[]): void {
  for (const by of ["1m", "5m", "hour", "day", "week", "month"] as const) {
    const expected = bySpan(lines, by), rows = rowsOf(reader, report("latency"), { by });
    assert.deepEqual(rows.map(({ start_iso }) => start_iso), [...expected.keys()], by);
    for (const row of rows) {
      checkPercentiles(row, expected.get(String(row.start_iso))!, `${by} ${row.start_iso}`);
    }
  }
}

/** An hour keeps 100 routes, of the others the sum: routes that no hour left out are exact, and no row lacks a line. */
function checkRoutes(reader: Reader, lines: readonly LongLine[]): void {
  const routes = Map.groupBy(lines, (line) => String(COUNTED.routes(line)));
  const rows = rowsOf(reader, report("latency"), { by: "route" });
  const amount = ({ hits, unknown }: Record<string, SqlValue>): number => Number(hits) + Number(unknown);
  assert.equal(rows.reduce((sum, row) => sum + amount(row), 0), lines.length);
  let exact = 0;
  for (const row of rows.filter(({ route }) => route !== "(other)")) {
    const own = routes.get(String(row.route))!;
    assert.ok(amount(row) <= own.length);
    if (amount(row) < own.length) continue;
    exact++;
    checkPercentiles(row, own, `route ${row.route}`);
  }
  assert.ok(exact > 0.9 * routes.size, `${exact} of ${routes.size} routes`);
  const busiest = [...routes].sort(([, a], [, b]) => b.length - a.length).slice(0, 10);
  // Where a busy route was quiet for an hour, it may lack that hour.
  assert.deepEqual(rows.slice(0, 10).map(({ route }) => route), busiest.map(([route]) => route));
  for (const [at, [route, own]] of busiest.entries()) {
    assert.ok(amount(rows[at]) >= 0.98 * own.length, route);
  }
}

/** Of all records, and of one value of a dimension. */
function checkAvailability(reader: Reader, lines: readonly LongLine[]): void {
  const asked: [Partial<ReportArguments>, (line: LongLine) => boolean][] = [
    [{}, () => true],
    [{ section: "/blog" }, (line) => COUNTED.sections(line) === "/blog"],
    [{ host: "66.249.73.135" }, ({ host }) => host === "66.249.73.135"],
    [{ vhost: "shop.example" }, ({ vhost }) => vhost === "shop.example"],
    [{ path: "/favicon.ico" }, (line) => pathIn(line) === "/favicon.ico"],
  ];
  for (const [given, isMeant] of asked) {
    const spans = given.vhost || given.path ? ["hour", "day", "week"] : ["1m", "5m", "hour", "day", "week"];
    for (const by of spans) {
      const expected = [...bySpan(lines.filter(isMeant), by)].map(([start, own]) => {
        const { length } = own, failures = own.filter(({ status }) => status >= "500").length;
        return [start, length, failures];
      });
      const rows = rowsOf(reader, report("availability"), { ...given, by: by as ReportArguments["by"] });
      const found = rows.map(({ start_iso, hits, failures }) => [start_iso, hits, failures]);
      assert.deepEqual(found, expected, `${JSON.stringify(given)} by ${by}`);
      assert.ok(found.length > 0);
      for (const { hits, failures, availability } of rows) {
        assert.ok(Math.abs(Number(availability) - 1 + Number(failures) / Number(hits)) < 1e-6);
      }
    }
  }
}

/** What changed between a day and the day before. */
function checkCompare(reader: Reader, lines: readonly LongLine[]): void {
  const midnight = Date.parse("2015-05-19") / 1000, day = 86400;
  const here = lines.filter(({ time }) => time >= midnight && time < midnight + day);
  const there = lines.filter(({ time }) => time >= midnight - day && time < midnight);
  const rows = rowsOf(reader, report("compare"), {
    ...{ since: midnight, until: midnight + day },
    compared: { since: midnight - day, until: midnight },
  });
  const values: typeof COUNTED = {
    ...{ all: () => "all", section: COUNTED.sections, host: COUNTED.hosts, status: COUNTED.statuses },
    ...{ route: COUNTED.routes, method: COUNTED.methods, protocol: COUNTED.protocols },
  };
  const [now, then] = [here, there].map((of) =>
    new Map(Object.entries(values).map(([name, valueOf]) => [name, slowCount(of, valueOf)]))
  );
  for (const { dimension, value, hits, with_hits, failures, with_failures, change, certain } of rows) {
    const of = (counts: typeof now) => counts.get(String(dimension))!.get(String(value)) ?? [0, 0, 0];
    const [[count, , failed], [before, , hadFailed]] = [of(now), of(then)], what = `${dimension} ${value}`;
    assert.deepEqual([hits, with_hits, failures, with_failures], [count, before, failed, hadFailed], what);
    assert.ok(Math.abs(Number(change) - (count - before) / day) < 1e-6, what);
    assert.equal(certain, change, what);
  }
  for (const name of ["all", "section", "host", "status", "route"]) {
    const known = new Set([now, then].flatMap((counts) => [...counts.get(name)!.keys()]));
    assert.equal(rows.filter(({ dimension }) => dimension === name).length, known.size, name);
  }
  const sizes = rows.slice(1).map((row) =>
    Math.max(Math.abs(Number(row.certain)), Math.abs(Number(row.failures) - Number(row.with_failures)) / day)
  );
  assert.ok(sizes.every((size, at) => at === 0 || size <= sizes[at - 1] + 2e-6), "the largest first");
  const p95 = (of: readonly LongLine[]) => {
    const known = of.flatMap(({ duration }) => duration ?? []).sort((a, b) => a - b);
    return known[Math.ceil(0.95 * known.length) - 1];
  };
  assert.equal(rows[0].dimension, "all");
  assert.ok(Math.abs(Number(rows[0].p95) / p95(here) - 1) <= 0.01);
  assert.ok(Math.abs(Number(rows[0].with_p95) / p95(there) - 1) <= 0.01);
}

function checkVhosts(reader: Reader, lines: readonly LongLine[]): void {
  const expected = Map.groupBy(lines, ({ vhost }) => vhost);
  const rows = rowsOf(reader, report("vhosts"));
  assert.deepEqual(
    rows.map(({ vhost, hits, bytes }) => [vhost, hits, bytes]),
    ["shop.example", "www.example"].map((vhost) => {
      const own = expected.get(vhost)!;
      return [vhost, own.length, own.reduce((sum, line) => sum + line.bytes, 0)];
    }),
  );
}

function register(read: readonly RealLine[]): void {
  Deno.test("real log with durations: latency, availability, vhosts and changes are those of a slow count", () =>
    inTemporaryDirectory(async (directory) => {
      const lines = read.map(longLine), texts = Deno.readTextFileSync(REAL_LOG).trimEnd().split("\n");
      // One line has no closing quote, so that nothing can stand behind it.
      const whole = lines.map((_, index) => index).filter((index) => texts[index].endsWith('"'));
      assert.equal(whole.length, lines.length - 1);
      const log = `${directory}/long.log`, database = `${directory}/long.db`;
      Deno.writeTextFileSync(log, whole.map((index) => textOf(texts[index], lines[index])).join(""));
      const options = ["--dimensions", "all", "--top", "10000", "--log-format", FORMAT, "--quiet"];
      await httplog("replay", log, "--db", database, ...options);
      const meant = whole.map((index) => lines[index]);
      using reader = sqlite.read(database);
      checkLatency(reader, meant);
      checkRoutes(reader, meant);
      checkAvailability(reader, meant);
      checkCompare(reader, meant);
      checkVhosts(reader, meant);
    }));
}

const real = realLines();
if (real !== null) register(real);
else testUnless("../shared/data is not beside the project", "real log with durations", () => {});
