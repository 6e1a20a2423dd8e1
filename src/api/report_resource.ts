// Role: a resource that is a canned report of `httplog query`.

import { OTHER } from "../domain/dimensions/dimension.ts";
import { unmatchedNotes } from "../reports/notes/unmatched_values.ts";
import type { Report } from "../reports/report.ts";
import type { Answer, Reader, SqlValue } from "../stores/store.ts";
import type { ApiCell } from "./answer.ts";
import { type Asked, parameterName } from "./parameters.ts";
import type { ApiResource, ResourceAnswer } from "./resource.ts";

/** The resource of a report, at its name. */
export function reportResource(report: Report): ApiResource {
  return {
    path: report.name,
    summary: report.summary,
    parameters: report.options,
    required: report.required,
    pairs: report.pairs,
    spans: report.spans,
    hasAnySpan: report.hasAnySpan,
    defaultLimit: report.defaultLimit,
    answer: (reader, asked) => reportAnswer(report, reader, asked),
  };
}

/** What a report answers. */
export function reportAnswer(report: Report, reader: Reader, asked: Asked): ResourceAnswer {
  const { sql, parameters } = report.question(asked);
  const found = reader.query(sql, parameters);
  const answer = report.present?.(found, asked) ?? found;
  return {
    ...plainAnswer(answer),
    notes: [
      ...limitNotes(answer, asked),
      ...unmatchedNotes(reader, answer, asked, parameterName),
      ...report.notes?.(reader, asked, answer) ?? [],
    ],
    units: report.units ?? {},
  };
}

/** Columns and rows as JSON can hold them. */
export function plainAnswer({ columns, rows }: Answer): Pick<ResourceAnswer, "columns" | "rows"> {
  return { columns, rows: rows.map((row) => row.map(plainCell)) };
}

function plainCell(value: SqlValue): ApiCell {
  if (value instanceof Uint8Array) return value.toHex();
  return typeof value === "bigint" ? Number(value) : value;
}

/** Where more rows may have been left out. */
export function limitNotes({ rows }: Pick<Answer, "rows">, { limit }: Asked): string[] {
  const count = rows.filter(([name]) => name !== OTHER).length;
  return limit === null || count < limit ? [] : [`Shown are at most ${limit} rows.`];
}
