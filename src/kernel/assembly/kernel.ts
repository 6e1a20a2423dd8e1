// Role: the kernel: takes lines of an access log as bytes and counts them, at the speed of the memory. Entry of the
// WebAssembly module, built by `deno task kernel`.
//
// Memory (`memory.ts`): vectors and masks · name tables · seconds · fields · line ends of one block · steps · scratch · carry ·
// input · and, growing behind it, texts and hash tables of names, buckets, tables given out.
//
// The life of one line: its bytes are put into the input. `scan` finds the line ends of a block of 16 KiB; `readLines`
// (`line.ts`) decodes each line from both ends; host and section become numbers (`short_names.ts`, `section.ts`), and where
// more is counted, the head of the request and other texts (`heads.ts`, `texts.ts`); the second leads to its bucket
// (`buckets.ts`), where some cells get one more hit (`counts.ts`): those of second, section, host, status and route, while
// its hour (`hours.ts`) counts the rest; with rules also that of its class and, of an error, its pairs (`watch.ts`, `pairs.ts`).
// A line of another shape is read field by field (`fields.ts`), one of another format by the steps of its layout (`layout.ts`,
// `layout_times.ts`). A fallback line, of which none is sure, or which is late, in the future or left out, is left to the
// reference outside: `run` returns, and is called again for the next line. When the summary ends, the buckets' cells are given
// out (`give_out.ts`) as tables (`tables.ts`), those that are kept first (`order.ts`), and only these of a bucket to which
// nothing can be added any more.

import * as buckets from "./buckets";
import * as counted from "./counted";
import { AGENT, DURATION, HEAD, HOST, LINK, METHOD, NAMED, PATH, REFERRER, ROUTE, SECTION } from "./dimensions";
import { setColumns as setCounted, SITE, STATUS, tableOf } from "./dimensions";
import { addRecord, setColumns } from "./fields";
import * as heads from "./heads";
import * as hours from "./hours";
import * as layout from "./layout";
import * as lines from "./line";
import { BLOCK, freeAll, grow, HOSTS, INPUT, LINE_ENDS, LINE_FEEDS, REPORT, SCRATCH, SECTIONS, STEPS, VALUES } from "./memory";
import * as names from "./names";
import * as order from "./order";
import { beginMethods, reserveNames, setMethod } from "./short_names";
import * as spans from "./spans";
import * as tables from "./tables";
import * as texts from "./texts";
import { setComplete } from "./value_pairs";
import { setValue, valueOf } from "./values";
import * as visitors from "./visitors";
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

/** Where the scratch memory is. */
export function scratch(): usize {
  grow();
  return SCRATCH;
}

/**
 * Says which columns are counted and given out (`dimensions.ts`): so many, of which four numbers each are in the scratch
 * memory. Comes before {@link initialize}.
 */
export function count(columns: u32): void { setCounted(SCRATCH, columns); }

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
  // Names are compared with its masks.
  lines.initialize();
  for (let column: u32 = 0; column < NAMED; column++) {
    const tells = column == HEAD || column == REFERRER || column == HOST || column == AGENT;
    names.initialize(tableOf(column), column == HOST ? 4096 : 256, tells);
  }
  tables.initialize();
  order.initialize();
  hours.initialize();
  watch.initialize(classes != 0, allSections, allHosts);
  buckets.initialize(bucketSize, lateness, most, classes, maxJump);
  counted.initialize();
  beginNames();
  spans.initialize();
  visitors.initialize();
  reserveNames();
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
  visitors.clear();
  buckets.begin(latest, isOpen, before, oldest, newest);
  lineCount = 0;
  if (names.keyCount(SECTIONS) + names.keyCount(HOSTS) > MANY_KEYS) {
    names.forgetKeys(SECTIONS);
    names.forgetKeys(HOSTS);
  }
  let bytes: u32 = 0, count: u32 = 0;
  for (let column: u32 = 0; column < NAMED; column++) {
    bytes += names.textUsed(tableOf(column));
    count += names.count(tableOf(column));
  }
  if (!isOther && count < MANY_NAMES && bytes < MANY_BYTES) return false;
  for (let column: u32 = 0; column < NAMED; column++) names.forget(tableOf(column));
  beginNames();
  return true;
}

/** Begins with the names that are known in advance: there are none. */
function beginNames(): void {
  beginMethods();
  heads.forgetHeads();
  texts.begin();
}

