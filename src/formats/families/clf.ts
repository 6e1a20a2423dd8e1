// Role: the family of the common log format: `common` and `combined`, with or without a virtual host in front or in second
// place, with any further fields behind. It is read line by line, because real files mix these forms.

import type { LogRecord } from "../../domain/record.ts";
import { beginRecords, misfitOf, probesOf, zoneOf } from "../beginning.ts";
import { isAnyAddress, isBareAddress } from "../decode/address_words.ts";
import { type CompiledField, compileField, FieldDecoder } from "../decode/field_decoder.ts";
import { NO_TIME } from "../decode/days.ts";
import type { Zone } from "../decode/zone.ts";
import { commonDoubt, type Doubt, thirdNumber, unreadQuotes } from "../doubts.ts";
import type { LogFormat } from "../format.ts";
import { fieldSpec, type Layout, quotedSpec } from "../layout.ts";
import { type LineParser, RecordLines } from "../record_lines.ts";

const SPACE = 0x20, OPENING = 0x5b, CLOSING = 0x5d, QUOTE = 0x22, DASH = 0x2d, BACKSLASH = 0x5c, COMMA = 0x2c;
const DOT = 0x2e,
  COLON = 0x3a,
  SEMICOLON = 0x3b,
  BAR = 0x7c,
  SLASH = 0x2f,
  OPENING_ROUND = 0x28,
  CLOSING_ROUND = 0x29;

/** How many ends of a request, or begins of a time, are tried. */
const READINGS = 64;

/** Bytes of a time in brackets with the quote of its request. */
const TIME_LENGTH = '[10/Oct/2000:13:55:36 -0700] "'.length;

const HOST = compileField(fieldSpec("host", "address")), VHOST = compileField(fieldSpec("vhost", "address"));
const USER = compileField(fieldSpec("user")), TIME = compileField(fieldSpec("time", "clf-time"));
const REQUEST = compileField(quotedSpec("request", "request"));
const STATUS = compileField(fieldSpec("status", "status")), SIZE = compileField(fieldSpec("size", "count"));
const REFERRER = compileField(quotedSpec("referrer")), AGENT = compileField(quotedSpec("agent"));

/** What is wrong with a line, by how far it could be read. */
const FAILURES = [
  "it has fewer than three words in front of its time",
  "its time is not in square brackets",
  "its request is not between quotes, or no status and number of bytes follow it",
] as const;

/** From the user on. The word that identd would have told is nearly always `-`: where it is not, the kernel is not asked. */
const REST: Layout = [
  fieldSpec("user", "name", { open: "- " }),
  fieldSpec("time", "clf-time", { open: "[", close: "]" }),
  quotedSpec("request", "request"),
  fieldSpec("status", "status", { open: " " }),
  fieldSpec("size", "count"),
  { ...quotedSpec("referrer", "name", "clf", '"'), isOptional: true },
  quotedSpec("agent"),
];
const PLAIN: Layout = [fieldSpec("host", "address"), ...REST];
const WITH_VHOST: Layout = [
  { ...fieldSpec("vhost", "address"), isName: true },
  fieldSpec("host", "address"),
  ...REST,
];

/** Whether the client stands before the virtual host, or behind it. */
type Order = "client first" | "client second";

class ClfParser implements LineParser {
  readonly #decoder: FieldDecoder;
  fitting = 0;
  /** The layout of the line that was read last, where the kernel can read such lines. */
  layout: Layout | undefined;
  /** The place behind the number of bytes of that line. */
  #rest = 0;
  /** The blank in front of the brackets of its time. */
  #opening = 0;
  /** Whether referrer and agent of that line were read, or the first of them. */
  isTailRead = false;
  /** Whether a text of that line was read beyond a quote in it: a record may begin there whose line feed is missing in front. */
  #hasQuotesWithin = false;
  /** What is odd about that line, as {@link commonDoubt} says it. */
  readonly doubt = (record: LogRecord, line: Uint8Array): Doubt | null =>
    commonDoubt(record, this.behind(line));

  /** Which of two words in front is the client in this log; null where each line tells by itself. */
  readonly #order: Order | null;
  /** What the line that was read last tells of that; null where both of its words could be either. */
  order: Order | null = null;

