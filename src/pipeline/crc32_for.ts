// Role: chooses how an input's checksum is computed. Used by `continue_inputs.ts`, `identify.ts` and `stream.ts`.

import { type Crc32, crc32 } from "../domain/crc32.ts";

/**
 * From so many bytes on the runtime's CRC-32, which is many times as quick as our own, makes good the time that it takes
 * to load: about 20 ms, more than the rest of a small replay.
 */
const WORTH_LOADING = 8 << 20;

/** The quicker CRC-32 for so many bytes; null where nobody knows how many will come. Both give the same numbers. */
export async function crc32For(length: number | null): Promise<Crc32> {
  return length !== null && length < WORTH_LOADING ? crc32 : (await import("node:zlib")).crc32;
}
