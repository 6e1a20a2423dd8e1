// Role: tells the sink of a wrapped log what happens to the lines inside, as what happens to the lines around them.

import type { LogRecord } from "../../domain/record.ts";
import type { RejectReason } from "../../domain/reject.ts";
import type { RecordSink } from "../format.ts";

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

  constructor(sink: RecordSink, bytes: Uint8Array) {
    this.#sink = sink;
    this.#bytes = bytes;
  }

  /** Moves to another line. */
  moveTo(start: number, end: number, line: number): void {
    this.start = start;
    this.end = end;
    this.line = line;
    this.isDone = false;
  }

  accept(record: LogRecord): boolean | void {
    this.isDone = true;
    return this.#sink.accept(record);
  }

  keep(): void {
    this.#sink.keep?.(this.#bytes, this.start, this.end, this.line);
  }

  reject(reason: RejectReason): void {
    this.isDone = true;
    this.#sink.reject(reason, this.#bytes, this.start, this.end, this.line);
  }

  skip(): void {
    this.isDone = true;
  }

  leaveOut(): void {
    this.isDone = true;
    this.#sink.leaveOut?.();
  }
}
