// Role: the family of tables with a header: the columns of `csv.ts`, or others whose names are known; commas, tabs or semicolons.

import { LogRecord } from "../../domain/record.ts";
import { unreadIn, zoneOf } from "../beginning.ts";
import { csvFormat } from "../csv.ts";
import { csvColumns } from "../csv_header.ts";
import type { Beginning, LogFormat } from "../format.ts";
import { RecordLines } from "../record_lines.ts";
import { type ColumnsOfLine, RepeatedHeaders } from "../table/repeated_headers.ts";
import { tableHeader } from "../table/table_columns.ts";
import { TableParser } from "../table/table_parser.ts";

/** Comma-separated values and the like. */
export const csvFamily: LogFormat = {
  name: "csv",
  summary: "CSV with a header whose names are known, also with tabs or semicolons",
  begin: (line, options) => {
    const usual = csvFormat.begin(line, options);
    const header = "reader" in usual ? null : tableHeader(new TextDecoder().decode(line));
    if (header !== null && "failed" in header) return "failed" in usual && usual.fitting > 3 ? usual : header;
    const parser = header === null ? null : new TableParser(header, zoneOf(options));
    const reader = parser === null ? (usual as Beginning).reader : new RecordLines(parser);
    return {
      reader: new RepeatedHeaders(reader, columnsOf(line)!, columnsOf),
      isHeader: true,
      ...parser === null ? {} : sayings(parser),
    };
  },
};

/** What is said of lines. */
function sayings(parser: TableParser): Pick<Beginning, "explain" | "unreadIn"> {
  return { explain: (line) => oddTime(parser, line), unreadIn: (line) => unreadIn(parser, line) };
}

/** What is odd about the time of a line; null where nothing is. */
function oddTime(parser: TableParser, line: Uint8Array): string | null {
  const isOdd = !parser.parse(line, 0, line.length, new LogRecord()) && parser.reason === "date";
  return isOdd ? parser.failed : null;
}

const columnsOf: ColumnsOfLine = (line) => {
  const usual = csvColumns(line);
  if (!("failed" in usual)) return JSON.stringify(usual);
  const header = tableHeader(new TextDecoder().decode(line));
  return "failed" in header ? null : JSON.stringify({ ...header, names: null });
};
