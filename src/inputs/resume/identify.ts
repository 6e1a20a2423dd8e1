// Role: finds out which stored input an opened one continues, by the consumed bytes alone (reliability.md, "Identity of a
// file").

import { crcCombine } from "../../checksum/crc32.ts";
import { dateLimits } from "../../domain/counting/date_limits.ts";
import { crc32For } from "../../kernel/fast_crc32.ts";
import { storedPlaces } from "../../formats/wrappers/open_parts.ts";
import type { InputFile } from "../../host/host.ts";
import type { InputPosition } from "../../stores/store.ts";
import { isInflateError } from "../bytes/compressed_file.ts";
import { digest, FINGERPRINT, Fingerprint } from "../bytes/fingerprint.ts";
import type { Input } from "../input.ts";
import { begunBy, firstLines } from "../try_format.ts";
import { OpenPartsAgain } from "./open_parts_again.ts";
import { resumeStream, startOfStream } from "./stdin.ts";

const BLOCK = 1 << 18;

/**
 * The first of `saved` whose consumed bytes the input begins with; the input then starts where that one was left. Null
 * where there is none, or where the input has no record yet; then its start stays.
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
    // Version 1 of the schema kept no checksum: head and tail decide, and it is computed for the next run.
    const isKept = candidate.crc >= 0;
    const isSame = isKept && isSameFile(input, candidate);
    const crc = isSame ? candidate.crc : await crcOf(file, candidate.offset);
    if (isKept && crc !== candidate.crc) continue;
    startAt(input, candidate, new Fingerprint(head, tail, crc));
    return candidate;
  }
  return null;
}

/**
 * Those of `saved` with whose head an input begins. A damaged archive may hold any of them: where fewer bytes of it can
 * be read than a head has, that one is included.
 */
