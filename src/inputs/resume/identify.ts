// Role: says of one opened input which of the stored inputs it continues, by the bytes that were consumed and by nothing
// else (reliability.md, "Identity of a file"). Used by `resume.ts`.

import { crc32For } from "../../kernel/fast_crc32.ts";
import type { InputFile } from "../../host/host.ts";
import type { InputPosition } from "../../stores/store.ts";
import { isInflateError } from "../bytes/compressed_file.ts";
import { digest, FINGERPRINT, Fingerprint } from "../bytes/fingerprint.ts";
import type { Input } from "../input.ts";
import { continueStream } from "./stdin.ts";

const BLOCK = 1 << 18;

/**
 * The first of `saved` whose consumed bytes the input begins with; the input is moved to where that one was left. Null
 * where there is none, or nothing to be told by; then it stands where it stood.
 */
export async function identify(input: Input, saved: readonly InputPosition[]): Promise<InputPosition | null> {
  const { file } = input;
  if (input.reader === null) return null;
  const { size } = file;
  if (size === null) return await identifyStream(input, saved);
  const start = await readAt(file, 0, Math.min(size, FINGERPRINT));
  const heads = new Heads(start);
  for (const candidate of saved) {
    if (candidate.path === "-" || size < candidate.offset) continue;
    const head = start.subarray(0, Math.min(candidate.offset, FINGERPRINT));
    if (await heads.of(head.length) !== candidate.head) continue;
    const tail = await readAt(file, Math.max(0, candidate.offset - FINGERPRINT), candidate.offset);
    if (await digest(tail) !== candidate.tail) continue;
    if (!isSameFile(input, candidate) && await crcOf(input, candidate.offset) !== candidate.crc) continue;
    moveTo(input, candidate, new Fingerprint(head, tail, candidate.crc));
    return candidate;
  }
  file.seek(input.bodyOffset);
  return null;
}

/**
 * Those of `saved` with whose head an input begins. What is damaged may begin like anything: where fewer bytes of it can
 * be had than a head is made of, that one is among them.
 */
export async function beginningLike(
  input: Input,
  saved: readonly InputPosition[],
): Promise<readonly InputPosition[]> {
  const start = await readStart(input) ?? new Uint8Array(0);
  const heads = new Heads(start);
  const alike: InputPosition[] = [];
  for (const position of saved) {
    if (position.path === "-") continue;
    const length = Math.min(position.offset, FINGERPRINT);
    if (start.length < length || await heads.of(length) === position.head) alike.push(position);
  }
  return alike;
}

/** The first 4096 bytes, or all there are; null where an archive is damaged there. It stands at its offset again. */
export async function readStart({ file, offset }: Input): Promise<Uint8Array | null> {
  try {
    return await readAt(file, 0, FINGERPRINT);
  } catch (error) {
    if (isInflateError(error)) return null;
    throw error;
  } finally {
    file.seek(offset);
  }
}

/** Hashes of the first bytes of an input, each computed once: nearly all heads are of the same length. */
class Heads {
  readonly #start: Uint8Array;
  readonly #known = new Map<number, string>();

  constructor(start: Uint8Array) {
    this.#start = start;
  }

  async of(length: number): Promise<string> {
    let head = this.#known.get(length);
    if (head === undefined) this.#known.set(length, head = await digest(this.#start.subarray(0, length)));
    return head;
  }
}

/** Whether the first input is a copy of the beginning of the second, or of all of it. Both end up at their first record. */
export async function isPrefixOf(input: Input, other: Input): Promise<boolean> {
  const size = input.file.size ?? 0;
  if (size > (other.file.size ?? 0)) return false;
  const places = [input.offset, other.offset];
  const length = Math.min(size, FINGERPRINT);
  const [head, otherHead] = [await readAt(input.file, 0, length), await readAt(other.file, 0, length)];
  const isSame = head.every((byte, i) => byte === otherHead[i]) &&
    await crcOf(input, size) === await crcOf(other, size);
  input.file.seek(places[0]);
  other.file.seek(places[1]);
  return isSame;
}

function isSameFile({ path, file: { inode, device }, inflated }: Input, saved: InputPosition): boolean {
  return inflated === null && inode !== null && inode === saved.inode && device === saved.device &&
    path === saved.path;
}

async function identifyStream(input: Input, saved: readonly InputPosition[]): Promise<InputPosition | null> {
  for (const candidate of saved) {
    if (candidate.path !== "-" || !await continueStream(input, candidate)) continue;
    moveTo(input, candidate, input.consumed);
    return candidate;
  }
  return null;
}

function moveTo(input: Input, { id, offset, lines }: InputPosition, consumed: Fingerprint): void {
  if (input.file.size !== null) input.file.seek(offset);
  Object.assign(input, { id, offset, lines, consumed });
}

async function readAt(file: InputFile, start: number, end: number): Promise<Uint8Array> {
  file.seek(start);
  const bytes = new Uint8Array(end - start);
  let filled = 0;
  while (filled < bytes.length) {
    const count = await file.read(bytes.subarray(filled));
    if (count === null) break;
    filled += count;
  }
  return bytes.subarray(0, filled);
}

/** CRC-32 of [0, end). */
async function crcOf({ file }: Input, end: number): Promise<number> {
  const crc32 = await crc32For(end);
  file.seek(0);
  const block = new Uint8Array(BLOCK);
  let crc = 0;
  for (let left = end; left > 0;) {
    const count = await file.read(block.subarray(0, Math.min(left, BLOCK)));
    if (count === null) break;
    crc = crc32(block.subarray(0, count), crc);
    left -= count;
  }
  return crc;
}

const LF = 0x0a;

/**
 * The whole lines among the first 4096 bytes, as their length and their hash; of an archive that cannot even be begun,
 * its inode. Null where there is no record yet: such a file may still become a part of the log.
 */
export async function beginningOf(input: Input): Promise<string | null> {
  const start = await readStart(input);
  if (start === null) return input.file.inode === null ? null : `inode:${input.file.inode}`;
  const lines = start.lastIndexOf(LF) + 1;
  // A longer line than that is known by its first bytes.
  const length = lines > input.bodyOffset ? lines : start.length < FINGERPRINT ? 0 : start.length;
  return length > input.bodyOffset ? await hashed(start, length) : null;
}

/** Whether the input begins like one of those that were passed over. */
export async function isPassed(input: Input, passed: readonly string[]): Promise<boolean> {
  if (passed.length === 0) return false;
  const start = await readStart(input);
  if (start === null) return passed.includes(`inode:${input.file.inode}`);
  const lengths = new Set(passed.map((beginning) => Number.parseInt(beginning)));
  for (const length of lengths) {
    if (length <= start.length && passed.includes(await hashed(start, length))) return true;
  }
  return false;
}

/** A quarter of the hash is more than enough to tell the files of a directory apart. */
async function hashed(bytes: Uint8Array, length: number): Promise<string> {
  return `${length}:${(await digest(bytes.subarray(0, length))).slice(0, 16)}`;
}
