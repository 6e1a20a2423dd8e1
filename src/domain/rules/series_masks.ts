// Role: the series masks of many names, each found once, so that a record costs a look into arrays. Used by
// `src/domain/rule_cells.ts`; what a mask is: `series.ts`.

import type { SeriesMask } from "./series.ts";

/** Masks by number: of a name, or of a status. */
export class SeriesMasks {
  /** Low halves, as signed numbers, at the places that {@link SeriesMasks.placeOf} gives; replaced when it grows. */
  lo: Int32Array = new Int32Array(64);
  /** High halves. */
  hi: Int32Array = new Int32Array(64);
  #known = new Uint8Array(64);
  readonly #find: (number: number) => SeriesMask;
  readonly #isSame: boolean;
  /** What the numbers refer to. */
  #owner: unknown = undefined;

  /** `find` gives the mask of a number; with `isSame` it is the same for all, and asked for once. */
  constructor(find: (number: number) => SeriesMask, isSame = false) {
    this.#find = find;
    this.#isSame = isSame;
  }

  /** Where the mask of a number is. `owner` is what numbers refer to: for another one, all masks are found anew. */
  placeOf(number: number, owner: unknown): number {
    if (owner !== this.#owner) {
      this.#owner = owner;
      if (!this.#isSame) this.#known.fill(0);
    }
    const place = this.#isSame ? 0 : number;
    if (place >= this.#known.length) this.#grow(place);
    if (this.#known[place] === 0) {
      const { lo, hi } = this.#find(number);
      this.lo[place] = lo;
      this.hi[place] = hi;
      this.#known[place] = 1;
    }
    return place;
  }

  #grow(place: number): void {
    const length = 2 << 31 - Math.clz32(place);
    const [lo, hi, known] = [new Int32Array(length), new Int32Array(length), new Uint8Array(length)];
    lo.set(this.lo);
    hi.set(this.hi);
    known.set(this.#known);
    [this.lo, this.hi, this.#known] = [lo, hi, known];
  }
}
