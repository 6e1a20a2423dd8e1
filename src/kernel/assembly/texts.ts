// Role: texts of a record that are counted as they stand, or nearly: referrer with its site, agent, protocol, virtual host.
// By the same rules as in `domain/dimensions`.

import { AGENT, flagsOf, HEAD, LINK, PATH, PROTOCOL, REFERRER, SITE, tableOf, VHOST } from "./dimensions";
import { LONGEST_VALUE } from "./heads";
import { marksIn64 } from "./marks";
import { PROTOCOLS, SCRATCH, VECTORS } from "./memory";
import { count, intern, isSame, lengthOf, moreOf, nameAt, UNSURE } from "./names";
import { mayHaveParameters } from "./section";
import { reserveNames } from "./short_names";
import { internNone, setValue } from "./values";
import { lastOf } from "./visitors";

const SPACE: u32 = 0x20, PLUS: u32 = 0x2b, COMMA: u32 = 0x2c, DASH: u32 = 0x2d, DOT: u32 = 0x2e, SLASH: u32 = 0x2f;
const COLON: u32 = 0x3a, AT: u32 = 0x40, OPENING: u32 = 0x5b, CLOSING: u32 = 0x5d;

/** The commonest protocol, as a word; its number, and that of none. */
const HTTP_1_1: u64 = 0x312e312f50545448, NO_PROTOCOL: u32 = 16;

/**
 * Protocols of eight bytes that were met: such a word, its number × 16; 16 bytes each, in a place that `HTTP/1.0`, `HTTP/1.1` and
 * `HTTP/2.0` do not share.
 */
const MET: u64 = 7;

/** Begins with texts that are absent, and the commonest: there are none. */
export function begin(): void {
  internNone(PATH, AGENT);
  store<u64>(SCRATCH, HTTP_1_1);
  intern(tableOf(PROTOCOL), SCRATCH, 8);
  internNone(PROTOCOL, HEAD);
  // Line feeds are in no line.
  memory.fill(PROTOCOLS, 0x0a, <usize>(MET + 1) << 4);
  clear();
}

/** Sets what a line without such texts has. */
export function clear(): void {
  setValue(LINK, 0);
  setValue(AGENT, 0);
  setValue(VHOST, 0);
  setValue(PROTOCOL, NO_PROTOCOL);
}

/** Sets the value that a text at [at, end) stands for; false where the reference has to tell. */
export function setText(column: u32, at: usize, end: usize, isAddress: bool, hasPluses: bool, host: u32): bool {
  const isAbsent = end == at || end == at + 1 && load<u8>(at) == DASH;
  if (isAbsent) {
    setValue(column == REFERRER ? LINK : column, column == PROTOCOL ? NO_PROTOCOL : 0);
    return true;
  }
  if (column == REFERRER) {
    const first = hasPluses ? withoutPluses(at, end) : at;
    return setReferrer(first, first + (end - at));
  }
  const stop = isAddress ? addressEnd(at, end) : end;
  if (stop == at || stop - at > LONGEST_VALUE || stop == at + 1 && load<u8>(at) == DASH) return false;
  const from = hasPluses ? withoutPluses(at, stop) : at;
  setValue(column, column == AGENT ? agentOf(from, stop - at, host) : known(column, from, stop - at));
  return true;
}

/** Number × 16 of a text, which may be new. */
// @ts-ignore: a decorator of AssemblyScript
@inline
function known(column: u32, at: usize, length: usize): u32 {
  const table = tableOf(column), before = count(table), number = intern(table, at, <u32>length);
  if (number == before) reserveNames();
  return number << 4;
}

/** The same of the agent of a host: most come with the same one again. */
function agentOf(at: usize, length: usize, host: u32): u32 {
  const table = tableOf(AGENT), last = load<u32>(lastOf(host)), number = last >> 4;
  const isLast = last != 0 && lengthOf(table, number) == length && isSame(nameAt(table, number), at, <u32>length);
  return isLast ? last : known(AGENT, at, length);
}

/** Where an address ends, without its port; at its begin where it is of another form. */
function addressEnd(at: usize, end: usize): usize {
  let colon = end;
  for (let place = at; place < end; place++) {
    const c = <u32>load<u8>(place);
    if (c == COMMA || c == OPENING || c == COLON && colon != end) return at;
    if (c == COLON) colon = place;
  }
  for (let place = colon + 1; place < end; place++) if (<u32>load<u8>(place) - 0x30 > 9) return at;
  // A colon without a port.
  return colon + 1 == end ? at : colon;
}

