// Compressed inputs: what comes out is what went in, from any place, and nothing is taken from what does not end cleanly.

import assert from "node:assert/strict";
import { constants, gzipSync, zstdCompressSync } from "node:zlib";
import fc from "fast-check";
import type { InputFile } from "../../../src/host/host.ts";
import { compressionOf, InflatedFile } from "../../../src/inputs/bytes/compressed_file.ts";

function memory(bytes: Uint8Array): InputFile {
  let at = 0;
  return {
    size: bytes.length,
    inode: 1,
    device: 2,
    read(into) {
      if (at >= bytes.length) return Promise.resolve(null);
      const count = Math.min(into.length, bytes.length - at);
      into.set(bytes.subarray(at, at + count));
      at += count;
      return Promise.resolve(count);
    },
    seek(offset) {
      at = offset;
    },
    [Symbol.dispose]() {},
  };
}

function inflated(bytes: Uint8Array): Promise<InflatedFile> {
  const compression = compressionOf(bytes);
  assert.ok(compression !== null);
  return InflatedFile.of(memory(bytes), compression);
}

async function rest(file: InputFile, block: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for (;;) {
    const into = new Uint8Array(block);
    const count = await file.read(into);
    if (count === null) {
      return new Uint8Array(await new Blob(chunks as Uint8Array<ArrayBuffer>[]).arrayBuffer());
    }
    chunks.push(into.subarray(0, count));
  }
}

const MAKERS = {
  gzip: (bytes: Uint8Array) => new Uint8Array(gzipSync(bytes)),
  "gzip in two members": (bytes: Uint8Array) => {
    const half = bytes.length >> 1;
    return new Uint8Array([...gzipSync(bytes.subarray(0, half)), ...gzipSync(bytes.subarray(half))]);
  },
  zstd: (bytes: Uint8Array) => new Uint8Array(zstdCompressSync(bytes)),
};

for (const [name, make] of Object.entries(MAKERS)) {
  Deno.test(`inflated: ${name}: every byte, from any place, forwards and back`, async () => {
    const bytes = fc.uint8Array({ minLength: 0, maxLength: 3000 });
    await fc.assert(
      fc.asyncProperty(
        bytes,
        fc.array(fc.nat(3200), { maxLength: 4 }),
        fc.integer({ min: 1, max: 999 }),
        async (bytes, places, block) => {
          using file = await inflated(make(bytes));
          assert.ok(await file.measure());
          assert.equal(file.size, bytes.length);
          for (const place of [0, ...places]) {
            file.seek(place);
            assert.deepEqual(await rest(file, block), bytes.slice(place));
          }
        },
      ),
      { numRuns: 25 },
    );
  });

  Deno.test(`inflated: ${name}: cut short anywhere, it does not end cleanly`, async () => {
    const bytes = make(new TextEncoder().encode("a line\n".repeat(40)));
    for (let length = 5; length < bytes.length; length++) {
      using file = await inflated(bytes.slice(0, length));
      // Between two members an archive ends cleanly, and has the first one's bytes.
      if (await file.measure()) assert.ok(name.includes("members") && file.size === 140, `${length}`);
    }
  });
}

Deno.test("inflated: large ones stream, and one that is left in the middle lets go", async () => {
  const bytes = new TextEncoder().encode("0123456789abcdef".repeat(1 << 18));
  const file = await inflated(MAKERS.gzip(bytes));
  assert.equal(await file.read(new Uint8Array(10)), 10);
  file[Symbol.dispose]();
  await new Promise((resolve) => setTimeout(resolve, 0));
});

Deno.test("inflated: what is no compressed file is told from one", () => {
  assert.equal(compressionOf(new TextEncoder().encode("remotehost")), null);
  assert.equal(compressionOf(new Uint8Array(0)), null);
});

Deno.test("inflated: measured while a reading has begun, it is measured whole", async () => {
  const bytes = crypto.getRandomValues(new Uint8Array(60_000));
  for (const packed of [gzipSync(bytes), zstdCompressSync(bytes)]) {
    for (let times = 0; times < 20; times++) {
      // A file that answers a little later, as the system's do.
      const slow = memory(packed), { read } = slow;
      slow.read = async (into) => {
        await new Promise((resolve) => setTimeout(resolve));
        return await read(into.subarray(0, 7_000));
      };
      const file = await InflatedFile.of(slow, compressionOf(packed)!);
      await file.read(new Uint8Array(100));
      assert.ok(await file.measure());
      assert.equal(file.size, bytes.length);
      file.seek(0);
      assert.deepEqual(await rest(file, 10_000), bytes);
    }
  }
});

// The runtime's 16 KiB at a time made every piece too small for the kernel, so that the reference counted all of it.
for (const name of ["gzip", "zstd"] as const) {
  Deno.test(`inflated: ${name}: bytes come in blocks that are worth counting at once`, async () => {
    const bytes = new Uint8Array(1 << 20).map((_, at) => (at * 2654435761) >>> 24);
    using file = await inflated(MAKERS[name](bytes));
    const into = new Uint8Array(1 << 20), counts: number[] = [];
    for (let count = await file.read(into); count !== null; count = await file.read(into)) counts.push(count);
    assert.equal(counts.reduce((sum, count) => sum + count, 0), bytes.length);
    assert.ok(Math.max(...counts) >= 1 << 17, counts.join(" "));
  });
}

for (const [name, make] of Object.entries(MAKERS)) {
  Deno.test(`inflated: ${name}: damaged anywhere, it is an archive that does not end cleanly, and no error of ours`, async () => {
    const numbers = Uint8Array.from({ length: 200_000 }, (_, at) => at * 2_654_435_761 >>> (at % 23));
    const bytes = make(numbers);
    for (let place = 16; place < bytes.length - 4; place += bytes.length >> 5) {
      const damaged = bytes.slice();
      damaged.set([0x58, 0x58, 0x58, 0x58], place);
      using file = await inflated(damaged);
      // Bytes may be changed in a way that only a checksum shows, which zstd need not have.
      if (name === "zstd") await file.measure();
      else assert.equal(await file.measure(), false, `at ${place}`);
    }
  });
}

// The runtime throws from a callback of its own where the damage comes after the first block of what is decompressed.
Deno.test("inflated: zstd: damaged behind its first block, or against its checksum, it does not end cleanly", async () => {
  const text = Array.from({ length: 60_000 }, (_, at) => `a line ${at * 2_654_435_761 >>> at % 23}\n`).join(
    "",
  );
  const bytes = new Uint8Array(
    zstdCompressSync(new TextEncoder().encode(text), { params: { [constants.ZSTD_c_checksumFlag]: 1 } }),
  );
  const places = [
    bytes.length - 2,
    ...Array.from({ length: 8 }, (_, at) => (bytes.length * (at + 1) / 9) | 0),
  ];
  for (const place of places) {
    const damaged = bytes.slice();
    damaged[place] ^= 0xff;
    using file = await inflated(damaged);
    assert.equal(await file.measure(), false, `at ${place}`);
  }
});

Deno.test("inflated: zstd: a skippable frame in front, as pzstd writes it, is part of one", async () => {
  const bytes = new TextEncoder().encode("a line\n".repeat(40));
  const frame = Uint8Array.of(0x50, 0x2a, 0x4d, 0x18, 4, 0, 0, 0, 9, 9, 9, 9);
  using file = await inflated(Uint8Array.from([...frame, ...MAKERS.zstd(bytes)]));
  assert.ok(await file.measure());
  file.seek(0);
  assert.deepEqual(await rest(file, 50), bytes);
});
