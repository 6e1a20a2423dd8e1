// Role: the contract of a wrapper: what some collectors of logs write around each line of another format.

/** A line without what is around it. */
export interface Unwrapped {
  bytes: Uint8Array;
  start: number;
  /** The place of its line feed: there is one behind it. */
  end: number;
}

/** What is around each line of a log. */
export interface Wrapper {
  /** How messages call it. */
  readonly name: string;
  /** A function that unwraps line after line; it may keep a buffer, but nothing else. */
  unwrapper(): Unwrap;
}

/**
 * Unwraps the line at [start, end) of `bytes`, behind which there is a line feed, perhaps after a carriage return. False where
 * nothing like it is around the line.
 */
export type Unwrap = (bytes: Uint8Array, start: number, end: number, into: Unwrapped) => boolean;
