// Role: the visitors of hours: registers of hosts with their agents, as `domain/visitors` has them.

import { AGENT, flagsOf, HOST, tableOf } from "./dimensions";
import { allocate, moved } from "./memory";
import { lengthOf, moreOf, nameAt } from "./names";

const SEED_A: u32 = 0x2545f491, SEED_B: u32 = 0x5bd1e995;
const INDEX_BITS: u32 = 12, REGISTERS: usize = 1 << INDEX_BITS;
/**
 * Of an hour: the rank of each register, how many are not 0, and which: 16 bits each, one more than there are; how often it was
 * given out.
 */
const COUNT: usize = REGISTERS, LIST: usize = REGISTERS + 4, MARK: usize = REGISTERS * 3 + 16, SIZE: usize = REGISTERS * 3 + 64;
/** Bytes before the registers of an hour that is given out, and of each of them; see `kernel/summary/packed_visitors.ts`. */
const HEAD: usize = 13, ENTRY: usize = 3;

/** Whether visitors are counted: where agents are. */
export let hasVisitors: bool = false;
/** The registers of both hours. */
let hours: usize = 0;
/** What was given out: where it is, how many bytes, and for how many there is room. */
export let given: usize = 0;
export let givenBytes: usize = 0;
let room: usize = 0;

/** Forgets everything. */
export function initialize(): void {
  hasVisitors = flagsOf(AGENT) != 0;
  room = givenBytes = 0;
  if (hasVisitors) hours = allocate(2 * SIZE);
}

/** Takes away what was given out. */
export function clear(): void { givenBytes = 0; }

/** Counts a record in the first or the second of the hours; host and agent by their numbers × 16. */
export function addVisitor(which: usize, host: u32, agent: u32): void {
  const hour = hours + which * SIZE, last = lastOf(host), mark = <u64>load<u32>(hour, MARK) + 1 << 1 | which;
  if (load<u64>(last) == (mark << 32 | agent)) return;
  store<u64>(last, mark << 32 | agent);
  const ofHost = hashesOf(HOST, host), ofAgent = hashesOf(AGENT, agent);
  const first = finish(load<u32>(ofHost) + load<u32>(ofAgent) * 0x9e3779b1), rest = first << INDEX_BITS;
  let rank = <u32>clz(rest) + 1;
  if (rest == 0) rank = 33 - INDEX_BITS + <u32>clz(finish(load<u32>(ofHost, 4) ^ load<u32>(ofAgent, 4) * 0x85ebca77 ^ first));
  const index = first >> 32 - INDEX_BITS, register = hour + index, before = <u32>load<u8>(register);
  if (before >= rank) return;
  store<u8>(register, rank);
  if (before != 0) return;
  const count = load<u32>(hour, COUNT);
  store<u16>(hour + LIST + (<usize>count << 1), index);
  store<u32>(hour, count + 1, COUNT);
}

/** Gives the registers of one of the hours, which begins at `start`, out. */
export function give(which: usize, start: u32): void {
  if (!hasVisitors) return;
  const hour = hours + which * SIZE, count = <usize>load<u32>(hour, COUNT), bytes = HEAD + count * ENTRY;
  if (count == 0) return;
  // Three bytes are written as four.
  if (givenBytes + bytes + 1 > room) {
    room = max(room * 2, givenBytes + bytes + REGISTERS);
    given = moved(given, <u32>givenBytes, <u32>room, 0);
  }
  const to = given + givenBytes;
  store<f64>(to, start);
  store<u32>(to, <u32>(bytes - HEAD + 1), 8);
  store<u8>(to, 0, 12);
  for (let i: usize = 0; i < count; i++) {
    const index = <u32>load<u16>(hour + LIST + (i << 1));
    store<u32>(to + HEAD + i * ENTRY, index << 6 | load<u8>(hour + index));
    store<u8>(hour + index, 0);
  }
  store<u32>(hour, 0, COUNT);
  store<u32>(hour, load<u32>(hour, MARK) + 1, MARK);
  givenBytes += bytes;
}

/** What a host, by its number × 16, came with last: the number × 16 of the agent, and a mark of the hour; 0 at first. */
export function lastOf(host: u32): usize { return moreOf(tableOf(HOST), host >> 4); }

/** Where the two hashes of a name are, by its number × 16. */
// @ts-ignore: a decorator of AssemblyScript
@inline
function hashesOf(column: u32, numberTimes16: u32): usize {
  const place = moreOf(tableOf(column), numberTimes16 >> 4) + 8;
  if (load<u64>(place) == 0) hash(column, numberTimes16 >> 4, place);
  return place;
}

function hash(column: u32, number: u32, place: usize): void {
  const table = tableOf(column), name = nameAt(table, number), length = lengthOf(table, number);
  store<u32>(place, murmur3(name, length, SEED_A));
  store<u32>(place, murmur3(name, length, SEED_B), 4);
}

function murmur3(name: usize, length: u32, seed: u32): u32 {
  let hash = seed, at = name;
  const end = name + length;
  for (; at + 4 <= end; at += 4) hash = rotl<u32>(hash ^ scrambled(load<u32>(at)), 13) * 5 + 0xe6546b64;
  if (at < end) hash ^= scrambled(load<u32>(at) & (<u32>1 << (<u32>(end - at) << 3)) - 1);
  return finish(hash ^ length);
}

function scrambled(block: u32): u32 { return rotl<u32>(block * 0xcc9e2d51, 15) * 0x1b873593; }

function finish(word: u32): u32 {
  let hash = (word ^ word >> 16) * 0x85ebca6b;
  hash = (hash ^ hash >> 13) * 0xc2b2ae35;
  return hash ^ hash >> 16;
}
