// Role: the bytes of one input → its records and rejects, one line at a time, in the most obvious way. Bytes are
// kept as latin1 strings (one character a byte), so that comparing strings compares bytes. Used by `reference.ts`.

/** An accepted record. */
export interface Accepted {
  readonly time: number;
  readonly host: string;
  readonly section: string;
  readonly method: string;
  readonly status: string;
  readonly bytes: number;
}

/** A line that was read: accepted, rejected for a reason, or left out. */
export interface Line {
  readonly line: number;
  readonly offset: number;
  readonly bytes: string;
  readonly result: Accepted | string;
}

/** In place of a reason, of a record that lies outside `--since` and `--until`. */
export const LEFT_OUT = "left out";

/** A time range; absent: no limit. */
export interface Range {
  readonly since?: number;
  readonly until?: number;
}

/** Sums and values of `bytes` stop here. */
export const MOST_BYTES = 2 ** 53 - 1;

/** Reads a whole input. Throws where its header lacks a column. */
export function readRecords(input: Uint8Array, now: number, complete: boolean, range: Range = {}): Line[] {
  let columns: string[] | null = null;
  const lines: Line[] = [];
  for (const { line, offset, bytes } of splitLines(latin1(input), complete)) {
    if (line === 1) {
      columns = readHeader(bytes);
      continue;
    }
    // "A UTF-8 BOM, CRLF and empty lines are tolerated."
    if (bytes === "") continue;
    // "A header that comes again is none, one with other columns is a reject."
    const again = bytes.length > 65536 ? null : columnsIn(bytes);
    if (again !== null && isSame(again, columns!)) continue;
    const result = again === null ? readRecord(bytes, columns!, now, range) : "header";
    lines.push({ line, offset, bytes, result });
  }
  return lines;
}

/** One character a byte. */
export function latin1(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}

function splitLines(text: string, complete: boolean): { line: number; offset: number; bytes: string }[] {
  const lines = [];
  let offset = 0;
  for (let line = 1; offset < text.length; line++) {
    let end = text.indexOf("\n", offset);
    // "A last line without a newline is left for the next run … unless the input is known to be finished"
    if (end === -1 && !complete) break;
    if (end === -1) end = text.length;
    const bytes = text.slice(offset, end);
    lines.push({ line, offset, bytes: bytes.endsWith("\r") ? bytes.slice(0, -1) : bytes });
    offset = end + 1;
  }
  return lines;
}

const READ = ["remotehost", "date", "request", "status", "bytes"];
const NEEDED = ["remotehost", "rfc931", "authuser", "date", "request", "status", "bytes"];

// "The header names the columns, in any order … Extra columns are ignored; a missing one is a usage error"
function readHeader(bytes: string): string[] {
  const columns = splitFields(bytes.startsWith("\xEF\xBB\xBF") ? bytes.slice(3) : bytes);
  for (const name of NEEDED) {
    if (columns === null || !columns.includes(name)) throw new Error(`the header lacks ${name}`);
  }
  return columns!;
}

/** The columns of a line that is a header: also of one that lacks some of them, as where a log ends within it. Null for any other. */
function columnsIn(bytes: string): string[] | null {
  const columns = splitFields(bytes.startsWith("\xEF\xBB\xBF") ? bytes.slice(3) : bytes) ?? [];
  const isHeader = columns.includes("date") && columns.includes("status") &&
    (columns.includes("remotehost") || columns.includes("request"));
  return isHeader ? columns : null;
}

/** Whether a header names all columns, and those that are read in the places of another one. */
function isSame(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && NEEDED.every((name) => one.includes(name)) &&
    READ.every((name) => one.indexOf(name) === other.indexOf(name));
}

function readRecord(bytes: string, columns: string[], now: number, range: Range): Accepted | string {
  // "A record longer than 64 KiB is rejected"
  if (bytes.length > 65536) return "too long";

  // "a quoted field may hold "" but never a newline"
  const fields = splitFields(bytes);
  if (fields === null) return "quote";

  // "it has exactly the header's number of fields"
  if (fields.length !== columns.length) return "fields";
  const field = (name: string): string => fields[columns.indexOf(name)];

  // "`date` is a decimal number in 0 … 253402300799 (a fraction is cut off)"
  if (!/^[0-9]+(\.[0-9]+)?$/.test(field("date"))) return "date";
  const time = Number(field("date").split(".")[0]);
  if (time > 253402300799) return "date";

  // "A record whose date lies outside [since, until) is left out, whatever else is wrong with it."
  const { since = 0, until = Infinity } = range;
  if (time < since || time >= until) return LEFT_OUT;

  // "and not more than one day ahead of the injected clock"
  if (time > now + 86400) return "future";

  // "`status` is three digits 100–999"
  if (!/^[1-9][0-9][0-9]$/.test(field("status"))) return "status";

  // "`bytes` is a whole number or `-` (= 0)"
  if (!/^([0-9]+|-)$/.test(field("bytes"))) return "bytes";

  return {
    time,
    host: field("remotehost"),
    section: sectionOf(field("request")),
    method: methodOf(field("request")),
    status: field("status"),
    bytes: field("bytes") === "-" ? 0 : Math.min(MOST_BYTES, Number(field("bytes"))),
  };
}

/** The fields of a CSV line; null where a quoted field is not closed or goes on after its closing quote. */
export function splitFields(line: string): string[] | null {
  const fields: string[] = [];
  let at = 0;
  while (true) {
    let field = "";
    if (line[at] === '"') {
      at++;
      while (true) {
        if (at >= line.length) return null;
        if (line[at] !== '"') field += line[at++];
        else if (line[at + 1] === '"') {
          field += '"';
          at += 2;
        } else break;
      }
      at++;
      if (at < line.length && line[at] !== ",") return null;
    } else {
      while (at < line.length && line[at] !== ",") field += line[at++];
    }
    fields.push(field);
    if (at >= line.length) return fields;
    at++;
  }
}

/** "the token before the first space of the request, or `(none)`" */
export function methodOf(request: string): string {
  const space = request.indexOf(" "), method = request.slice(0, Math.max(0, space));
  return /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(method) ? method : "(none)";
}

/** The section of a request, both as latin1. */
export function sectionOf(request: string): string {
  // "split at single spaces into method, target and the rest; the method is an RFC 9110 token"
  const [method, target] = request.split(" ");
  if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(method)) return "(none)";
  if (target === undefined || target === "") return "(none)";

  // "`OPTIONS * HTTP/1.1` → `*`"
  if (target === "*") return "*";

  // "The target's path without scheme, authority, query and fragment"
  let path = target;
  const absolute = /^[A-Za-z][A-Za-z0-9+.-]*:\/\/[^/?#]*/.exec(target);
  if (absolute) path = target.slice(absolute[0].length);
  path = path.split(/[?#]/)[0];
  // "`GET http://h HTTP/1.1` → `/`"
  if (absolute && path === "") path = "/";

  // "a target that is neither `*` nor has a path beginning with `/` … → `(none)`"
  if (!path.startsWith("/")) return "(none)";

  // "then `/` + its first segment, as written (no decoding, no case folding)", without parameters
  return "/" + path.split("/")[1].replace(/(?:[;&]|%3F)[^]*?=[^]*$/i, "");
}
