// Role: the plans of the hot queries and the public surface, as text: a change that makes a query read everything, or
// takes a column away, fails here.

import assert from "node:assert/strict";
import { sqlite } from "../../src/stores/sqlite/sqlite.ts";
import { rowsOf } from "../contracts/store_material.ts";

const directory = Deno.makeTempDirSync();
const path = `${directory}/x.db`;
addEventListener("unload", () => Deno.removeSync(directory, { recursive: true }));
sqlite.open(path, () => 0)[Symbol.dispose]();

function plan(sql: string): string[] {
  return rowsOf(path, `EXPLAIN QUERY PLAN ${sql}`).map((row) => String(row[3]).replace("COVERING ", ""));
}

const SOURCE = "SEARCH s USING INDEX sqlite_autoindex_source_1 (name=?)";
const NAME = "SEARCH n USING INTEGER PRIMARY KEY (rowid=?)";

Deno.test("buckets, their values and seconds of a source are found by time", () => {
  const byTime = (column: string) =>
    `SEARCH r USING PRIMARY KEY (source_id=? AND ${column}>? AND ${column}<?)`;
  const between = (view: string, column: string) =>
    plan(`SELECT * FROM ${view} WHERE source = 'x' AND ${column} BETWEEN 1 AND 2`);
  assert.deepEqual(between("buckets", "start"), [SOURCE, byTime("start")]);
  assert.deepEqual(between("bucket_sections", "start"), [SOURCE, byTime("start"), NAME]);
  assert.deepEqual(between("bucket_hosts", "start"), [SOURCE, byTime("start"), NAME]);
  assert.deepEqual(between("bucket_statuses", "start"), [SOURCE, byTime("start")]);
  const cut = "SEARCH o USING PRIMARY KEY (source_id=? AND start=? AND name_id=?)";
  const least = ["CORRELATED SCALAR SUBQUERY 3", "SEARCH k USING PRIMARY KEY (source_id=? AND start=?)"];
  assert.deepEqual(between("cut_hosts", "start"), [SOURCE, byTime("start"), cut, ...least]);
  assert.deepEqual(between("cut_sections", "start"), [SOURCE, byTime("start"), cut, ...least]);
  assert.deepEqual(between("seconds", "time"), [SOURCE, byTime("time")]);
});

Deno.test("buckets of all sources are found by time too", () => {
  assert.deepEqual(plan("SELECT * FROM buckets WHERE start >= 1"), [
    "SCAN s",
    "SEARCH r USING PRIMARY KEY (source_id=? AND start>?)",
  ]);
});

Deno.test("buckets of a source come in the order of time without sorting", () => {
  assert.deepEqual(plan("SELECT * FROM buckets WHERE source = 'x' ORDER BY start DESC LIMIT 10"), [
    SOURCE,
    "SEARCH r USING PRIMARY KEY (source_id=?)",
  ]);
});

Deno.test("alerts are found and ordered by time", () => {
  const ofSource = "SEARCH s USING INTEGER PRIMARY KEY (rowid=?)";
  assert.deepEqual(plan("SELECT * FROM alerts ORDER BY fired_at"), [
    "SCAN r USING INDEX alert_time",
    ofSource,
  ]);
  assert.deepEqual(plan("SELECT * FROM alerts WHERE fired_at >= 1 ORDER BY fired_at DESC, id DESC"), [
    "SEARCH r USING INDEX alert_time (fired_at>?)",
    ofSource,
  ]);
  const byBoth = plan("SELECT * FROM alerts WHERE source = 'x' AND fired_at >= 1 ORDER BY fired_at");
  assert.deepEqual(byBoth, [
    SOURCE,
    "SEARCH r USING INDEX sqlite_autoindex_alert_1 (source_id=? AND fired_at>?)",
  ]);
});

