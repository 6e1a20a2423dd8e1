// Role: the times of a layout (`layout.ts`) as epoch seconds. What is before the seconds is remembered with what it means,
// so that a usual time costs a comparison and two digits. −1 for whatever is not a plain time: the reference reads it.

import { afterDigits } from "./digits";

/** Kinds of times. Any of them has its own looks; that of common logs is no single word. */
const CLF_TIME: u32 = 17, ISO_TIME: u32 = 18, EPOCH: u32 = 19, EPOCH_MS: u32 = 20, ANY_EPOCH: u32 = 21, ANY_WORD: u32 = 22;

/** What is no time. */
export const NO_TIME: i64 = -1;
/** Of the last 16 bytes of a time as common logs have it, all but the seconds; the first 16 are compared whole. */
let clfFirst: v128 = i64x2.splat(0), clfLast: v128 = i64x2.splat(0), clfBase: i64 = 0;
/** `2015-05-17T10:05`, and the zone that came after. */
let isoFirst: v128 = i64x2.splat(0), isoBase: i64 = 0, zoneText: u64 = 0, zoneOffset: i64 = 0;
/** `2015-05-` and `17` of a date alone; `10:05:` of a clock alone. */
let dateFirst: u64 = 0, dateLast: u32 = 0, dateBase: i64 = 0, clockText: u64 = 0, clockBase: i64 = 0;
/** Where the time that was read last ends. */
export let timeEnd: usize = 0;

/** Forgets what was met: line feeds are in no line. */
export function initialize(): void {
  clfFirst = clfLast = isoFirst = i8x16.splat(0x0a);
  zoneText = dateFirst = clockText = 0x0a0a0a0a0a0a0a0a;
}

/** A time of one of the kinds. */
export function wholeTime(kind: u32, at: usize): i64 {
  if (kind == CLF_TIME) return clfTime(at);
  if (kind == ISO_TIME) return isoTime(at);
  if (kind > ANY_EPOCH) {
    if (load<u8>(at, 2) == 0x2f) return kind == ANY_WORD ? NO_TIME : clfTime(at);
    if (load<u8>(at, 4) == 0x2d) return isoTime(at);
  }
  return epochTime(kind, at);
}

/** `17/May/2015:10:05:03 +0000`. */
function clfTime(at: usize): i64 {
  const last = v128.load(at, 10), isOther = v128.or(
    v128.xor(v128.load(at), clfFirst),
    v128.and(v128.xor(last, clfLast), i8x16(-1, -1, -1, -1, -1, -1, -1, -1, 0, 0, -1, -1, -1, -1, -1, -1)),
  );
  if (v128.any_true(isOther)) {
    const day = dayOf(number4(at + 7), monthOf(at + 3), number2(at));
    const minute = minuteOf(at + 12), offset = zoneOf(at + 21, 5);
    if (day < 0 || minute < 0 || offset == NO_ZONE) return NO_TIME;
    if (load<u8>(at, 2) != 0x2f || load<u8>(at, 6) != 0x2f) return NO_TIME;
    if (load<u8>(at, 11) != 0x3a || load<u8>(at, 17) != 0x3a || load<u8>(at, 20) != 0x20) return NO_TIME;
    clfFirst = v128.load(at);
    clfLast = last;
    clfBase = day * 86400 + minute * 60 - offset;
  }
  timeEnd = at + 26;
  return withSeconds(clfBase, at + 18);
}

/** `2015-05-17T10:05:03`, a fraction or none, and a zone: `Z`, `+00:00`, `+0000`. */
function isoTime(at: usize): i64 {
  const first = v128.load(at);
  if (v128.any_true(v128.xor(first, isoFirst))) {
    const day = dayAt(at), minute = minuteOf(at + 11);
    if (day < 0 || minute < 0 || load<u8>(at, 10) != 0x54) return NO_TIME;
    isoFirst = first;
    isoBase = day * 86400 + minute * 60;
  }
  if (load<u8>(at, 16) != 0x3a) return NO_TIME;
  let zone = at + 19;
  if (load<u8>(zone) == 0x2e) {
    zone = afterDigits(zone + 1);
    if (zone == at + 20) return NO_TIME;
  }
  const length: u32 = load<u8>(zone) == 0x5a ? 1 : load<u8>(zone, 3) == 0x3a ? 6 : 5;
  const text = load<u64>(zone) & (<u64>-1 >> (<u64>(8 - length) << 3));
  if (text != zoneText) {
    const offset = zoneOf(zone, length);
    if (offset == NO_ZONE) return NO_TIME;
    zoneText = text;
    zoneOffset = offset;
  }
  timeEnd = zone + length;
  return withSeconds(isoBase - zoneOffset, at + 17);
}

