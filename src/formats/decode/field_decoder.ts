// Role: fields of a line → a record: the numbers are read, the places of texts noted, and texts with escapes copied. How the
// fields are found is the business of the parsers of lines.

import { isProtocol } from "../../domain/dimensions/protocol.ts";
import { ABSENT, LogRecord, TEXT_ROLES } from "../../domain/record.ts";
import { parseBytes, parseStatus, parseTime } from "../fields.ts";
import type { Decoder, Escape, FieldSpec } from "../layout.ts";
import { NO_TIME, NO_ZONE } from "./days.ts";
import { NO_SPAN, parseOwnUnit, parseSpan, parseSpanList, parseUnits } from "./spans.ts";
import * as times from "./times.ts";
import { ESCAPE_BYTES, unescapeText } from "./unescape.ts";
import type { Zone } from "./zone.ts";

const DASH = 0x2d, COMMA = 0x2c, COLON = 0x3a, PLUS = 0x2b, ZERO = 0x30, SPACE = 0x20;
const OPENING = 0x5b, CLOSING = 0x5d;

/** In place of a status or of a size that cannot be read. */
export const UNREADABLE = -1;

/** Decoders and roles as numbers, which are compared faster than texts. */
const DECODERS: readonly Decoder[] = [
  ...["name", "address", "address-port", "epoch", "epoch-ms", "any-epoch", "clf-time", "iso-time"] as const,
  ...[
    "any-time",
    "date",
    "clock",
    "request",
    "protocol",
    "status",
    "count",
    "seconds",
    "milliseconds",
  ] as const,
  ...["microseconds", "nanoseconds", "span", "list", "seconds-list", "scalar", "end"] as const,
];
const codeOf = (decoder: Decoder): number => DECODERS.indexOf(decoder);
const NAME = codeOf("name"), ADDRESS = codeOf("address"), ADDRESS_PORT = codeOf("address-port");
const EPOCH = codeOf("epoch");
const EPOCH_MS = codeOf("epoch-ms"), ANY_EPOCH = codeOf("any-epoch"), ANY_TIME = codeOf("any-time");
const DATE = codeOf("date"), CLOCK = codeOf("clock"), REQUEST = codeOf("request"), STATUS = codeOf("status");
const COUNT = codeOf("count"), SECONDS = codeOf("seconds"), MILLISECONDS = codeOf("milliseconds");
const MICROSECONDS = codeOf("microseconds"), NANOSECONDS = codeOf("nanoseconds"), SPAN = codeOf("span");
const PROTOCOL = codeOf("protocol"),
  SECONDS_LIST = codeOf("seconds-list"),
  SCALAR = codeOf("scalar"),
  END = codeOf("end");

/** Codes of times that may hold a blank. */
export const CLF_TIME: number = codeOf("clf-time");
export const ISO_TIME: number = codeOf("iso-time");

const DURATION = TEXT_ROLES.length, UPSTREAM = DURATION + 1, SIZE = UPSTREAM + 1, NO_ROLE = -1;
const NUMBER_ROLES: Readonly<Record<string, number>> = {
  duration: DURATION,
  upstreamDuration: UPSTREAM,
  size: SIZE,
};

/** A field as {@link FieldDecoder.take} needs it. */
export interface CompiledField {
  readonly code: number;
  /** Of a text its number, see `TEXT_ROLES`. */
  readonly role: number;
  readonly escape: Escape;
  /** The byte that escapes begin with; −1: none. */
  readonly escapeByte: number;
  /** Whether the value begins with a digit or a sign. */
  readonly isNumber: boolean;
  /** Whether the value of a time span may say another unit than that of the field. */
  readonly hasOwnUnit: boolean;
}

/** A field, compiled. `hasOwnUnit`: see {@link CompiledField}; only of fields that have a name. */
export function compileField(
  { role, decode, escape }: Pick<FieldSpec, "role" | "decode" | "escape">,
  hasOwnUnit = false,
): CompiledField {
  const text = (TEXT_ROLES as readonly (string | null)[]).indexOf(role), code = codeOf(decode);
  return {
    code,
    role: text >= 0 ? text : role === null ? NO_ROLE : NUMBER_ROLES[role] ?? NO_ROLE,
    escape,
    escapeByte: ESCAPE_BYTES[escape],
    isNumber: code >= STATUS && code <= NANOSECONDS,
    hasOwnUnit,
  };
}

/** Fills a record, field by field. Keeps nothing from one line to the next but its buffer. */
export class FieldDecoder {
  /** The zone of times without one; null where it is not known. */
  readonly zone: Zone | null;
  #bytes: Uint8Array = new Uint8Array(0);
  #record: LogRecord = new LogRecord();
  /** The halves of a time. */
  #day = NO_TIME;
  #clock = NO_TIME;
  #hasHalves = false;
  /** Whether one of the spans that are added up is absent. */
  #isDurationAbsent = false;
  #isUpstreamAbsent = false;
  /** The escapes in each text, by role; null: none. */
  readonly #escapes: (Escape | null)[] = TEXT_ROLES.map(() => null);
  #hasEscapes = false;
  #scratch = new Uint8Array(1024);

