// Role: standard input, a pipe or a device as an `InputFile`.

import type { InputFile } from "../host.ts";
import { fileProblem } from "./file_problem.ts";
import { turn } from "./turn.ts";

/** What a stream is read from. */
export type Source = Pick<Deno.FsFile, "read" | "close">;

/** Bytes per read of the source: as many as a pipe holds. */
const PIECE = 1 << 16;

/**
 * A read with less room takes one piece and starts no further read of the source: a read that waits occupies one of the
 * runtime's few threads.
 */
const GATHERED = 4 * PIECE;

/** Turns of the event loop to wait for the next piece: a piece that is available takes about 50 µs. */
const TURNS = 4;

/**
 * A stream, opened at its first read. A read waits for the first piece only, but returns all further pieces that are
 * available and fit: those of a pipe alone are too small to be worth a pass through the pipeline.
 */
export class StreamInput implements InputFile {
  readonly size = null;
  readonly inode = null;
  readonly device = null;
  readonly #path: string;
  readonly #open: () => Promise<Source>;
  #source: Source | null;
  readonly #piece = new Uint8Array(PIECE);
  /** The unread part of the piece is at [from, to). */
  #from = 0;
  #to = 0;
  /** The read of the next piece while it is under way. */
  #pending: Promise<void> | null = null;
  /** How the stream ended; reported by the first read that has no bytes left. */
  #end: { readonly error: unknown } | "end" | null = null;

  /** `path` is for messages; `source` is passed if it is open already. */
  constructor(path: string, open: () => Promise<Source>, source: Source | null = null) {
    this.#path = path;
    this.#open = open;
    this.#source = source;
  }

  async read(into: Uint8Array): Promise<number | null> {
    let filled = 0;
    while (filled < into.length) {
      if (this.#from === this.#to) {
        const isRead = filled === 0 ? await this.#wait() : into.length >= GATHERED && await this.#poll();
        if (!isRead) break;
      }
      const taken = this.#piece.subarray(this.#from, Math.min(this.#to, this.#from + into.length - filled));
      into.set(taken, filled);
      filled += taken.length;
      this.#from += taken.length;
    }
    if (filled > 0 || into.length === 0) return filled;
    if (this.#end === "end") return null;
    throw fileProblem("read", this.#path, this.#end?.error);
  }

  seek(_offset: number): void {
    throw new Error(`${this.#path} is a stream: it cannot seek.`);
  }

  [Symbol.dispose](): void {
    this.#source?.close();
  }

  /** Waits for the next piece; false at the end. */
  async #wait(): Promise<boolean> {
    if (this.#end === null) await (this.#pending ??= this.#fetch());
    return this.#end === null;
  }

  /** Whether the next piece is available within a few turns. */
  async #poll(): Promise<boolean> {
    if (this.#end !== null) return false;
    this.#pending ??= this.#fetch();
    for (let turns = 0; turns < TURNS && this.#pending !== null; turns++) await turn();
    return this.#pending === null && this.#end === null;
  }

  /** Never rejects: its caller may have returned already. */
  async #fetch(): Promise<void> {
    try {
      this.#source ??= await this.#open();
      const count = await this.#source.read(this.#piece);
      if (count === null) this.#end = "end";
      else [this.#from, this.#to] = [0, count];
    } catch (error) {
      this.#end = { error };
    }
    this.#pending = null;
  }
}
