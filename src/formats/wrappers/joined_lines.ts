// Role: reads a log whose collector has cut long lines into parts, each with something around it: the parts of a line are joined, stream
// by stream, by the reader of what is inside (design: formats, wrappers).

import type { DateLimits } from "../../domain/counting/date_limits.ts";
import { LONGEST_LINE, type RejectReason } from "../../domain/reject.ts";
import type { LineReader, RecordSink } from "../format.ts";
import { eachLine } from "../record_lines.ts";
import { OuterSink } from "./outer_sink.ts";
import { nothingUnwrapped, STREAMS, type Unwrap, type Wrapper } from "./wrapper.ts";

const LF = 0x0a, HASH = 0x23;

/** In place of parts that are too long together. */
const TOO_LONG = "too long";

/** What a stream has of a line whose end has not come; null where nothing is open. */
type OpenParts = Uint8Array | typeof TOO_LONG | null;

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
  readonly #probe = new Probe();

  constructor(wrapper: Wrapper, inner: LineReader, open: readonly OpenParts[] = STREAMS.map(() => null)) {
    this.#wrapper = wrapper;
    this.#unwrap = wrapper.unwrapper();
    this.#inner = inner;
    this.#open = [...open];
  }

  /** What the reader of what is inside has in force, and what is open of each stream, byte by byte. */
  get directives(): string {
    const open = this.#open.map((parts) => parts instanceof Uint8Array ? [textOfBytes(parts)] : parts);
    return JSON.stringify([this.#inner.directives ?? null, ...open]);
  }

  at(directives: string): LineReader {
    // Earlier versions joined nothing: there it is what is in force inside.
    const isOwn = directives.startsWith("[");
    const [inside, ...open]: (string | null | [string])[] = isOwn ? JSON.parse(directives) : [directives];
    const inner = typeof inside === "string" ? this.#inner.at?.(inside) ?? this.#inner : this.#inner;
    const parts = STREAMS.map((_, at): OpenParts => {
      const each = open[at] ?? null;
      return each === null || each === TOO_LONG ? each : bytesOfText(each[0]);
    });
    return new JoinedLines(this.#wrapper, inner, parts);
  }

  read(bytes: Uint8Array, start: number, end: number, limits: DateLimits, sink: RecordSink): number {
    const outer = new OuterSink(sink, bytes), inside = this.#inside;
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

  /** Takes a part, or what follows one. */
  #join(limits: DateLimits, outer: OuterSink): void {
    const { bytes, start, end, isPart, stream } = this.#inside, own = bytes.subarray(start, end);
    // Nothing is open because of it, and nothing is said of it: such a part adds nothing.
    if (isPart && own.length === 0) return;
    const open = this.#open[stream];
    let joined: Uint8Array | typeof TOO_LONG = open === null ? withLineFeed(own) : joinedWith(open, own);
    if (open !== null && this.#standsAlone(open, joined, limits)) {
      this.#close(stream, limits, outer);
      outer.isDone = false;
      joined = withLineFeed(own);
    }
    if (isPart) this.#open[stream] = joined;
    else {
      this.#open[stream] = null;
      if (joined === TOO_LONG) outer.reject("too long");
      else outer.readInside(this.#inner, joined, 0, joined.length - 1, limits);
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
    if (open === TOO_LONG) outer.reject("too long");
    else if (open !== null) outer.readInside(this.#inner, open, 0, open.length - 1, limits);
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
function withLineFeed(own: Uint8Array, before: Uint8Array = new Uint8Array(0)): Uint8Array {
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

/** One character a byte, so that it can be stored as text whatever it is. */
function textOfBytes(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
}

function bytesOfText(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}
