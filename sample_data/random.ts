// Role: the generators' random numbers: a seed always gives the same ones, on every machine. Used by every log.

/**
 * The mulberry32 generator: one 32-bit counter that advances by an odd constant, scrambled on the way out. Small and
 * plain; good enough to make traffic look like traffic, and for nothing else.
 */
export class Random {
  #state: number;

  /** The same seed (a whole number, of which 32 bits count) gives the same sequence. */
  constructor(seed: number) {
    this.#state = seed | 0;
  }

  /** A whole number from 0 to 2^32 − 1. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  }

  /** A number from 0 up to but without 1. */
  fraction(): number {
    return this.next() / 4294967296;
  }

  /** A whole number from 0 up to but without `limit`. */
  below(limit: number): number {
    return Math.floor(this.fraction() * limit);
  }

  /** True with this probability, 0 to 1. */
  chance(probability: number): boolean {
    return this.fraction() < probability;
  }

  /** One entry of a list that is not empty. */
  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)];
  }

  /** One entry, each as often as its weight says. Weights are positive. */
  weighted<T>(list: readonly (readonly [entry: T, weight: number])[]): T {
    let left = this.fraction() * list.reduce((sum, [, weight]) => sum + weight, 0);
    for (const [entry, weight] of list) {
      left -= weight;
      if (left < 0) return entry;
    }
    return list[list.length - 1][0];
  }
}
