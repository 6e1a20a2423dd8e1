// Role: the reader of a CSV log for tests that have its header.

import { type CsvColumns, csvColumns } from "../src/formats/csv_header.ts";
import { csvFamily } from "../src/formats/families/csv.ts";
import type { LineReader } from "../src/formats/format.ts";

/** Reads the lines below a header. */
export function csvReader(header: Uint8Array): LineReader {
  const begun = csvFamily.begin(header, { zone: null });
  if ("failed" in begun) throw new Error(begun.failed);
  return begun.reader;
}

/** The columns that a header names. */
export function columnsOf(header: Uint8Array): CsvColumns {
  const columns = csvColumns(header);
  if ("failed" in columns) throw new Error(columns.failed);
  return columns;
}
