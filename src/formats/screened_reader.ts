// Role: reads a log for a source that filters or anonymizes: each record is looked at before the sink gets it.

import type { DateLimits } from "../domain/counting/date_limits.ts";
import type { LogRecord } from "../domain/record.ts";
import type { RejectReason } from "../domain/reject.ts";
import type { RecordScreen } from "../domain/screening/screen.ts";
import type { LineReader, RecordSink } from "./format.ts";

/** Hands on what passes. */
class ScreenedSink implements RecordSink {
  readonly #screen: RecordScreen;
  readonly #sink: RecordSink;

  constructor(screen: RecordScreen, sink: RecordSink) {
    this.#screen = screen;
    this.#sink = sink;
  }

  accept(record: LogRecord): boolean | void {
    if (this.#screen.passes(record)) return this.#sink.accept(record);
    this.#sink.exclude?.();
  }

  keep(bytes: Uint8Array, start: number, end: number, line: number): void {
    this.#sink.keep?.(bytes, start, end, line);
  }

  reject(reason: RejectReason, bytes: Uint8Array, start: number, end: number, line: number): void {
    this.#sink.reject(reason, bytes, start, end, line);
  }

  leaveOut(): void {
    this.#sink.leaveOut?.();
  }
}

/**
 * A reader of what passes a screen. It says neither columns nor a layout: by these the kernel would count the lines by itself, and it
 * knows no screens. So such a source is read by the reference.
 */
class ScreenedReader implements LineReader {
  readonly #reader: LineReader;
  readonly #screen: RecordScreen;

  constructor(reader: LineReader, screen: RecordScreen) {
    this.#reader = reader;
    this.#screen = screen;
  }

  get directives(): string | undefined {
    return this.#reader.directives;
  }

  get open(): LineReader["open"] {
    return this.#reader.open;
  }

  recall(stream: number, bytes: Uint8Array, start: number, end: number): void {
    this.#reader.recall?.(stream, bytes, start, end);
  }

  at(directives: string): LineReader {
    return new ScreenedReader(this.#reader.at?.(directives) ?? this.#reader, this.#screen);
  }

  read(bytes: Uint8Array, start: number, end: number, limits: DateLimits, sink: RecordSink): number {
    return this.#reader.read(bytes, start, end, limits, new ScreenedSink(this.#screen, sink));
  }

  finish(limits: DateLimits, sink: RecordSink): void {
    this.#reader.finish?.(limits, new ScreenedSink(this.#screen, sink));
  }
}

/** The reader for a source with this screen; null: for one without. */
export function screened(reader: LineReader, screen: RecordScreen | null): LineReader {
  return screen === null ? reader : new ScreenedReader(reader, screen);
}
