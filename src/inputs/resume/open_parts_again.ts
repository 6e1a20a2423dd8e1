// Role: reads again the parts of lines that were open where an earlier run left an input: the database has but their places.

import { LONGEST_LINE } from "../../domain/reject.ts";
import type { LineReader, OpenPlace } from "../../formats/format.ts";
import { storedPlaces } from "../../formats/wrappers/open_parts.ts";
import type { InputPosition } from "../../stores/store.ts";
import { type Input, readerAhead } from "../input.ts";

const LF = 0x0a, BLOCK = 1 << 16;
/** Of a line without an end so much is kept that it stays too long, as it was. */
const KEPT = LONGEST_LINE + 2;

/** The lines of a place, which come in blocks, for a reader. */
class PlaceAgain {
  readonly place: OpenPlace;
  readonly #take: (lines: Uint8Array) => void;
  #carried = new Uint8Array(0);

  constructor(place: OpenPlace, take: (lines: Uint8Array) => void) {
    this.place = place;
    this.#take = take;
  }

  /** Takes what the next bytes, which lie at `at`, have of the place. */
  add(bytes: Uint8Array, at: number): void {
    const { from, to } = this.place;
    const own = bytes.subarray(Math.max(0, from - at), Math.max(0, Math.min(bytes.length, to - at)));
    if (own.length === 0) return;
    const isEnd = at + bytes.length >= to;
    const all = new Uint8Array(this.#carried.length + own.length + 1);
    all.set(this.#carried);
    all.set(own, this.#carried.length);
    all[all.length - 1] = LF;
    const length = isEnd ? all.length : all.lastIndexOf(LF, all.length - 2) + 1;
    this.#take(all.subarray(0, length));
    this.#carried = all.slice(length, Math.min(length + KEPT, all.length - 1));
  }
}

/** What is open of an input where a run left it, from the bytes before that. */
export class OpenPartsAgain {
  readonly #input: Input;
  readonly #reader: LineReader | null;
  readonly #places: readonly PlaceAgain[];
  readonly #directives: string | null;

  constructor(input: Input, { directives, offset }: Pick<InputPosition, "directives" | "offset">) {
    const reader = directives === null ? null : readerAhead(input, directives);
    this.#input = input;
    this.#reader = reader;
    this.#directives = directives;
    this.#places = storedPlaces(directives, offset).flatMap((place, stream) =>
      place === null
        ? []
        : [new PlaceAgain(place, (lines) => reader?.recall?.(stream, lines, 0, lines.length))]
    );
  }

  /** Takes bytes of the input, which lie at `at`; all from its beginning on must be given, in order. */
  add(bytes: Uint8Array, at: number): void {
    for (const place of this.#places) place.add(bytes, at);
  }

  /** Reads the places in a file. */
  async read(): Promise<void> {
    const { file } = this.#input, block = new Uint8Array(BLOCK);
    for (const again of this.#places) {
      const { from, to } = again.place;
      file.seek(from);
      for (let at = from; at < to;) {
        const count = await file.read(block.subarray(0, Math.min(BLOCK, to - at)));
        if (count === null) break;
        again.add(block.subarray(0, count), at);
        at += count;
      }
    }
  }

  /** What is in force, with what is open. */
  get directives(): string | null {
    return this.#places.length === 0 ? this.#directives : this.#reader?.directives ?? this.#directives;
  }
}
