// Role: what all threads that read files in ranges know of each other: which ranges are taken, how far the results
// have been put together. A few numbers in shared memory; nothing waits for a message.

/** Number of the thread that puts the results together; workers have greater ones. */
export const MAIN = 1;

/** Ranges that may be taken before the first of them has been put together, so that memory stays bounded. */
const MOST_AHEAD = 8;

/** Places in the shared memory; after them, for each range, the number of the thread that took it, or 0. */
const NEXT = 0, DONE = 1, REJECTS = 2, CLOSED = 3, OWNERS = 4;

/**
 * The board of one job. Every range is taken by exactly one thread, in the order of their numbers but for those that
 * {@link RangeBoard.take} picks out; each thread takes them in rising order.
 */
export class RangeBoard {
  /** What is handed to the other threads. */
  readonly memory: SharedArrayBuffer;
  readonly #numbers: Int32Array<SharedArrayBuffer>;

  /** The board that another thread has made. */
  constructor(memory: SharedArrayBuffer) {
    this.memory = memory;
    this.#numbers = new Int32Array(memory);
  }

  /** A board for so many ranges; of their rejects, `rejects` are wanted. */
  static of(ranges: number, rejects: number): RangeBoard {
    const board = new RangeBoard(new SharedArrayBuffer((OWNERS + ranges) * Int32Array.BYTES_PER_ELEMENT));
    board.#numbers[REJECTS] = rejects;
    return board;
  }

  /** The number of the next range, which belongs to the thread from now on; null where all are taken, or it is closed. */
  claim(thread: number): number | null {
    const numbers = this.#numbers;
    while (Atomics.load(numbers, CLOSED) === 0) {
      const index = Atomics.add(numbers, NEXT, 1);
      if (index >= numbers.length - OWNERS) return null;
      if (this.take(index, thread)) return index;
    }
    return null;
  }

  /** Takes a certain range; false where another thread has it. */
  take(index: number, thread: number): boolean {
    return Atomics.compareExchange(this.#numbers, OWNERS + index, 0, thread) === 0;
  }

  /** The thread that has a range; 0 for none. */
  ownerOf(index: number): number {
    return Atomics.load(this.#numbers, OWNERS + index);
  }

  /** Whether a range may be claimed without going too far ahead; true once there is none any more. */
  hasRoom(): boolean {
    const numbers = this.#numbers, next = Atomics.load(numbers, NEXT);
    return next - Atomics.load(numbers, DONE) < MOST_AHEAD || next >= numbers.length - OWNERS ||
      Atomics.load(numbers, CLOSED) !== 0;
  }

  /** Stands still until there is room. For workers only. */
  waitForRoom(): void {
    while (!this.hasRoom()) {
      const done = Atomics.load(this.#numbers, DONE);
      if (!this.hasRoom()) Atomics.wait(this.#numbers, DONE, done);
    }
  }

  /** How many rejects are wanted still. It never rises. */
  get rejects(): number {
    return Atomics.load(this.#numbers, REJECTS);
  }

  /** Says that so many ranges have been put together, and how many rejects are wanted now. */
  done(ranges: number, rejects: number): void {
    Atomics.store(this.#numbers, REJECTS, rejects);
    Atomics.store(this.#numbers, DONE, ranges);
    Atomics.notify(this.#numbers, DONE);
  }

  /** Ends it: no range can be claimed any more, and no worker waits. */
  close(): void {
    Atomics.store(this.#numbers, CLOSED, 1);
    // A worker that is about to wait for the old number does not sleep.
    Atomics.add(this.#numbers, DONE, 1);
    Atomics.notify(this.#numbers, DONE);
  }
}
