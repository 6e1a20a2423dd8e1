// Role: reads a log whose collector has cut long lines into parts, each with something around it: the parts of a line are joined, stream
// by stream, by the reader of what is inside (design: formats, wrappers).

import type { DateLimits } from "../../domain/counting/date_limits.ts";
import { LONGEST_LINE, type RejectReason } from "../../domain/reject.ts";
import type { LineReader, OpenPlace, RecordSink } from "../format.ts";
import { eachLine } from "../record_lines.ts";
import { type OpenParts, partsOfText, textOfParts, TOO_LONG } from "./open_parts.ts";
import { OuterSink } from "./outer_sink.ts";
import { nothingUnwrapped, STREAMS, type Unwrap, type Wrapper } from "./wrapper.ts";

const LF = 0x0a, CR = 0x0d, HASH = 0x23;

const NOTHING = new Uint8Array(0);

/** What may be wrong with a line that is of the form of a record. */
const VALUES: readonly RejectReason[] = ["date", "future", "status", "bytes"];

/** Tells whether a line is a record, or at least of its form. */
class Probe implements RecordSink {
  isRecord = false;
  isLike = false;

  accept(): void {
    this.isRecord = this.isLike = true;
  }

  reject(reason: RejectReason): void {
    // Whether it is too far ahead is a question of the clock.
    this.isRecord = reason === "future";
    this.isLike = VALUES.includes(reason);
  }

  leaveOut(): void {
    this.isRecord = this.isLike = true;
  }
}

/**
 * Reads the lines in their order. A part joins the next one of its stream, unless that is a record by itself, or what was open is one and
 * would not be with it: then that stands alone. Records and rejects have the place of the line with which they are complete.
 */
export class JoinedLines implements LineReader {
  readonly #wrapper: Wrapper;
  readonly #unwrap: Unwrap;
  readonly #inner: LineReader;
  readonly #inside = nothingUnwrapped();
  readonly #open: OpenParts[];
  /** By stream, where the first and the last open part lie in the bytes of the last read; null: before them. */
  readonly #first: (number | null)[] = STREAMS.map(() => null);
  readonly #last: (number | null)[] = STREAMS.map(() => null);
  readonly #probe = new Probe();

  constructor(wrapper: Wrapper, inner: LineReader, open: readonly OpenParts[] = STREAMS.map(() => null)) {
    this.#wrapper = wrapper;
    this.#unwrap = wrapper.unwrapper();
    this.#inner = inner;
    this.#open = [...open];
  }

