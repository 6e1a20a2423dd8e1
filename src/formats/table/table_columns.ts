// Role: the header of a table with separators → what each column is, by the names that are known of logs with named fields.

import { namedTwice } from "../csv_header.ts";
import { type FieldSpec, fieldSpec } from "../layout.ts";
import { KNOWN_KEYS } from "../json/known_keys.ts";

/** What separates columns; the first one that gives a header counts. */
const SEPARATORS = [",", "\t", ";"] as const;

/** A header as it is needed to read the lines after it. */
export interface TableHeader {
  readonly separator: string;
  /** The names in small letters. */
  readonly names: readonly string[];
  readonly columns: readonly FieldSpec[];
  /** The same with another time, for lines in which that of `columns` is none; the best known first. */
  readonly otherTimes: readonly (readonly FieldSpec[])[];
}

/** The header of a table that has a time, a status, and a client address or a request. Else what is missing, as in `Misfit`. */
export function tableHeader(
  line: string,
): TableHeader | { readonly fitting: number; readonly failed: string } {
  let fitting = 0, failed = "it names no columns";
  for (const separator of SEPARATORS) {
    const names = namesOf(line, separator);
    if (names.length < 3) continue;
    const columns = columnsOf(names), roles = columns.map(({ role }) => role);
    const has = (...wanted: FieldSpec["role"][]) => wanted.some((role) => roles.includes(role));
    const missing = !has("time")
      ? "a time"
      : !has("status")
      ? "a status"
      : !has("host", "request", "target")
      ? "a client address or a request"
      : null;
    const twice = names.find((name, at) => columns[at].role !== null && names.lastIndexOf(name) !== at);
    if (missing === null && twice === undefined) {
      return { separator, names, columns, otherTimes: otherTimes(names, columns) };
    }
    const known = roles.filter((role) => role !== null).length;
    if (known <= fitting) continue;
    fitting = known;
    failed = twice !== undefined ? namedTwice(twice) : `none of its columns is known to be ${missing}`;
  }
  return { fitting, failed };
}

/** The names without the quotes around them, in small letters; none where a quote is not closed. */
function namesOf(line: string, separator: string): string[] {
  const column = new RegExp(`(?:"((?:[^"]|"")*)"|([^"${separator}]*))(${separator}|$)`, "y");
  const names: string[] = [];
  for (let more = separator; more === separator;) {
    const found = column.exec(line);
    if (found === null) return [];
    names.push((found[1] ?? found[2]).trim().toLowerCase());
    more = found[3];
  }
  return names;
}

/** What each column is; of a role the best known name counts. */
function columnsOf(names: readonly string[]): FieldSpec[] {
  const columns = names.map(() => fieldSpec(null)), taken = new Set<FieldSpec["role"]>();
  for (const { name, role, decode, beside } of KNOWN_KEYS) {
    const at = names.indexOf(name.toLowerCase());
    if (at < 0 || taken.has(role) || (beside !== undefined && !names.includes(beside.toLowerCase()))) {
      continue;
    }
    taken.add(role);
    columns[at] = fieldSpec(role, decode);
  }
  return columns;
}

/** The columns with the time in another one whose name is known of times. */
function otherTimes(names: readonly string[], columns: readonly FieldSpec[]): FieldSpec[][] {
  const places = KNOWN_KEYS.filter(({ role }) => role === "time").map(({ name }) =>
    names.indexOf(name.toLowerCase())
  );
  return places.filter((place) => place >= 0 && columns[place].role === null).map((place) => {
    const without = columns.map((column) => column.role === "time" ? fieldSpec(null) : column);
    return without.with(place, fieldSpec("time", "any-time"));
  });
}
