// Role: the family of tables with a header: the columns of `csv.ts`, or others whose names are known; commas, tabs or semicolons.

import { zoneOf } from "../beginning.ts";
import { csvFormat } from "../csv.ts";
import type { LogFormat } from "../format.ts";
import { RecordLines } from "../record_lines.ts";
import { tableHeader } from "../table/table_columns.ts";
import { TableParser } from "../table/table_parser.ts";

/** Comma-separated values and the like. */
export const csvFamily: LogFormat = {
  name: "csv",
  summary: "CSV with a header whose names are known, also with tabs or semicolons",
  begin: (line, options) => {
    const usual = csvFormat.begin(line, options);
    if ("reader" in usual) return usual;
    const header = tableHeader(new TextDecoder().decode(line));
    if ("failed" in header) return usual.fitting > 3 ? usual : header;
    return { reader: new RecordLines(new TableParser(header, zoneOf(options))), isHeader: true };
  },
};
