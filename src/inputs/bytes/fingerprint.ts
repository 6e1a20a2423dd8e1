// Role: the consumed part of an input as a fingerprint: what says, in the next run, how far this same log has been
// read, whatever its name is by then (reliability.md, "Identity of a file"). Used by `inputs/resume/resume.ts` and `pipeline/persist.ts`.

import { type Crc32, crc32 } from "../../checksum/crc32.ts";
import { type Checksum, lastBytes, type Rest } from "./slice.ts";

/** How many bytes at the beginning, and before the offset, make the fingerprint. */
export const FINGERPRINT = 4096;

/** The first and the last consumed bytes of an input, and the CRC-32 of all of them. */
export class Fingerprint implements Checksum {
  /** CRC-32 of all consumed bytes. */
  crc: number;
  /** How it is computed from here on; another one, where much will come (`kernel/fast_crc32.ts`), gives the same. */
  crc32: Crc32 = crc32;
  #head = new Uint8Array(0);
  #tail: Uint8Array = new Uint8Array(0);

  /** Starts from what was consumed before: the first and last 4096 bytes of it, or all where it is shorter. */
  constructor(head: Uint8Array, tail: Uint8Array, crc: number) {
    this.crc = crc;
    this.#head = head.slice(0, FINGERPRINT);
    this.#tail = tail.slice(Math.max(0, tail.length - FINGERPRINT));
  }

  /** What has been consumed where the input's first bytes have, and nothing more. */
  static of(bytes: Uint8Array): Fingerprint {
    return new Fingerprint(bytes, bytes, crc32(bytes));
  }

  /**
   * Goes on with the next bytes of the input. Where `bytes` is only the beginning of them, `rest` tells the end: their
   * last bytes, and the CRC-32 up to there.
   */
  push(bytes: Uint8Array, rest: Rest | null = null): void {
    if (this.#head.length < FINGERPRINT) {
      const more = bytes.subarray(0, FINGERPRINT - this.#head.length);
      const head = new Uint8Array(this.#head.length + more.length);
      head.set(this.#head);
      head.set(more, this.#head.length);
      this.#head = head;
    }
    this.#tail = rest?.tail ?? lastBytes(this.#tail, bytes);
    this.crc = rest === null ? this.crc32(bytes, this.crc) : rest.crc;
  }

  /** Hashes of the head and the tail. */
  async digests(): Promise<{ head: string; tail: string }> {
    const [head, tail] = await Promise.all([digest(this.#head), digest(this.#tail)]);
    return { head, tail };
  }
}

/** SHA-256 (FIPS 180-4) in hexadecimal. */
export async function digest(bytes: Uint8Array): Promise<string> {
  const hash = await crypto.subtle.digest("SHA-256", bytes as Uint8Array<ArrayBuffer>);
  return Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