Deno.test("pairs, minutes of objectives and causes are found by time", () => {
  assert.deepEqual(plan("SELECT * FROM bucket_status_hosts WHERE source = 'x' AND start BETWEEN 1 AND 2"), [
    SOURCE,
    "SEARCH r USING PRIMARY KEY (source_id=? AND start>? AND start<?)",
    "SCAN p VIRTUAL TABLE INDEX 1:",
  ]);
  assert.deepEqual(plan("SELECT * FROM slo_minutes WHERE source = 'x' AND slo = 'a' AND minute >= 1"), [
    SOURCE,
    "SEARCH r USING PRIMARY KEY (source_id=? AND slo=? AND minute>?)",
  ]);
  assert.deepEqual(plan("SELECT * FROM alert_causes WHERE fired_at BETWEEN 1 AND 2"), [
    "SEARCH r USING INDEX alert_time (fired_at>? AND fired_at<?)",
    "SEARCH s USING INTEGER PRIMARY KEY (rowid=?)",
    "SCAN c VIRTUAL TABLE INDEX 3:",
  ]);
});

Deno.test("the public surface has the documented views and columns, in this order", () => {
  const surface: Record<string, string> = {
    alert_causes:
      "alert, source, rule, fired_at, rank, status, section, host, route, agent, measure, amount, share, share_before, lift, share_of",
    alerts:
      "id, source, rule, fired_at, fired_iso, value, peak_value, peak_at, resolved_at, resolved_iso, duration, " +
      "threshold, window, provisional, metric, severity, threshold_text, superseded, explanation, detail, rule_text",
    bucket_durations: "source, start, start_iso, duration, hits, bytes, failures",
    bucket_hosts: "source, start, start_iso, host, hits, bytes, failures",
    bucket_routes: "source, start, start_iso, route, hits, bytes, failures",
    bucket_sections: "source, start, start_iso, section, hits, bytes, failures",
    bucket_status_hosts: "source, start, start_iso, status, host, hits, bytes, failures",
    bucket_status_sections: "source, start, start_iso, status, section, hits, bytes, failures",
    bucket_statuses: "source, start, start_iso, status, hits, bytes, failures",
    buckets:
      "source, start, start_iso, size, hits, rate, bytes, successes, failures, availability, late, hosts, state",
    cut_agents: "source, start, start_iso, hits, at_most",
    cut_hosts: "source, start, start_iso, hits, at_most",
    cut_hourly_hosts: "source, start, start_iso, hits, at_most",
    cut_hourly_routes: "source, start, start_iso, hits, at_most",
    cut_hourly_sections: "source, start, start_iso, hits, at_most",
    cut_methods: "source, start, start_iso, hits, at_most",
    cut_not_founds: "source, start, start_iso, hits, at_most",
    cut_paths: "source, start, start_iso, hits, at_most",
    cut_protocols: "source, start, start_iso, hits, at_most",
    cut_referrer_sites: "source, start, start_iso, hits, at_most",
    cut_referrers: "source, start, start_iso, hits, at_most",
    cut_route_durations: "source, start, start_iso, hits, at_most",
    cut_routes: "source, start, start_iso, hits, at_most",
    cut_sections: "source, start, start_iso, hits, at_most",
    cut_vhosts: "source, start, start_iso, hits, at_most",
    daily_agents: "source, start, start_iso, agent, hits, bytes, failures",
    daily_durations: "source, start, start_iso, duration, hits, bytes, failures",
    daily_hosts: "source, start, start_iso, host, hits, bytes, failures",
    daily_methods: "source, start, start_iso, method, hits, bytes, failures",
    daily_not_founds: "source, start, start_iso, path, referrer, hits, bytes, failures",
    daily_paths: "source, start, start_iso, path, hits, bytes, failures",
    daily_protocols: "source, start, start_iso, protocol, hits, bytes, failures",
    daily_referrer_sites: "source, start, start_iso, referrer_site, hits, bytes, failures",
    daily_referrers: "source, start, start_iso, referrer, hits, bytes, failures",
    daily_route_durations: "source, start, start_iso, route, duration, hits, bytes, failures",
    daily_routes: "source, start, start_iso, route, hits, bytes, failures",
    daily_sections: "source, start, start_iso, section, hits, bytes, failures",
    daily_statuses: "source, start, start_iso, status, hits, bytes, failures",
    daily_vhosts: "source, start, start_iso, vhost, hits, bytes, failures",
    gaps: "source, run, file, generation, offset",
    hourly_agents: "source, start, start_iso, agent, hits, bytes, failures",
    hourly_durations: "source, start, start_iso, duration, hits, bytes, failures",
    hourly_hosts: "source, start, start_iso, host, hits, bytes, failures",
    hourly_methods: "source, start, start_iso, method, hits, bytes, failures",
    hourly_not_founds: "source, start, start_iso, path, referrer, hits, bytes, failures",
    hourly_paths: "source, start, start_iso, path, hits, bytes, failures",
    hourly_protocols: "source, start, start_iso, protocol, hits, bytes, failures",
    hourly_referrer_sites: "source, start, start_iso, referrer_site, hits, bytes, failures",
    hourly_referrers: "source, start, start_iso, referrer, hits, bytes, failures",
    hourly_route_durations: "source, start, start_iso, route, duration, hits, bytes, failures",
    hourly_routes: "source, start, start_iso, route, hits, bytes, failures",
    hourly_sections: "source, start, start_iso, section, hits, bytes, failures",
    hourly_since: "source, dimension, since, since_iso",
    hourly_statuses: "source, start, start_iso, status, hits, bytes, failures",
    hourly_vhosts: "source, start, start_iso, vhost, hits, bytes, failures",
    outbox:
      "id, source, notifier, rule, fired_at, transition, created_at, state, attempts, next_at, sent_at, last_error, body",
    pruned: "source, before, before_iso, buckets, hits, bytes, failures, late, rolled",
    rejects: "source, run, file, line, offset, reason, sample",
    rollup_agents: "source, start, start_iso, size, agent, hits, bytes, failures",
    rollup_durations: "source, start, start_iso, size, duration, hits, bytes, failures",
    rollup_methods: "source, start, start_iso, size, method, hits, bytes, failures",
    rollup_not_founds: "source, start, start_iso, size, path, referrer, hits, bytes, failures",
    rollup_paths: "source, start, start_iso, size, path, hits, bytes, failures",
    rollup_protocols: "source, start, start_iso, size, protocol, hits, bytes, failures",
    rollup_referrer_sites: "source, start, start_iso, size, referrer_site, hits, bytes, failures",
    rollup_referrers: "source, start, start_iso, size, referrer, hits, bytes, failures",
    rollup_route_durations: "source, start, start_iso, size, route, duration, hits, bytes, failures",
    rollup_routes: "source, start, start_iso, size, route, hits, bytes, failures",
    rollup_sections: "source, start, start_iso, size, section, hits, bytes, failures",
    rollup_statuses: "source, start, start_iso, size, status, hits, bytes, failures",
    rollup_vhosts: "source, start, start_iso, size, vhost, hits, bytes, failures",
    rollups: "source, start, start_iso, size, hits, bytes, successes, failures, availability, late",
    rules: "source, rule, metric, severity, fire, recover, window, match, definition",
    run_files: "source, run, file, generation, from_offset, to_offset",
    runs:
      "id, source, started_at, ended_at, status, files, bytes, read, accepted, rejected, late, options, version, " +
      "message, outliers, left_out, excluded",
    seconds: "source, time, hits, bytes, failures, late",
    slo_minutes: "source, slo, minute, minute_iso, hits, errors",
    slo_spans: "source, slo, since, since_iso, until, until_iso, series",
    slos: "source, slo, objective, budget, period, match, definition",
    sources:
      "name, first_time, last_time, hits, bucket_size, lateness, top, format, read, accepted, rejected, late, " +
      "outliers, watermark, max_jump, idle_log, left_out, dimensions, excluded, filters, anonymize, keep_query",
    visitor_hours: "source, start, start_iso, size, registers",
  };
  const views = rowsOf(path, "SELECT name FROM sqlite_schema WHERE type = 'view' ORDER BY name")
    .flat();
  assert.deepEqual(views, Object.keys(surface));
  using reader = sqlite.read(path);
  for (const [view, columns] of Object.entries(surface)) {
    assert.equal(reader.query(`SELECT * FROM ${view}`).columns.join(", "), columns);
    const text = sqlite.surface.split("\n\n").find((part) => part.startsWith(`${view}: `));
    assert.deepEqual(text?.match(/(?<=^ {2})\w+/gm), columns.split(", "));
  }
});
