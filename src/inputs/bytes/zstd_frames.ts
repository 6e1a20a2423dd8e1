// Role: the frames of a zstd file, and whether it is whole: they end where it ends. The runtime's
// decompressor stops after one frame, and reports no error where a file was cut short.

import type { InputFile } from "../../host/host.ts";

const FRAME = 0xfd2fb528, SKIPPABLE = 0x184d2a50;
/** Sizes of the optional fields of a frame header, by their flags (RFC 8878, 3.1.1.1). */
const DICTIONARY = [0, 1, 2, 4], CONTENT_SIZE = [0, 2, 4, 8];
/** Type of a block that holds one byte for all of its bytes, and of none. */
const REPEATED = 1, RESERVED = 3;

/** Where a frame of compressed bytes begins and ends. */
export interface ZstdFrame {
  readonly start: number;
  readonly end: number;
}

/** Whether four bytes begin a frame, or one to be skipped (RFC 8878, 3.1.1, 3.1.2). */
export function beginsFrame(bytes: Uint8Array): boolean {
  const magic = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  return magic === FRAME || isSkippable(magic);
}

function isSkippable(magic: number): boolean {
  return (magic & 0xfffffff0) >>> 0 === SKIPPABLE;
}

/** Walks from frame to frame and from block to block; returns the complete frames. Moves the file. */
export async function zstdFrames(
  file: InputFile,
): Promise<{ readonly frames: readonly ZstdFrame[]; readonly isWhole: boolean }> {
  const size = file.size ?? 0;
  const frames: ZstdFrame[] = [], broken = { frames, isWhole: false };
  let at = 0;
  while (at < size) {
    const head = await numbersAt(file, at, 8);
    if (head === null) return broken;
    const magic = head.getUint32(0, true);
    if (isSkippable(magic)) at += 8 + head.getUint32(4, true);
    else if (magic === FRAME) {
      const end = await frameEnd(file, at + 4, head.getUint8(4));
      if (end === null || end > size) return broken;
      frames.push({ start: at, end });
      at = end;
    } else return broken;
  }
  return { frames, isWhole: at === size };
}

/** The offset after a frame whose descriptor is at `at`; null where the file ends before. */
async function frameEnd(file: InputFile, at: number, descriptor: number): Promise<number | null> {
  const isSingle = (descriptor >> 5 & 1) === 1, sizeFlag = descriptor >> 6;
  const sizeField = sizeFlag === 0 && isSingle ? 1 : CONTENT_SIZE[sizeFlag];
  let block = at + 1 + (isSingle ? 0 : 1) + DICTIONARY[descriptor & 3] + sizeField;
  for (;;) {
    const head = await numbersAt(file, block, 3);
    if (head === null) return null;
    const bits = head.getUint16(0, true) | head.getUint8(2) << 16;
    const type = bits >> 1 & 3;
    if (type === RESERVED) return null;
    block += 3 + (type === REPEATED ? 1 : bits >> 3);
    if ((bits & 1) === 1) break;
  }
  return block + ((descriptor >> 2 & 1) === 1 ? 4 : 0);
}

async function numbersAt(file: InputFile, at: number, length: number): Promise<DataView | null> {
  file.seek(at);
  const bytes = new Uint8Array(length);
  for (let filled = 0; filled < length;) {
    const count = await file.read(bytes.subarray(filled));
    if (count === null) return null;
    filled += count;
  }
  return new DataView(bytes.buffer);
}
