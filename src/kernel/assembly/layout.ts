// Role: a line of any layout: interprets a table of steps, which `kernel/layout_steps.ts` writes, field after field. A line
// counts only where every step is sure of it; all others are left to the reader of the format.

import { find } from "./buckets";
import { hasHeads, hasProtocols, isWanted } from "./counted";
import { add } from "./counts";
import { digitsIn, number8, statusAt } from "./digits";
import * as times from "./layout_times";
import { headOf } from "./heads";
import { marksIn16, marksIn64 } from "./marks";
import { HOSTS, MASKS, PRESENT, SECONDS, SECONDS_SIZE, SECTIONS, STEPS, TEXTS, VECTORS } from "./memory";
import { forgetKeys, UNSURE } from "./names";
import { isMethod } from "./section";
import { longHost, longName, longTarget, setMethodAt, shortHost, shortName, shortTarget } from "./short_names";
import { hasDurations, setDuration, spanAt, spanEnd, sumOf, UNSURE_SPAN } from "./spans";
import { clear, isProtocol, setProtocol, setText } from "./texts";

// A step, of 256 bytes. Bytes that are the same in every line come before its value: how many, 0xff as many times (at most
// 16), the bytes. Its value, where that is a text: what ends it and what leaves it in doubt (an escape), each 16 times.
const STEP: usize = 0x100, WHAT: usize = 0, LENGTH: usize = 4, FLAGS: usize = 8, COLUMN: usize = 12;
// Of a time span that is counted, in place of a doubt: how many µs its unit has, or how many units a µs has.
const MULTIPLIER: usize = 32, DIVISOR: usize = 36;
/** In place of the column of such a span: it is the first of the line, or one more that is added. */
const FIRST_DURATION: u32 = 1;
const CLOSE: usize = 16, DOUBT: usize = 32, MASK: usize = 48, BYTES: usize = 64;

// The column of a text that is counted as it stands, 0 for others, with flags: it is an address, it has pluses for
// spaces, the line may be over before it.
const COLUMN_MASK: u32 = 0xff, ADDRESS_TEXT: u32 = 0x100, PLUSES: u32 = 0x200, OPTIONAL: u32 = 0x400;

// Flags of a text: it is not empty and begins with neither a quote nor a hash; it may end with the line; a byte of doubt in
// front of its end hides that. Of texts and time spans: there may be several in a list. Of numbers: they may be `-`. Of a time
// span: it has a unit. Of a virtual host in front of a client: it is no address, unless that is one, too. Of a protocol: it is
// one.
const WORD: u32 = 1, LAST: u32 = 2, HIDES: u32 = 4, LIST: u32 = 8, DASHED: u32 = 16, UNIT: u32 = 32, NAME: u32 = 64;
const PROTOCOL: u32 = 128;

// What a step does once these bytes are there. The line is over: whatever follows, or nothing, or nothing before what ends
// a field.
const FINISH: u32 = 0, FINISH_AT_END: u32 = 1, FINISH_WORD: u32 = 2;
// Texts, the first of which is not read, or counted as it stands.
const SKIP: u32 = 3, HOST: u32 = 4, ADDRESS: u32 = 5, ADDRESS_PORT: u32 = 6, REQUEST: u32 = 7, METHOD: u32 = 8, TARGET: u32 = 9;
// Numbers: a time span, which is not read; a status; the size; a count that is not read; a word or number of JSON, likewise.
const SPAN: u32 = 10, STATUS: u32 = 11, COUNT: u32 = 12, PASSED: u32 = 13, SCALAR: u32 = 14;
// The halves of a time; whole times are those of `layout_times.ts`.
const DATE: u32 = 15, CLOCK: u32 = 16;

/** Longest line that is read here; no place of a line. */
const LONGEST: usize = 0xffff, NOWHERE: usize = 0;
const CR: u32 = 0x0d, DASH: u32 = 0x2d, DOT: u32 = 0x2e, QUOTE: u32 = 0x22, COMMA: u32 = 0x2c, COLON: u32 = 0x3a;
const SPACE: u32 = 0x20, SLASH: u32 = 0x2f, ZERO: u32 = 0x30, HASH: u32 = 0x23, PLUS: u32 = 0x2b;

