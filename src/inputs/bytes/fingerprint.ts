// Role: the consumed part of an input as a fingerprint, by which the next run finds out how far this log has been read,
// whatever its name is by then (reliability.md, "Identity of a file").

import { type Crc32, crc32, crcCombine } from "../../checksum/crc32.ts";
import { GUARD, lastBytes, type Slice } from "./slice.ts";

/** How many bytes at the beginning, and before the offset, make the fingerprint. */
export const FINGERPRINT = 4096;

/** The first and the last consumed bytes of an input, and the CRC-32 of all of them. Never changes. */
export class Fingerprint {
  /** CRC-32 of all consumed bytes. */
  readonly crc: number;
  readonly #head: Uint8Array;
  readonly #tail: Uint8Array;

  /** Takes over the first and the last 4096 consumed bytes, or all where there are fewer. */
  constructor(head: Uint8Array, tail: Uint8Array, crc: number) {
    this.#head = head;
    this.#tail = tail;
    this.crc = crc;
  }

  /** The fingerprint of an input of which these bytes have been consumed. */
  static of(bytes: Uint8Array): Fingerprint {
    return new Fingerprint(bytes.slice(0, FINGERPRINT), bytes.slice(-FINGERPRINT), crc32(bytes));
  }

  /** The fingerprint after the next slice. Any implementation of `crc32` computes the same. */
  after({ bytes, offset, next, rest }: Slice, crc32: Crc32): Fingerprint {
    const length = next - offset;
    // The line feed that was added to an unfinished line is not the input's.
    const own = bytes.length > length ? bytes.subarray(0, length) : bytes;
    const head = this.#head.length < FINGERPRINT ? joined(this.#head, own) : this.#head;
    return rest === null
      ? new Fingerprint(head, lastBytes(this.#tail, own), crc32(own, this.crc))
      : new Fingerprint(head, rest.tail, crcCombine(this.crc, rest.crc, length));
  }

  /** The last consumed bytes, a few: they must still lie before the next read. */
  get end(): Uint8Array {
    return this.#tail.subarray(-GUARD);
  }

  /** Hashes of the head and the tail. */
  async digests(): Promise<{ head: string; tail: string }> {
    const [head, tail] = await Promise.all([digest(this.#head), digest(this.#tail)]);
    return { head, tail };
  }
}

function joined(head: Uint8Array, bytes: Uint8Array): Uint8Array {
  const more = bytes.subarray(0, FINGERPRINT - head.length), both = new Uint8Array(head.length + more.length);
  both.set(head);
  both.set(more, head.length);
  return both;
}

/** SHA-256 (FIPS 180-4) in hexadecimal. */
export async function digest(bytes: Uint8Array): Promise<string> {
  const hash = await crypto.subtle.digest("SHA-256", bytes as Uint8Array<ArrayBuffer>);
  return Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
