// Role: reads a line by its layout: the reference for what a layout means (`layout.ts`), also for the kernel.

import { isProtocol, protocolEnd } from "../domain/dimensions/protocol.ts";
import type { LogRecord } from "../domain/record.ts";
import {
  beginsNumber,
  CLF_TIME,
  type CompiledField,
  compileField,
  FieldDecoder,
  ISO_TIME,
} from "./decode/field_decoder.ts";
import { NO_TIME } from "./decode/days.ts";
import type { Zone } from "./decode/zone.ts";
import type { FieldSpec, Layout } from "./layout.ts";
import type { LineParser } from "./record_lines.ts";

const SPACE = 0x20,
  TAB = 0x09,
  DASH = 0x2d,
  BACKSLASH = 0x5c,
  COMMA = 0x2c,
  COLON = 0x3a,
  QUOTE = 0x22,
  PLUS = 0x2b;

/** In place of the place after a field. */
const MISFIT = -1;

/** In place of the byte that ends a field, where the line does. */
const LINE_END = -1;

/** How many ends of a request are tried; lines with more bytes that could end it are not made by servers. */
const READINGS = 64;

/** A field with what is around it. */
interface Placed extends CompiledField {
  readonly open: Uint8Array;
  readonly close: number;
  /** Whether a bare dash may stand in place of the quoted text. */
  readonly isQuoted: boolean;
  /** Whether a backslash hides the byte after it. */
  readonly hasBackslashes: boolean;
  /** Whether it hides a quote, but no other byte. */
  readonly hasHiddenQuotes: boolean;
  readonly isList: boolean;
  /** It can be neither empty nor quoted. */
  readonly isToken: boolean;
  readonly isProtocol: boolean;
  readonly endsInProtocol: boolean;
  /** It holds none of these, but behind a comma where it is a list of addresses. */
  readonly without: readonly Uint8Array[];
  readonly isAddress: boolean;
}

/** Reads lines of one layout. */
export class LayoutParser implements LineParser {
  readonly #layout: Layout;
  readonly #fields: readonly Placed[];
  /** The place of the request line among the fields; where there is none, behind the last one. */
  readonly #request: number;
  /** The place of the time among the fields. */
  readonly #time: number;
  readonly #decoder: FieldDecoder;
  /** How many fields could be read before the one that failed. */
  #reached = 0;

  constructor(layout: Layout, zone: Zone | null) {
    this.#layout = layout;
    this.#fields = layout.map(place);
    const request = layout.findIndex(({ decode }) => decode === "request");
    this.#request = request < 0 ? layout.length : request;
    this.#time = layout.findIndex(({ role }) => role === "time" || role === "clock");
    this.#decoder = new FieldDecoder(zone);
  }

  /** Those of them that are counted: any word fits a field that is skipped, which makes no format near. */
  get fitting(): number {
    return this.#layout.slice(0, this.#reached).filter(({ role }) => role !== null).length;
  }

  get failed(): string {
    return describeMisfit(this.#layout[Math.min(this.#reached, this.#layout.length - 1)]);
  }

  parse(bytes: Uint8Array, start: number, end: number, record: LogRecord): boolean {
    this.#reached = 0;
    this.#decoder.begin(bytes, record);
    const request = this.#request, count = this.#fields.length;
    const at = this.#run(bytes, 0, request, start, end);
    if (at === MISFIT || (request < count && !this.#readRequest(bytes, start, at, end, record))) {
      // What comes after a time that is none cannot be said to fit.
      if (record.time === NO_TIME) this.#reached = Math.min(this.#reached, this.#time);
      return false;
    }
    this.#decoder.finish();
    this.#reached = count;
    return true;
  }

  /**
   * Reads the request and what follows it. It ends at the leftmost byte after which the rest fits and its numbers can be read, or,
   * where there is no such reading, after which the rest fits.
   */
  #readRequest(bytes: Uint8Array, start: number, at: number, end: number, record: LogRecord): boolean {
    const request = this.#request, count = this.#fields.length, field = this.#fields[request];
    const first = this.#opened(field, bytes, at, end);
    if (first === MISFIT) {
      const after = this.#afterDash(field, bytes, at, end);
      return after !== MISFIT && this.#run(bytes, request + 1, count, after, end) !== MISFIT;
    }
    let fits = MISFIT, from = first;
    for (let reading = 0; reading < READINGS; reading++) {
      const close = this.#closing(request, bytes, from, end);
      if (close === MISFIT) break;
      from = close + 1;
      if (reading > 0 && field.endsInProtocol && !endsInProtocol(bytes, first, close)) continue;
      if (reading > 0) this.#readAgain(bytes, start, end, record);
      if (this.#run(bytes, request + 1, count, close + 1, end) !== MISFIT) {
        if (record.status >= 0 && record.size >= 0) return this.#decoder.take(field, first, close);
        if (fits === MISFIT) fits = close;
      }
      if (field.close === LINE_END) break;
    }
    if (fits === MISFIT) {
      this.#reached = Math.max(this.#reached, request);
      return false;
    }
    this.#readAgain(bytes, start, end, record);
    this.#run(bytes, request + 1, count, fits + 1, end);
    return this.#decoder.take(field, first, fits);
  }

  /** Reads what is in front of the request once more: nothing of another reading is left in the record. */
  #readAgain(bytes: Uint8Array, start: number, end: number, record: LogRecord): void {
    this.#decoder.begin(bytes, record);
    this.#run(bytes, 0, this.#request, start, end);
  }

