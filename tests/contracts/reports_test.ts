// Role: what every entry of REPORTS must keep (`src/reports/report.ts`).

import assert from "node:assert/strict";
import { REPORTS } from "../../src/reports/mod.ts";
import { REPORT_OPTIONS, type ReportArguments } from "../../src/reports/report.ts";
import { OTHER } from "../../src/domain/dimensions/dimension.ts";
import type { Answer, SqlValue } from "../../src/stores/store.ts";
import { EVERYTHING, rowsOf } from "../reports/asked.ts";
import { LAST, START, withLogs } from "../reports/stored_logs.ts";

const HOSTILE = `x' OR 1=1 -- " ; DROP VIEW alerts`;

for (const report of REPORTS) {
  const given = (wanted: Partial<ReportArguments>): Partial<ReportArguments> => {
    const understood: readonly string[] = [...report.options, "source", "limit"];
    return Object.fromEntries(Object.entries(wanted).filter(([name]) => understood.includes(name)));
  };

  Deno.test(`${report.name}: has a name, a summary and known options`, () => {
    assert.match(report.name, /^[a-z]+([-_][a-z]+)*$/);
    assert.match(report.summary, /^\S.*[^.]$/);
    for (const [column, unit] of Object.entries(report.units ?? {})) {
      for (const name of typeof unit === "object" ? [column, unit.metricIn] : [column]) {
        assert.ok(report.columns.includes(name), name);
      }
    }
    for (const option of report.options) assert.ok(REPORT_OPTIONS.includes(option));
    assert.ok(report.defaultLimit === null || report.defaultLimit > 0);
  });

  Deno.test(`${report.name}: has rows, with the declared columns`, () =>
    withLogs((reader) => {
      const { sql, parameters } = report.question(EVERYTHING);
      const shown = (answer: Answer, asked: ReportArguments): Answer =>
        report.present?.(answer, asked) ?? answer;
      const { columns, rows } = shown(reader.query(sql, parameters), EVERYTHING);
      assert.deepEqual(columns, report.columns);
      assert.ok(rows.length > 0);
      const asked = { ...EVERYTHING, ...given({ since: LAST + 1, section: "/x", by: "day" }) };
      const narrowed = report.question(asked);
      assert.deepEqual(shown(reader.query(narrowed.sql, narrowed.parameters), asked).columns, report.columns);
    }));

  Deno.test(`${report.name}: a limit keeps that many rows of the whole, in its order`, () =>
    withLogs((reader) => {
      // A last row (other) is not counted, and comes whatever the limit.
      const isNamed = (row: Record<string, SqlValue>): boolean => Object.values(row)[0] !== OTHER;
      const whole = rowsOf(reader, report), all = whole.filter(isNamed);
      for (let limit = 1; limit <= all.length + 1; limit++) {
        const shown = rowsOf(reader, report, { limit }), some = shown.filter(isNamed);
        assert.deepEqual(shown.slice(some.length), whole.slice(all.length));
        assert.equal(some.length, Math.min(limit, all.length));
        const begin = all.findIndex((row) => JSON.stringify(row) === JSON.stringify(some[0]));
        assert.deepEqual(some, all.slice(begin, begin + limit));
      }
    }));

  Deno.test(`${report.name}: nothing lies outside the time range`, () =>
    withLogs((reader) => {
      if (!report.options.includes("since")) return;
      assert.deepEqual(rowsOf(reader, report, { since: LAST + 3600 }), []);
      assert.deepEqual(rowsOf(reader, report, { until: START }), []);
      // A report that must have a range measures its length.
      if (report.required?.includes("since")) return;
      assert.deepEqual(
        rowsOf(reader, report, { since: START, until: START + 5 * 3600 }),
        rowsOf(reader, report),
      );
    }));

  Deno.test(`${report.name}: one source alone shows less than all, an unknown one nothing`, () =>
    withLogs((reader) => {
      const all = JSON.stringify(rowsOf(reader, report));
      assert.ok(JSON.stringify(rowsOf(reader, report, { source: "blog" })).length < all.length);
      assert.deepEqual(rowsOf(reader, report, { source: "nobody" }), []);
    }));

  Deno.test(`${report.name}: what a person typed is no part of the SQL`, () =>
    withLogs((reader) => {
      const hostile = given({ source: HOSTILE, host: HOSTILE, status: HOSTILE });
      assert.ok(!report.question({ ...EVERYTHING, ...hostile }).sql.includes("DROP"));
      assert.deepEqual(rowsOf(reader, report, hostile), []);
    }));
}

for (const report of REPORTS) {
  Deno.test(`${report.name}: its notes are single lines; without cut buckets and pruning it has none`, () =>
    withLogs((reader) => {
      for (const source of [null, "blog"]) {
        const asked = { ...EVERYTHING, source }, { sql, parameters } = report.question(asked);
        const answer = reader.query(sql, parameters), shown = report.present?.(answer, asked) ?? answer;
        const notes = report.notes?.(reader, asked, shown) ?? [];
        for (const note of notes) assert.match(note, /^[A-Z(].*\.$/);
        // This log has no durations.
        const others = notes.filter((note) => !note.startsWith("No record has a duration"));
        if (source === "blog") assert.deepEqual(others, []);
      }
    }));
}

Deno.test("reports have different names", () => {
  assert.equal(new Set(REPORTS.map(({ name }) => name)).size, REPORTS.length);
});
