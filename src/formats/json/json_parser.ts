// Role: reads a line of JSON as a record, by the keys that are looked for.

import { ABSENT, type LogRecord } from "../../domain/record.ts";
import { settleBareRequest } from "../decode/bare_request.ts";
import { FieldDecoder } from "../decode/field_decoder.ts";
import { unreadSpan } from "../decode/spans.ts";
import type { Zone } from "../decode/zone.ts";
import type { LineParser } from "../record_lines.ts";
import type { CompiledKeys } from "./keys.ts";
import { JsonScanner } from "./scanner.ts";

const ZERO = 0x30, POINT = 0x2e;

/** Digits at the end of times in nanoseconds that are subtracted: as many as a number holds exactly. */
const COMPARED_DIGITS = 15;

/** Digits of a time in nanoseconds. */
const NANOSECOND_DIGITS = 19;

/** Reads lines of JSON. */
export class JsonParser implements LineParser {
  readonly #keys: CompiledKeys;
  readonly #scanner: JsonScanner;
  readonly #decoder: FieldDecoder;
  fitting = 0;
  failed = "";
  /** What of the last line, which is a record, is not read; null where all is. */
  unread: string | null = null;

  constructor(keys: CompiledKeys, zone: Zone | null) {
    this.#keys = keys;
    this.#scanner = new JsonScanner(keys);
    this.#decoder = new FieldDecoder(zone);
  }

  parse(bytes: Uint8Array, start: number, end: number, record: LogRecord): boolean {
    const scanner = this.#scanner, decoder = this.#decoder;
    if (!scanner.scan(bytes, start, end)) return this.#fail(0, "it is not an object of JSON");
    if (!this.#isRequest(bytes)) return this.#fail(6, "it is a message of another kind, not a request");
    decoder.begin(bytes, record);
    this.unread = null;
    let hasTime = false, hasStatus = false, hasMore = false;
    for (const keys of this.#keys.roles) {
      for (const { name, slot, role, field, beside, hasFraction, isQuoted } of keys) {
        // Then the status is what is wrong, unless another key has it.
        if (role === "status" && scanner.isNull(slot)) hasStatus = true;
        if (!scanner.has(slot) || (beside >= 0 && !scanner.has(beside))) continue;
        if (role === "time") hasTime = true;
        else if (role === "status") hasStatus = true;
        else if (role === "host" || role === "request" || role === "target") hasMore = true;
        if (hasFraction && isWholeSpan(bytes, scanner.starts[slot], scanner.ends[slot])) break;
        const quote = isQuoted ? quoteAround(bytes, scanner.starts[slot], scanner.ends[slot]) : 0;
        const first = scanner.starts[slot] + quote, last = scanner.ends[slot] - quote;
        const isWhole = role === "status" || role === "size";
        // A time span of another form is as good as none.
        if (!decoder.take(field, first, isWhole ? endOfWhole(bytes, first, last) : last)) {
          this.unread ??= unreadSpan(role, bytes.subarray(first, last), `key ${name}`);
        }
        break;
      }
    }
    if (!hasTime) return this.#fail(6, "none of its keys is known to be a time");
    if (!hasStatus) return this.#fail(7, "none of its keys is known to be a status");
    if (!hasMore) return this.#fail(8, "none of its keys is known to be a client address or a request");
    decoder.finish();
    settleBareRequest(record);
    if (this.#keys.between !== null && record.duration === ABSENT) record.duration = this.#between(bytes);
    this.fitting = 9;
    return true;
  }

  #fail(fitting: number, failed: string): boolean {
    this.fitting = fitting;
    this.failed = failed;
    return false;
  }

  #isRequest(bytes: Uint8Array): boolean {
    const { guard } = this.#keys, { starts, ends } = this.#scanner;
    if (guard === null || starts[guard.slot] < 0) return true;
    const { slot, not, but } = guard;
    return !beginsWith(bytes, starts[slot], ends[slot], not) ||
      beginsWith(bytes, starts[slot], ends[slot], but);
  }

  /** Microseconds between two times in nanoseconds. */
  #between(bytes: Uint8Array): number {
    const [begin, end] = this.#keys.between!, { starts, ends } = this.#scanner;
    for (const slot of [begin, end]) {
      if (starts[slot] < 0 || ends[slot] - starts[slot] !== NANOSECOND_DIGITS) return ABSENT;
    }
    const difference = lastDigits(bytes, ends[end]) - lastDigits(bytes, ends[begin]);
    // The digits in front differ where a day and a half … has begun meanwhile.
    const nanoseconds = difference < 0 ? difference + 10 ** COMPARED_DIGITS : difference;
    return Number.isNaN(nanoseconds) || nanoseconds > 10 ** COMPARED_DIGITS / 2
      ? ABSENT
      : Math.floor(nanoseconds / 1000);
  }
}

/** Bytes of a quote in JSON at both ends of a text, `\"`; 0 where there is none. */
function quoteAround(bytes: Uint8Array, start: number, end: number): number {
  const isQuote = (at: number): boolean => bytes[at] === 0x5c && bytes[at + 1] === 0x22;
  return end - start >= 4 && isQuote(start) && isQuote(end - 2) ? 2 : 0;
}

/** Where the digits in front of a point end, behind which there are but zeroes; `end` where there is none, or more. */
function endOfWhole(bytes: Uint8Array, start: number, end: number): number {
  let at = end;
  while (at > start && bytes[at - 1] === ZERO) at--;
  return at - 1 > start && bytes[at - 1] === POINT ? at - 1 : end;
}

/** Whether a time span is a number without a fraction or a unit, other than 0. */
export function isWholeSpan(bytes: Uint8Array, start: number, end: number): boolean {
  let isZero = true;
  for (let at = start; at < end; at++) {
    const digit = bytes[at] - 0x30;
    if (digit < 0 || digit > 9) return false;
    if (digit > 0) isZero = false;
  }
  return end > start && !isZero;
}

/** The number of the last digits before `end`; NaN where there are others. */
function lastDigits(bytes: Uint8Array, end: number): number {
  let value = 0;
  for (let at = end - COMPARED_DIGITS; at < end; at++) {
    const digit = bytes[at] - 0x30;
    if (digit < 0 || digit > 9) return NaN;
    value = value * 10 + digit;
  }
  return value;
}

function beginsWith(bytes: Uint8Array, start: number, end: number, text: Uint8Array): boolean {
  if (end - start < text.length) return false;
  for (let at = 0; at < text.length; at++) if (bytes[start + at] !== text[at]) return false;
  return true;
}
