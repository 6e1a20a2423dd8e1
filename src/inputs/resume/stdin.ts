// Role: standard input as an input: it cannot be sought, so what was read to look at it is put back, and what an
// earlier run has consumed is read again and left out. Used by `resume.ts`.

import { Problem } from "../../domain/problem.ts";
import type { InputFile } from "../../host/host.ts";
import type { InputPosition } from "../../stores/store.ts";
import { digest, FINGERPRINT, Fingerprint } from "../bytes/fingerprint.ts";
import { crc32For } from "../../kernel/fast_crc32.ts";
import type { Input } from "../input.ts";

/** The stream again from a place before the bytes that were already taken from it. */
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
 * If the stream begins as a saved one did, reads up to where that one was left and gives true; else leaves it where
 * it stands. A stream that ends before that place has nothing new.
 *
 * Errors: `Problem` "data" where it begins alike but is another one: neither counting nor skipping it would be right.
 */
export async function continueStream(input: Input, saved: InputPosition): Promise<boolean> {
  const { header } = input;
  const wanted = Math.min(saved.offset, FINGERPRINT);
  const start = await take(input.file, wanted - header.length);
  const head = new Uint8Array(header.length + start.length);
  head.set(header);
  head.set(start, header.length);
  if (head.length < wanted || await digest(head) !== saved.head) {
    input.file = preceded(input.file, start);
    return false;
  }
  const consumed = Fingerprint.of(head);
  consumed.crc32 = await crc32For(null);
  let offset = head.length;
  const block = new Uint8Array(1 << 16);
  while (offset < saved.offset) {
    const count = await input.file.read(block.subarray(0, Math.min(block.length, saved.offset - offset)));
    if (count === null) return true;
    consumed.push(block.subarray(0, count));
    offset += count;
  }
  if (consumed.crc !== saved.crc) {
    throw new Problem(
      "data",
      `Standard input begins like the one read before but differs before byte ${saved.offset}. ` +
        "Give it another --source, or --fresh to count it anew.",
    );
  }
  input.consumed = consumed;
  return true;
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