export async function positionsWithHead(
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

/**
 * Those of `saved`, of which more was read than a file holds, that it begins like: in its first 4096 bytes, at least half of which are
 * records. The size of an archive has to be measured before.
 */
export async function positionsBegunBy(
  input: Input,
  saved: readonly InputPosition[],
): Promise<readonly InputPosition[]> {
  const { file: { size }, bodyOffset } = input;
  if (size === null || size < FINGERPRINT || bodyOffset > FINGERPRINT / 2) return [];
  return await positionsWithHead(input, saved.filter(({ offset }) => offset > size));
}

/** The first 4096 bytes, or all if there are fewer; null where an archive is damaged there. */
export async function readStart({ file }: Input): Promise<Uint8Array | null> {
  try {
    return await readAt(file, 0, FINGERPRINT);
  } catch (error) {
    if (isInflateError(error)) return null;
    throw error;
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

/** Whether the first input is a copy of the beginning of the second, or of all of it. */
export async function isPrefixOf(input: Input, other: Input): Promise<boolean> {
  return await isWithin(input, other, 0);
}

/** Whether the second input holds all bytes of the first one from a byte offset on. */
export async function isWithin(input: Input, other: Input, at: number): Promise<boolean> {
  const size = input.file.size ?? 0, length = Math.min(size, FINGERPRINT);
  if (at + size > (other.file.size ?? 0)) return false;
  // Nearly all files that differ do so at one of the ends.
  for (const start of [0, size - length]) {
    const bytes = await readAt(input.file, start, start + length);
    const others = await readAt(other.file, at + start, at + start + length);
    if (!bytes.every((byte, i) => byte === others[i])) return false;
  }
  return await crcOf(input.file, size) === await crcOf(other.file, at + size, at);
}

/** Whether two files begin alike, in up to 4 KiB, and the last 4 KiB of the first are not what the second one has there. */
export async function divergesFrom(input: Input, other: Input): Promise<boolean> {
  const size = input.file.size ?? 0, length = Math.min(size, FINGERPRINT);
  const isSame = async (start: number): Promise<boolean> => {
    const others = await readAt(other.file, start, start + length);
    return (await readAt(input.file, start, start + length)).every((byte, i) => byte === others[i]);
  };
  return await isSame(0) && !await isSame(size - length);
}

/**
 * Files that were put together: where the bytes that follow those by which the input was identified are all that was consumed of another one of
 * `saved`, the input starts behind them, and so on. Of those that no file holds it then continues the one that was begun last. Returns
 * these.
 */
export async function followedBy(
  input: Input,
  saved: readonly InputPosition[],
  isGone: (position: InputPosition) => boolean,
): Promise<InputPosition[]> {
  const { file } = input, size = file.size ?? 0, found: InputPosition[] = [];
  for (let isNew = true; isNew && size > input.start.offset;) {
    isNew = false;
    const { offset: at, lines, fingerprint } = input.start;
    const heads = new Heads(await readAt(file, at, Math.min(size, at + FINGERPRINT)));
    for (const next of saved) {
      const { offset, head, crc } = next, end = at + offset;
      if (found.includes(next) || next.path === "-" || offset === 0 || crc < 0 || end > size) continue;
      if (await heads.of(Math.min(offset, FINGERPRINT)) !== head || await crcOf(file, end, at) !== crc) {
        continue;
      }
      const [first, last] = [
        await readAt(file, 0, Math.min(end, FINGERPRINT)),
        await readAt(file, Math.max(0, end - FINGERPRINT), end),
      ];
      const whole = new Fingerprint(first, last, crcCombine(fingerprint.crc, crc, offset));
      startAt(
        input,
        {
          ...next,
          id: isGone(next) ? Math.max(input.id, next.id) : input.id,
          offset: end,
          lines: lines + next.lines,
        },
        whole,
      );
      found.push(next);
      isNew = true;
      break;
    }
  }
  return found.filter(isGone);
}

function isSameFile({ path, file: { inode, device }, inflated }: Input, saved: InputPosition): boolean {
  return inflated === null && inode !== null && inode === saved.inode && device === saved.device &&
    path === saved.path;
}

async function identifyStream(input: Input, saved: readonly InputPosition[]): Promise<InputPosition | null> {
  for (const candidate of saved) {
    if (candidate.path !== "-") continue;
    const parts = new OpenPartsAgain(input, candidate);
    const fingerprint = await resumeStream(input, candidate, parts);
    if (fingerprint === null) continue;
    startAt(input, candidate, fingerprint);
    input.start = { ...input.start, directives: parts.directives };
    return candidate;
  }
  return null;
}

/**
 * What a file holds of what was read as standard input, or standard input of a file, as far as its first 4 KiB tell; null for
 * nothing. The input's start stays.
 */
export async function readOtherwise(
  input: Input,
  saved: readonly InputPosition[],
): Promise<InputPosition | null> {
  const isStream = input.file.size === null;
  const others = saved.filter(({ path, offset }) => (path === "-") !== isStream && offset > input.bodyOffset);
  if (others.length === 0) return null;
  if (!isStream) {
    const asFiles = others.map((other) => ({ ...other, path: input.path }));
    const found = await continuedBy(input, asFiles) ?? (await positionsBegunBy(input, asFiles))[0];
    return others.find(({ id }) => id === found?.id) ?? null;
  }
  const heads = new Heads(await startOfStream(input));
  for (const other of others) {
    if (await heads.of(Math.min(other.offset, FINGERPRINT)) === other.head) return other;
  }
  return null;
}

/** Whether the input's bytes are just those of one of `saved`; its start stays. */
export async function isOneOf(input: Input, saved: readonly InputPosition[]): Promise<InputPosition | null> {
  return await continuedBy(input, saved.filter(({ offset }) => offset === input.file.size));
}

/** Hash of the input's first 4096 bytes, or of all if there are fewer; null where an archive is damaged there. */
export async function headOf(input: Input): Promise<string | null> {
  const start = await readStart(input);
  return start && await digest(start);
}

/** As {@link identify}, but the input's start stays. */
export async function continuedBy(
  input: Input,
  saved: readonly InputPosition[],
): Promise<InputPosition | null> {
  const { id, start, isNew } = input;
  const position = saved.length === 0 ? null : await identify(input, saved);
  input.isNew = isNew;
  input.id = id;
  input.start = start;
  return position;
}

/** All bytes of an input, as a position in the input with the number `id`. */
export async function wholeOf({ path, file, inflated }: Input, id: number): Promise<InputPosition> {
  const { inode, device } = file, offset = file.size ?? 0;
  // An archive that was not decompressed is known by its trailer alone.
  const trailer = inflated?.trailer;
  if (trailer && offset === 0) {
    const { size, crc } = trailer;
    return { id, path, inode, device, offset: size, lines: 0, head: "", tail: "", crc, directives: null };
  }
  const [head, tail] = [
    await digest(await readAt(file, 0, Math.min(offset, FINGERPRINT))),
    await digest(await readAt(file, Math.max(0, offset - FINGERPRINT), offset)),
  ];
  return {
    id,
    path,
    inode,
    device,
    offset,
    lines: 0,
    head,
    tail,
    crc: await crcOf(file, offset),
    directives: null,
  };
}

function startAt(input: Input, position: InputPosition, fingerprint: Fingerprint): void {
  const { id, offset, lines, directives } = position;
  input.id = id;
  input.isNew = false;
  input.start = {
    offset,
    lines,
    fingerprint,
    directives: input.directives === null ? null : directives ?? input.directives,
    open: storedPlaces(directives, offset),
  };
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

/** CRC-32 of [begin, end). */
async function crcOf(file: InputFile, end: number, begin = 0): Promise<number> {
  const crc32 = await crc32For(end - begin);
  file.seek(begin);
  const block = new Uint8Array(BLOCK);
  let crc = 0;
  for (let left = end - begin; left > 0;) {
    const count = await file.read(block.subarray(0, Math.min(left, BLOCK)));
    if (count === null) break;
    crc = crc32(block.subarray(0, count), crc);
    left -= count;
  }
  return crc;
}

/**
 * Whether the first bytes of a file hold a record: a header, or what a server writes when it opens a log, is the same in every file. Of
 * more than 4096 bytes they are taken to.
 */
export async function hasRecord(input: Input, end: number): Promise<boolean> {
  const { bodyOffset, reading } = input, begun = begunBy(input);
  if (end <= bodyOffset) return false;
  if (end > FINGERPRINT) return true;
  // Where no line tells how others are read, none is a record.
  if (begun === null) return reading === null;
  let isThere = false;
  const lines = await firstLines(input, end - bodyOffset, bodyOffset);
  const sink = { accept: () => void (isThere = true), reject: () => {} };
  begun.reader.read(lines, 0, lines.length, dateLimits(Infinity), sink);
  return isThere;
}

const LF = 0x0a;

/**
 * Identifies a file by its beginning: length and hash of the whole lines in its first 4096 bytes. A damaged archive is
 * identified by its inode. Null where there is no record yet: such a file may still become a part of the log.
 */
export async function headKey(input: Input): Promise<string | null> {
  const start = await readStart(input);
  if (start === null) return input.file.inode === null ? null : `inode:${input.file.inode}`;
  const lines = start.lastIndexOf(LF) + 1;
  // A longer line is identified by its first bytes.
  const length = lines > input.bodyOffset ? lines : start.length < FINGERPRINT ? 0 : start.length;
  return await hasRecord(input, length) ? await hashed(start, length) : null;
}

/** Whether the input begins like a file that was passed over; `passed` holds their {@link headKey}s. */
export async function isPassed(input: Input, passed: readonly string[]): Promise<boolean> {
  if (passed.length === 0) return false;
  const start = await readStart(input);
  if (start === null) return passed.includes(`inode:${input.file.inode}`);
  const lengths = new Set(passed.map((key) => Number.parseInt(key)));
  for (const length of lengths) {
    if (length <= start.length && passed.includes(await hashed(start, length))) return true;
  }
  return false;
}

/** A quarter of the hash is more than enough to tell the files of a directory apart. */
async function hashed(bytes: Uint8Array, length: number): Promise<string> {
  return `${length}:${(await digest(bytes.subarray(0, length))).slice(0, 16)}`;
}
