// Role: the report `availability`.

import assert from "node:assert/strict";
import { availability } from "../../src/reports/availability.ts";
import { column, rowsOf } from "./asked.ts";
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
