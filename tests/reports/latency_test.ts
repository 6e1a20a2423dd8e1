// Role: percentiles of `latency` and of percentile() in SQL against a sorted array of the durations, on any logs, ranges and spans.

import assert from "node:assert/strict";
import fc from "fast-check";
import { unitText } from "../../src/domain/unit.ts";
import { DIMENSION_REPORTS } from "../../src/reports/dimension_totals.ts";
import { GROUPED_REPORTS } from "../../src/reports/grouped_totals.ts";
import { latency } from "../../src/reports/latency.ts";
import type { RowSpanName } from "../../src/reports/options/spans.ts";
import { sqlite } from "../../src/stores/sqlite/sqlite.ts";
import { notesOf, rowsOf } from "./asked.ts";
import { httplog } from "./replayed.ts";
import { OUTSIDE } from "./stored_logs.ts";

/** 2019-02-28T20:00:00Z, a Thursday, shortly before another month. */
const START = 1551384000, HOUR = 3600;

interface Answered {
  readonly time: number;
  /** Milliseconds; null where the record has none. */
  readonly took: number | null;
  /** Default: /x. */
  readonly path?: string;
}

const LOGS = fc.array(
  fc.record({
    second: fc.nat(8 * HOUR - 1),
    took: fc.option(
      fc.oneof(
        fc.nat(2000),
        fc.double({ min: 0, max: 16, noNaN: true }).map((power) => Math.round(Math.exp(power))),
      ),
      { freq: 6 },
    ),
  }),
  { minLength: 1, maxLength: 150 },
).map((drawn) =>
  drawn.toSorted((one, other) => one.second - other.second).map(({ second, took }): Answered => ({
    time: START + second,
    took,
  }))
);

const lineOf = ({ time, took, path = "/x" }: Answered): string =>
  JSON.stringify({
    time: new Date(time * 1000).toISOString().slice(0, 19) + "+00:00",
    remote_addr: "10.0.0.1",
    request: `GET ${path} HTTP/1.1`,
    status: 200,
    body_bytes_sent: 1,
    ...(took === null ? {} : { request_time: (took / 1000).toFixed(3) }),
  }) + "\n";

/** The first second of the span of each name, in the words of dates. */
const BEGINS: Readonly<Record<RowSpanName, (time: number) => string>> = {
  "1m": (time) => text(time).slice(0, 16) + ":00Z",
  "5m": (time) => text(time - time % 300),
  hour: (time) => text(time).slice(0, 13) + ":00:00Z",
  day: (time) => text(time).slice(0, 10) + "T00:00:00Z",
  week: (time) => {
    const date = new Date(time * 1000);
    date.setUTCDate(date.getUTCDate() - (date.getUTCDay() + 6) % 7);
    return date.toISOString().slice(0, 10) + "T00:00:00Z";
  },
  month: (time) => text(time).slice(0, 7) + "-01T00:00:00Z",
};

function text(time: number): string {
  return new Date(time * 1000).toISOString().replace(".000Z", "Z");
}

const SHARES = { p50: 0.5, p90: 0.9, p95: 0.95, p99: 0.99, max: 1 };

