// Role: tells the sink of a wrapped log what happens to the lines inside, as what happens to the lines around them.

import type { DateLimits } from "../../domain/counting/date_limits.ts";
import type { LogRecord } from "../../domain/record.ts";
import { LONGEST_LINE, type RejectReason } from "../../domain/reject.ts";
import type { LineReader, RecordSink } from "../format.ts";

const HASH = 0x23;

/** Hands on what happens to a line inside as what happens to the line around it. */
export class OuterSink implements RecordSink {
  readonly #sink: RecordSink;
  readonly #bytes: Uint8Array;
  /** The place of the current line around, in the bytes and among their lines. */
  start = 0;
  end = 0;
  line = 0;
  /** Whether the current line has been accepted, rejected, left out or skipped. */
  isDone = false;
  /** Whether it has been rejected. */
  isRejected = false;
  /**
   * What is shown in its place, where its text is but a part of what is read: half a query is not known as one, and would be shown. Null
   * where the line is.
   */
  shown: Uint8Array | null = null;
  /** Room for what is shown, at the place of the line. */
  #scratch: Uint8Array | null = null;

  constructor(sink: RecordSink, bytes: Uint8Array) {
    this.#sink = sink;
    this.#bytes = bytes;
  }

  /** Moves to another line. */
  moveTo(start: number, end: number, line: number): void {
    this.start = start;
    this.end = end;
    this.line = line;
    this.isDone = this.isRejected = false;
    this.shown = null;
  }

  /**
   * Reads the line inside of the current one, from `start` of `bytes` to its line feed. Where nothing comes of it, the current line is
   * rejected: an empty line inside is none of the log around it, unlike a directive.
   */
  readInside(
    inner: LineReader,
    bytes: Uint8Array,
    start: number,
    lineFeed: number,
    limits: DateLimits,
  ): void {
    inner.read(bytes, start, lineFeed + 1, limits, this);
    const isDirective = inner.directives !== undefined && bytes[start] === HASH;
    if (!this.isDone && !isDirective) this.reject("format");
  }

  accept(record: LogRecord): boolean | void {
    this.isDone = true;
    return this.#sink.accept(record);
  }

  keep(): void {
    const [bytes, end] = this.#text();
    this.#sink.keep?.(bytes, this.start, end, this.line);
  }

  reject(reason: RejectReason): void {
    this.isDone = this.isRejected = true;
    const [bytes, end] = this.#text();
    this.#sink.reject(reason, bytes, this.start, end, this.line);
  }

  /** Bytes that have what is shown from `start` on, and where it ends. */
  #text(): readonly [bytes: Uint8Array, end: number] {
    const { shown, start } = this;
    if (shown === null) return [this.#bytes, this.end];
    this.#scratch ??= new Uint8Array(this.#bytes.length + LONGEST_LINE + 1);
    this.#scratch.set(shown, start);
    return [this.#scratch, start + shown.length];
  }

  skip(): void {
    this.isDone = true;
  }

  leaveOut(): void {
    this.isDone = true;
    this.#sink.leaveOut?.();
  }
}
