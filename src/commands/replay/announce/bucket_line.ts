// Role: a final bucket as a line for a person.

import { mostHits } from "../../../domain/buckets/most_hits.ts";
import type { BucketRows, ValueRow } from "../../../domain/buckets/rows.ts";
import { isoTime } from "../../../domain/time_text.ts";
import { printable } from "../../../render/text/printable.ts";
import { displayWidth } from "../../../render/text/width.ts";
import { availabilityText, bytesText, grouped } from "../../shared/number_text.ts";

/** How many values of a dimension are shown. */
export const SHOWN = 3;

/**
 * The bucket as one line without its end: start, hits, rate, availability, bytes, then the values with most hits of each
 * dimension. `columns` is the width of a terminal, on which what does not fit goes to indented lines; null for a pipe,
 * where a bucket is always one line.
 */
export function bucketLine(bucket: BucketRows, size: number, columns: number | null): string {
  const { start, hits, bytes, failures, values } = bucket;
  const fields = [
    [
      isoTime(start),
      `${grouped(hits).padStart(6)} ${hits === 1 ? "hit " : "hits"}`,
      `${(hits / size).toFixed(2).padStart(8)}/s`,
      `${availabilityText(hits, failures).padStart(7)} ok`,
      bytesText(bytes).padStart(8),
    ].join("  "),
    `sections ${top(values.section)}`,
    `hosts ${top(values.host)}`,
    `statuses ${top(values.status)}`,
  ];
  return columns === null ? fields.join("  ") : filled(fields, columns);
}

function top(values: readonly ValueRow[]): string {
  return mostHits(values, SHOWN).map(({ value, hits }) => `${printable(value)} ${grouped(hits)}`).join(", ");
}

/** Joins fields with two spaces, and goes to a new, indented line where the next one does not fit. */
function filled(fields: readonly string[], columns: number): string {
  const lines: string[] = [];
  let line = "";
  for (const field of fields) {
    if (line !== "" && displayWidth(line) + 2 + displayWidth(field) > columns) {
      lines.push(line);
      line = `    ${field}`;
    } else line += line === "" ? field : `  ${field}`;
  }
  return [...lines, line].join("\n");
}
