// Role: the ordinary line, decoded from both ends at once: `"host",a,b,1549573860,"GET /section… HTTP/1.0",200,902`, where
// a and b are both quoted or both not. The shape is checked with a few masks and comes out as one number that is 0
// where all of it holds; everything else goes to `fields.ts`.

import { find } from "./buckets";
import { hasHeads, hasMore, hasProtocols } from "./counted";
import { add } from "./counts";
import { number8 } from "./digits";
import { readFields } from "./fields";
import { headOf, lookAhead } from "./heads";
import { looksAhead, readSteps } from "./layout";
import { HASH_KEYS, HOSTS, LINE_ENDS, LINE_FEEDS, MASKS, SECONDS, SECONDS_SIZE, SECTIONS, VECTORS } from "./memory";
import { UNSURE } from "./names";
import { longName, shortName } from "./short_names";
import { setProtocol } from "./texts";

/** First eight digits of the date met last, twice and with what follows a date; and these digits × 100. */
let prefix: v128 = i64x2.splat(0);
let prefixTime: u64 = 0;

/** Fills the vectors that {@link readLines} keeps. */
export function initialize(): void {
  // Quote, comma, space, the bit that makes a slash a question mark, question mark, hash.
  for (let i: usize = 0; i < 6; i++) memory.fill(VECTORS + (i << 4), <u8>(<u64>0x233f10202c22 >> (i << 3)), 16);
  memory.fill(LINE_FEEDS, 0x0a, 16);
  // Of a date's 16 bytes: eight exactly, the upper half of the next two, comma and quote exactly.
  store<u64>(VECTORS + 96, -1);
  store<u64>(VECTORS + 104, 0xfffff0f0);
  memory.fill(MASKS, 0xff, 16);
  memory.fill(MASKS + 16, 0, 32);
  // Odd numbers of any looks.
  for (let i: u32 = 0; i < 20; i++) store<u32>(HASH_KEYS + (<usize>i << 2), (2 * i + 3) * 0x9e3779b9 ^ i << 13);
  prefix = i64x2.splat(0);
}

/** How {@link readLines} ended. */
export const DONE: i32 = 0, FALLBACK: i32 = 1;

/** Where the line begins that comes next, and which of the line ends is its own. */
export let line: usize = 0, next: usize = LINE_ENDS;

/** Goes to a line. */
export function goTo(start: usize): void {
  line = start;
  next = LINE_ENDS;
}

/** Takes the line at {@link line} for read, which ends at the next of the line ends. */
export function skipLine(): void {
  line = <usize>load<u32>(next) + 1;
  next += 4;
}

/** Where the second quote of a line is: within 16 bytes, or within the next 32, else 48. */
function hostEndOf(at: usize, start: v128, quote: v128): u32 {
  let end = <u32>ctz((i8x16.bitmask(i8x16.eq(start, quote)) & 0xfffe) | 0x10000);
  if (end == 16) {
    end += <u32>ctz(<u64>i8x16.bitmask(i8x16.eq(v128.load(at, 16), quote)) |
      (<u64>i8x16.bitmask(i8x16.eq(v128.load(at, 32), quote)) << 16) | 0x100000000);
  }
  return end;
}

/** Number × 16 of the host between the quotes at `at` and `between`. */
function hostOf(at: usize, between: usize, start: v128, hostEnd: u32): u32 {
  return hostEnd < 16 && i8x16.all_true(start)
    ? shortName(HOSTS, v128.and(start, v128.load(MASKS + 16 - hostEnd)), at + 1, between)
    : longName(HOSTS, at + 1, between);
}

/** Number × 16 of the request's section, which ends `end` bytes after its first one, or later; may be UNSURE. */
function sectionNumber(request: usize, requestEnd: usize, head: v128, end: u32): u32 {
  if (hasMore) {
    if (hasProtocols && !setProtocol(request, requestEnd)) return UNSURE;
    if (hasHeads) return headOf(request, requestEnd, false);
  }
  return end < 16
    ? shortName(SECTIONS, v128.and(head, v128.load(MASKS + 16 - end)), request, request + end)
    : longName(SECTIONS, request, requestEnd);
}

/** The entry of {@link SECONDS} for the last two digits of a date, as nibbles; 0 where they are none, or it is late or future. */
function entryOf(last2: u32): usize {
  let entry = SECONDS + (<usize>last2 << 3);
  if (load<u32>(entry) == 0) entry = last2 > 0x99 || (last2 & 15) > 9 ? 0 : secondOf(last2);
  return entry;
}

