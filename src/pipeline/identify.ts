// Role: says of one opened input which of the stored inputs it continues, by the bytes that were consumed and by nothing
// else (reliability.md, "Identity of a file"). Used by `continue_inputs.ts`.

import type { InputFile } from "../host.ts";
import type { InputPosition } from "../stores/store.ts";
import { Consumed, digest, FINGERPRINT } from "./consumed.ts";
import { isInflateError } from "./inflated_file.ts";
import type { Input } from "./input.ts";
import { continueStream } from "./stream.ts";

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
  for (const candidate of saved) {
    if (candidate.path === "-" || size < candidate.offset) continue;
    const head = start.subarray(0, Math.min(candidate.offset, FINGERPRINT));
    if (await digest(head) !== candidate.head) continue;
    const tail = await readAt(file, Math.max(0, candidate.offset - FINGERPRINT), candidate.offset);
    if (await digest(tail) !== candidate.tail) continue;
    if (!isSameFile(input, candidate) && await crcOf(input, candidate.offset) !== candidate.crc) continue;
    moveTo(input, candidate, new Consumed(head, tail, candidate.crc, input.consumed.crc32));
    return candidate;
  }
  file.seek(input.bodyOffset);
  return null;
}

/** Whether an input begins with the head of one of `saved`. What is damaged may begin like anything. */
export async function beginsLike(input: Input, saved: readonly InputPosition[]): Promise<boolean> {
  const start = await readStart(input);
  input.file.seek(input.bodyOffset);
  for (const { path, offset, head } of start === null ? [] : saved) {
    const length = Math.min(offset, FINGERPRINT);
    if (path === "-" || start!.length < length) continue;
    if (await digest(start!.subarray(0, length)) === head) return true;
  }
  return start === null;
}

async function readStart({ file }: Input): Promise<Uint8Array | null> {
  try {
    return await readAt(file, 0, FINGERPRINT);
  } catch (error) {
    if (isInflateError(error)) return null;
    throw error;
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

function moveTo(input: Input, { id, offset, lines }: InputPosition, consumed: Consumed): void {
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
async function crcOf({ file, consumed: { crc32 } }: Input, end: number): Promise<number> {
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
