// Role: a compressed log as an input: read in the process, decompressed front to back, in bounded memory. Offsets are
// those of the decompressed bytes. It uses the streams of `node:zlib`, because the web's `DecompressionStream` fails on files
// of several members.

import type { createGunzip, createZstdDecompress } from "node:zlib";
import type { InputFile } from "../../host/host.ts";
import { beginsFrame, type ZstdFrame, zstdFrames } from "./zstd_frames.ts";

export type Compression = "gzip" | "zstd";

/** A stream of the runtime that decompresses what is written to it. */
type Inflater = ReturnType<typeof createGunzip> | ReturnType<typeof createZstdDecompress>;

/** Compressed bytes read at once, and the most that come out of it at once: the runtime's 16 KiB are too few to count fast. */
const BLOCK = 1 << 18, INFLATED_BLOCK = 1 << 18;

/** All of a file, as far as it goes. */
const WHOLE: ZstdFrame = { start: 0, end: Infinity };

/** The compression by the first bytes (RFC 1952, 2.3.1; RFC 8878, 3.1.1); null where they are those of no compressed file. */
export function compressionOf(bytes: Uint8Array): Compression | null {
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return "gzip";
  return bytes.length >= 4 && beginsFrame(bytes) ? "zstd" : null;
}

/** The compression by the name of a file; null for other names. */
export function compressionNamed(path: string): Compression | null {
  return path.endsWith(".gz") ? "gzip" : path.endsWith(".zst") ? "zstd" : null;
}

/** What a gzip file says of itself at its end. */
export interface GzipTrailer {
  /** CRC-32 of the decompressed bytes. */
  readonly crc: number;
  /** Their number modulo 2^32. */
  readonly size: number;
}

/** The decompressed bytes of a file. */
export class InflatedFile implements InputFile {
  /** Decompressed bytes; 0 until {@link InflatedFile.measure} found the end. */
  size = 0;
  readonly inode: number | null;
  readonly device: number | null;
  readonly #file: InputFile;
  readonly #compression: Compression;
  #chunks: AsyncGenerator<Uint8Array, void> | null = null;
  #chunk: Uint8Array = new Uint8Array(0);
  #at = 0;
  #target = 0;

  /**
   * What the last eight bytes of a gzip file say of its last member: the CRC-32 of its bytes and their number modulo
   * 2^32 (RFC 1952, 2.3.1). Null for other files.
   */
  readonly trailer: GzipTrailer | null;

  private constructor(file: InputFile, compression: Compression, trailer: GzipTrailer | null) {
    this.#file = file;
    this.trailer = trailer;
    this.#compression = compression;
    this.inode = file.inode;
    this.device = file.device;
  }

  /** Takes over a compressed file that can be sought. */
  static async of(file: InputFile, compression: Compression): Promise<InflatedFile> {
    const trailer = compression === "gzip" && (file.size ?? 0) >= 18 ? await trailerOf(file) : null;
    return new InflatedFile(file, compression, trailer);
  }