/** How long the record's answer took, µs; negative: it is not known. Set where the layout has it. */
let duration: i64 = -1;
/** The time with which those begin that {@link SECONDS} has, by their last eight bits. */
let secondsBase: i64 = -1;
/** Whether a line begins with its host: then its request, between quotes, is looked for ahead. */
export let looksAhead: bool = false;
/** How many texts of a line are counted as they stand. */
let presentCount: u32 = 0;

/** Forgets what it met, of which names that stand in a line in a way that may mean another one in another layout. */
export function initialize(): void {
  forgetKeys(HOSTS);
  forgetKeys(SECTIONS);
  secondsBase = -1;
  times.initialize();
  clear();
  duration = -1;
  presentCount = 0;
  looksAhead = hasHeads && load<u32>(STEPS, WHAT) >= HOST && load<u32>(STEPS, WHAT) <= ADDRESS_PORT;
  for (let step = STEPS; load<u32>(step, WHAT) > FINISH_WORD; step += STEP) {
    const column = load<u32>(step, WHAT) == SKIP ? load<u32>(step, COLUMN) : 0, which = column & COLUMN_MASK;
    if (which != 0 && isWanted(which)) store<u32>(PRESENT + (<usize>(presentCount++) << 2), column);
  }
}

/** Counts the line from `line` to its line feed at `lineFeed`; false where it is left to the reference. */
export function readSteps(line: usize, lineFeed: usize): bool {
  const end = lineFeed - <usize>(load<u8>(lineFeed - 1) == CR);
  if (lineFeed - line > LONGEST || load<u8>(line) == 0) return false;
  // A line may be over before it has a host or a request.
  let host = UNSURE, section = UNSURE, request: usize = 0, requestEnd: usize = 0, isTarget = false;
  let hasMethod = false, time: i64 = 0, status: u32 = 0, bytes: u64 = 0, at = line, step = STEPS;
  while (true) {
    const length = <usize>load<u32>(step, LENGTH), what = load<u32>(step, WHAT);
    const differs = v128.and(v128.xor(v128.load(at), v128.load(step, BYTES)), v128.load(step, MASK));
    const fits = !v128.any_true(differs) && (length <= 16 || isSame(at, step, length));
    if (!fits || what <= FINISH_WORD) {
      return isTarget == hasMethod && (fits ? isOver(at + length, end, step) : hasNoTail(at, end, step)) &&
        count(host, section, request, requestEnd, isTarget, time, status, bytes);
    }
    at += length;
    if (what <= TARGET) {
      const stop = textEnd(at, end, step);
      if (stop == NOWHERE) return false;
      if (what >= REQUEST) {
        if (what == METHOD) {
          if (!isMethod(at, stop)) return false;
          setMethodAt(at, stop);
          hasMethod = true;
        } else {
          request = at;
          requestEnd = stop;
          isTarget = what == TARGET;
          section = load<u8>(at) == DASH ? UNSURE : hasHeads ? headOf(at, stop, isTarget) : sectionOf(at, stop, isTarget);
        }
      } else if (what == SKIP) {
        if ((load<u32>(step, FLAGS) & NAME) != 0 && isAddress(at) && !isAddress(stop + 1)) return false;
        store<u64>(textPlace(step), <u64>at | <u64>stop << 32);
      } else host = hostOf(at, what == ADDRESS_PORT ? portOf(at, stop) : stop, what != HOST);
      at = stop;
    } else if (what == STATUS) {
      if ((status = statusAt(at)) < 0x100) return false;
      at += 3;
    } else if (what == COUNT || what == PASSED) {
      const digits = load<u64>(at) ^ 0x3030303030303030, size = digitsIn(digits);
      const isDash = size == 0 && load<u8>(at) == DASH && (load<u32>(step, FLAGS) & DASHED) != 0;
      // Neither zeros in front, which are no number in some formats.
      if (!isDash && (size == 0 || size > 1 && (digits & 0xff) == 0)) return false;
      if (what == COUNT) bytes = isDash ? 0 : number8(digits << ((8 - size) << 3));
      at += <usize>size + <usize>isDash;
    } else if (what == SPAN) {
      const span = at;
      at = spanEnd(at, load<u32>(step, FLAGS));
      if (at == NOWHERE || load<u32>(step, COLUMN) != 0 && !addSpan(span, step)) return false;
    } else if (what == SCALAR) {
      if (!isScalar(load<u8>(at))) return false;
      while (isScalar(load<u8>(at))) at++;
    } else {
      const read = what == DATE ? times.dateTime(at) : what == CLOCK ? times.clockTime(at) : times.wholeTime(what, at);
      if (read == times.NO_TIME) return false;
      time = what == CLOCK || what == DATE ? time + read : read;
      at = times.timeEnd;
    }
    step += STEP;
  }
}

