// Role: asks a report of a reader, as objects; for the tests of the reports.

import { byDimension } from "../../src/domain/dimensions/dimensions.ts";
import type { Report, ReportArguments } from "../../src/reports/report.ts";
import type { Reader, SqlValue } from "../../src/stores/store.ts";

/** Arguments that ask for everything. */
export const EVERYTHING: ReportArguments = {
  since: null,
  until: null,
  source: null,
  ...byDimension(() => null),
  by: null,
  exactOnly: false,
  limit: null,
};

/** The rows of a report for these arguments. */
export function rowsOf(
  reader: Reader,
  report: Report,
  given: Partial<ReportArguments> = {},
): Record<string, SqlValue>[] {
  const asked = { ...EVERYTHING, ...given }, { sql, parameters } = report.question(asked);
  const answer = reader.query(sql, parameters);
  const { columns, rows } = report.present?.(answer, asked) ?? answer;
  return rows.map((row) => Object.fromEntries(columns.map((name, column) => [name, row[column]])));
}

/** One column of them. */
export function column(rows: readonly Record<string, SqlValue>[], name: string): SqlValue[] {
  return rows.map((row) => row[name]);
}

/** How SQLite would answer it: one step a line. */
export function planOf(reader: Reader, report: Report, given: Partial<ReportArguments>): string {
  const { sql, parameters } = report.question({ ...EVERYTHING, ...given });
  return reader.query(`EXPLAIN QUERY PLAN ${sql}`, parameters).rows.map((row) => String(row[3])).join("\n");
}

/** The notes of a report on the rows for these arguments. */
export function notesOf(reader: Reader, report: Report, given: Partial<ReportArguments> = {}): string[] {
  const asked = { ...EVERYTHING, ...given };
  const { sql, parameters } = report.question(asked);
  const answer = reader.query(sql, parameters);
  return report.notes?.(reader, asked, report.present?.(answer, asked) ?? answer) ?? [];
}
