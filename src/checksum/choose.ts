// Role: chooses how an input's checksum is computed. Used by `inputs/resume/resume.ts`, `inputs/resume/identify.ts` and `inputs/resume/stdin.ts`.

import { type Crc32, crc32 } from "./crc32.ts";

/** From so many bytes on the quicker CRC-32 makes good the few milliseconds that it takes to load. */
const WORTH_LOADING = 1 << 20;

/** The quicker CRC-32 for so many bytes; null where nobody knows how many will come. Both give the same numbers. */
export async function crc32For(length: number | null): Promise<Crc32> {
  if (length !== null && length < WORTH_LOADING) return crc32;
  const { fastCrc32 } = await import("./fast_crc32.ts");
  return await fastCrc32();
}