/** Adds the span at `from` to the duration of a record; false where it is left to the reference. */
export function addSpan(from: usize, step: usize): bool {
  const span = spanAt(from, load<u32>(step, FLAGS), load<u32>(step, MULTIPLIER), load<u32>(step, DIVISOR));
  duration = load<u32>(step, COLUMN) == FIRST_DURATION ? span : sumOf(duration, span);
  return span != UNSURE_SPAN;
}

/** Whether what may be missing is: then its texts are empty. */
export function hasNoTail(at: usize, end: usize, step: usize): bool {
  if ((load<u32>(step, COLUMN) & OPTIONAL) == 0) return false;
  const next = <u32>load<u8>(at, 1);
  if (at != end && (load<u8>(at) != SPACE || next == QUOTE || next == DASH)) return false;
  for (; load<u32>(step, WHAT) > FINISH_WORD; step += STEP) store<u64>(textPlace(step), 0);
  return true;
}

/** Where the place of a step's text is kept. */
function textPlace(step: usize): usize { return TEXTS + (<usize>(load<u32>(step, COLUMN) & COLUMN_MASK) << 3); }

/** Whether the last step finds the line over at `at`. */
function isOver(at: usize, end: usize, step: usize): bool {
  const what = load<u32>(step, WHAT);
  return at == end || at < end && (what == FINISH || what == FINISH_WORD && load<u8>(at) == load<u8>(step, CLOSE));
}

/** Whether the bytes that come before a step's value, more than 16, are at `at`. */
function isSame(at: usize, step: usize, length: usize): bool {
  for (let from: usize = 16; from < length; from += 16) {
    const place = min(from, length - 16);
    if (v128.any_true(v128.xor(v128.load(at + place), v128.load(step + place, BYTES)))) return false;
  }
  return true;
}

/** Where the text at `at` ends; {@link NOWHERE} for one that is left to the reference. */
// @ts-ignore: a decorator of AssemblyScript
@inline
function textEnd(at: usize, end: usize, step: usize): usize {
  const close = v128.load(step, CLOSE), doubt = v128.load(step, DOUBT), flags = load<u32>(step, FLAGS);
  let from = at, found = <u64>marksIn16(at, close, doubt);
  if (found == 0) for (from += 16; from < end && (found = marksIn64(from, close, doubt)) == 0;) from += 64;
  const stop = from + <usize>ctz(found);
  if (found != 0 && stop < end) return load<u8>(stop) == load<u8>(step, CLOSE) && isUsual(at, stop, flags) ? stop : NOWHERE;
  return (flags & LAST) != 0 && at < end && isUsual(at, end, flags) ? end : NOWHERE;
}

/** Whether a text that would end at `stop` surely does. */
function isUsual(at: usize, stop: usize, flags: u32): bool {
  if (flags == 0) return true;
  if ((flags & WORD) != 0 && (stop == at || load<u8>(at) == QUOTE || load<u8>(at) == HASH)) return false;
  if ((flags & HIDES) != 0 && load<u8>(stop - 1) == 0x5c || (flags & PROTOCOL) != 0 && !isProtocol(at, stop)) return false;
  return (flags & LIST) == 0 || load<u8>(stop - 1) != COMMA && load<u8>(stop, 1) != COLON;
}

