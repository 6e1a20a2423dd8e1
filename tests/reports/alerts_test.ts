// Role: the report `alerts`.

import assert from "node:assert/strict";
import { alerts } from "../../src/reports/alerts.ts";
import { column, notesOf, planOf, rowsOf } from "./asked.ts";
import { sqlite } from "../../src/stores/sqlite/sqlite.ts";
import { PLAIN_ALERT } from "../contracts/store_material.ts";
import { inTemporaryDirectory } from "../process.ts";
import { changeOf, loneBucket, START, store, withLogs } from "./stored_logs.ts";

Deno.test("alerts are told oldest first, with values to six decimals", () =>
  withLogs((reader) => {
    const [first, , last] = rowsOf(reader, alerts);
    assert.deepEqual(first, {
      id: 1,
      fired_iso: "2015-05-17T10:01:40Z",
      resolved_iso: "2015-05-17T10:06:40Z",
      duration: 300,
      rule: "high-traffic",
      value: 13.4917,
      peak_value: 20,
      threshold: 10,
      window: 120,
      provisional: 0,
      source: "shop",
      metric: "rate",
      superseded: 0,
    });
    assert.deepEqual([last.resolved_iso, last.duration, last.provisional], [null, null, 1]);
  }));

Deno.test("a ratio has six decimals, as shares have: it is told from a threshold of 5 %, and of 0.002 %", () =>
  inTemporaryDirectory((directory) => {
    const times = { firedAt: START, peakAt: START, resolvedAt: null, resolvedValue: null };
    const values = { value: 0.0000333, peakValue: 0.21614949 };
    const ratio = { ...PLAIN_ALERT, ...times, ...values, metric: "error_ratio" } as const;
    store(`${directory}/a.db`, "a", { ...changeOf([loneBucket(START, 1)], START), alerts: [ratio] });
    using reader = sqlite.read(`${directory}/a.db`);
    const [{ value, peak_value }] = rowsOf(reader, alerts);
    assert.deepEqual([value, peak_value], [0.000033, 0.216149]);
    return Promise.resolve();
  }));

Deno.test("a burn rate has six decimals, as the ratio has that it is made of: it is told from its threshold", () =>
  inTemporaryDirectory((directory) => {
    const times = { firedAt: START, peakAt: START, resolvedAt: null, resolvedValue: null };
    const values = { value: 14.400432101, peakValue: 20.000000123, threshold: 14.4 };
    const burn = { ...PLAIN_ALERT, ...times, ...values, metric: "burn" } as const;
    store(`${directory}/a.db`, "a", { ...changeOf([loneBucket(START, 1)], START), alerts: [burn] });
    using reader = sqlite.read(`${directory}/a.db`);
    const [{ value, peak_value, threshold }] = rowsOf(reader, alerts);
    assert.deepEqual([value, peak_value, threshold], [14.400432, 20, 14.4]);
    return Promise.resolve();
  }));

Deno.test("an alert that ended and did not recover is told from one that did", () =>
  inTemporaryDirectory((directory) => {
    const times = { value: 20, peakValue: 20, peakAt: START, resolvedAt: START + 49, resolvedValue: null };
    const changed = { ...PLAIN_ALERT, ...times, firedAt: START, superseded: true };
    const other = { ...PLAIN_ALERT, ...times, firedAt: START + 1, superseded: false };
    store(`${directory}/a.db`, "a", { ...changeOf([loneBucket(START, 1)], START), alerts: [changed, other] });
    using reader = sqlite.read(`${directory}/a.db`);
    assert.deepEqual(column(rowsOf(reader, alerts), "superseded"), [1, 0]);
    assert.match(notesOf(reader, alerts).join("\n"), /^1 alert had not recovered at the end that is shown: /);
    assert.doesNotMatch(notesOf(reader, alerts, { since: START + 1 }).join("\n"), /recovered/);
    return Promise.resolve();
  }));