  /** Reads the fields [from, to), the first of which opens at `at`; returns the place after the last one. */
  #run(bytes: Uint8Array, from: number, to: number, at: number, end: number): number {
    const fields = this.#fields;
    for (let index = from; index < to; index++) {
      const field = fields[index];
      let start = this.#opened(field, bytes, at, end);
      if (start === MISFIT) {
        at = this.#afterDash(field, bytes, at, end);
        if (at !== MISFIT) continue;
        return this.#fail(index);
      }
      if (field.isNumber) { while (start < end && bytes[start] === SPACE) start++; }
      const close = this.#closing(index, bytes, start, end);
      if (close === MISFIT || !this.#decoder.take(field, start, close)) return this.#fail(index);
      if (field.isToken && !isToken(bytes, start, close)) return this.#fail(index);
      if (field.without.length > 0 && isTorn(field, bytes, start, close)) return this.#fail(index);
      // The byte that ends it belongs to it.
      at = close < end ? close + 1 : end;
    }
    return at;
  }

  #fail(index: number): number {
    this.#reached = Math.max(this.#reached, index);
    return MISFIT;
  }

  /** The place after the opening of a field, which is at `at`. */
  #opened({ open }: Placed, bytes: Uint8Array, at: number, end: number): number {
    const { length } = open;
    if (at + length > end) return MISFIT;
    for (let index = 0; index < length; index++) if (bytes[at + index] !== open[index]) return MISFIT;
    return at + length;
  }

  /** The place after a bare dash in place of a quoted text. */
  #afterDash({ open, isQuoted }: Placed, bytes: Uint8Array, at: number, end: number): number {
    const { length } = open, dash = at + length - 1;
    if (!isQuoted || dash >= end || bytes[dash] !== DASH) return MISFIT;
    for (let index = 0; index < length - 1; index++) if (bytes[at + index] !== open[index]) return MISFIT;
    return dash + 1 === end || bytes[dash + 1] === SPACE || bytes[dash + 1] === TAB ? dash + 1 : MISFIT;
  }

  /** The place of the byte that ends a field whose value begins at `at`: the first one after which the next field opens. */
  #closing(index: number, bytes: Uint8Array, at: number, end: number): number {
    const { code, close, hasBackslashes, hasHiddenQuotes, isList } = this.#fields[index];
    const isLast = index === this.#fields.length - 1;
    if (close === LINE_END) return end;
    for (let place = close === SPACE ? at + blanksInside(code, bytes, at, end) : at; place < end; place++) {
      const byte = bytes[place];
      if (byte === close) {
        if (isList) {
          if (bytes[place - 1] === COMMA && place > at) continue;
          if (bytes[place + 1] === COLON && bytes[place + 2] === SPACE && place + 2 < end) {
            place += 2;
            continue;
          }
        }
        if (hasHiddenQuotes && bytes[place - 1] === BACKSLASH && place > at) {
          // Its backslash may as well be the last byte of the text: then a number follows.
          if (isLast || !this.#fields[index + 1].isNumber) continue;
        }
        if (isLast || this.#canOpen(index + 1, bytes, place + 1, end)) return place;
      } else if (hasBackslashes && byte === BACKSLASH) place++;
    }
    return isLast && (close === SPACE || close === TAB) ? end : MISFIT;
  }

  /** Whether a field can open at `at`, and where it is a number, begin as one, or be one where it is a protocol. */
  #canOpen(index: number, bytes: Uint8Array, at: number, end: number): boolean {
    const field = this.#fields[index], start = this.#opened(field, bytes, at, end);
    if (start === MISFIT) return this.#afterDash(field, bytes, at, end) !== MISFIT;
    if (field.isProtocol) return opensProtocol(field, bytes, start, end);
    if (!field.isNumber || start >= end) return true;
    const first = bytes[start];
    return beginsNumber(first) || first === SPACE || first === field.close;
  }
}

