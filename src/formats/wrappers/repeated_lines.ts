// Role: reads a wrapped log whose writer says of a line that it came again instead of writing it again: "last message repeated 20
// times". The line before it counts so many times more, whatever run or slice it was read in.

import type { DateLimits } from "../../domain/counting/date_limits.ts";
import { LONGEST_LINE } from "../../domain/reject.ts";
import type { LineReader, OpenPlace, RecordSink } from "../format.ts";
import { eachLine } from "../record_lines.ts";
import { partsOfText, textOfParts } from "./open_parts.ts";
import { OuterSink } from "./outer_sink.ts";
import { nothingUnwrapped, type Unwrap, type Wrapper } from "./wrapper.ts";

const LF = 0x0a;

/** Reads the lines in their order: a line that may come again is open, in the words of {@link LineReader.open}, until another one comes. */
export class RepeatedLines implements LineReader {
  readonly #wrapper: Wrapper;
  readonly #unwrap: Unwrap;
  readonly #inner: LineReader;
  readonly #inside = nothingUnwrapped();
  /** The last line that was a record, with a line feed, where it was read before; null where the last one was none. */
  #kept: Uint8Array | null;
  /** Where that line lies in the bytes of the last read; null where it was read before. */
  #place: OpenPlace | null = null;

  constructor(wrapper: Wrapper, inner: LineReader, kept: Uint8Array | null = null) {
    this.#wrapper = wrapper;
    this.#unwrap = wrapper.unwrapper();
    this.#inner = inner;
    this.#kept = kept;
  }

  /** What the reader of what is inside has in force, and the last line. */
  get directives(): string {
    return textOfParts(this.#inner.directives, [this.#kept]);
  }

  get open(): readonly (Partial<OpenPlace> | null)[] {
    return [this.#kept === null ? null : this.#place ?? {}];
  }

  at(directives: string): LineReader {
    const { inside, open: [kept] } = partsOfText(directives);
    const inner = inside === null ? this.#inner : this.#inner.at?.(inside) ?? this.#inner;
    return new RepeatedLines(this.#wrapper, inner, kept instanceof Uint8Array ? kept : null);
  }

  recall(_stream: number, bytes: Uint8Array, start: number, end: number): void {
    eachLine(bytes, start, end, (first, last) => void (this.#kept = withLineFeed(bytes, first, last)));
  }

  read(bytes: Uint8Array, start: number, end: number, limits: DateLimits, sink: RecordSink): number {
    const outer = new OuterSink(sink, bytes), inside = this.#inside;
    this.#place = null;
    const lines = eachLine(bytes, start, end, (first, last, line) => {
      outer.moveTo(first, last, line);
      if (last - first <= LONGEST_LINE && this.#unwrap(bytes, first, last, inside)) {
        this.#readInside(outer, inside.repeats, limits);
        this.#place = outer.isRejected ? null : { from: first, to: last };
        this.#kept = null;
        return;
      }
      if (last - first > LONGEST_LINE) outer.reject("too long");
      else if (!this.#readAgain(bytes, first, last, outer, limits)) outer.reject("format");
      else return;
      this.#place = this.#kept = null;
    });
    const place = this.#place as OpenPlace | null;
    if (place !== null) this.#kept = withLineFeed(bytes, place.from, place.to);
    return lines;
  }

  /** Takes what [start, end) says of the line before; false where it says nothing, or that line was no record. */
  #readAgain(bytes: Uint8Array, start: number, end: number, outer: OuterSink, limits: DateLimits): boolean {
    const place = this.#place, kept = this.#kept;
    if (place === null && kept === null) return false;
    const before = place === null ? kept! : bytes,
      from = place?.from ?? 0,
      to = place?.to ?? kept!.length - 1;
    const times = this.#wrapper.repeats!(bytes, start, end, before, from, to);
    if (times === 0 || !this.#unwrap(before, from, to, this.#inside)) return false;
    this.#readInside(outer, times * this.#inside.repeats, limits);
    return true;
  }

  #readInside(outer: OuterSink, times: number, limits: DateLimits): void {
    const { bytes, start, end } = this.#inside;
    for (let time = 0; time < times; time++) outer.readInside(this.#inner, bytes, start, end, limits);
  }
}

function withLineFeed(bytes: Uint8Array, start: number, end: number): Uint8Array {
  const line = new Uint8Array(end - start + 1);
  line.set(bytes.subarray(start, end));
  line[line.length - 1] = LF;
  return line;
}
