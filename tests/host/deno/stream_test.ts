// Role: streams: every byte once and in order, nobody waits for what comes later, and the end and errors are told in their
// place.

import assert from "node:assert/strict";
import fc from "fast-check";
import { type Source, StreamInput } from "../../../src/host/deno/stream.ts";
import { turn } from "../../../src/host/deno/turn.ts";
import { Problem } from "../../../src/domain/problem.ts";
import { LONGEST_LINE } from "../../../src/domain/reject.ts";

/** A piece comes after so many turns of the event loop; null never. */
interface Piece {
  readonly bytes: number;
  readonly turns: number | null;
}

/** A source of bytes 0, 1, 2 … in these pieces, and then its end, or an error. */
class Pieces implements Source {
  readonly #pieces: Piece[];
  readonly #fails: boolean;
  #count = 0;
  isClosed = false;
  /** How many reads are under way; more than one at once would be an error. */
  reading = 0;

  constructor(pieces: readonly Piece[], fails: boolean) {
    this.#pieces = [...pieces];
    this.#fails = fails;
  }

  async read(into: Uint8Array): Promise<number | null> {
    assert.equal(++this.reading, 1);
    const piece = this.#pieces[0];
    if (piece?.turns === null) await new Promise(() => {});
    for (let turns = 0; turns < (piece?.turns ?? 0); turns++) await turn();
    this.reading--;
    if (piece === undefined) {
      if (this.#fails) throw new Deno.errors.BrokenPipe("gone");
      return null;
    }
    const count = Math.min(piece.bytes, into.length);
    for (let i = 0; i < count; i++) into[i] = this.#count++ & 255;
    if (count < piece.bytes) this.#pieces[0] = { bytes: piece.bytes - count, turns: 0 };
    else this.#pieces.shift();
    return count;
  }

  close(): void {
    this.isClosed = true;
  }
}

function streamOf(pieces: readonly Piece[], fails = false): StreamInput {
  return new StreamInput("a pipe", () => Promise.resolve(new Pieces(pieces, fails)));
}

const piece = fc.record({
  bytes: fc.oneof(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 200_000 })),
  turns: fc.nat(9),
});

Deno.test("a stream: every byte once and in order, then the end, however it is cut up", async () => {
  const room = fc.oneof(fc.integer({ min: 1, max: 100 }), fc.integer({ min: 1, max: 300_000 }));
  await fc.assert(
    fc.asyncProperty(fc.array(piece, { maxLength: 8 }), room, fc.boolean(), async (pieces, room, fails) => {
      const stream = streamOf(pieces, fails), into = new Uint8Array(room);
      const read = () => stream.read(into);
      let count = 0;
      for (const all = pieces.reduce((sum, { bytes }) => sum + bytes, 0); count < all;) {
        const more = await read();
        assert.ok(more !== null && more > 0 && more <= room);
        for (let i = 0; i < more; i += 1 + (i >> 5)) assert.equal(into[i], (count + i) & 255);
        count += more;
      }
      for (let again = 0; again < 2; again++) {
        if (fails) {
          await assert.rejects(read, (error) => error instanceof Problem && error.message.includes("a pipe"));
        } else assert.equal(await read(), null);
      }
    }),
    { numRuns: 60 },
  );
});

Deno.test("a stream: what is there is given together, and nobody waits for what is not", async () => {
  const now = { bytes: 40_000, turns: 0 };
  const into = new Uint8Array(1 << 20);
  assert.equal(await streamOf(Array(20).fill(now)).read(into), 800_000);
  const late = streamOf([now, now, { bytes: 5, turns: null }]);
  assert.equal(await late.read(into), 80_000);
  const small = streamOf([now, { bytes: 5, turns: null }]);
  assert.equal(await small.read(new Uint8Array(39_999)), 39_999);
  assert.equal(await small.read(new Uint8Array(0)), 0);
  assert.equal(await small.read(into), 1);
});

Deno.test("a stream: a look at it leaves no read under way", async () => {
  const pieces = new Pieces([{ bytes: 5, turns: 0 }, { bytes: 5, turns: null }], false);
  const stream = new StreamInput("a pipe", () => Promise.resolve(pieces));
  assert.equal(await stream.read(new Uint8Array(LONGEST_LINE + 2)), 5);
  for (let turns = 0; turns < 9; turns++) await turn();
  assert.equal(pieces.reading, 0);
  void stream.read(new Uint8Array(1 << 20));
  await turn();
  assert.equal(pieces.reading, 1);
});

Deno.test("a stream: it is opened by the first read, closed at the end, and cannot be sought", async () => {
  let opened = 0;
  const source = new Pieces([], false);
  const stream = new StreamInput("a pipe", () => Promise.resolve((opened++, source)));
  stream[Symbol.dispose]();
  assert.deepEqual([opened, source.isClosed], [0, false]);
  assert.equal(await stream.read(new Uint8Array(1)), null);
  assert.throws(() => stream.seek(0), { name: "Error" });
  stream[Symbol.dispose]();
  assert.deepEqual([opened, source.isClosed], [1, true]);
  const broken = new StreamInput("a pipe", () => Promise.reject(new Deno.errors.NotFound()));
  await assert.rejects(() => broken.read(new Uint8Array(1)), { kind: "input" });
});
