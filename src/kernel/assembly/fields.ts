// Role: a line read field by field: any order of the columns, quoted or not, names of any length. Whatever it is not
// sure of it leaves to the reference (`formats/csv.ts`).

import { find } from "./buckets";
import { hasHeads, hasProtocols } from "./counted";
import { add } from "./counts";
import { headOf } from "./heads";
import { FIELDS, HOSTS, SECTIONS } from "./memory";
import { UNSURE } from "./names";
import { longName } from "./short_names";
import { setProtocol } from "./texts";

const CR: u32 = 0x0d, QUOTE: u32 = 0x22, COMMA: u32 = 0x2c, DASH: u32 = 0x2d;

/** Fields of a line, and the numbers of those that are read, six bits each: host, date, request, status, bytes. */
let count: u32 = 0, columns: u32 = 0;

/** Says which columns a line has; at most 64. */
export function setColumns(all: u32, which: u32): void {
  count = all;
  columns = which;
}

/** Where the field of one of the columns begins, and 4 bytes further where it ends. */
function placeOf(column: u32): usize { return FIELDS + (<usize>(columns >> (column * 6) & 63) << 3); }

/** Counts the line from `line` to its line feed at `lineFeed`; false where it is left to the reference. */
export function readFields(line: usize, lineFeed: usize): bool {
  const last = lineFeed > line && load<u8>(lineFeed - 1) == CR ? lineFeed - 1 : lineFeed;
  if (lineFeed - line > 0x10000 || !split(line, last)) return false;
  const host = placeOf(0), date = placeOf(1), request = placeOf(2), status = placeOf(3), size = placeOf(4);
  const time = whole(load<u32>(date), load<u32>(date, 4), 15);
  const isDash = load<u32>(size, 4) - load<u32>(size) == 1 && load<u8>(load<u32>(size)) == DASH;
  const bytes = isDash ? 0 : whole(load<u32>(size), load<u32>(size, 4), 9);
  const code = statusOf(load<u32>(status), load<u32>(status, 4));
  if (time > 0xffffffff || bytes == NONE || code == 0) return false;
  const first = load<u32>(request), end = load<u32>(request, 4);
  if (hasProtocols && !setProtocol(first, end)) return false;
  const section = hasHeads ? headOf(first, end, false) : longName(SECTIONS, first, end);
  if (section == UNSURE) return false;
  const name = longName(HOSTS, load<u32>(host), load<u32>(host, 4));
  return addRecord(time, section, name, code, bytes);
}

/** Counts a record of any second that is neither late nor future; false where it is not counted. */
export function addRecord(time: u64, section: u32, host: u32, status: u32, bytes: u64): bool {
  const entry = find(time, 0xffff);
  if (entry == 0) return false;
  return add(entry, section, host, status, bytes);
}

/** Splits a line at its commas into exactly as many fields as there are columns. */
function split(line: usize, end: usize): bool {
  let at = line;
  for (let field: u32 = 0; field < count; field++) {
    const place = FIELDS + (<usize>field << 3);
    if (at < end && load<u8>(at) == QUOTE) {
      at++;
      store<u32>(place, <u32>at);
      while (at < end && load<u8>(at) != QUOTE) at++;
      if (at == end) return false;
      store<u32>(place, <u32>at, 4);
      at++;
    } else {
      store<u32>(place, <u32>at);
      while (at < end && load<u8>(at) != COMMA) at++;
      store<u32>(place, <u32>at, 4);
    }
    if (at == end) return field + 1 == count;
    if (load<u8>(at++) != COMMA) return false;
  }
  return false;
}

/** What is no number. */
const NONE: u64 = 0xffffffffffffffff;

/** A whole number; of so few digits, for bytes, that no sum of them goes beyond 64 bits. */
function whole(at: usize, end: usize, digits: usize): u64 {
  if (at == end || end - at > digits) return NONE;
  let value: u64 = 0;
  for (; at < end; at++) {
    const digit = <u32>load<u8>(at) - 0x30;
    if (digit > 9) return NONE;
    value = value * 10 + digit;
  }
  return value;
}

/** A status from 100 to 999 as three nibbles; 0 for anything else. */
function statusOf(at: usize, end: usize): u32 {
  if (end - at != 3) return 0;
  const a = <u32>load<u8>(at) - 0x30, b = <u32>load<u8>(at, 1) - 0x30, c = <u32>load<u8>(at, 2) - 0x30;
  return a - 1 > 8 || b > 9 || c > 9 ? 0 : a << 8 | b << 4 | c;
}
