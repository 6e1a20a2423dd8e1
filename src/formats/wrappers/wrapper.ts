// Role: the contract of a wrapper: what some collectors of logs write around each line of another format.

/** A line without what is around it. */
export interface Unwrapped {
  bytes: Uint8Array;
  start: number;
  /** The place of its line feed: there is one behind it. */
  end: number;
  /** Whether the line continues in the next one of its stream. */
  isPart: boolean;
  /** The stream that it was written to, one of {@link STREAMS}. */
  stream: number;
  /** How many such lines it stands for. */
  repeats: number;
}

/** One that a wrapper fills, line after line. */
export function nothingUnwrapped(): Unwrapped {
  return { bytes: new Uint8Array(0), start: 0, end: 0, isPart: false, stream: 0, repeats: 1 };
}

/** Fills in a whole line of no known stream, from `start` to its line feed; true, as an {@link Unwrap} gives it back. */
export function wholeLine(into: Unwrapped, bytes: Uint8Array, start: number, lineFeed: number): true {
  into.isPart = false;
  into.stream = 0;
  into.repeats = 1;
  into.bytes = bytes;
  into.start = start;
  into.end = lineFeed;
  return true;
}

/** Standard output and standard error. */
export const STREAMS: readonly number[] = [0, 1];

/** What is around each line of a log. */
export interface Wrapper {
  /** How messages call it. */
  readonly name: string;
  /** Whether it may cut a line into parts, so that lines have to be read in their order. */
  readonly cutsLines: boolean;
  /**
   * Whether a log may begin with such a line, at [start, end) of `bytes`, which the wrapper unwraps; absent where every one may. What is
   * read in another way as well begins none.
   */
  begins?(bytes: Uint8Array, start: number, end: number): boolean;
  /**
   * Of a writer that does not write a line again: how many times more the line before counts, which is at [from, to) of `before`, by the
   * one at [start, end) of `bytes`, which is not unwrapped; 0 where that says nothing of it. Both have a line feed behind them, perhaps after a
   * carriage return. Absent of other wrappers.
   */
  repeats?(
    bytes: Uint8Array,
    start: number,
    end: number,
    before: Uint8Array,
    from: number,
    to: number,
  ): number;
  /** Whether it is any text: messages show what it takes away of the first line. */
  readonly isUnknown?: boolean;
  /** A function that unwraps line after line; it may keep a buffer, but nothing else. */
  unwrapper(): Unwrap;
}

/**
 * Unwraps the line at [start, end) of `bytes`, behind which there is a line feed, perhaps after a carriage return. False where
 * nothing like it is around the line.
 */
export type Unwrap = (bytes: Uint8Array, start: number, end: number, into: Unwrapped) => boolean;
