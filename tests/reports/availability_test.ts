// Role: the report `availability`.

import assert from "node:assert/strict";
import { availability } from "../../src/reports/availability.ts";
import { DIMENSION_REPORTS } from "../../src/reports/dimension_totals.ts";
import { sqlite } from "../../src/stores/sqlite/sqlite.ts";
import { column, EVERYTHING, notesOf, rowsOf } from "./asked.ts";
import { replayed } from "./replayed.ts";
import { withLogs } from "./stored_logs.ts";

Deno.test("per hour unless asked otherwise", () =>
  withLogs((reader) => {
    const rows = rowsOf(reader, availability, { source: "shop" });
    assert.deepEqual(column(rows, "start_iso"), [
      "2015-05-17T10:00:00Z",
      "2015-05-17T11:00:00Z",
      "2015-05-17T12:00:00Z",
      "2015-05-17T13:00:00Z",
      "2015-05-17T14:00:00Z",
    ]);
    assert.deepEqual(rows[0], {
      start_iso: "2015-05-17T10:00:00Z",
      hits: 20,
      failures: 4,
      availability: 0.8,
    });
  }));

Deno.test("per day, over all sources", () =>
  withLogs((reader) => {
    assert.deepEqual(rowsOf(reader, availability, { by: "day" }), [
      { start_iso: "2015-05-17T00:00:00Z", hits: 105, failures: 20, availability: 0.809524 },
    ]);
  }));

Deno.test("of one section or one host", () =>
  withLogs((reader) => {
    assert.equal(rowsOf(reader, availability, { section: "/api" })[0].availability, 0.666667);
    assert.equal(rowsOf(reader, availability, { section: "/cart" })[0].availability, 1);
    const host = rowsOf(reader, availability, { host: "10.0.0.2" });
    assert.deepEqual(column(host, "hits"), [9]);
  }));

const [, hosts, statuses] = DIMENSION_REPORTS;

Deno.test("one failure among millions is not 100 %", async () => {
  const line = (time: number, status: number): string =>
    `"10.0.0.1","-","-",${time},"GET /a HTTP/1.1",${status},1\n`;
  const many = line(1549573200, 200).repeat(2000);
  await using log = await replayed(many + line(1549573201, 500));
  using reader = sqlite.read(log.database);
  // As if there were 2,000 times as many that did not fail; an hour has a row for each status.
  const { sql, parameters } = availability.question(EVERYTHING);
  const large = sql.replaceAll(
    "SELECT start, hits,",
    "SELECT start, iif(failures = 0, hits * 2000, hits) AS hits,",
  );
  assert.notEqual(large, sql);
  assert.equal(reader.query(large, parameters).rows[0][3], 0.999999);
  assert.equal(rowsOf(reader, availability)[0].availability, 0.9995);
});

Deno.test("where a range or a span divides buckets, it is said that they count as a whole", async () => {
  const line = (time: number): string => `"10.0.0.1","-","-",${time},"GET /a HTTP/1.1",200,1\n`;
  const start = 1549573200;
  await using log = await replayed(line(start) + line(start + 44) + line(start + 50), ["-b", "45"]);
  using reader = sqlite.read(log.database);
  const cut = "Counted are the whole buckets of 45s that start in this range.";
  const spans = "A row counts the whole buckets that start in it: 45s each, which do not fit 1m.";
  for (const report of [statuses, hosts]) {
    assert.deepEqual(notesOf(reader, report, { since: start + 30 }), [cut]);
    assert.deepEqual(notesOf(reader, report, { until: start + 50 }), [cut]);
    assert.deepEqual(notesOf(reader, report, { since: start, until: start + 90 }), []);
  }
  assert.deepEqual(notesOf(reader, availability, { by: "1m" }), [spans]);
  assert.deepEqual(notesOf(reader, availability, { by: "hour", until: start + 50 }), [cut]);
  assert.deepEqual(notesOf(reader, availability), []);
});
