// Visitors: the hash is MurmurHash3, sketches merge as sets do whatever the order, come back from their bytes, and are right up to their
// error.

import assert from "node:assert/strict";
import fc from "fast-check";
import { nameHashes, visitorWords } from "../../../src/domain/visitors/visitor_hash.ts";
import { REGISTERS, VisitorSketch, VisitorSum } from "../../../src/domain/visitors/visitor_sketch.ts";

function hashesOf(name: string): Int32Array {
  const bytes = new TextEncoder().encode(`..${name}.`), hashes = new Int32Array(2);
  nameHashes(bytes, 2, bytes.length - 1, hashes);
  return hashes;
}

function wordsOf(host: string, agent: string): Int32Array {
  const words = new Int32Array(2);
  visitorWords(hashesOf(host), hashesOf(agent), words);
  return words;
}

const sketchOf = (visitors: readonly number[]): VisitorSketch => {
  const sketch = new VisitorSketch();
  for (const visitor of visitors) {
    sketch.add(wordsOf(`10.${visitor >> 8}.0.${visitor & 255}`, `agent ${visitor % 7}`));
  }
  return sketch;
};

/** Another way to the same hash: 64-bit arithmetic, byte by byte. */
function plainMurmur3(name: string, seed: bigint): number {
  const mask = 0xffffffffn, bytes = [...new TextEncoder().encode(name)].map(BigInt);
  const rotated = (word: bigint, bits: bigint) => (word << bits | word >> 32n - bits) & mask;
  const scrambled = (block: bigint) => rotated(block * 0xcc9e2d51n & mask, 15n) * 0x1b873593n & mask;
  let hash = seed;
  for (let at = 0; at < bytes.length; at += 4) {
    const four = bytes.slice(at, at + 4),
      block = four.reduce((sum, byte, i) => sum | byte << BigInt(8 * i), 0n);
    hash ^= scrambled(block);
    if (four.length === 4) hash = rotated(hash, 13n) * 5n + 0xe6546b64n & mask;
  }
  hash ^= BigInt(bytes.length);
  for (const [shift, factor] of [[16n, 0x85ebca6bn], [13n, 0xc2b2ae35n]]) {
    hash = (hash ^ hash >> shift) * factor & mask;
  }
  return Number(BigInt.asIntN(32, hash ^ hash >> 16n));
}

Deno.test("visitors: the hashes of a name are MurmurHash3 of its UTF-8", () => {
  fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 40 }), (name) => {
    assert.deepEqual([...hashesOf(name)], [plainMurmur3(name, 0x2545f491n), plainMurmur3(name, 0x5bd1e995n)]);
  }));
  // The vector of the algorithm's own tests: seed 0x9747b28c.
  assert.equal(plainMurmur3("Hello, world!", 0x9747b28cn) >>> 0, 0x24884cba);
});

const sets = fc.array(fc.nat(3000), { maxLength: 400 });

Deno.test("visitors: merging is the union, whatever the order and however often", () => {
  fc.assert(fc.property(sets, sets, (one, other) => {
    const merged = sketchOf(one);
    merged.merge(sketchOf(other));
    merged.merge(sketchOf(one));
    assert.deepEqual(merged.bytes(), sketchOf([...other.toReversed(), ...one]).bytes());
  }));
});

Deno.test("visitors: a sketch comes back from its bytes, few and many", () => {
  for (const count of [0, 1, 500, 1000, 1100, 1300, 5000, 60_000]) {
    const sketch = sketchOf(Array.from({ length: count }, (_, i) => i)), bytes = sketch.bytes();
    assert.ok(bytes.length <= 1 + REGISTERS * 6 / 8);
    const again = VisitorSketch.of(bytes);
    assert.deepEqual(again.bytes(), bytes);
    assert.equal(again.estimate(), sketch.estimate());
  }
  for (const wrong of [[], [2], [0, 1], [1, 2, 3], [0, 0, 0, 4], [0, 0, 0, 0]]) {
    assert.throws(() => VisitorSketch.of(Uint8Array.from(wrong)), RangeError, `${wrong}`);
  }
});

