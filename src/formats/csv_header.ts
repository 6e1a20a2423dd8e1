// Role: the header line of a CSV log → where each needed column is. Used by `csv.ts` alone.

import { Problem } from "../domain/problem.ts";
import { textOf } from "../domain/text.ts";

/** The columns that a log has to have, as its header names them. */
const NEEDED_COLUMNS = [
  "remotehost",
  "rfc931",
  "authuser",
  "date",
  "request",
  "status",
  "bytes",
] as const;

/** Places of the columns that are counted, from 0, and how many columns there are in all. */
export interface CsvColumns {
  /** Columns in all; a record has exactly so many fields. */
  readonly count: number;
  /** Place of `remotehost`. */
  readonly host: number;
  /** Place of `date`. */
  readonly date: number;
  /** Place of `request`. */
  readonly request: number;
  /** Place of `status`. */
  readonly status: number;
  /** Place of `bytes`. */
  readonly bytes: number;
}

/** How much of a line that is no header is shown. */
const SHOWN = 60;

/**
 * Reads a header line (without its line ending; a UTF-8 byte order mark is skipped). Where a name stands twice, the
 * first one counts.
 *
 * Errors: a `Problem` "data" naming the missing columns and what was found.
 */
export function csvColumns(line: Uint8Array, input: string): CsvColumns {
  const names = headerNames(withoutMark(line));
  const missing = NEEDED_COLUMNS.filter((name) => !names.includes(name));
  if (missing.length > 0) {
    const text = textOf(line.subarray(0, SHOWN)), found = line.length > SHOWN ? `${text}…` : text;
    const what = missing.length === NEEDED_COLUMNS.length
      ? `has no header: its first line must name ${NEEDED_COLUMNS.join(",")}`
      : `has no column ${missing.join(", ")}`;
    const advice = "Add what is missing, or name another file.";
    throw new Problem(
      "data",
      `"${input}" ${what}. Its first line is ${found === "" ? "empty" : `<${found}>`}. ${advice}`,
    );
  }
  return {
    count: names.length,
    host: names.indexOf("remotehost"),
    date: names.indexOf("date"),
    request: names.indexOf("request"),
    status: names.indexOf("status"),
    bytes: names.indexOf("bytes"),
  };
}

function withoutMark(line: Uint8Array): Uint8Array {
  return line[0] === 0xef && line[1] === 0xbb && line[2] === 0xbf ? line.subarray(3) : line;
}

/** The names, with the quotes around each taken away. */
function headerNames(line: Uint8Array): string[] {
  const text = new TextDecoder().decode(line);
  const column = /(?:"((?:[^"]|"")*)"|([^,]*))(,|$)/y;
  const names: string[] = [];
  for (let more = ","; more === ",";) {
    const [, quoted, plain, separator] = column.exec(text)!;
    names.push(quoted ?? plain);
    more = separator;
  }
  return names;
}
