// Role: standard input, a pipe or a device as an `InputFile`. Made by `input.ts`.

import type { InputFile } from "../host.ts";
import { fileProblem } from "./file_problem.ts";
import { turn } from "./turn.ts";

/** What a stream is read from. */
export interface Source {
  /** Reads some bytes; null at the end. */
  read(into: Uint8Array): Promise<number | null>;
  /** Gives it back. */
  close(): void;
}

/** Bytes that are asked for at once: as many as a pipe holds. */
const PIECE = 1 << 16;

/**
 * With room for less, a read takes one piece: a look at a stream leaves no read under way, each of which keeps one of the
 * runtime's few threads for as long as nothing comes.
 */
const GATHERED = 4 * PIECE;

/** So often it is looked whether the next piece is there: one that is takes some 50 µs to come. */
const LOOKS = 4;

/**
 * A stream, opened when it is first read. A read with much room gives all that is there, as far as it fits: the pieces that
 * a pipe gives are too small to be worth the walk of a slice. It waits for the first piece alone.
 */
export class StreamInput implements InputFile {
  readonly size = null;
  readonly inode = null;
  readonly device = null;
  readonly #path: string;
  readonly #open: () => Promise<Source>;
  #source: Source | null;
  readonly #piece = new Uint8Array(PIECE);
  /** What has not been taken of the piece is at [from, to). */
  #from = 0;
  #to = 0;
  /** The next piece, as long as it has not come. */
  #coming: Promise<void> | null = null;
  /** What came in its place; it is told by the read that finds nothing before it. */
  #end: { readonly error: unknown } | "end" | null = null;

  /** `path` is for messages; `source` is given where it is open already. */
  constructor(path: string, open: () => Promise<Source>, source: Source | null = null) {
    this.#path = path;
    this.#open = open;
    this.#source = source;
  }

  async read(into: Uint8Array): Promise<number | null> {
    let filled = 0;
    while (filled < into.length) {
      if (this.#from === this.#to) {
        const isHere = filled === 0 ? await this.#wait() : into.length >= GATHERED && await this.#look();
        if (!isHere) break;
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
    throw new Error(`${this.#path} is a stream; it cannot be read from another place.`);
  }

  [Symbol.dispose](): void {
    this.#source?.close();
  }

  /** Waits for the next piece; false where there is none. */
  async #wait(): Promise<boolean> {
    if (this.#end === null) await (this.#coming ??= this.#fetch());
    return this.#end === null;
  }

  /** Whether the next piece is there. */
  async #look(): Promise<boolean> {
    if (this.#end !== null) return false;
    this.#coming ??= this.#fetch();
    for (let looks = 0; looks < LOOKS && this.#coming !== null; looks++) await turn();
    return this.#coming === null && this.#end === null;
  }

  /** Never rejects: whoever began it may not be there any more. */
  async #fetch(): Promise<void> {
    try {
      this.#source ??= await this.#open();
      const count = await this.#source.read(this.#piece);
      if (count === null) this.#end = "end";
      else [this.#from, this.#to] = [0, count];
    } catch (error) {
      this.#end = { error };
    }
    this.#coming = null;
  }
}