  constructor(zone: Zone | null) {
    this.zone = zone;
  }

  /** Begins a line. Its time is {@link NO_TIME}, its status {@link UNREADABLE} and its size 0 until they are taken. */
  begin(bytes: Uint8Array, record: LogRecord): void {
    this.#bytes = record.bytes = bytes;
    this.#record = record;
    record.clear();
    record.time = NO_TIME;
    record.status = UNREADABLE;
    record.size = 0;
    this.#day = this.#clock = NO_TIME;
    this.#hasHalves = this.#isDurationAbsent = this.#isUpstreamAbsent = false;
    if (this.#hasEscapes) {
      this.#escapes.fill(null);
      this.#hasEscapes = false;
    }
  }

  /**
   * Takes the field at [start, end). False where it is not of its kind, so that the line is of another form; times, statuses and
   * sizes that cannot be read are in the record instead.
   */
  take(field: CompiledField, start: number, end: number): boolean {
    const bytes = this.#bytes, record = this.#record, { code } = field;
    if (code === NAME) this.#text(field, start, end);
    else if (code === REQUEST) {
      // Load balancers write dashes for the parts of a request that they could not read.
      if (bytes[start] !== DASH || (end - start > 1 && bytes[start + 1] !== SPACE)) {
        this.#text(field, start, end);
      }
    } else if (code === PROTOCOL) {
      if (!isProtocolOrNone(field, bytes, start, end)) return false;
      this.#text(field, start, end);
    } else if (code === STATUS) {
      record.status = statusAt(bytes, start, end);
    } else if (code === COUNT) return this.#count(field, start, end);
    else if (code === CLF_TIME) record.time = times.parseClfTime(bytes, start, end, this.zone);
    else if (code >= SECONDS) return this.#span(field, start, end);
    else if (code === ADDRESS) this.#address(field, start, end);
    else if (code === ADDRESS_PORT) {
      let colon = end;
      while (colon > start && bytes[colon - 1] !== COLON) colon--;
      this.#address(field, start, colon > start ? colon - 1 : end);
    } else if (code === DATE) {
      this.#day = times.parseDay(bytes, start, end);
      this.#hasHalves = true;
    } else if (code === CLOCK) {
      this.#clock = times.parseClock(bytes, start, end);
      this.#hasHalves = true;
    } else record.time = this.#time(code, start, end);
    return true;
  }

  /** The time of day of a line, in seconds; negative where it tells none, or cannot be read. */
  get clock(): number {
    return this.#clock;
  }

  /** The day of a line that tells its time of day alone; negative: it is not known. */
  setDay(day: number): void {
    this.#day = day;
  }