/** Copies a text with spaces in place of pluses; gives where it is. */
function withoutPluses(at: usize, end: usize): usize {
  const plus = i8x16.splat(<i8>PLUS), change = i8x16.splat(<i8>(PLUS ^ SPACE));
  for (let from = at, to = SCRATCH; from < end; from += 16, to += 16) {
    const text = v128.load(from);
    v128.store(to, v128.xor(text, v128.and(i8x16.eq(text, plus), change)));
  }
  return SCRATCH;
}

/** The page that a request came from, without query and fragment, and its site; false where it names a user. */
function setReferrer(at: usize, end: usize): bool {
  const question = v128.load(VECTORS + 64), hash = v128.load(VECTORS + 80);
  let from = at, found: u64 = 0;
  for (; from < end && (found = marksIn64(from, question, hash)) == 0; from += 64) {}
  const stop = found == 0 ? end : min(from + <usize>ctz(found), end);
  if (stop - at > LONGEST_VALUE) return false;
  const number = stop == at ? 0 : known(REFERRER, at, stop - at), more = moreOf(tableOf(REFERRER), number >> 4);
  if (load<u32>(more) == 0) {
    store<u32>(more, mayHaveUser(at, stop) || mayHaveParameters(at, stop) ? OF_REFERENCE : siteOf(at, stop) | 1);
  }
  if (load<u32>(more) == OF_REFERENCE) return false;
  setValue(LINK, number);
  return true;
}

/** Whether a user may stand in front of the host. */
function mayHaveUser(referrer: usize, end: usize): bool {
  for (let at = referrer; at < end; at++) if (load<u8>(at) == AT) return true;
  return false;
}

/** In place of the site of a referrer that is left to the reference. */
const OF_REFERENCE: u32 = 0xffffffff;

/** Number × 16 of the site of a referrer: what is between `scheme://` and the path, without port, in small letters. */
function siteOf(referrer: usize, end: usize): u32 {
  if (flagsOf(SITE) == 0) return 0;
  const start = afterScheme(referrer, end);
  let last = start;
  while (last < end && load<u8>(last) != SLASH) last++;
  last = withoutPort(start, last);
  for (let at = start; at < last; at++) {
    const c = <u32>load<u8>(at);
    store<u8>(SCRATCH + (at - start), c - 0x41 < 26 ? c | 0x20 : c);
  }
  return last == start ? 0 : known(SITE, SCRATCH, last - start);
}

/** Where the authority of `scheme://authority` begins; at `end` where there is none. */
function afterScheme(start: usize, end: usize): usize {
  let at = start;
  for (; at < end && load<u8>(at) != COLON; at++) if (load<u8>(at) == SLASH) return end;
  return at > start && at + 2 < end && load<u8>(at, 1) == SLASH && load<u8>(at, 2) == SLASH ? at + 3 : end;
}

/** Where a host ends that a port may follow. */
function withoutPort(start: usize, end: usize): usize {
  if (start < end && load<u8>(start) == OPENING) {
    for (let at = start; at < end; at++) if (load<u8>(at) == CLOSING) return at + 1;
    return end;
  }
  for (let at = start; at < end; at++) if (load<u8>(at) == COLON) return at;
  return end;
}

/** Sets the protocol of a request, which follows its last space; false where the reference has to tell. */
export function setProtocol(request: usize, end: usize): bool {
  const isUsual = end - request > 9 && load<u8>(end - 9) == SPACE, word = load<u64>(end - 8), place = metAt(word);
  if (!isUsual || load<u64>(place) != word) return setOtherProtocol(request, end, isUsual);
  setValue(PROTOCOL, load<u32>(place, 8));
  return true;
}

function metAt(word: u64): usize { return PROTOCOLS + (<usize>((word >> 39) + (word >> 56) & MET) << 4); }

function setOtherProtocol(request: usize, end: usize, isUsual: bool): bool {
  let start = end;
  while (start > request && load<u8>(start - 1) != SPACE) start--;
  if (end - start > LONGEST_VALUE) return false;
  const number = start == request || !isProtocol(start, end) ? NO_PROTOCOL : known(PROTOCOL, start, end - start);
  setValue(PROTOCOL, number);
  if (isUsual) {
    store<u64>(metAt(load<u64>(end - 8)), load<u64>(end - 8));
    store<u32>(metAt(load<u64>(end - 8)), number, 8);
  }
  return true;
}

/** Letters, a slash, digits with dots among them. */
export function isProtocol(start: usize, end: usize): bool {
  let at = start;
  while (at < end && (<u32>load<u8>(at) | 0x20) - 0x61 < 26) at++;
  if (at == start || at == end || <u32>load<u8>(at) != SLASH || ++at == end) return false;
  while (at < end && (<u32>load<u8>(at) == DOT || <u32>load<u8>(at) - 0x30 < 10)) at++;
  return at == end;
}