  constructor(zone: Zone | null, order: Order | null = null) {
    this.#decoder = new FieldDecoder(zone);
    this.#order = order;
  }

  /** What is behind the number of bytes of that line. */
  behind(line: Uint8Array): string {
    return new TextDecoder().decode(line.subarray(this.#rest));
  }

  get failed(): string {
    return FAILURES[this.fitting < 3 ? 0 : this.fitting < 4 ? 1 : 2];
  }

  parse(bytes: Uint8Array, start: number, end: number, record: LogRecord): boolean {
    this.#decoder.begin(bytes, record);
    this.fitting = 0;
    this.layout = undefined;
    this.order = null;
    this.isTailRead = false;
    this.#hasQuotesWithin = false;
    const time = this.#readFront(bytes, start, end, record);
    if (time < 0) return false;
    this.fitting = 4;
    // Gandi writes how long the answer took here, in whole seconds.
    let at = time;
    if (bytes[at] === SPACE && bytes[at + 1] === OPENING_ROUND) {
      at = indexOf(bytes, CLOSING_ROUND, at, end) + 1;
    }
    const rest = this.#readRequest(bytes, at, end, record);
    if (rest < 0) return false;
    this.#rest = rest;
    if (rest < end) this.#readTail(bytes, rest, end);
    if (this.#hasQuotesWithin && holdsRecord(bytes, at, end)) return false;
    this.#decoder.finish();
    this.fitting = 8;
    return true;
  }

  /** Reads host, user and time; returns the place after the bracket that closes the time, −1 where there is none. */
  #readFront(bytes: Uint8Array, start: number, end: number, record: LogRecord): number {
    const decoder = this.#decoder;
    const first = indexOf(bytes, SPACE, start, end), second = indexOf(bytes, SPACE, first + 1, end);
    if (first === end || second >= end) return -1;
    const third = indexOf(bytes, SPACE, second + 1, end);
    if (third === end) return -1;
    this.fitting = 3;
    const close = this.#seekTime(bytes, third, end, record), opening = this.#opening;
    if (close === end) return -1;
    // A user may hold a bracket.
    if (opening !== third || record.time === NO_TIME) {
      return this.#readLongFront(bytes, start, [first, second, third], opening, close);
    }
    decoder.take(HOST, start, first);
    // In second place there is what identd says, a name without dots, or a virtual host; or the client behind one.
    if (isDash(bytes, first + 1, second)) this.layout = PLAIN;
    else if (isBareAddress(bytes, first + 1, second) && !isAnyAddress(bytes, start, first)) {
      decoder.take(VHOST, start, first);
      decoder.take(HOST, first + 1, second);
    } else if (isDotted(bytes, first + 1, second)) decoder.take(VHOST, first + 1, second);
    decoder.take(USER, second + 1, third);
    return close + 1;
  }

  /** The rarer front of four words and more: a virtual host is in it, or a user with spaces. */
  #readLongFront(
    bytes: Uint8Array,
    start: number,
    [first, second, third]: readonly [number, number, number],
    opening: number,
    close: number,
  ): number {
    const decoder = this.#decoder;
    // A list of addresses: which of them is the client's is for the user to say.
    if (bytes[first - 1] === COMMA || bytes[start] === QUOTE) return -1;
    const isSecondDash = isDash(bytes, first + 1, second);
    const hasHost = second - first > 1 && !isSecondDash;
    if (isDash(bytes, second + 1, third) && hasHost && opening > third) {
      // Of an address and a name the address is the client's; with a port it is what Apache writes of a host without a name.
      this.order = orderOf(bytes, start, first, second);
      const isSwapped = (this.#order ?? this.order) === "client first";
      decoder.take(isSwapped ? HOST : VHOST, start, first);
      decoder.take(isSwapped ? VHOST : HOST, first + 1, second);
      decoder.take(USER, third + 1, opening);
      if (!isSwapped) this.layout = WITH_VHOST;
    } else if (isSecondDash) {
      decoder.take(HOST, start, first);
      decoder.take(USER, second + 1, opening);
    } else return -1; // What a logger has put in front: its first word is no client.
    return close + 1;
  }

  /**
   * Reads the time; returns the place of the closing bracket, `end` where there are none; `#opening` is that of the blank in front of the
   * other one. It is the first one behind which a request opens, or else the first one at all, or else the first brackets.
   */
  #seekTime(bytes: Uint8Array, from: number, end: number, record: LogRecord): number {
    let found = end, hasTime = false;
    for (let reading = 0, at = from; reading < READINGS; reading++, at++) {
      while (at < end && !(bytes[at] === SPACE && bytes[at + 1] === OPENING)) at++;
      const close = at < end ? indexOf(bytes, CLOSING, at + 2, end) : end;
      if (close === end) break;
      this.#decoder.take(TIME, at + 2, close);
      const isTime = record.time !== NO_TIME;
      const isSure = isTime && opensRequest(bytes, close + 1);
      if (isSure || found === end || isTime && !hasTime) {
        this.#opening = at;
        found = close;
      }
      if (isSure) return close;
      hasTime ||= isTime;
    }
    if (found < end) this.#decoder.take(TIME, this.#opening + 2, found);
    return found;
  }

  /**
   * Reads request, status and size; returns the place after the size, −1 where the line is of another form. The request ends at the
   * leftmost quote after which a status and a size follow, or else at the leftmost one after which two words do.
   */
  #readRequest(bytes: Uint8Array, at: number, end: number, record: LogRecord): number {
    if (bytes[at] !== SPACE || at + 1 >= end) return -1;
    if (bytes[at + 1] === DASH && bytes[at + 2] === SPACE) return this.#readNumbers(bytes, at + 3, end);
    if (bytes[at + 1] !== QUOTE) return -1;
    const first = at + 2, quote = unescapedQuote(bytes, first, end);
    let fits = -1, from = quote;
    for (let reading = 0; reading < READINGS; reading++) {
      const close = closingQuote(bytes, from, end);
      if (close < 0) break;
      const rest = this.#readNumbers(bytes, close + 2, end);
      if (rest >= 0 && record.status >= 0 && record.size >= 0) {
        this.#hasQuotesWithin = quote < close;
        this.#decoder.take(REQUEST, first, close);
        return rest;
      }
      if (rest >= 0 && fits < 0) fits = close;
      from = close + 1;
    }
    if (fits < 0) return -1;
    this.#hasQuotesWithin = quote < fits;
    this.#decoder.take(REQUEST, first, fits);
    return this.#readNumbers(bytes, fits + 2, end);
  }

