// Role: resumes standard input, which cannot be sought: bytes that were read to identify it are put back, and bytes that an
// earlier run has consumed are skipped.

import { Problem } from "../../domain/problem.ts";
import type { InputFile } from "../../host/host.ts";
import type { InputPosition } from "../../stores/store.ts";
import { digest, FINGERPRINT, Fingerprint } from "../bytes/fingerprint.ts";
import { crc32For } from "../../kernel/fast_crc32.ts";
import { lastBytes } from "../bytes/slice.ts";
import type { Input } from "../input.ts";

/** The stream with these bytes, which were read from it, put back in front. */
export function preceded(file: InputFile, taken: Uint8Array): InputFile {
  let left = taken;
  return {
    size: null,
    inode: null,
    device: null,
    read: (into) => {
      if (left.length === 0) return file.read(into);
      const count = Math.min(left.length, into.length);
      into.set(left.subarray(0, count));
      left = left.subarray(count);
      return Promise.resolve(count);
    },
    seek: (offset) => file.seek(offset),
    [Symbol.dispose]: () => file[Symbol.dispose](),
  };
}

/**
 * If the stream begins like a saved one, skips the bytes that were consumed of that one, hands them on, and returns their fingerprint;
 * else puts back what it read, and returns null. A stream that ends before that place has nothing new.
 *
 * Errors: `Problem` "data" where it begins alike but is another one: neither counting nor skipping it would be right.
 */
export async function resumeStream(
  input: Input,
  saved: InputPosition,
  skipped: { add(bytes: Uint8Array, at: number): void },
): Promise<Fingerprint | null> {
  const { header } = input;
  const headLength = Math.min(saved.offset, FINGERPRINT);
  const start = await take(input.file, headLength - header.length);
  const head = new Uint8Array(header.length + start.length);
  head.set(header);
  head.set(start, header.length);
  if (head.length < headLength || await digest(head) !== saved.head) {
    input.file = preceded(input.file, start);
    return null;
  }
  const crc32 = await crc32For(null);
  let crc = crc32(head), tail: Uint8Array = head, offset = head.length;
  const block = new Uint8Array(1 << 16);
  skipped.add(head, 0);
  while (offset < saved.offset) {
    const count = await input.file.read(block.subarray(0, Math.min(block.length, saved.offset - offset)));
    if (count === null) break;
    const bytes = block.subarray(0, count);
    crc = crc32(bytes, crc);
    tail = lastBytes(tail, bytes);
    skipped.add(bytes, offset);
    offset += count;
  }
  // Version 1 of the schema kept no checksum: there the tail decides.
  const isSame = saved.crc < 0 ? await digest(tail) === saved.tail : crc === saved.crc;
  if (offset === saved.offset && !isSame) {
    throw new Problem(
      "data",
      `Standard input begins like the one read before but differs before byte ${saved.offset}. ` +
        "Give it another --source, or --fresh to count it anew.",
    );
  }
  return new Fingerprint(head, tail, crc);
}

/** The first 4096 bytes of a stream, or fewer, with its header; they are put back. */
export async function startOfStream(input: Input): Promise<Uint8Array> {
  const start = await take(input.file, FINGERPRINT - input.header.length);
  input.file = preceded(input.file, start);
  const head = new Uint8Array(input.header.length + start.length);
  head.set(input.header);
  head.set(start, input.header.length);
  return head;
}

async function take(file: InputFile, count: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(Math.max(0, count));
  let filled = 0;
  while (filled < bytes.length) {
    const got = await file.read(bytes.subarray(filled));
    if (got === null) break;
    filled += got;
  }
  return bytes.subarray(0, filled);
}