  /** What the reader of what is inside has in force, and what is open of each stream, byte by byte. */
  get directives(): string {
    return textOfParts(this.#inner.directives, this.#open);
  }

  get open(): readonly (Partial<OpenPlace> | null)[] {
    return this.#open.map((parts, stream) =>
      parts instanceof Uint8Array
        ? { from: this.#first[stream] ?? undefined, to: this.#last[stream] ?? undefined }
        : null
    );
  }

  at(directives: string): LineReader {
    const { inside, open } = partsOfText(directives);
    const inner = inside === null ? this.#inner : this.#inner.at?.(inside) ?? this.#inner;
    return new JoinedLines(this.#wrapper, inner, STREAMS.map((stream) => open[stream] ?? null));
  }

  recall(stream: number, bytes: Uint8Array, start: number, end: number): void {
    const inside = this.#inside;
    eachLine(bytes, start, end, (first, last) => {
      if (last - first > LONGEST_LINE || !this.#unwrap(bytes, first, last, inside)) return;
      if (!inside.isPart || inside.stream !== stream) return;
      const own = this.#part(), open = this.#open[stream];
      this.#open[stream] = open === null ? withLineFeed(own) : joinedWith(open, own);
    });
  }

  read(bytes: Uint8Array, start: number, end: number, limits: DateLimits, sink: RecordSink): number {
    const outer = new OuterSink(sink, bytes), inside = this.#inside;
    this.#first.fill(null);
    this.#last.fill(null);
    return eachLine(bytes, start, end, (first, last, line) => {
      outer.moveTo(first, last, line);
      if (last - first > LONGEST_LINE) outer.reject("too long");
      else if (!this.#unwrap(bytes, first, last, inside)) outer.reject("format");
      else if (!inside.isPart && this.#open[inside.stream] === null) {
        outer.readInside(this.#inner, inside.bytes, inside.start, inside.end, limits);
      } else this.#join(limits, outer);
    });
  }

  finish(limits: DateLimits, sink: RecordSink): void {
    for (const stream of STREAMS) {
      const open = this.#open[stream];
      const outer = new OuterSink(sink, open instanceof Uint8Array ? open : new Uint8Array(0));
      outer.moveTo(0, open instanceof Uint8Array ? open.length - 1 : 0, -1);
      this.#close(stream, limits, outer);
    }
  }

  /** The text of the current line; of a part without a carriage return, which ends the line around it. */
  #part(): Uint8Array {
    const { bytes, start, end, isPart } = this.#inside;
    return bytes.subarray(start, isPart && end > start && bytes[end - 1] === CR ? end - 1 : end);
  }

  /** Takes a part, or what follows one. */
  #join(limits: DateLimits, outer: OuterSink): void {
    const { isPart, stream } = this.#inside, own = this.#part();
    // Nothing is open because of it, and nothing is said of it: such a part adds nothing.
    if (isPart && own.length === 0) return;
    const open = this.#open[stream];
    let joined: Uint8Array | typeof TOO_LONG = open === null ? withLineFeed(own) : joinedWith(open, own);
    if (open !== null && this.#standsAlone(open, joined, limits)) {
      this.#close(stream, limits, outer);
      outer.isDone = false;
      joined = withLineFeed(own);
    }
    if (isPart) {
      if (this.#open[stream] === null) this.#first[stream] = outer.start;
      this.#last[stream] = outer.end;
      this.#open[stream] = joined;
    } else {
      this.#open[stream] = null;
      this.#readJoined(joined, limits, outer);
    }
  }

  /** Whether what comes after is no rest of what is open: it is a record by itself, or only what is open is one. */
  #standsAlone(open: Uint8Array | typeof TOO_LONG, joined: OpenParts, limits: DateLimits): boolean {
    const { bytes, start, end } = this.#inside;
    if (this.#probed(bytes, start, end, limits).isLike) return true;
    if (open === TOO_LONG || joined === TOO_LONG || joined === null) return false;
    return this.#probed(open, 0, open.length - 1, limits).isRecord &&
      !this.#probed(joined, 0, joined.length - 1, limits).isRecord;
  }

  /** What is open of a stream stands alone. */
  #close(stream: number, limits: DateLimits, outer: OuterSink): void {
    const open = this.#open[stream];
    this.#open[stream] = null;
    if (open !== null) this.#readJoined(open, limits, outer);
  }

  #readJoined(line: Uint8Array | typeof TOO_LONG, limits: DateLimits, outer: OuterSink): void {
    outer.shown = line === TOO_LONG ? NOTHING : line.subarray(0, -1);
    if (line === TOO_LONG) outer.reject("too long");
    else outer.readInside(this.#inner, line, 0, line.length - 1, limits);
  }

  #probed(bytes: Uint8Array, start: number, end: number, limits: DateLimits): Probe {
    const probe = this.#probe;
    probe.isRecord = probe.isLike = false;
    // A directive would change how the next lines are read.
    if (bytes[start] !== HASH) this.#inner.read(bytes, start, end + 1, limits, probe);
    return probe;
  }
}

/** The bytes of a line behind those before it, with a line feed. */
function withLineFeed(own: Uint8Array, before: Uint8Array = NOTHING): Uint8Array {
  const line = new Uint8Array(before.length + own.length + 1);
  line.set(before);
  line.set(own, before.length);
  line[line.length - 1] = LF;
  return line;
}

/** What is open, with the next part. */
function joinedWith(open: Uint8Array | typeof TOO_LONG, own: Uint8Array): Uint8Array | typeof TOO_LONG {
  if (open === TOO_LONG || open.length - 1 + own.length > LONGEST_LINE) return TOO_LONG;
  return withLineFeed(own, open.subarray(0, -1));
}
