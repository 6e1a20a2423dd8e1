// Role: the header line of a CSV log → the positions of the needed columns.

import { Problem } from "../domain/problem.ts";
import { textOf } from "../domain/text.ts";
import { inputKind } from "./input_kind.ts";

/** The columns that a header must name. */
const NEEDED_COLUMNS = [
  "remotehost",
  "rfc931",
  "authuser",
  "date",
  "request",
  "status",
  "bytes",
] as const;

/** Positions of the columns that are read, from 0. */
export interface CsvColumns {
  /** All columns; a record has exactly this number of fields. */
  readonly count: number;
  readonly host: number;
  readonly date: number;
  readonly request: number;
  readonly status: number;
  readonly bytes: number;
}

/** Bytes shown of a line that is no header. */
const SHOWN = 60;

/**
 * Reads a header line without its line ending; a UTF-8 byte order mark is skipped. Of a repeated name the first one counts.
 *
 * Errors: a `Problem` "data" that names what the input is, or the missing columns, and shows the line.
 */
export function csvColumns(line: Uint8Array, input: string): CsvColumns {
  const names = headerNames(withoutMark(line));
  const missing = NEEDED_COLUMNS.filter((name) => !names.includes(name));
  if (missing.length > 0) {
    const text = textOf(line.subarray(0, SHOWN)), found = line.length > SHOWN ? `${text}…` : text;
    const kind = inputKind(line, NEEDED_COLUMNS, input);
    const what = kind !== null
      ? `is ${kind.is}`
      : missing.length === NEEDED_COLUMNS.length
      ? "has no header line"
      : `has no column ${missing.join(", ")}`;
    const reads = `this version reads CSV whose first line names these columns: ${NEEDED_COLUMNS.join(",")}`;
    const advice = kind?.next ?? "Have the log written with them, or name another file";
    const shown = kind?.isBinary ? "" : ` Its first line is ${found === "" ? "empty" : `<${found}>`}.`;
    throw new Problem("data", `"${input}" ${what}; ${reads}.${shown} ${advice}.`);
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

/** The names without the quotes around them. */
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
