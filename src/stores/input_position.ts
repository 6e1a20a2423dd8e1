// Role: how far an input has been read, and what tells it apart from others. Part of the contract of `store.ts`.

/** How far one input has been read. */
export interface InputPosition {
  /** Number of the input within its source, from 0 in the order in which they were first read. Identifies its row. */
  readonly id: number;
  /** Real path when it was last read; "-" for standard input. */
  readonly path: string;
  /** Inode, a hint; null where unknown. */
  readonly inode: number | null;
  /** Device, a hint; null where unknown. */
  readonly device: number | null;
  /** Bytes consumed: the offset of the first byte of the next record. */
  readonly offset: number;
  /** Lines consumed, the header among them. */
  readonly lines: number;
  /** Hash of the consumed bytes in [0, min(offset, 4096)), hexadecimal. */
  readonly head: string;
  /** Hash of the consumed bytes in [max(0, offset − 4096), offset), hexadecimal. */
  readonly tail: string;
  /** CRC-32 of all consumed bytes, [0, offset), unsigned. */
  readonly crc: number;
}
