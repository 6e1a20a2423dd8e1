// Role: the kernel: takes lines of an access log as bytes and counts them, at the speed of the memory. Entry of the
// WebAssembly module, built by `deno task kernel`.
//
// Memory (`memory.ts`): vectors and masks · name tables · seconds · fields · line ends of one block · steps · scratch · carry ·
// input · and, growing behind it, texts and hash tables of names, buckets, tables given out.
//
// The life of one line: its bytes are put into the input. `scan` finds the line ends of a block of 16 KiB; `readLines`
// (`line.ts`) decodes each line from both ends; host and section become numbers (`short_names.ts`, `section.ts`, `names.ts`); the
// second leads to its bucket (`buckets.ts`), where five cells get one more hit (`counts.ts`): those of second, section, host,
// status and method; with rules also that of its class and, of an error, its pairs (`watch.ts`, `pairs.ts`).
// A line of another shape is read field by field (`fields.ts`), one of another format by the steps of its layout (`layout.ts`,
// `layout_times.ts`). A fallback line, of which none is sure, or which is late, in the future or left out, is left to the
// reference outside: `run` returns, and is called again for the next line. When the summary ends, the buckets' cells are given
// out (`give_out.ts`) as tables (`tables.ts`), those that are kept first (`order.ts`), and only these of a bucket to which
// nothing can be added any more.

import * as buckets from "./buckets";
import { addRecord, setColumns } from "./fields";
import * as hours from "./hours";
import * as layout from "./layout";
import * as lines from "./line";
import { BLOCK, freeAll, HOSTS, INPUT, LINE_ENDS, LINE_FEEDS, METHODS, REPORT, SCRATCH, SECTIONS, STEPS } from "./memory";
import * as names from "./names";
import * as order from "./order";
import { forgetMethods, reserveNames, setMethod } from "./short_names";
import * as tables from "./tables";
import * as watch from "./watch";

/** Most names and bytes of names; beyond them all are forgotten before the next summary. */
const MANY_NAMES: u32 = 100_000, MANY_BYTES: u32 = 4 << 20;
/** Most keys in which names stand in lines, likewise. */
const MANY_KEYS: u32 = 400_000;

/** What a line is: seven columns, which `line.ts` reads; any columns; the steps of a layout. */
const ORDINARY: u32 = 0, OTHER: u32 = 1, LAYOUT: u32 = 2;

/** Where the input ends, how far its line ends have been found, and where their list ends. */
let inputEnd: usize = 0, scanned: usize = 0, lastEnd: usize = LINE_ENDS;
/** Lines taken in since the summary began; what reads them. */
let lineCount: u32 = 0, shape: u32 = OTHER;

/**
 * Forgets everything; sets bucket size and lateness, seconds, how many sections and hosts of a bucket are kept, and how
 * many columns there are and which are read: six bits each for host, date, request, status and bytes, from the
 * lowest on. With rules, so many classes of records, and whether rules do not tell sections or hosts apart; else 0. Last,
 * the longest jump that moves event time at once, seconds.
 */
export function initialize(
  bucketSize: u32, lateness: u32, most: u32, count: u32, columns: u32, classes: u32, allSections: bool, allHosts: bool,
  maxJump: f64,
): void {
  freeAll();
  names.initialize(SECTIONS, 256);
  names.initialize(HOSTS, 4096);
  names.initialize(METHODS, 16);
  forgetMethods();
  tables.initialize();
  order.initialize();
  hours.initialize();
  watch.initialize(classes != 0, allSections, allHosts);
  buckets.initialize(bucketSize, lateness, most, classes, maxJump);
  lines.initialize();
  setColumns(count, columns);
  shape = count == 7 && columns == (3 << 6 | 4 << 12 | 5 << 18 | 6 << 24) ? ORDINARY : OTHER;
}

/** From the next line on, lines are of a layout, whose steps (`layout.ts`) are in the scratch memory: so many bytes. */
export function setLayout(bytes: u32): void {
  memory.copy(STEPS, SCRATCH, bytes);
  layout.initialize();
  shape = LAYOUT;
}

/** Begins a summary, see `buckets.begin`; returns whether names are numbered from 0 again, as they are for another listener. */
export function begin(latest: f64, isOpen: bool, before: f64, oldest: f64, newest: f64, isOther: bool): bool {
  // What a summary that was not ended has left.
  end();
  tables.clear();
  buckets.begin(latest, isOpen, before, oldest, newest);
  lineCount = 0;
  if (names.keyCount(SECTIONS) + names.keyCount(HOSTS) > MANY_KEYS) {
    names.forgetKeys(SECTIONS);
    names.forgetKeys(HOSTS);
  }
  const bytes = names.textUsed(SECTIONS) + names.textUsed(HOSTS) + names.textUsed(METHODS);
  const count = names.count(SECTIONS) + names.count(HOSTS) + names.count(METHODS);
  if (!isOther && count < MANY_NAMES && bytes < MANY_BYTES) return false;
  names.forget(SECTIONS);
  names.forget(HOSTS);
  forgetMethods();
  return true;
}

/** Takes input in from the line that begins at `from` up to `to`, both relative to the place of the input. */
export function feed(from: i32, to: i32): void {
  lines.goTo(INPUT + from);
  scanned = INPUT + from;
  inputEnd = INPUT + to;
  lastEnd = LINE_ENDS;
}