  /** Reads the status, which begins at `at`, and the size; returns the place after them, −1 where there are no two words. */
  #readNumbers(bytes: Uint8Array, at: number, end: number): number {
    while (at < end && bytes[at] === SPACE) at++;
    const space = indexOf(bytes, SPACE, at, end);
    if (space >= end) return -1;
    let first = space + 1;
    while (first < end && bytes[first] === SPACE) first++;
    const last = indexOf(bytes, SPACE, first, end);
    this.#decoder.take(STATUS, at, space);
    this.#decoder.take(SIZE, first, last);
    return last > first ? last : -1;
  }

  /** Reads referrer and agent, which open at `at`, where both begin. Whatever else is there is of no interest. */
  #readTail(bytes: Uint8Array, at: number, end: number): void {
    const referrer = at + 1;
    let agent: number, isBare = false;
    if (bytes[referrer] === QUOTE) {
      const quote = unescapedQuote(bytes, referrer + 1, end);
      let close = closingQuote(bytes, quote, end);
      // A quote that belongs to the referrer is not followed by another field.
      while (close >= 0 && bytes[close + 2] !== QUOTE && bytes[close + 2] !== DASH) {
        close = closingQuote(bytes, close + 1, end);
      }
      if (close < 0 || close + 2 >= end) return;
      this.#hasQuotesWithin ||= quote < close;
      agent = close + 2;
    } else if (bytes[referrer] === DASH && bytes[referrer + 1] === SPACE) {
      isBare = true;
      agent = referrer + 2;
    } else return;
    if (bytes[agent] === QUOTE && agent + 1 < end) {
      // Of a line that is cut within its agent, what is there of it counts.
      const quote = unescapedQuote(bytes, agent + 1, end), close = lastQuote(bytes, quote, end);
      this.#hasQuotesWithin ||= quote < close || close + 1 < end && bytes[close + 1] !== SPACE;
      this.#decoder.take(AGENT, agent + 1, close);
    }
    this.#take(REFERRER, isBare, referrer, agent - 2);
    this.isTailRead = true;
  }

  #take(field: CompiledField, isBare: boolean, quote: number, end: number): void {
    if (!isBare) this.#decoder.take(field, quote + 1, end);
  }
}

