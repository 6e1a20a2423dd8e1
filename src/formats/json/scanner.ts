// Role: finds the values of known keys in a line of JSON, without making objects of it. What is no JSON is refused, but for what
// real servers write: an escape like `\x22`, and any word or number without quotes, such as a bare dash.

import { isScalarByte } from "../decode/field_decoder.ts";
import { childOf, type CompiledKeys, type KeyNode } from "./keys.ts";

const QUOTE = 0x22, BACKSLASH = 0x5c, COLON = 0x3a, COMMA = 0x2c;
const OPEN_OBJECT = 0x7b, CLOSE_OBJECT = 0x7d, OPEN_LIST = 0x5b, CLOSE_LIST = 0x5d;

/** In place of a place in what is no JSON. */
const BROKEN = -1;

/** In place of the begin of a value that the line does not have, or that is `null` in it. */
const NO_VALUE = -1, NULL_VALUE = -2;

/** Deeper nesting is refused. */
const DEEPEST = 32;

/** The values of the keys of the line that was scanned last. */
export class JsonScanner {
  /** First byte of each value, by its slot; negative where there is none, or `null`. */
  readonly starts: Int32Array;
  /** Byte after the last. */
  readonly ends: Int32Array;
  readonly #root: KeyNode;
  #bytes: Uint8Array = new Uint8Array(0);
  #end = 0;

  constructor({ root, count }: CompiledKeys) {
    this.#root = root;
    this.starts = new Int32Array(count);
    this.ends = new Int32Array(count);
  }

  /** Scans the line at [start, end). False where it is not one object of JSON. */
  scan(bytes: Uint8Array, start: number, end: number): boolean {
    this.starts.fill(NO_VALUE);
    this.#bytes = bytes;
    this.#end = end;
    const at = this.#skipBlanks(start);
    if (at >= end || bytes[at] !== OPEN_OBJECT) return false;
    const after = this.#object(at, this.#root, 0);
    return after !== BROKEN && this.#skipBlanks(after) === end;
  }

  has(slot: number): boolean {
    return this.starts[slot] >= 0;
  }

  /** Whether a value is there, and is `null`. */
  isNull(slot: number): boolean {
    return this.starts[slot] === NULL_VALUE;
  }

  /** Scans the object at `at`; returns the place after it. */
  #object(at: number, node: KeyNode | null, depth: number): number {
    const bytes = this.#bytes;
    if (depth > DEEPEST) return BROKEN;
    at = this.#skipBlanks(at + 1);
    if (bytes[at] === CLOSE_OBJECT && at < this.#end) return at + 1;
    for (;;) {
      if (at >= this.#end || bytes[at] !== QUOTE) return BROKEN;
      const close = this.#closingQuote(at + 1);
      if (close === BROKEN) return BROKEN;
      const child = node === null ? null : childOf(node, bytes, at + 1, close);
      at = this.#skipBlanks(close + 1);
      if (at >= this.#end || bytes[at] !== COLON) return BROKEN;
      at = this.#value(this.#skipBlanks(at + 1), child, depth);
      if (at === BROKEN) return BROKEN;
      at = this.#skipBlanks(at);
      if (at >= this.#end) return BROKEN;
      if (bytes[at] === CLOSE_OBJECT) return at + 1;
      if (bytes[at] !== COMMA) return BROKEN;
      at = this.#skipBlanks(at + 1);
    }
  }

  /** Scans the list at `at`, of which the first value counts. */
  #list(at: number, node: KeyNode | null, depth: number): number {
    const bytes = this.#bytes;
    if (depth > DEEPEST) return BROKEN;
    at = this.#skipBlanks(at + 1);
    if (bytes[at] === CLOSE_LIST && at < this.#end) return at + 1;
    for (let first = true;; first = false) {
      at = this.#value(at, first ? node : null, depth);
      if (at === BROKEN) return BROKEN;
      at = this.#skipBlanks(at);
      if (at >= this.#end) return BROKEN;
      if (bytes[at] === CLOSE_LIST) return at + 1;
      if (bytes[at] !== COMMA) return BROKEN;
      at = this.#skipBlanks(at + 1);
    }
  }

  #value(at: number, node: KeyNode | null, depth: number): number {
    const bytes = this.#bytes, end = this.#end;
    if (at >= end) return BROKEN;
    const first = bytes[at];
    if (first === OPEN_OBJECT) return this.#object(at, node, depth + 1);
    if (first === OPEN_LIST) return this.#list(at, node, depth + 1);
    if (first === QUOTE) {
      const close = this.#closingQuote(at + 1);
      if (close === BROKEN) return BROKEN;
      if (node !== null) this.#note(node, at + 1, close);
      return close + 1;
    }
    let last = at;
    while (last < end && isScalarByte(bytes[last])) last++;
    if (last === at) return BROKEN;
    if (node !== null) this.#note(node, isNull(bytes, at, last) ? NULL_VALUE : at, last);
    return last;
  }

  /** Of a key that is there twice the first value counts. */
  #note({ slot }: KeyNode, start: number, end: number): void {
    if (slot < 0 || this.has(slot)) return;
    this.starts[slot] = start;
    this.ends[slot] = end;
  }

  #closingQuote(at: number): number {
    const bytes = this.#bytes, end = this.#end;
    for (; at < end; at++) {
      const byte = bytes[at];
      if (byte === QUOTE) return at;
      if (byte === BACKSLASH) at++;
    }
    return BROKEN;
  }

  #skipBlanks(at: number): number {
    const bytes = this.#bytes, end = this.#end;
    while (at < end && (bytes[at] === 0x20 || bytes[at] === 0x09 || bytes[at] === 0x0d)) at++;
    return at;
  }
}

function isNull(bytes: Uint8Array, start: number, end: number): boolean {
  return end - start === 4 && bytes[start] === 0x6e && bytes[start + 1] === 0x75 &&
    bytes[start + 2] === 0x6c &&
    bytes[start + 3] === 0x6c;
}
