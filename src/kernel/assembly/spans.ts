// Role: time spans of a line: where one ends, how long it is (`formats/decode/spans.ts`), and in which bin that is
// (`domain/latency/bins.ts`).

import { DURATION, flagsOf, ROUTE_DURATION } from "./dimensions";
import { afterDigits } from "./digits";
import { allocate } from "./memory";
import { setValue } from "./values";

const SPACE: u32 = 0x20, DASH: u32 = 0x2d, DOT: u32 = 0x2e, ZERO: u32 = 0x30, COLON: u32 = 0x3a, S: u32 = 0x73;
const QUOTE: u32 = 0x22, M: u32 = 0x6d, U: u32 = 0x75, N: u32 = 0x6e;
// Flags of a span: it may be a word, in a list, `-`, or have a unit; see `layout.ts`.
const WORD: u32 = 1, LIST: u32 = 8, DASHED: u32 = 16, UNIT: u32 = 32;

/** What is no span; what is `-`; no place. */
export const UNSURE_SPAN: i64 = -2;
const ABSENT: i64 = -1, NOWHERE: usize = 0;
/** Below it, products are what the reference's numbers are; digits of one that is surely below it with its unit. */
const EXACT: u64 = 1 << 52, MOST_DIGITS: u32 = 15, MOST_FRACTION: u32 = 9;

/** Whether durations are counted. */
export let hasDurations: bool = false;
/** The shortest duration of each bin from 1 on, and the bin of the first duration with the same seven leading bits. */
let shortest: usize = 0, guesses: usize = 0;
/** The longest duration that has a bin of finite width, µs. */
const LONGEST: u64 = 3_600_000_000;
/** Leading bits, besides the first, by which a bin is guessed. */
const GUESS_BITS: u64 = 6, GUESSES: usize = 33 << 6;

/** Makes the bins, if they are wanted. */
export function initialize(): void {
  hasDurations = (flagsOf(DURATION) | flagsOf(ROUTE_DURATION)) != 0;
  setValue(DURATION, 0);
  if (!hasDurations) return;
  shortest = allocate((1024 << 3) + (GUESSES << 1));
  guesses = shortest + (1024 << 3);
  let bins: usize = 1;
  for (let start: u64 = 1; start <= LONGEST; start = min<u64>(LONGEST, start * 101 / 99) + 1) {
    store<u64>(shortest + (bins++ << 3), start);
  }
  store<u64>(shortest + (bins++ << 3), LONGEST + 1);
  store<u64>(shortest + (bins << 3), -1);
  for (let at: usize = 0, bin: usize = 1; at < GUESSES; at++) {
    while (load<u64>(shortest + (bin << 3)) <= leastOf(at)) bin++;
    store<u16>(guesses + (at << 1), <u16>bin);
  }
}

/** The shortest duration with a guess. */
function leastOf(guess: usize): u64 {
  const power = <u64>guess >> GUESS_BITS, rest = <u64>guess & (1 << GUESS_BITS) - 1;
  return power == 0 ? rest : (1 << GUESS_BITS | rest) << (power - 1);
}

/** The bin of a duration in µs. */
function binOf(duration: u64): u32 {
  const limited = min<u64>(duration, LONGEST + 1), power = 64 - clz(limited >> GUESS_BITS);
  const guess = power << GUESS_BITS | limited >> <u64>max<i64>(<i64>power - 1, 0) & (1 << GUESS_BITS) - 1;
  let bin = <usize>load<u16>(guesses + (<usize>guess << 1));
  while (load<u64>(shortest + (bin << 3)) <= limited) bin++;
  return <u32>bin;
}

/** Sets the value of a record's duration in µs; negative: it is not known. */
export function setDuration(duration: i64): void { setValue(DURATION, duration < 0 ? 0 : binOf(duration) << 4); }

/** Where a time span ends: a number and, where it has one, its unit; {@link NOWHERE} for what may be none. */
export function spanEnd(from: usize, flags: u32): usize {
  let at = from;
  // Some that are no words are padded to a width.
  if ((flags & (LIST | UNIT | WORD)) == 0) while (load<u8>(at) == SPACE) at++;
  // In a text between quotes they belong to it.
  if (at != from && load<u8>(from - 1) == QUOTE) return NOWHERE;
  let end = afterDigits(at);
  if (end == at) return load<u8>(at) == DASH && (flags & DASHED) != 0 ? at + 1 : NOWHERE;
  if (load<u8>(at) == ZERO && end > at + 1) return NOWHERE;
  if (load<u8>(end) == DOT) {
    const fraction = end + 1;
    end = afterDigits(fraction);
    if (end == fraction) return NOWHERE;
  }
  if ((flags & UNIT) != 0) {
    const unit = <u32>load<u8>(end);
    if (unit == M || unit == U || unit == N) end++;
    if (load<u8>(end++) != S) return NOWHERE;
  }
  return (flags & LIST) != 0 && load<u8>(end, 1) == COLON ? NOWHERE : end;
}

/** The span at `from`, whose end was found, in units of so many µs, or of which a µs has so many. */
export function spanAt(from: usize, flags: u32, multiplier: u64, divisor: u64): i64 {
  let at = from, value: u64 = 0, scale: u64 = 1, count: u32 = 0, fraction: u32 = 0, hasPoint = false;
  while (load<u8>(at) == SPACE) at++;
  if (load<u8>(at) == DASH) return ABSENT;
  for (;; at++) {
    const digit = <u32>load<u8>(at) - ZERO;
    if (digit < 10) {
      value = value * 10 + digit;
      count++;
      if (hasPoint) {
        scale *= 10;
        fraction++;
      }
    } else if (digit + ZERO == DOT) hasPoint = true;
    else break;
    if (count > MOST_DIGITS || fraction > MOST_FRACTION) return UNSURE_SPAN;
  }
  const unit = <u32>load<u8>(at);
  if ((flags & UNIT) != 0) {
    multiplier = unit == S ? 1_000_000 : unit == M ? 1000 : 1;
    divisor = unit == N ? 1000 : 1;
  }
  // Fifteen digits, or with a factor as many bits, are less than 2^63.
  if (value >= EXACT / multiplier) return UNSURE_SPAN;
  return value * multiplier / (scale * divisor);
}

/** Both spans together, either of which may be absent, and is then not known. */
export function sumOf(before: i64, more: i64): i64 { return before < 0 || more < 0 ? ABSENT : before + more; }