function indexOf(bytes: Uint8Array, byte: number, from: number, end: number): number {
  let at = from;
  while (at < end && bytes[at] !== byte) at++;
  return at;
}

/** Whether a request may stand at `at`, or what Gandi writes in front of it: a quote, or a dash and a status, behind a blank. */
function opensRequest(bytes: Uint8Array, at: number): boolean {
  const first = bytes[at + 1];
  const isDash = first === DASH && bytes[at + 2] === SPACE && isDigit(bytes[at + 3]);
  return bytes[at] === SPACE && (first === QUOTE || first === OPENING_ROUND || isDash);
}

/** Whether a time in brackets stands within, with a quote behind it, as where a record begins. */
function holdsRecord(bytes: Uint8Array, from: number, end: number): boolean {
  for (let at = from; at + TIME_LENGTH < end; at++) {
    if (bytes[at] !== OPENING || bytes[at + 3] !== SLASH || !isDigit(bytes[at + 1])) continue;
    const close = at + TIME_LENGTH - 3;
    if (bytes[close] === CLOSING && bytes[close + 1] === SPACE && bytes[close + 2] === QUOTE) return true;
  }
  return false;
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}

/** What two words tell: an address beside a name is the client's. */
function orderOf(bytes: Uint8Array, start: number, first: number, second: number): Order | null {
  if (isBareAddress(bytes, start, first)) {
    return isAnyAddress(bytes, first + 1, second) ? null : "client first";
  }
  return isBareAddress(bytes, first + 1, second) && !isAnyAddress(bytes, start, first)
    ? "client second"
    : null;
}

/** The first quote from `from` on that has no backslash before it; `end` where there is none. */
function unescapedQuote(bytes: Uint8Array, from: number, end: number): number {
  for (let at = from; at < end; at++) {
    const byte = bytes[at];
    if (byte === QUOTE) return at;
    if (byte === BACKSLASH) at++;
  }
  return end;
}

/** The first such quote that a space follows; −1 where there is none. */
function closingQuote(bytes: Uint8Array, from: number, end: number): number {
  let at = unescapedQuote(bytes, from, end);
  while (at < end && !(bytes[at + 1] === SPACE && at + 1 < end)) at = unescapedQuote(bytes, at + 1, end);
  return at < end ? at : -1;
}

/**
 * The first such quote with which a field ends, or else the first one: writers glue further fields to it. `end` where there is none.
 */
function lastQuote(bytes: Uint8Array, from: number, end: number): number {
  const first = unescapedQuote(bytes, from, end);
  for (let at = first; at < end; at = unescapedQuote(bytes, at + 1, end)) {
    const next = bytes[at + 1], isParted = next === COMMA || next === SEMICOLON;
    if (at + 1 === end || next <= SPACE || next === BAR || isParted && bytes[at + 2] === QUOTE) return at;
  }
  return first;
}

function isDash(bytes: Uint8Array, start: number, end: number): boolean {
  return end - start === 1 && bytes[start] === DASH;
}

/** Whether there is a point or a colon, as in the name of a site and in an address. */
function isDotted(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (bytes[at] === DOT || bytes[at] === COLON) return true;
  return false;
}

const probe = probesOf((options) => new ClfParser(zoneOf(options)));

/** `common` and `combined`, as Apache, nginx and most others write them. */
export const clfFormat: LogFormat = {
  name: "clf",
  summary: "common and combined logs of Apache, nginx and others, with or without a virtual host",
  begin: (line, options) => {
    const parser = probe(options);
    const misfit = misfitOf(parser, line, parser.doubt);
    if (misfit !== null) return misfit;
    const begun = beginRecords(new ClfParser(zoneOf(options), parser.order), parser.layout);
    const behind = parser.behind(line);
    const warning = thirdNumber(behind) ?? (parser.isTailRead ? null : unreadQuotes(behind));
    return warning === null ? begun : { ...begun, warning };
  },
  reader: (options) => new RecordLines(new ClfParser(zoneOf(options))),
};