/**
 * Reads lines. 0: all whole lines of the input are read. 1: the line at `position` is a fallback line; continue
 * after it with `skip`.
 */
export function run(): i32 {
  while (true) {
    if (lines.next >= lastEnd) {
      if (scanned >= inputEnd) return lines.DONE;
      scan();
      continue;
    }
    const before = lines.next;
    const how = read(lastEnd);
    lineCount += <u32>((lines.next - before) >> 2);
    if (how != lines.DONE) return how;
  }
}

// @ts-ignore: a decorator of AssemblyScript
@inline
function read(end: usize): i32 {
  if (shape == LAYOUT) return lines.readLayout(end);
  return shape == ORDINARY ? lines.readLines(end) : lines.readOthers(end);
}

/** Skips the line at `position`, or one that is too long for the input; the reference has read it. */
export function skip(): void {
  lines.skipLine();
  lineCount++;
}

/** Finds the line ends of the next block, 64 bytes at a time. */
function scan(): void {
  lines.goTo(lines.line);
  const stop = min(scanned + BLOCK, inputEnd), lineFeed = v128.load(LINE_FEEDS);
  let ends = LINE_ENDS;
  for (let at = scanned; at < stop; at += 64) {
    const low = <u32>i8x16.bitmask(i8x16.eq(v128.load(at), lineFeed)) |
      <u32>i8x16.bitmask(i8x16.eq(v128.load(at, 16), lineFeed)) << 16;
    const high = <u32>i8x16.bitmask(i8x16.eq(v128.load(at, 32), lineFeed)) |
      <u32>i8x16.bitmask(i8x16.eq(v128.load(at, 48), lineFeed)) << 16;
    let found = <u64>low | <u64>high << 32;
    // Two are written whether they are there or not: most pieces hold one or none, and a guess would often be wrong.
    const count = <usize>popcnt(found);
    store<u32>(ends, <u32>at + <u32>ctz(found));
    found &= found - 1;
    store<u32>(ends, <u32>at + <u32>ctz(found), 4);
    for (let more = ends + 8; more < ends + (count << 2); more += 4) {
      found &= found - 1;
      store<u32>(more, <u32>at + <u32>ctz(found));
    }
    ends += count << 2;
  }
  // The last piece may go beyond the input.
  while (ends > LINE_ENDS && load<u32>(ends - 4) >= <u32>stop) ends -= 4;
  scanned = stop;
  lastEnd = ends;
}

/**
 * Counts a record on time that the reference has read: names by their numbers, the status as three nibbles. False where it
 * is not counted: rules do not know its names, or it is in the future.
 */
export function count(time: f64, section: u32, host: u32, status: u32, method: u32, bytes: f64): bool {
  setMethod(method << 4);
  return addRecord(<u64>time, section << 4, host << 4, status, <u64>bytes);
}

export { fold, foldMaps } from "./checksum";
// The event time has become another one.
export { keepOpen, moveTo, turn } from "./buckets";

/** The summary ends: the buckets, and what they add to their last hour, are given out as tables. */
export function end(): void {
  buckets.giveOut();
  hours.give();
}

/** Number of the name in the scratch memory, in the table of sections (0), hosts (1) or methods (2). */
export function intern(table: u32, length: u32): u32 {
  const number = names.intern(table == 0 ? SECTIONS : table == 1 ? HOSTS : METHODS, SCRATCH, length);
  reserveNames();
  return number;
}

/**
 * Writes, as doubles at the place that it returns: where input and scratch memory and the groups of statuses (`watch.ts`) are;
 * where the next line begins and, after {@link run} returned 1, ends, relative to the input, and lines of the summary; its
 * accepted records, the event time, its first time; its smallest time (−1: none), how many names
 * there are of the kind of which there are more; tables, how many, and how many cells; their keys and values (`tables.ts`);
 * places and lengths of the texts of sections and of hosts, the groups of both, and the text of methods (`names.ts`).
 */
export function report(): usize {
  put(0, <f64>INPUT, <f64>SCRATCH, <f64>watch.statusGroups);
  put(3, <f64>(<i32>(lines.line - INPUT)), <f64>(<i32>(<usize>load<u32>(lines.next) - INPUT)), <f64>lineCount);
  put(6, <f64>buckets.accepted, <f64>buckets.latest, <f64>buckets.first);
  put(9, <f64>buckets.smallest, 0, <f64>max(names.count(SECTIONS), names.count(HOSTS)));
  put(12, <f64>tables.tables, <f64>tables.tableCount, <f64>tables.cellCount);
  put(15, <f64>tables.keys, <f64>tables.values, <f64>names.text(SECTIONS));
  put(18, <f64>names.textUsed(SECTIONS), <f64>names.text(HOSTS), <f64>names.textUsed(HOSTS));
  put(21, <f64>names.groups(SECTIONS), <f64>names.groups(HOSTS), <f64>names.text(METHODS));
  put(24, <f64>names.textUsed(METHODS), 0, 0);
  return REPORT;
}

function put(index: usize, a: f64, b: f64, c: f64): void {
  const place = REPORT + (index << 3);
  store<f64>(place, a);
  store<f64>(place, b, 8);
  store<f64>(place, c, 16);
}