async function withLog(
  log: readonly Answered[],
  work: (database: string) => void | Promise<void>,
  dimensions = "all",
): Promise<void> {
  const directory = await Deno.makeTempDir({ prefix: "httplog-" });
  try {
    const file = `${directory}/log.json`, database = `${directory}/x.db`;
    await Deno.writeTextFile(file, log.map(lineOf).join(""));
    await httplog(
      "replay",
      file,
      "--db",
      database,
      "--dimensions",
      dimensions,
      "--quiet",
      "--source",
      "log",
    );
    await work(database);
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
}

/** The duration of the nearest rank in a sorted array, µs; null of none. */
function exactly(sorted: readonly number[], share: number): number | null {
  return sorted.length === 0 ? null : sorted[Math.ceil(share * sorted.length - 1e-9) - 1];
}

Deno.test("latency: every percentile of every span is that of a sorted array within 1 %", () => {
  const spans = fc.constantFrom(...Object.keys(BEGINS) as RowSpanName[]);
  const edge = fc.option(fc.nat(8 * 360).map((number) => START + number * 10));
  return fc.assert(
    fc.asyncProperty(LOGS, spans, edge, edge, (log, by, since, until) =>
      withLog(log, (database) => {
        using reader = sqlite.read(database);
        const meant = log.filter(({ time }) => time >= (since ?? 0) && time < (until ?? Infinity));
        const groups = Map.groupBy(meant, ({ time }) => BEGINS[by](time));
        const rows = rowsOf(reader, latency, { by, since, until });
        assert.deepEqual(rows.map(({ start_iso }) => start_iso), [...groups.keys()]);
        for (const row of rows) {
          const group = groups.get(String(row.start_iso))!;
          const sorted = group.flatMap(({ took }) => took === null ? [] : [took * 1000]).sort((a, b) =>
            a - b
          );
          assert.deepEqual([row.hits, row.unknown], [sorted.length, group.length - sorted.length]);
          for (const [name, share] of Object.entries(SHARES)) {
            const exact = exactly(sorted, share);
            if (exact === null) assert.equal(row[name], null);
            else {assert.ok(
                Math.abs(Number(row[name]) - Math.min(exact, HOUR * 1e6)) <= 0.01 * exact + 1,
                `${name}: ${row[name]}, ${exact}`,
              );}
          }
        }
      })),
    { numRuns: 25 },
  );
});

Deno.test("latency: by route, percentiles are those of a sorted array within 1 %, and the busiest route comes first", () => {
  const routes = ["/a", "/b/:id", "/c/d"];
  const log = Array.from({ length: 300 }, (_, at): Answered & { readonly path: string } => ({
    time: START + at * 40,
    took: at % 11 === 0 ? null : (at * 7919) % 1000 * (1 + at % 3),
    path: ["/a", `/b/${at}`, "/a", "/c/d"][at % 4],
  }));
  const routeOf = (path: string): string => path.replace(/\/\d+$/, "/:id");
  return withLog(log, (database) => {
    using reader = sqlite.read(database);
    const rows = rowsOf(reader, latency, { by: "route" });
    assert.deepEqual(rows.map(({ route, hits, unknown }) => [route, Number(hits) + Number(unknown)]), [
      ["/a", 150],
      ["/b/:id", 75],
      ["/c/d", 75],
    ]);
    for (const route of routes) {
      const row = rows.find((one) => one.route === route)!;
      const sorted = log.filter(({ path, took }) => routeOf(path) === route && took !== null)
        .map(({ took }) => took! * 1000).sort((a, b) => a - b);
      assert.equal(row.hits, sorted.length);
      for (const [name, share] of Object.entries(SHARES)) {
        const exact = exactly(sorted, share)!;
        assert.ok(
          Math.abs(Number(row[name]) - exact) <= 0.01 * exact + 1,
          `${route} ${name}: ${row[name]}, ${exact}`,
        );
      }
    }
  });
});

/** Hours in which other routes are the busiest: 100 of 120 are kept with their durations. */
function crowded(): Answered[] {
  const log: Answered[] = [];
  for (let hour = 0; hour < 3; hour++) {
    for (let route = 0; route < 120; route++) {
      const hits = 1 + (route + 40 * hour) % 120;
      for (let at = 0; at < hits; at++) {
        log.push({
          time: START + hour * HOUR + (at * 29 + route) % HOUR,
          took: (at + route) % 7 === 0 ? null : 10 * (hour + 1),
          path: `/r${String.fromCharCode(97 + route / 26, 97 + route % 26)}`,
        });
      }
    }
  }
  return log.sort((one, other) => one.time - other.time);
}

/** The true number of hits of each route lies between those that have a row, and `at_most`. */
function assertBounds(rows: ReturnType<typeof rowsOf>, log: readonly Answered[], label: string): void {
  const named = rows.filter(({ route }) => route !== "(other)");
  for (const { route, hits, unknown, at_most } of named) {
    const truth = log.filter(({ path = "/x" }) => path === route).length;
    assert.ok(
      Number(hits) + Number(unknown) <= truth,
      `${label}: ${route} has ${hits} + ${unknown} of ${truth}`,
    );
    assert.ok(truth <= Number(at_most), `${label}: ${route} has ${truth}, and at most ${at_most}`);
  }
  const all = rows.reduce((sum, { hits, unknown }) => sum + Number(hits) + Number(unknown), 0);
  assert.equal(all, log.length, label);
}

Deno.test("latency: by route, at_most says how many hits a route has in hours that did not keep its durations", () => {
  const log = crowded();
  return withLog(log, (database) => {
    using reader = sqlite.read(database);
    const rows = rowsOf(reader, latency, { by: "route" });
    assertBounds(rows, log, "all");
    // Hours keep all of these routes without durations.
    for (const { route, at_most } of rows) {
      assert.equal(at_most, route === "(other)" ? null : log.filter(({ path }) => path === route).length);
    }
    assert.ok(rows.some(({ hits, unknown, at_most }) => Number(at_most) > Number(hits) + Number(unknown)));
    assert.equal(rows.at(-1)!.route, "(other)");
    const notes = notesOf(reader, latency, { by: "route", limit: 3 });
    const { hits, unknown } = rows.at(-1)!, share = (Number(hits) + Number(unknown)) / log.length;
    assert.deepEqual(notes.filter((note) => note.startsWith("(other)")), [
      `(other) is ${
        unitText("share", share)
      } of the hits: those of routes whose durations an hour did not keep by ` +
      `name. Where at_most is larger than hits and unknown together, hits is a lower bound, the percentiles leave ` +
      `out hours that did not keep the route, and the order may differ.`,
    ]);
    for (
      const [since, until] of [[START + 1800, null], [null, START + HOUR + 60], [
        START + HOUR,
        START + 2 * HOUR,
      ]]
    ) {
      // Hours that start in the range are counted whole.
      const [from, to] = [since ?? START, until ?? Infinity].map((time) => Math.ceil(time / HOUR) * HOUR);
      const meant = log.filter(({ time }) => time >= from && time < to);
      assertBounds(rowsOf(reader, latency, { by: "route", since, until }), meant, `${since} to ${until}`);
    }
    const along = rowsOf(reader, latency, { by: "hour" });
    assert.deepEqual(along.map(({ at_most }) => at_most), [null, null, null]);
  });
});

Deno.test("latency: by route, at_most holds without routes as such, and after pruning with rollups", async () => {
  const log = crowded();
  await withLog(log, (database) => {
    using reader = sqlite.read(database);
    const rows = rowsOf(reader, latency, { by: "route" });
    assertBounds(rows, log, "no routes");
    assert.ok(rows.some(({ hits, unknown, at_most }) => Number(at_most) > Number(hits) + Number(unknown)));
  }, "duration,route_duration");
  for (const older of ["119m", "100m", "61m"]) {
    await withLog(log, async (database) => {
      await httplog("prune", "--older-than", older, "--rollup", "20m", "--db", database);
      using reader = sqlite.read(database);
      assertBounds(rowsOf(reader, latency, { by: "route" }), log, `pruned what is older than ${older}`);
    });
  }
});

Deno.test("latency: by route, nothing is a bound where hours keep all routes", () => {
  const log = [0, 1].map((at): Answered => ({ time: START + at, took: 100, path: "/a\tb" }));
  return withLog(log, (database) => {
    using reader = sqlite.read(database);
    const [row, ...others] = rowsOf(reader, latency, { by: "route" });
    assert.deepEqual([row.hits, row.at_most, others], [2, 2, []]);
    assert.deepEqual(notesOf(reader, latency, { by: "route" }), []);
  });
});

Deno.test("latency: a limit keeps the newest spans, and a log without durations says so", async () => {
  const log = [0, 1, 2].map((hour): Answered => ({ time: START + hour * HOUR, took: 100 * (hour + 1) }));
  await withLog(log, (database) => {
    using reader = sqlite.read(database);
    assert.deepEqual(rowsOf(reader, latency, { limit: 2 }).map(({ start_iso }) => start_iso), [
      "2019-02-28T21:00:00Z",
      "2019-02-28T22:00:00Z",
    ]);
    assert.deepEqual(notesOf(reader, latency), []);
  });
  await withLog([{ time: START, took: null }], (database) => {
    using reader = sqlite.read(database);
    assert.deepEqual(notesOf(reader, latency), [
      "No record has a duration: the format of the log lacks the field ($request_time in nginx, %D in Apache), or does not say its unit. " +
      '"httplog check FILE" lists the fields of a log.',
    ]);
  });
});

Deno.test("what takes longer than an hour is shown as over an hour, and a note says that it is a lower bound", async () => {
  const bound = "A duration of an hour (3600000000 µs) stands for all that took longer: it is a lower bound.";
  const log = [100, 200, 9_000_000].map((took, at): Answered => ({ time: START + at, took }));
  await withLog(log, (database) => {
    using reader = sqlite.read(database);
    for (const by of ["hour", "route"] as const) {
      assert.deepEqual(notesOf(reader, latency, { by }), [bound], by);
      assert.equal(unitText("micros", Number(rowsOf(reader, latency, { by })[0].max)), "over 1h");
    }
    const [durations] = DIMENSION_REPORTS.filter(({ name }) => name === "durations");
    const notes = notesOf(reader, durations);
    assert.match(notes[0], /p50 200 ms, p90 over 1h, .*longest over 1h, each up to 1 %\.$/);
    assert.equal(notes[1], bound);
  });
  await withLog(log.slice(0, 2), (database) => {
    using reader = sqlite.read(database);
    assert.deepEqual(notesOf(reader, latency), []);
  });
});

Deno.test("browsers and bots: a log without agents says so, and not that there are none", async () => {
  await withLog([{ time: START, took: null }], (database) => {
    using reader = sqlite.read(database, OUTSIDE);
    for (const report of GROUPED_REPORTS.filter(({ name }) => name !== "countries")) {
      assert.match(notesOf(reader, report).join(), /^No record has a user agent: none was sent/, report.name);
      assert.doesNotMatch(notesOf(reader, report, { since: START + HOUR }).join(), /user agent/, report.name);
    }
  });
});

Deno.test("percentile() refuses what is no share, takes NULL for nothing, and its rows in any order", () =>
  withLog([100, 200, 300, 400].map((took, at) => ({ time: START + at, took })), (database) => {
    using reader = sqlite.read(database);
    const first = (sql: string) => reader.query(sql).rows[0];
    const [up, down, none, gone] = first(`SELECT
      (SELECT percentile(duration, hits, 0.5) FROM (SELECT * FROM bucket_durations ORDER BY duration)),
      (SELECT percentile(duration, hits, 0.5) FROM (SELECT * FROM bucket_durations ORDER BY duration DESC)),
      (SELECT percentile(duration, hits, 0.5) FROM bucket_durations WHERE hits < 0), (SELECT percentile(NULL, 1, 0.5))`);
    assert.ok(Math.abs(Number(up) - 200_000) <= 2000);
    assert.deepEqual([down, none, gone], [up, null, null]);
    for (const share of ["95", "0", "-1", "'x'", "NULL"]) {
      assert.throws(
        () => reader.query(`SELECT percentile(duration, hits, ${share}) FROM bucket_durations`),
        /^Problem: The SQL does not run: a percentile is of a share above 0 up to 1, not /,
      );
    }
    assert.throws(
      () => reader.query("SELECT percentile(duration, hits, NULL) FROM bucket_durations"),
      /up to 1, not NULL\.$/,
    );
  }));
