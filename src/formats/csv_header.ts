// Role: the header line of a CSV log → the positions of the needed columns.

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

/**
 * Reads a header line without its line ending, or says what is wrong with it.
 */
export function csvColumns(
  line: Uint8Array,
): CsvColumns | { readonly fitting: number; readonly failed: string } {
  const names = headerNames(line);
  const missing = NEEDED_COLUMNS.filter((name) => !names.includes(name));
  if (missing.length > 0) {
    const fitting = NEEDED_COLUMNS.length - missing.length;
    const failed = fitting === 0
      ? `it is no header line that names the columns ${NEEDED_COLUMNS.join(",")}`
      : `its header has no column ${missing.join(", ")}`;
    return { fitting, failed };
  }
  const twice = NEEDED_COLUMNS.find((name) => names.indexOf(name) !== names.lastIndexOf(name));
  if (twice !== undefined) return { fitting: NEEDED_COLUMNS.length, failed: namedTwice(twice) };
  return {
    count: names.length,
    host: names.indexOf("remotehost"),
    date: names.indexOf("date"),
    request: names.indexOf("request"),
    status: names.indexOf("status"),
    bytes: names.indexOf("bytes"),
  };
}

/** What is wrong with a header that names a column more than once: which of them counts cannot be told. */
export function namedTwice(name: string): string {
  return `its header names the column ${name} twice`;
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
