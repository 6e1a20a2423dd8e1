// Role: the consumed part of an input as a fingerprint: what says, in the next run, how far this same log has been
// read, whatever its name is by then (reliability.md, "Identity of a file"). Used by `continue_inputs.ts` and `persist.ts`.

import { lastBytes } from "./slice.ts";

/** How many bytes at the beginning, and before the offset, make the fingerprint. */
export const FINGERPRINT = 4096;

/** The first and the last consumed bytes of an input. */
export class Consumed {
  #head = new Uint8Array(0);
  #tail: Uint8Array = new Uint8Array(0);

  /** Starts from what was consumed before: the first and last 4096 bytes of it, or all where it is shorter. */
  constructor(head: Uint8Array, tail: Uint8Array) {
    this.#head = head.slice(0, FINGERPRINT);
    this.#tail = tail.slice(Math.max(0, tail.length - FINGERPRINT));
  }

  /** Goes on with the next bytes of the input; `tail` overrides what is known of their end. */
  push(bytes: Uint8Array, tail: Uint8Array | null = null): void {
    if (this.#head.length < FINGERPRINT) {
      const more = bytes.subarray(0, FINGERPRINT - this.#head.length);
      const head = new Uint8Array(this.#head.length + more.length);
      head.set(this.#head);
      head.set(more, this.#head.length);
      this.#head = head;
    }
    this.#tail = tail ?? lastBytes(this.#tail, bytes);
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
