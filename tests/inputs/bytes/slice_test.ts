// Slices against the lines that they are made of, for inputs and reads of any size.

import assert from "node:assert/strict";
import fc from "fast-check";
import { LONGEST_LINE } from "../../../src/domain/reject.ts";
import type { InputFile } from "../../../src/host/host.ts";
import { slicesOf } from "../../../src/inputs/bytes/slice.ts";

/** A file in memory that gives at most `most` bytes a read, and at least one. */
function memory(bytes: Uint8Array, most: number): InputFile {
  let at = 0;
  return {
    size: bytes.length,
    inode: null,
    device: null,
    read: (into) => {
      if (at === bytes.length) return Promise.resolve(null);
      const count = Math.min(most, into.length, bytes.length - at);
      into.set(bytes.subarray(at, at + count));
      at += count;
      return Promise.resolve(count);
    },
    seek: (offset) => {
      at = offset;
    },
    [Symbol.dispose]: () => {},
  };
}

async function collect(
  bytes: Uint8Array,
  size: number,
  most: number,
): Promise<{ text: string; unfinished: boolean }> {
  let text = "", expected = 0, unfinished = false;
  for await (const slice of slicesOf(memory(bytes, most), 0, size, new AbortController().signal)) {
    assert.equal(slice.offset, expected);
    assert.equal(slice.bytes.at(-1), 10);
    assert.ok(slice.bytes.length <= size + LONGEST_LINE + 3);
    expected = slice.next;
    unfinished = slice.unfinished;
    text += new TextDecoder("latin1").decode(slice.bytes);
    const tail = slice.rest?.tail ?? slice.bytes.subarray(0, slice.next - slice.offset).slice(-4096);
    assert.deepEqual(tail, bytes.slice(slice.next - tail.length, slice.next));
  }
  assert.equal(expected, bytes.length);
  return { text, unfinished };
}

Deno.test("slices: whole lines in order, whatever the sizes", async () => {
  const line = fc.string({ unit: fc.constantFrom("a", "\r", '"', ","), maxLength: 9 });
  await fc.assert(fc.asyncProperty(
    fc.array(line, { maxLength: 20 }),
    fc.boolean(),
    fc.integer({ min: 1, max: 40 }),
    fc.integer({ min: 1, max: 40 }),
    async (lines, ended, size, most) => {
      const text = lines.join("\n") + (ended ? "\n" : "");
      const { text: got, unfinished } = await collect(new TextEncoder().encode(text), size, most);
      const isEnded = text === "" || text.endsWith("\n");
      assert.equal(got, isEnded ? text : text + "\n");
      assert.equal(unfinished, !isEnded);
    },
  ));
});

for (const length of [LONGEST_LINE, LONGEST_LINE + 1, LONGEST_LINE + 2, LONGEST_LINE * 5]) {
  Deno.test(`slices: of a line of ${length} bytes at most the beginning is kept`, async () => {
    for (const size of [1000, 1 << 20]) {
      const bytes = new TextEncoder().encode("first\n" + "x".repeat(length) + "\nlast");
      const { text, unfinished } = await collect(bytes, size, size);
      const [first, long, last] = text.split("\n");
      assert.deepEqual([first, last, unfinished], ["first", "last", true]);
      assert.equal(long.length > LONGEST_LINE, length > LONGEST_LINE);
      assert.ok(long.length <= Math.max(LONGEST_LINE + 2, size + LONGEST_LINE));
    }
  });
}

Deno.test("slices: lines after one that is too long are whole lines again, wherever the reads end", async () => {
  const long = "x".repeat(LONGEST_LINE * 2);
  const bytes = new TextEncoder().encode(`a\n${long}\nb\nc\n${long}\n${long}\nd\n`);
  for (const size of [1 << 14, 70_001, 1 << 17, 1 << 18, 1 << 20]) {
    const { text, unfinished } = await collect(bytes, size, size);
    assert.deepEqual(text.split("\n").map((line) => line.slice(0, 1)), [
      "a",
      "x",
      "b",
      "c",
      "x",
      "x",
      "d",
      "",
    ]);
    assert.equal(unfinished, false);
  }
});

Deno.test("slices: an aborted signal ends them between two reads", async () => {
  const bytes = new TextEncoder().encode("a\n".repeat(100)), controller = new AbortController();
  let seen = 0;
  for await (const _slice of slicesOf(memory(bytes, 10), 0, 10, controller.signal)) {
    if (++seen === 3) controller.abort();
  }
  assert.equal(seen, 3);
});