  /** Ends a line. */
  finish(): void {
    const record = this.#record;
    if (this.#hasHalves) record.time = this.#whole();
    if (this.#isDurationAbsent) record.duration = ABSENT;
    if (this.#isUpstreamAbsent) record.upstreamDuration = ABSENT;
    if (this.#hasEscapes) this.#unescape();
  }

  /** The time of the two halves. */
  #whole(): number {
    if (this.#day < 0 || this.#clock < 0) return NO_TIME;
    return this.zone === null ? NO_ZONE : this.zone.epochOf(this.#day + this.#clock);
  }

  #time(code: number, start: number, end: number): number {
    const bytes = this.#bytes;
    if (code === EPOCH) return parseTime(bytes, start, end);
    if (code === ISO_TIME) return times.parseIsoTime(bytes, start, end, this.zone);
    if (code === EPOCH_MS) return times.parseEpochMs(bytes, start, end);
    if (code === ANY_EPOCH) return times.parseAnyEpoch(bytes, start, end);
    return code === ANY_TIME ? times.parseAnyTime(bytes, start, end, this.zone) : NO_TIME;
  }

  #text(field: CompiledField, start: number, end: number): void {
    const bytes = this.#bytes, { role, escapeByte } = field;
    if (role === NO_ROLE || (end - start === 1 && bytes[start] === DASH)) return;
    if (end === start && field.escape === "json") return;
    this.#record.place(role, start, end);
    if (escapeByte < 0) return;
    for (let at = start; at < end; at++) {
      if (bytes[at] !== escapeByte) continue;
      this.#escapes[role] = field.escape;
      this.#hasEscapes = true;
      return;
    }
  }

  /** An address without its port and its brackets; the first one of a list. */
  #address(field: CompiledField, start: number, end: number): void {
    const bytes = this.#bytes;
    let last = start, colons = 0, colon = end;
    for (; last < end && bytes[last] !== COMMA; last++) {
      if (bytes[last] !== COLON) continue;
      colons++;
      colon = last;
    }
    if (bytes[start] === OPENING) {
      let closing = start + 1;
      while (closing < last && bytes[closing] !== CLOSING) closing++;
      if (closing < last) return this.#text(field, start + 1, closing);
    }
    this.#text(field, start, colons === 1 && isPort(bytes, colon + 1, last) ? colon : last);
  }

  #count(field: CompiledField, start: number, end: number): boolean {
    const bytes = this.#bytes;
    const first = bytes[start] === PLUS && field.escape === "haproxy" ? start + 1 : start;
    const isAbsent = first === end && field.escape === "json";
    const count = isAbsent ? 0 : parseBytes(bytes, first, end);
    if (field.role !== SIZE) return count >= 0;
    this.#record.size = count;
    return true;
  }

  #span(field: CompiledField, start: number, end: number): boolean {
    const bytes = this.#bytes, record = this.#record, { code, role } = field;
    if (code === END) return start === end;
    if (code === SCALAR) return isScalar(bytes, start, end);
    if (code > SPAN && code !== SECONDS_LIST) return true;
    const plain = code === SECONDS
      ? parseSpan(bytes, start, end, 1e6)
      : code === MILLISECONDS
      ? parseSpan(bytes, start, end, 1e3)
      : code === MICROSECONDS
      ? parseSpan(bytes, start, end, 1)
      : code === NANOSECONDS
      ? parseSpan(bytes, start, end, 1e-3)
      : code === SPAN
      ? parseUnits(bytes, start, end)
      : parseSpanList(bytes, start, end);
    const span = plain === NO_SPAN && field.hasOwnUnit ? parseOwnUnit(bytes, start, end) : plain;
    if (span === NO_SPAN) return false;
    if (role === DURATION) {
      if (span === ABSENT) this.#isDurationAbsent = true;
      else record.duration = Math.max(0, record.duration) + span;
    } else if (role === UPSTREAM) {
      if (span === ABSENT) this.#isUpstreamAbsent = true;
      else record.upstreamDuration = Math.max(0, record.upstreamDuration) + span;
    }
    return true;
  }

  /** Copies all texts of the record, so that they are in one buffer, with their escapes undone. */
  #unescape(): void {
    const { starts, ends } = this.#record, bytes = this.#bytes;
    let length = 0;
    for (let role = 0; role < starts.length; role++) {
      if (starts[role] >= 0) length += ends[role] - starts[role];
    }
    // Four more: a character is written before it is known how long it is.
    if (length + 4 > this.#scratch.length) this.#scratch = new Uint8Array(2 * length + 4);
    const scratch = this.#scratch;
    let to = 0;
    for (let role = 0; role < starts.length; role++) {
      if (starts[role] < 0) continue;
      const from = to;
      to = unescapeText(this.#escapes[role] ?? "none", bytes, starts[role], ends[role], scratch, to);
      this.#record.place(role, from, to);
    }
    this.#record.bytes = scratch;
  }
}

/** A dash stands for none, and in JSON nothing does. */
function isProtocolOrNone({ escape }: CompiledField, bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start < 2) return end === start ? escape === "json" : bytes[start] === DASH;
  return isProtocol(bytes, start, end);
}

/** Three digits; 0 where the log says that there was none. */
function statusAt(bytes: Uint8Array, start: number, end: number): number {
  const status = parseStatus(bytes, start, end);
  if (status >= 0) return status;
  const length = end - start, first = bytes[start];
  const isNone = length === 1
    ? first === DASH || first === ZERO
    : length === 2
    ? first === DASH && bytes[start + 1] === ZERO + 1
    : length === 3 && first === ZERO && bytes[start + 1] === ZERO && bytes[start + 2] === ZERO;
  return isNone ? 0 : UNREADABLE;
}

/** Whether there is a number or a word of JSON. */
function isScalar(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (!isScalarByte(bytes[at])) return false;
  return end > start;
}

/** Whether a byte can be one of a value that JSON writes without quotes. */
export function isScalarByte(byte: number): boolean {
  const letter = (byte | 0x20) - 0x61;
  return (byte >= ZERO && byte <= ZERO + 9) || (letter >= 0 && letter < 26) || byte === DASH ||
    byte === PLUS ||
    byte === 0x2e;
}

function isPort(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (bytes[at] < ZERO || bytes[at] > ZERO + 9) return false;
  return end > start;
}

/** Whether the value of a field begins as a number does; blanks in front of it are skipped elsewhere. */
export function beginsNumber(byte: number): boolean {
  return (byte >= ZERO && byte <= ZERO + 9) || byte === DASH || byte === PLUS || byte === 0x2e;
}