/** Takes input in from the line that begins at `from` up to `to`, both relative to the place of the input. */
export function feed(from: i32, to: i32): void {
  lines.goTo(INPUT + from);
  scanned = INPUT + from;
  inputEnd = INPUT + to;
  lastEnd = LINE_ENDS;
  heads.forgetAhead();
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
    const how = shape == ORDINARY ? lines.readLines(lastEnd)
      : shape == LAYOUT ? lines.readLayout(lastEnd) : lines.readOthers(lastEnd);
    lineCount += <u32>((lines.next - before) >> 2);
    if (how != lines.DONE) return how;
  }
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

/** Where the values of a record are put that {@link add} counts: of each column one of 32 bits, a status as three nibbles. */
export function values(): usize { return VALUES; }

/**
 * Counts a record on time that the reference has read, whose values are in their place. False where it is not counted: rules
 * do not know its names, or it is in the future.
 */
export function add(time: f64, bytes: f64): bool {
  const status = valueOf(STATUS), path = valueOf(PATH) << 4, referrer = valueOf(REFERRER) << 4, site = valueOf(SITE) << 4;
  setMethod(valueOf(METHOD) << 4);
  for (let column = ROUTE; column < HEAD; column++) setValue(column, valueOf(column) << 4);
  setValue(DURATION, valueOf(DURATION) << 4);
  setValue(HEAD, 0);
  setValue(LINK, 0);
  setComplete(true);
  const isAdded = addRecord(<u64>time, valueOf(SECTION) << 4, valueOf(HOST) << 4, status, <u64>bytes);
  setComplete(false);
  if (isAdded) hours.addOthers(buckets.hourOf(<u64>time), path, referrer, site, status, <u64>bytes);
  texts.clear();
  setValue(DURATION, 0);
  return isAdded;
}

export { fold, foldMaps } from "./checksum";
// Called from here alone or rarely, and exported so that the compiler does not make them a part of the loops over lines.
export { addMore } from "./counts";
export { addSpan, hasNoTail, setTexts } from "./layout";
export { setDuration } from "./spans";
export { setPairs } from "./value_pairs";
export { addVisitor } from "./visitors";
// The event time has become another one.
export { keepOpen, moveTo, turn } from "./buckets";

/** The summary ends: the buckets, and what they add to their last hour, are given out as tables. */
export function end(): void {
  buckets.giveOut();
  hours.give();
}

/** Number of the name in the scratch memory, in the table of a dimension. */
export function intern(column: u32, length: u32): u32 {
  const number = names.intern(tableOf(column), SCRATCH, length);
  reserveNames();
  return number;
}

/** Where the names of a dimension are as text, and how many bytes that has (`names.ts`). */
export function text(column: u32): usize { return names.text(tableOf(column)); }
export function textBytes(column: u32): u32 { return names.textUsed(tableOf(column)); }

/** Where the visitors of the hours that were given out are, and how many bytes that has (`visitors.ts`). */
export function visitorsGiven(): usize { return visitors.given; }
export function visitorBytes(): u32 { return <u32>visitors.givenBytes; }

/** Where the groups of the names of a dimension are. */
export function groups(column: u32): usize { return names.groups(tableOf(column)); }

/**
 * Writes, as doubles at the place that it returns: where input and scratch memory and the groups of statuses (`watch.ts`) are;
 * where the next line begins and, after {@link run} returned 1, ends, relative to the input, and lines of the summary; its
 * accepted records, the event time, its first time; its smallest time (−1: none), how many cells there are, and names
 * of the kind of which there are more; tables, how many; keys and values of the cells (`tables.ts`).
 */
export function report(): usize {
  put(0, <f64>INPUT, <f64>SCRATCH, <f64>watch.statusGroups);
  put(3, <f64>(<i32>(lines.line - INPUT)), <f64>(<i32>(<usize>load<u32>(lines.next) - INPUT)), <f64>lineCount);
  put(6, <f64>buckets.accepted, <f64>buckets.latest, <f64>buckets.first);
  put(9, <f64>buckets.smallest, <f64>tables.cellCount, <f64>max(names.count(SECTIONS), names.count(HOSTS)));
  put(12, <f64>tables.tables, <f64>tables.tableCount, <f64>tables.keys);
  put(15, <f64>tables.values, 0, 0);
  return REPORT;
}

function put(index: usize, a: f64, b: f64, c: f64): void {
  const place = REPORT + (index << 3);
  store<f64>(place, a);
  store<f64>(place, b, 8);
  store<f64>(place, c, 16);
}
