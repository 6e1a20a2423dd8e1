// Role: a final bucket as a line for a person.

import { mostHits } from "../../../domain/buckets/most_hits.ts";
import type { BucketRows, ValueRow } from "../../../domain/buckets/rows.ts";
import { EXPLAINING } from "../../../domain/dimensions/dimensions.ts";
import { isoTime } from "../../../domain/time_text.ts";
import { printable } from "../../../render/text/printable.ts";
import { wrap, wrapWords } from "../../../render/text/wrap.ts";
import { grouped } from "../../../domain/grouped.ts";
import { availabilityText, bytesText } from "../../shared/number_text.ts";

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
      `${availabilityText(hits, failures).padStart(8)} ok`,
      bytesText(bytes).padStart(8),
    ].join("  "),
    // A log says 000 where there was no status.
    ...EXPLAINING.map(({ name, plural, kind }) =>
      `${plural} ${
        top(
          kind === "number"
            ? values[name].map((row) => ({ ...row, value: row.value.padStart(3, "0") }))
            : values[name],
        )
      }`
    ),
  ];
  return columns === null
    ? fields.join("  ")
    : wrap(fields, columns, "    ", "  ").flatMap((line) => wrapWords(line, columns)).join("\n");
}

function top(values: readonly ValueRow[]): string {
  return mostHits(values, SHOWN).map(({ value, hits }) => `${printable(value)} ${grouped(hits)}`).join(", ");
}