  /**
   * Decompresses all of it once to find its size. False where it does not end cleanly: it is damaged, or still being
   * written, and nothing of it may be taken.
   */
  async measure(): Promise<boolean> {
    // Two that read the same file would each take what the other one is to get.
    await this.#stop();
    if (this.#file.size === 0) return false;
    if (this.#compression === "zstd" && !(await zstdFrames(this.#file)).isWhole) return false;
    let size = 0;
    try {
      for await (const chunk of inflate(this.#file, this.#compression)) size += chunk.length;
    } catch (error) {
      if (isInflateError(error)) return false;
      throw error;
    }
    this.size = size;
    return true;
  }

  async read(into: Uint8Array): Promise<number | null> {
    if (this.#chunks === null || this.#target < this.#at) await this.#restart();
    for (;;) {
      const skipped = Math.min(this.#target - this.#at, this.#chunk.length);
      this.#chunk = this.#chunk.subarray(skipped);
      this.#at += skipped;
      if (this.#chunk.length > 0) break;
      const { done, value } = await this.#chunks!.next();
      if (done) return null;
      this.#chunk = value;
    }
    const count = Math.min(into.length, this.#chunk.length);
    into.set(this.#chunk.subarray(0, count));
    this.#chunk = this.#chunk.subarray(count);
    this.#at += count;
    this.#target = this.#at;
    return count;
  }

  /** See {@link InputFile.seek}; going back begins anew. */
  seek(offset: number): void {
    this.#target = offset;
  }

  async #restart(): Promise<void> {
    await this.#stop();
    this.#chunks = inflate(this.#file, this.#compression);
  }

  async #stop(): Promise<void> {
    await this.#chunks?.return();
    this.#chunks = null;
    this.#chunk = new Uint8Array(0);
    this.#at = 0;
  }

  /** Gives the file back; a little later where it is still being read. */
  [Symbol.dispose](): void {
    if (this.#chunks === null) this.#file[Symbol.dispose]();
    else void this.#chunks.return().finally(() => this.#file[Symbol.dispose]());
  }
}

/** Whether an error says that compressed bytes are not what they should be. */
export function isInflateError(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code } = error as { code?: unknown };
  if (typeof code === "string") return code.startsWith("Z_") || code.startsWith("ZSTD_");
  // The runtime gives no code where a block of zstd is damaged.
  return error.message.startsWith("Zstd decompress error");
}

async function* inflate(file: InputFile, compression: Compression): AsyncGenerator<Uint8Array, void> {
  // Members of gzip are one stream to the runtime, frames of zstd are not.
  const parts = compression === "gzip" ? [WHOLE] : (await zstdFrames(file)).frames;
  for (const part of parts) yield* inflatePart(file, compression, part);
}

async function* inflatePart(
  file: InputFile,
  compression: Compression,
  { start, end }: ZstdFrame,
): AsyncGenerator<Uint8Array, void> {
  const zlib = await import("node:zlib");
  const options = { chunkSize: INFLATED_BLOCK }, isGzip = compression === "gzip";
  const stream: Inflater = isGzip ? zlib.createGunzip(options) : zlib.createZstdDecompress(options);
  file.seek(start);
  const feeding = feed(file, stream, end - start);
  try {
    yield* isGzip ? stream : withErrors(stream);
  } finally {
    stream.destroy();
    await feeding;
  }
}

/**
 * The runtime throws what is wrong with zstd behind the first block that comes out from a callback of its own, which has no
 * caller to catch it: it becomes an error of the stream that is being read.
 */
async function* withErrors(stream: Inflater): AsyncGenerator<Uint8Array, void> {
  const onError = (event: ErrorEvent): void => {
    if (!isInflateError(event.error)) return;
    event.preventDefault();
    stream.destroy(event.error);
  };
  const chunks = stream[Symbol.asyncIterator]();
  for (;;) {
    addEventListener("error", onError);
    const { done, value } = await chunks.next().finally(() => removeEventListener("error", onError));
    if (done) return;
    yield value;
  }
}

/** Writes so much of the file into the stream, no faster than it is read. Errors of reading come out of the stream. */
async function feed(file: InputFile, stream: Inflater, length: number): Promise<void> {
  try {
    for (let left = length; left > 0;) {
      const block = new Uint8Array(Math.min(BLOCK, left));
      const count = await file.read(block);
      if (stream.destroyed) return;
      if (count === null) break;
      left -= count;
      if (stream.write(block.subarray(0, count))) continue;
      const { promise, resolve } = Promise.withResolvers<void>();
      stream.once("drain", resolve).once("close", resolve);
      await promise;
      stream.off("drain", resolve).off("close", resolve);
      if (stream.destroyed) return;
    }
    stream.end();
  } catch (error) {
    stream.destroy(error instanceof Error ? error : new Error(String(error)));
  }
}

async function trailerOf(file: InputFile): Promise<GzipTrailer | null> {
  file.seek((file.size ?? 0) - 8);
  const bytes = new Uint8Array(8);
  for (let filled = 0; filled < 8;) {
    const count = await file.read(bytes.subarray(filled));
    if (count === null) return null;
    filled += count;
  }
  const view = new DataView(bytes.buffer);
  return { crc: view.getUint32(0, true), size: view.getUint32(4, true) };
}