/** Whether the word at `at` is an address without a port (`formats/decode/address_words.ts`). */
function isAddress(at: usize): bool {
  // How many points there are; from the 21st bit on how many letters, from the 41st on how many colons.
  let marks: u64 = 0;
  for (let c = <u32>load<u8>(at); c != SPACE; c = <u32>load<u8>(++at)) {
    if (c != DOT && c - ZERO > 10 && (c | 0x20) - 0x61 > 5) return false;
    marks += c == DOT ? 1 : <u64>(c > COLON) << 20 | <u64>(c == COLON) << 40;
  }
  return marks == 3 || marks >> 41 != 0;
}

/** Where the port of an address begins, with its colon; where there is none, at its begin. */
function portOf(at: usize, end: usize): usize {
  for (let colon = end; colon > at;) if (load<u8>(--colon) == COLON) return colon;
  return at;
}

function isScalar(c: u32): bool { return c - ZERO < 10 || (c | 0x20) - 0x61 < 26 || c == DASH || c == PLUS || c == DOT; }

/** Counts a record; false where it is left to the reference. */
function count(
  host: u32, section: u32, request: usize, requestEnd: usize, isTarget: bool, time: i64, status: u32, bytes: u64,
): bool {
  if (host == UNSURE || section == UNSURE) return false;
  if (hasDurations) setDuration(duration);
  if (hasProtocols && !isTarget && !setProtocol(request, requestEnd) || presentCount != 0 && !setTexts(host)) return false;
  const entry = entryOf(time);
  return entry != 0 && add(entry, section, host, status, bytes);
}

/** Sets the values of texts that are counted as they stand; false where the reference has to tell. */
export function setTexts(host: u32): bool {
  for (let at = PRESENT; at < PRESENT + (<usize>presentCount << 2); at += 4) {
    const column = load<u32>(at), which = column & COLUMN_MASK, place = TEXTS + (<usize>which << 3);
    const isAddress = (column & ADDRESS_TEXT) != 0, hasPluses = (column & PLUSES) != 0;
    if (!setText(which, load<u32>(place), load<u32>(place, 4), isAddress, hasPluses, host)) return false;
  }
  return true;
}

/** Number × 16 of a host; may be UNSURE. */
function hostOf(host: usize, end: usize, isAddress: bool): u32 {
  const head = v128.load(host);
  return end - host <= 16 && i8x16.all_true(head)
    ? shortHost(v128.and(head, v128.load(MASKS + 16 - (end - host))), host, end, isAddress)
    : longHost(host, end, isAddress);
}

/** Number × 16 of the section of a request, or of a target alone; may be UNSURE. */
function sectionOf(request: usize, end: usize, isTarget: bool): u32 {
  const head = v128.load(request), length = <u32>min<usize>(end - request, 16);
  const bit4 = v128.load(VECTORS + 48), question = v128.load(VECTORS + 64), hash = v128.load(VECTORS + 80);
  const space = isTarget ? hash : v128.load(VECTORS + 32), slashes = i8x16.eq(v128.or(head, bit4), question);
  const delimiters = <u32>i8x16.bitmask(v128.or(v128.or(i8x16.eq(head, hash), i8x16.eq(head, space)), slashes)) | (1 << length);
  // Behind the slash with which the target begins, and where that is not alone, the method.
  const target = isTarget ? 0 : <u32>ctz(delimiters) + 1, sectionEnd = <u32>ctz((delimiters & (-2 << target)) | 0x10000);
  const isShort = sectionEnd < 16 && sectionEnd <= length && i8x16.all_true(head) && load<u8>(request + target) == SLASH;
  if (!isShort) return isTarget ? longTarget(request, end) : longName(SECTIONS, request, end);
  const key = v128.and(head, v128.load(MASKS + 16 - sectionEnd));
  return isTarget ? shortTarget(key, request, request + sectionEnd) : shortName(SECTIONS, key, request, request + sectionEnd);
}

/** The entry of {@link SECONDS} for a time; 0 where that is for the reference. */
function entryOf(time: i64): usize {
  const base = time & ~255;
  if (base != secondsBase) {
    if (time > 0xffffffff) return 0;
    memory.fill(SECONDS, 0, SECONDS_SIZE);
    secondsBase = base;
  }
  const entry = SECONDS + (<usize>(time - base) << 3);
  return load<u32>(entry) != 0 ? entry : find(<u64>time, <u32>(time - base));
}
