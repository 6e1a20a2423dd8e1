// Role: numbers, texts and arrays packed one after the other, for `checkpoint.ts`. Little-endian throughout.

/** One for all texts. */
const UTF_8 = new TextEncoder();

/** Appends values to a growing buffer. */
export class ByteWriter {
  #buffer = new Uint8Array(1024);
  #view = new DataView(this.#buffer.buffer);
  #length = 0;

  /** A double, eight bytes. */
  number(value: number): void {
    this.#reserve(8);
    this.#view.setFloat64(this.#length, value, true);
    this.#length += 8;
  }

  /** A whole number from 0 to 2^53 − 1, in one byte to eight: groups of seven bits, the lowest first. */
  whole(value: number): void {
    this.#reserve(8);
    const buffer = this.#buffer;
    let left = value, at = this.#length;
    for (; left >= 2 ** 31; left = Math.floor(left / 0x80)) buffer[at++] = left % 0x80 | 0x80;
    for (; left >= 0x80; left >>>= 7) buffer[at++] = left & 0x7f | 0x80;
    buffer[at++] = left;
    this.#length = at;
  }

  /** Bytes with their length before them. */
  bytes(value: Uint8Array): void {
    this.number(value.length);
    this.append(value);
  }

  /** Bytes as they are. */
  append(value: Uint8Array): void {
    this.#reserve(value.length);
    this.#buffer.set(value, this.#length);
    this.#length += value.length;
  }

  /** A text as UTF-8 with its length before it. */
  text(value: string): void {
    const { length } = value;
    this.#reserve(8 + length);
    const buffer = this.#buffer, from = this.#length + 8;
    for (let i = 0; i < length; i++) {
      const unit = value.charCodeAt(i);
      // What has been written by then is written over.
      if (unit >= 0x80) return this.bytes(UTF_8.encode(value));
      buffer[from + i] = unit;
    }
    this.number(length);
    this.#length += length;
  }

  /** 32-bit integers without their count. */
  integers(values: Int32Array): void {
    this.#array(values);
  }

  /** Doubles without their count. */
  numbers(values: Float64Array): void {
    this.#array(values);
  }

  /** What has been appended; the writer must not be used afterwards. */
  finish(): Uint8Array {
    return this.#buffer.subarray(0, this.#length);
  }

  /** As it lies in memory: every processor that Deno runs on is little-endian. */
  #array({ buffer, byteOffset, byteLength }: Int32Array | Float64Array): void {
    this.#reserve(byteLength);
    this.#buffer.set(new Uint8Array(buffer, byteOffset, byteLength), this.#length);
    this.#length += byteLength;
  }

  #reserve(more: number): void {
    if (this.#length + more <= this.#buffer.length) return;
    const larger = new Uint8Array(Math.max(this.#buffer.length * 2, this.#length + more));
    larger.set(this.#buffer);
    this.#buffer = larger;
    this.#view = new DataView(larger.buffer);
  }
}

/** Takes the values out again in the same order. Every method throws a RangeError past the end. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;

  /** Reads from the first byte on. */
  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Whether all has been taken out. */
  get isAtEnd(): boolean {
    return this.#at === this.#bytes.length;
  }

  /** A double. */
  number(): number {
    const value = this.#view.getFloat64(this.#at, true);
    this.#at += 8;
    return value;
  }

  /** A whole number as {@link ByteWriter.whole} packs it. */
  whole(): number {
    let value = 0;
    for (let weight = 1;; weight *= 0x80) {
      const group = this.#view.getUint8(this.#at++);
      value += (group & 0x7f) * weight;
      if (group < 0x80) return value;
    }
  }

  /** Bytes; a view into what is read. */
  bytes(): Uint8Array {
    const length = this.number(), end = this.#at + length;
    if (!(end <= this.#bytes.length)) throw new RangeError("packed bytes end too early");
    const value = this.#bytes.subarray(this.#at, end);
    this.#at = end;
    return value;
  }

  /** A text. */
  text(): string {
    return new TextDecoder().decode(this.bytes());
  }

  /** So many 32-bit integers. */
  integers(count: number): Int32Array {
    return new Int32Array(this.#copy(count * 4).buffer);
  }

  /** So many doubles. */
  numbers(count: number): Float64Array {
    return new Float64Array(this.#copy(count * 8).buffer);
  }

  /** So many bytes as they are, at a place of their own, which is aligned. */
  #copy(length: number): Uint8Array<ArrayBuffer> {
    if (!(this.#at + length <= this.#bytes.length)) throw new RangeError("packed bytes end too early");
    const copy = new Uint8Array(length);
    copy.set(this.#bytes.subarray(this.#at, this.#at += length));
    return copy;
  }
}

/** Numbers of a point: time, hits, bytes, errors. */
export const POINT_WIDTH = 4;

/**
 * Packs points, four whole numbers each from 0 to 2^53 − 1, times growing.
 *
 * @example
 * ```ts
 * import { packPoints, unpackPoints } from "./packed_bytes.ts";
 * import assert from "node:assert/strict";
 *
 * const points = Float64Array.of(1431857103, 2, 9007199254740991, 0, 1431857104, 1, 300, 1);
 * assert.ok(packPoints(points).length < 25);
 * assert.deepEqual(unpackPoints(packPoints(points)), points);
 * ```
 */
export function packPoints(points: Float64Array): Uint8Array {
  const out = new ByteWriter();
  for (let i = 0; i < points.length; i++) {
    const before = i % POINT_WIDTH === 0 && i > 0 ? points[i - POINT_WIDTH] : 0;
    out.whole(points[i] - before);
  }
  return out.finish().slice();
}

/** Unpacks what {@link packPoints} made. Errors: RangeError where the bytes end within a point. */
export function unpackPoints(bytes: Uint8Array): Float64Array {
  const numbers: number[] = [], from = new ByteReader(bytes);
  for (let time = 0; !from.isAtEnd;) {
    time += from.whole();
    numbers.push(time);
    for (let i = 1; i < POINT_WIDTH; i++) numbers.push(from.whole());
  }
  return Float64Array.from(numbers);
}