/** How many bytes there are up to the last blank that belongs to a time. */
function blanksInside(code: number, bytes: Uint8Array, at: number, end: number): number {
  if (code === CLF_TIME) return at + 21 < end && bytes[at + 20] === SPACE && isSign(bytes[at + 21]) ? 21 : 0;
  if (code !== ISO_TIME) return 0;
  const inside = at + 10 < end && bytes[at + 10] === SPACE ? 11 : 0;
  // Its offset may stand behind another blank.
  let blank = at + inside;
  while (blank < end && bytes[blank] !== SPACE) blank++;
  return isOffset(bytes, blank + 1, end) ? blank + 1 - at : inside;
}

/** Whether there is `+0200` or `+02:00`, and a blank or the end of the line behind it. */
function isOffset(bytes: Uint8Array, at: number, end: number): boolean {
  if (at >= end || !isSign(bytes[at])) return false;
  let last = at + 1, digits = 0;
  for (; last < end && bytes[last] !== SPACE; last++) {
    const digit = bytes[last] - 0x30;
    if (digit >= 0 && digit <= 9) digits++;
    else if (bytes[last] !== COLON || last !== at + 3) return false;
  }
  return digits === 4;
}

function isSign(byte: number): boolean {
  return byte === DASH || byte === PLUS;
}

function isToken(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (bytes[at] === SPACE || bytes[at] === TAB) return false;
  return end > start && bytes[start] !== QUOTE;
}

/** Whether a protocol is at `start`, or what stands for none, with what ends it. */
function opensProtocol({ close, escape }: Placed, bytes: Uint8Array, start: number, end: number): boolean {
  const last = protocolEnd(bytes, start, end), isDash = start < end && bytes[start] === DASH;
  if (last < 0 && !isDash && escape !== "json") return false;
  const stop = last >= 0 ? last : isDash ? start + 1 : start;
  return stop === end || bytes[stop] === close;
}

/** Whether the last word of a request is a protocol. */
function endsInProtocol(bytes: Uint8Array, start: number, end: number): boolean {
  let word = end;
  while (word > start && bytes[word - 1] !== SPACE) word--;
  return word > start && isProtocol(bytes, word, end);
}

/** Whether a text holds what ended a field before it. */
function isTorn({ without, isAddress }: Placed, bytes: Uint8Array, start: number, end: number): boolean {
  for (const text of without) {
    for (let at = start; at + text.length <= end; at++) {
      let same = 0;
      while (same < text.length && bytes[at + same] === text[same]) same++;
      if (same === text.length && !(isAddress && at > start && bytes[at - 1] === COMMA)) return true;
    }
  }
  return false;
}

function place(spec: FieldSpec): Placed {
  const { role, open, close, decode, escape } = spec, encoder = new TextEncoder();
  return {
    ...compileField(spec),
    open: encoder.encode(open),
    close: close === "" ? LINE_END : close.charCodeAt(0),
    isQuoted: close === '"' && open.endsWith('"') && escape === "clf",
    hasBackslashes: close === '"' && (escape === "clf" || escape === "json"),
    hasHiddenQuotes: close === '"' && escape === "traefik",
    isList: decode === "list" || decode === "seconds-list",
    isToken: escape === "token" || escape === "w3c",
    isProtocol: decode === "protocol",
    endsInProtocol: spec.endsInProtocol ?? false,
    without: spec.without?.map((text) => encoder.encode(text)) ?? [],
    isAddress: role === "host" && decode === "address",
  };
}

/** What each role is called in sentences. */
const ROLE_NAMES: Readonly<Record<string, string>> = {
  host: "client address",
  request: "request",
  target: "target of the request",
  query: "query",
  vhost: "virtual host",
  agent: "user agent",
  size: "number of bytes",
  date: "day",
  clock: "time of day",
  upstreamDuration: "upstream duration",
};

/** What is wrong with a field that failed, as in `Misfit.failed`. */
export function describeMisfit({ role, open, close }: FieldSpec): string {
  const name = role === null ? "a field that is not counted" : `its ${ROLE_NAMES[role] ?? role}`;
  const brackets = open.endsWith("[") && close === "]";
  if (brackets) return `${name} is not in square brackets`;
  if (open.endsWith('"') && close === '"') return `${name} is not between quotes`;
  return `${name} is missing or of another form`;
}