/** Reads lines up to the line end before `lastEnd`; FALLBACK where the line it stands at is for the reference. */
export function readLines(lastEnd: usize): i32 {
  const quote = v128.load(VECTORS), comma = v128.load(VECTORS + 16), space = v128.load(VECTORS + 32);
  const bit4 = v128.load(VECTORS + 48), question = v128.load(VECTORS + 64), hash = v128.load(VECTORS + 80);
  const dateMask = v128.load(VECTORS + 96);
  let known = prefix, at = line, ends = next;
  while (ends < lastEnd) {
    const lineFeed = <usize>load<u32>(ends);
    const end = lineFeed - <usize>(load<u8>(lineFeed - 1) == 0x0d);
    // The host: between the first two quotes.
    const start = v128.load(at), hostEnd = hostEndOf(at, start, quote);
    // What lies between host and date: two fields, and either no quotes or just those around the two.
    const between = at + hostEnd, near = v128.load(between), far = v128.load(between, 16);
    const commas = <u32>i8x16.bitmask(i8x16.eq(near, comma)) | (<u32>i8x16.bitmask(i8x16.eq(far, comma)) << 16);
    let quotes = <u32>i8x16.bitmask(i8x16.eq(near, quote)) | (<u32>i8x16.bitmask(i8x16.eq(far, quote)) << 16);
    const later = commas & ~3, second = later & -later, third = (later ^ second) & -(later ^ second);
    const around = 4 | (second >> 1) | (second << 1) | (third >> 1);
    quotes &= (third - 1) & ~1;
    const date = between + <usize>ctz(third) + 1;
    const time = v128.load(date), differs = v128.xor(v128.and(time, dateMask), known);
    const digits = <u32>i16x8.extract_lane_u(time, 4), last2 = ((digits << 4) & 0xf0) | ((digits >> 8) & 15);
    // The request, from its first byte on.
    const request = date + 12, head = v128.load(request), more = v128.load(request, 16);
    const headQuotes = i8x16.eq(head, quote);
    const inRequest = <u32>i8x16.bitmask(headQuotes) | (<u32>i8x16.bitmask(i8x16.eq(more, quote)) << 16);
    const hashes = i8x16.eq(head, hash), slashes = i8x16.eq(v128.or(head, bit4), question);
    const delimiters = <u32>i8x16.bitmask(v128.or(v128.or(headQuotes, i8x16.eq(head, space)), v128.or(hashes, slashes)));
    const sectionEnd = <u32>ctz((delimiters & (-4 << <u32>ctz(delimiters | 0x10000))) | 0x10000);
    // Status and bytes, from the end of the line back.
    const tail = v128.load(end - 16), bytesLength = <u32>clz(i8x16.bitmask(i8x16.eq(tail, comma)) << 16);
    const requestEnd = end - bytesLength - 6, requestLength = <u32>(requestEnd - request);
    const statusText = load<u64>(requestEnd) ^ 0x00002c3030302c22;
    const status = <u32>(((statusText >> 16) & 0x0f0f0f) * 0x1001001 >> 16) & 0xfff, shift = <u64>((8 - bytesLength) << 3);
    const bytesText = ((<u64>i64x2.extract_lane(tail, 1) ^ 0x3030303030303030) >> shift) << shift;
    const wrong = (statusText & 0x0000fff0f0f0ffff) | ((statusText + 0x0000000606060000) & 0x000000f0f0f00000) |
      ((bytesText | (bytesText + 0x0606060606060606)) & 0xf0f0f0f0f0f0f0f0) |
      <u64>(load<u8>(at) ^ 0x22) | <u64>((commas & 2) ^ 2);
    const firstQuote = <u32>ctz(inRequest);
    const isOther = i32(wrong != 0) | i32(hostEnd >= 48) | i32(third == 0) | i32(status < 0x100) |
      i32(bytesLength - 1 >= 8) | i32(quotes != 0) & (i32(quotes != around) | i32(popcnt(quotes) != 4)) |
      i32(!i8x16.all_true(head)) | i32(requestLength >= 0x8000) | i32(firstQuote != min<u32>(requestLength, 32));
    let isDone = false;
    if (!isOther && (requestLength <= 32 || !hasQuote(request + 32, requestEnd))) {
      if (!v128.any_true(differs)) {
        const host = hostOf(at, between, start, hostEnd);
        const section = sectionNumber(request, requestEnd, head, sectionEnd), entry = entryOf(last2);
        isDone = section != UNSURE && entry != 0 && add(entry, section, host, status, number8(bytesText));
      } else if (isOtherDate(date)) {
        known = prefix;
        continue;
      }
    }
    if (!isDone && !readFields(at, lineFeed)) return stopAt(at, ends, FALLBACK);
    at = lineFeed + 1;
    ends += 4;
  }
  return stopAt(at, ends, DONE);
}

function stopAt(start: usize, ends: usize, how: i32): i32 {
  line = start;
  next = ends;
  return how;
}

/** Whether a date of ten digits begins otherwise than the one before; then it is remembered instead. */
function isOtherDate(date: usize): bool {
  const first8 = load<u64>(date) ^ 0x3030303030303030;
  if (((first8 | (first8 + 0x0606060606060606)) & 0xf0f0f0f0f0f0f0f0) != 0) return false;
  if ((load<u32>(date, 8) & 0xfffff0f0) != 0x222c3030) return false;
  if (load<i64>(date) == i64x2.extract_lane(prefix, 0)) return false;
  prefix = i64x2.replace_lane(i64x2.splat(load<i64>(date)), 1, 0x222c3030);
  prefixTime = number8(first8) * 100;
  memory.fill(SECONDS, 0, SECONDS_SIZE);
  return true;
}

/** The same for lines whose columns are other ones. */
export function readOthers(lastEnd: usize): i32 {
  while (next < lastEnd) {
    const lineFeed = <usize>load<u32>(next);
    if (!readFields(line, lineFeed)) return FALLBACK;
    line = lineFeed + 1;
    next += 4;
  }
  return DONE;
}

/** The same for lines of a layout. */
export function readLayout(lastEnd: usize): i32 {
  let at = line, ends = next;
  for (; ends < lastEnd; ends += 4) {
    const lineFeed = <usize>load<u32>(ends);
    if (looksAhead) lookAhead(at, ends, lastEnd);
    if (!readSteps(at, lineFeed)) return stopAt(at, ends, FALLBACK);
    at = lineFeed + 1;
  }
  return stopAt(at, ends, DONE);
}

function secondOf(last2: u32): usize {
  const time = prefixTime + (last2 >> 4) * 10 + (last2 & 15);
  return time > 0xffffffff ? 0 : find(time, last2);
}

function hasQuote(at: usize, end: usize): bool {
  for (; at < end; at++) if (load<u8>(at) == 0x22) return true;
  return false;
}