Deno.test("a rate is not rounded to nothing, nor to its threshold", () =>
  inTemporaryDirectory((directory) => {
    const rare = { ...PLAIN_ALERT, firedAt: START, peakAt: START, resolvedAt: null, resolvedValue: null };
    const alert = { ...rare, value: 0.00347222, peakValue: 12.34567, metric: "rate" } as const;
    store(`${directory}/a.db`, "a", { ...changeOf([loneBucket(START, 1)], START), alerts: [alert] });
    using reader = sqlite.read(`${directory}/a.db`);
    const [{ value, peak_value }] = rowsOf(reader, alerts);
    assert.deepEqual([value, peak_value], [0.003472, 12.34567]);
    return Promise.resolve();
  }));

Deno.test("the time range is about when they fired: from since on, before until", () =>
  withLogs((reader) => {
    const range = { since: START + 100, until: START + 3600 };
    assert.deepEqual(column(rowsOf(reader, alerts, range), "fired_iso"), ["2015-05-17T10:01:40Z"]);
    assert.equal(rowsOf(reader, alerts, { since: START + 101, until: START + 3601 }).length, 1);
  }));

Deno.test("a limit keeps the newest", () =>
  withLogs((reader) => {
    const fired = column(rowsOf(reader, alerts, { limit: 2 }), "fired_iso");
    assert.deepEqual(fired, ["2015-05-17T11:00:00Z", "2015-05-17T12:00:00Z"]);
  }));

Deno.test("alerts of a time range are found by an index", () =>
  withLogs((reader) => {
    assert.match(planOf(reader, alerts, { since: START }), /SEARCH r USING INDEX \w+ \(fired_at>\?\)/);
    const ofSource = planOf(reader, alerts, { since: START, source: "shop" });
    assert.match(ofSource, /SEARCH r USING INDEX \w+ \((source_id=\? AND )?fired_at>\?\)/);
  }));

Deno.test("all alerts come as an index has them, without sorting", () =>
  withLogs((reader) => {
    assert.equal(
      planOf(reader, alerts, {}),
      "SCAN r USING INDEX alert_time\nSEARCH s USING INTEGER PRIMARY KEY (rowid=?)",
    );
  }));

Deno.test("alerts that fired before the range and still fired in it are named", () =>
  withLogs((reader) => {
    const fired = Date.parse("2015-05-17T10:01:40Z") / 1000;
    const gaps = 'Lines may be missing: parts of logs were gone unread; "httplog query gaps" lists 2.';
    const notes = (since: number | null, until: number | null = null): string[] =>
      notesOf(reader, alerts, { source: "shop", since, until }).filter((note) => note !== gaps);
    assert.deepEqual(notes(fired + 10).slice(-1), [
      "1 alert that fired before still fired at 2015-05-17T10:01:50Z.",
    ]);
    const late = (since: number, until: number): number =>
      Number(
        reader.query(
          "SELECT coalesce(sum(late), 0) FROM buckets WHERE source = 'shop' AND start >= :since AND start < :until",
          {
            ...{ since, until },
          },
        ).rows[0][0],
      );
    assert.ok(late(0, 1e12) > 0);
    for (
      const [since, until] of [[null, null], [fired, null], [fired + 300, null], [fired, fired + 20]] as const
    ) {
      const count = late(since ?? 0, until ?? 1e12), [note] = notes(since, until);
      if (count > 0) assert.ok(note.startsWith(`Alerts did not see ${count} hit`), note);
      else assert.equal(note, undefined);
    }
  }));

Deno.test("with overlap, alerts that fired before the range and still fired in it are among the rows", () =>
  withLogs((reader) => {
    const ids = (given: Parameters<typeof rowsOf>[2]) => column(rowsOf(reader, alerts, given), "id");
    const [first, second, third] = ids({});
    // They fire from START + 100 to + 400, from + 3600 to + 4000, and from + 7200 on.
    assert.deepEqual(ids({ since: START + 101 }), [second, third]);
    assert.deepEqual(ids({ since: START + 101, overlap: true }), [first, second, third]);
    assert.deepEqual(ids({ since: START + 400, until: START + 7200, overlap: true }), [second]);
    assert.deepEqual(ids({ since: START + 9000, overlap: true }), [third]);
  }));