/** A number since 1970, whose fraction is cut off: {@link EPOCH}, {@link EPOCH_MS}, or for other kinds by its size. */
function epochTime(kind: u32, at: usize): i64 {
  let end = afterDigits(at), value: i64 = 0;
  for (let digit = at; digit < min(end, at + 10); digit++) value = value * 10 + (load<u8>(digit) - 0x30);
  // Ten digits are seconds of our time, and each three more are a thousandth. All others are rare.
  const more = <u32>(end - at) - 10;
  if (load<u8>(at) == 0x30 || kind == EPOCH && more != 0 || kind == EPOCH_MS && more != 3) return NO_TIME;
  if (more != 0 && more != 3 && more != 6 && more != 9) return NO_TIME;
  if (load<u8>(end) == 0x2e) {
    const fraction = end + 1;
    end = afterDigits(fraction);
    if (end == fraction) return NO_TIME;
  }
  timeEnd = end;
  return value;
}

/** `2015-05-17`: the second with which the day begins. */
export function dateTime(at: usize): i64 {
  const first = load<u64>(at), last = <u32>load<u16>(at, 8);
  if (first != dateFirst || last != dateLast) {
    const day = dayAt(at);
    if (day < 0) return NO_TIME;
    dateFirst = first;
    dateLast = last;
    dateBase = day * 86400;
  }
  timeEnd = at + 10;
  return dateBase;
}

/** `10:05:03`: seconds of the day. */
export function clockTime(at: usize): i64 {
  const text = load<u64>(at) & 0xffffffffffff;
  if (text != clockText) {
    const minute = minuteOf(at);
    if (minute < 0 || load<u8>(at, 5) != 0x3a) return NO_TIME;
    clockText = text;
    clockBase = minute * 60;
  }
  timeEnd = at + 8;
  return withSeconds(clockBase, at + 6);
}

function withSeconds(base: i64, at: usize): i64 {
  const tens = <u32>load<u8>(at) - 0x30, ones = <u32>load<u8>(at, 1) - 0x30;
  return tens > 5 || ones > 9 ? NO_TIME : base + tens * 10 + ones;
}

/** Two digits, or a large number. */
function number2(at: usize): u32 {
  const tens = <u32>load<u8>(at) - 0x30, ones = <u32>load<u8>(at, 1) - 0x30;
  return tens > 9 || ones > 9 ? 0x10000 : tens * 10 + ones;
}

function number4(at: usize): u32 { return number2(at) * 100 + number2(at + 2); }

/** `Jan` … `Dec`, written just so, as 1 … 12; 0 for anything else. */
function monthOf(at: usize): u32 {
  const name = load<u32>(at) & 0xffffff;
  if (name == 0x6e614a) return 1;
  if (name == 0x626546) return 2;
  if (name == 0x72614d) return 3;
  if (name == 0x727041) return 4;
  if (name == 0x79614d) return 5;
  if (name == 0x6e754a) return 6;
  if (name == 0x6c754a) return 7;
  if (name == 0x677541) return 8;
  if (name == 0x706553) return 9;
  if (name == 0x74634f) return 10;
  if (name == 0x766f4e) return 11;
  return name == 0x636544 ? 12 : 0;
}

/** `10:05` as minutes of the day; −1 for anything else. */
function minuteOf(at: usize): i64 {
  const hour = number2(at), minute = number2(at + 3);
  return hour > 23 || minute > 59 || load<u8>(at, 2) != 0x3a ? -1 : <i64>(hour * 60 + minute);
}

/** `2015-05-17` as days since 1970; −1 for anything else. */
function dayAt(at: usize): i64 {
  if (load<u8>(at, 4) != 0x2d || load<u8>(at, 7) != 0x2d) return -1;
  return dayOf(number4(at), number2(at + 5), number2(at + 8));
}

/** Days since 1970; −1 where there is no such day, or not in the years from 1971 to 2100. */
function dayOf(year: u32, month: u32, day: u32): i64 {
  if (year - 1971 > 129 || month - 1 > 11) return -1;
  const isLeap = (year & 3) == 0 && year != 2100, days: u32 = month == 2 ? 28 + u32(isLeap) : 30 + ((month + (month >> 3)) & 1);
  if (day - 1 >= days) return -1;
  // Years that begin with March, so that the day that not all have comes last.
  const from = month > 2 ? year : year - 1, moved = month > 2 ? month - 3 : month + 9;
  const before = from * 365 + from / 4 - from / 100 + from / 400;
  return <i64>(before + (moved * 153 + 2) / 5 + day) - 719469;
}

const NO_ZONE: i64 = i64.MAX_VALUE;

/** Seconds that a zone of so many bytes is ahead; {@link NO_ZONE} for what is none, or further away than any. */
function zoneOf(at: usize, length: u32): i64 {
  const sign = <u32>load<u8>(at);
  if (length == 1) return sign == 0x5a ? 0 : NO_ZONE;
  if (sign != 0x2b && sign != 0x2d || length == 6 && load<u8>(at, 3) != 0x3a) return NO_ZONE;
  const hours = number2(at + 1), minutes = number2(at + length - 2);
  if (hours > 14 || minutes > 59) return NO_ZONE;
  const seconds = <i64>(hours * 3600 + minutes * 60);
  return sign == 0x2d ? -seconds : seconds;
}
