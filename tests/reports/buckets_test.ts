// Role: the report `buckets`.

import assert from "node:assert/strict";
import { buckets } from "../../src/reports/buckets.ts";
import { column, planOf, rowsOf } from "./asked.ts";
import { START, withLogs } from "./stored_logs.ts";

Deno.test("buckets are told oldest first, open ones among them", () =>
  withLogs((reader) => {
    const rows = rowsOf(reader, buckets, { source: "shop" });
    assert.deepEqual(rows[0], {
      start_iso: "2015-05-17T10:00:00Z",
      size: 10,
      hits: 10,
      rate: 1,
      bytes: 1000,
      failures: 2,
      availability: 0.8,
      late: 0,
      hosts: 3,
      state: "final",
      source: "shop",
    });
    assert.deepEqual(column(rows, "state"), [...Array(9).fill("final"), "open"]);
  }));

Deno.test("a limit keeps the newest, oldest first", () =>
  withLogs((reader) => {
    const starts = column(rowsOf(reader, buckets, { limit: 2 }), "start_iso");
    assert.deepEqual(starts, ["2015-05-17T14:00:00Z", "2015-05-17T14:30:00Z"]);
  }));

Deno.test("buckets of a source and time range are found by their key, in its order", () =>
  withLogs((reader) => {
    const plan = planOf(reader, buckets, { source: "shop", since: START, until: START + 60, limit: 5 });
    assert.match(plan, /SEARCH r USING PRIMARY KEY \(source_id=\? AND start>\? AND start<\?\)/);
    assert.ok(!plan.slice(0, plan.indexOf("SCAN (subquery")).includes("TEMP B-TREE"), plan);
  }));

Deno.test("all buckets of a source come as their key has them, without sorting", () =>
  withLogs((reader) => {
    const plan = planOf(reader, buckets, { source: "shop", limit: null });
    assert.match(plan, /SEARCH r USING PRIMARY KEY \(source_id=\?\)\nRIGHT/);
    assert.ok(!plan.includes("TEMP B-TREE"), plan);
  }));
