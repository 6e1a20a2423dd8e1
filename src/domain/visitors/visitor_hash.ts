// Role: a visitor, that is a host with an agent, as 64 bits that look random. In 32-bit arithmetic alone, so that every implementation
// comes to the same bits.

/** Seeds of the two hashes of a name. */
const SEED_A = 0x2545f491, SEED_B = 0x5bd1e995;

/**
 * The two hashes of the bytes at [start, end), as signed 32-bit numbers; each is MurmurHash3_x86_32 (Appleby, 2011) with a seed of its
 * own.
 *
 * @example
 * ```ts
 * import { nameHashes } from "./visitor_hash.ts";
 * import assert from "node:assert/strict";
 *
 * const hashes = new Int32Array(2);
 * nameHashes(new TextEncoder().encode("10.0.0.1"), 0, 8, hashes);
 * assert.deepEqual([...hashes], [2109491306, -1100800087]);
 * ```
 */
export function nameHashes(bytes: Uint8Array, start: number, end: number, hashes: Int32Array): void {
  hashes[0] = murmur3(bytes, start, end, SEED_A);
  hashes[1] = murmur3(bytes, start, end, SEED_B);
}

/** Mixes the hashes of a host and of an agent into the two words of their visitor. */
export function visitorWords(host: Int32Array, agent: Int32Array, words: Int32Array): void {
  words[0] = finish(host[0] + Math.imul(agent[0], 0x9e3779b1) | 0);
  words[1] = finish(host[1] ^ Math.imul(agent[1], 0x85ebca77) ^ words[0]);
}

function murmur3(bytes: Uint8Array, start: number, end: number, seed: number): number {
  let hash = seed, at = start;
  for (; at + 4 <= end; at += 4) {
    const block = bytes[at] | bytes[at + 1] << 8 | bytes[at + 2] << 16 | bytes[at + 3] << 24;
    hash ^= scrambled(block);
    hash = hash << 13 | hash >>> 19;
    hash = Math.imul(hash, 5) + 0xe6546b64 | 0;
  }
  let rest = 0;
  for (let i = end - 1; i >= at; i--) rest = rest << 8 | bytes[i];
  if (at < end) hash ^= scrambled(rest);
  return finish(hash ^ end - start);
}

function scrambled(block: number): number {
  const product = Math.imul(block, 0xcc9e2d51);
  return Math.imul(product << 15 | product >>> 17, 0x1b873593);
}

/** Lets every bit of the input change each of the result with probability 1/2. */
function finish(word: number): number {
  let hash = word ^ word >>> 16;
  hash = Math.imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2b2ae35);
  return hash ^ hash >>> 16;
}
