// Role: reads a line of a table with separators, whose values may be quoted as in RFC 4180, but that a line is always one record.

import type { LogRecord } from "../../domain/record.ts";
import type { RejectReason } from "../../domain/reject.ts";
import { settleBareRequest } from "../decode/bare_request.ts";
import { type CompiledField, compileField, FieldDecoder } from "../decode/field_decoder.ts";
import type { Zone } from "../decode/zone.ts";
import type { Role } from "../layout.ts";
import { unreadSpan } from "../decode/spans.ts";
import { isPlausibleTime, otherNumber } from "../decode/plausible_time.ts";
import type { LineParser } from "../record_lines.ts";
import type { TableHeader } from "./table_columns.ts";

const QUOTE = 0x22;

/** Reads the lines after a header. */
export class TableParser implements LineParser {
  readonly #separator: number;
  readonly #roles: readonly Role[];
  readonly #plain: readonly CompiledField[];
  readonly #quoted: readonly CompiledField[];
  readonly #decoder: FieldDecoder;
  readonly #names: readonly string[];
  /** The column of the time, and where it is in the last line. */
  readonly #time: number;
  #timeStart = 0;
  #timeEnd = 0;
  /** Parsers of the same columns, but that the time is another one. */
  readonly #others: readonly TableParser[];
  fitting = 0;
  failed = "";
  /** What of the last line, which is a record, is not read; null where all is. */
  unread: string | null = null;
  reason: RejectReason = "fields";

  constructor({ separator, names, columns, otherTimes }: TableHeader, zone: Zone | null) {
    this.#others = otherTimes.map((columns) =>
      new TableParser({ separator, names, columns, otherTimes: [] }, zone)
    );
    this.#names = names;
    this.#roles = columns.map(({ role }) => role);
    this.#time = columns.findIndex(({ role }) => role === "time");
    this.#separator = separator.charCodeAt(0);
    this.#plain = columns.map((column) => compileField({ ...column, escape: "none" }, true));
    this.#quoted = columns.map((column) => compileField({ ...column, escape: "quotes" }, true));
    this.#decoder = new FieldDecoder(zone);
  }

  parse(bytes: Uint8Array, start: number, end: number, record: LogRecord): boolean {
    if (!this.#parse(bytes, start, end, record)) return false;
    if (isPlausibleTime(record.time)) return true;
    for (const other of this.#others) {
      if (other.parse(bytes, start, end, record) && isPlausibleTime(record.time)) return true;
    }
    if (!this.#parse(bytes, start, end, record)) return false;
    const value = bytes.subarray(this.#timeStart, this.#timeEnd), name = this.#names[this.#time];
    const odd = otherNumber(value, `column ${name}`);
    if (odd === null) return true;
    this.reason = "date";
    this.failed = `${odd}; where another column is the time, call it timestamp in the header`;
    return false;
  }

  #parse(bytes: Uint8Array, start: number, end: number, record: LogRecord): boolean {
    const plain = this.#plain, count = plain.length, separator = this.#separator, decoder = this.#decoder;
    decoder.begin(bytes, record);
    let column = 0;
    this.unread = null;
    this.#timeStart = this.#timeEnd = start;
    for (let at = start; at <= end; column++) {
      let last = at;
      if (bytes[at] === QUOTE && at < end) {
        last = closingQuote(bytes, at + 1, end);
        if (last === end || (last + 1 < end && bytes[last + 1] !== separator)) {
          return this.#fail(column, "quote");
        }
        if (column < count && !decoder.take(this.#quoted[column], at + 1, last)) {
          this.#note(column, bytes.subarray(at + 1, last));
        }
        if (column === this.#time) this.#placeTime(at + 1, last);
        at = last + 2;
      } else {
        while (last < end && bytes[last] !== separator) last++;
        // What is empty is absent.
        if (column < count && last > at && !decoder.take(plain[column], at, last)) {
          this.#note(column, bytes.subarray(at, last));
        }
        if (column === this.#time) this.#placeTime(at, last);
        at = last + 1;
      }
    }
    if (column !== count) return this.#fail(Math.min(column, count), "fields");
    decoder.finish();
    settleBareRequest(record);
    this.fitting = column;
    return true;
  }

  #note(column: number, value: Uint8Array): void {
    this.unread ??= unreadSpan(this.#roles[column], value, `column ${this.#names[column]}`);
  }

  #placeTime(start: number, end: number): void {
    this.#timeStart = start;
    this.#timeEnd = end;
  }

  #fail(column: number, reason: RejectReason): boolean {
    this.fitting = column;
    this.reason = reason;
    this.failed = reason === "quote"
      ? "a quoted value is not closed"
      : "its number of fields is not that of the header";
    return false;
  }
}

/** The quote that is not doubled; `end` where there is none. */
function closingQuote(bytes: Uint8Array, from: number, end: number): number {
  for (let at = from; at < end; at++) {
    if (bytes[at] !== QUOTE) continue;
    if (at + 1 >= end || bytes[at + 1] !== QUOTE) return at;
    at++;
  }
  return end;
}