Deno.test("visitors: the estimate is right up to 1.6 %, one standard error, exact for a few", () => {
  for (let count = 0; count <= 20; count++) {
    assert.equal(Math.round(sketchOf(Array.from({ length: count }, (_, i) => i)).estimate()), count);
  }
  // Of independent sets, and of several sizes: the root of the mean square, which is known to a tenth of itself.
  const name = new Uint8Array(3), host = new Int32Array(2), words = new Int32Array(2);
  const agents = Array.from({ length: 8 }, (_, i) => hashesOf(`agent ${i}`));
  for (const [count, times] of [[300, 60], [3000, 60], [10_000, 60]]) {
    let squares = 0;
    for (let time = 0; time < times; time++) {
      const sketch = new VisitorSketch();
      for (let i = 0; i < count; i++) {
        name[0] = time;
        name[1] = i >> 8;
        name[2] = i;
        nameHashes(name, 0, 3, host);
        visitorWords(host, agents[i % 8], words);
        sketch.add(words);
      }
      squares += (sketch.estimate() / count - 1) ** 2;
    }
    const error = Math.sqrt(squares / times);
    assert.ok(error < 0.016 * 1.35, `${count}: ${error}`);
  }
});

Deno.test("visitors: a sum of sketches says what merging them says, and refuses the same bytes", () => {
  const some = fc.oneof(sets, fc.integer({ min: 1100, max: 6000 }).map((count) => [...Array(count).keys()]));
  fc.assert(
    fc.property(fc.array(some, { maxLength: 4 }), (all) => {
      const sum = new VisitorSum(), merged = new VisitorSketch();
      for (const sketch of all.map(sketchOf)) {
        sum.merge(sketch.bytes());
        merged.merge(sketch);
      }
      assert.equal(sum.estimate(), merged.estimate());
    }),
    { numRuns: 30 },
  );
  const dense = (rank: number) => {
    const bytes = sketchOf([...Array(3000).keys()]).bytes();
    bytes[3] = bytes[3] & 3 | rank << 2;
    return bytes;
  };
  const wrong = [
    [],
    [2],
    [0, 1],
    [1, 0],
    [0, 0xff, 0xff, 0xff],
    [0, 0, 0, 0],
    [0, 54, 0, 0],
    dense(54),
    dense(63),
  ];
  for (const bytes of wrong.map((one) => Uint8Array.from(one))) {
    assert.throws(() => VisitorSketch.of(bytes), RangeError, `${bytes}`);
    assert.throws(() => new VisitorSum().merge(bytes), RangeError, `${bytes}`);
  }
  for (const rank of [0, 1, 52, 53]) {
    const sum = new VisitorSum();
    sum.merge(dense(rank));
    assert.equal(sum.estimate(), VisitorSketch.of(dense(rank)).estimate());
  }
});

Deno.test("visitors: few, many and both merge alike, and are read from registers one by one, however many", () => {
  const sizes = [0, 1, 700, 1022, 1023, 1024, 1025, REGISTERS];
  const ranksOf = (first: number, size: number): Map<number, number> =>
    new Map(
      Array.from({ length: size }, (_, i) => [(first + i) % REGISTERS, 1 + (first + i * 7) % 53] as const),
    );
  const built = (...all: Map<number, number>[]): VisitorSketch => {
    const sketch = new VisitorSketch();
    for (const ranks of all) for (const [index, rank] of ranks) sketch.raise(index, rank);
    return sketch;
  };
  for (const size of sizes) {
    const ranks = ranksOf(100, size),
      oneByOne = [...ranks].flatMap(([index, rank]) => {
        const entry = index << 6 | rank;
        return [entry & 255, entry >> 8 & 255, entry >> 16];
      });
    assert.deepEqual(VisitorSketch.of(Uint8Array.of(0, ...oneByOne)).bytes(), built(ranks).bytes());
    for (const otherSize of sizes) {
      const other = ranksOf(900, otherSize), merged = built(ranks), same = built(ranks, other);
      merged.merge(built(other));
      assert.deepEqual(merged.bytes(), same.bytes());
      assert.equal(merged.estimate(), same.estimate());
    }
  }
});
