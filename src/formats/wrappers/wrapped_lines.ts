// Role: reads a log each line of which has something around it, by the reader of what is inside.

import type { DateLimits } from "../../domain/counting/date_limits.ts";
import { LONGEST_LINE } from "../../domain/reject.ts";
import { nearer } from "../beginning.ts";
import type { Beginning, LineReader, LogFormat, Misfit, RecordSink } from "../format.ts";
import { dockerJson } from "./docker.ts";
import { JoinedLines } from "./joined_lines.ts";
import { OuterSink } from "./outer_sink.ts";
import { compose, cri, syslog3164, syslog5424 } from "./prefixes.ts";
import { nothingUnwrapped, type Unwrap, type Unwrapped, type Wrapper } from "./wrapper.ts";

const LF = 0x0a, CR = 0x0d, HASH = 0x23;

/** In the order in which they are tried. */
const WRAPPERS: readonly Wrapper[] = [dockerJson, cri, syslog5424, syslog3164, compose];

class WrappedLines implements LineReader {
  readonly #wrapper: Wrapper;
  readonly #unwrap: Unwrap;
  readonly #inner: LineReader;
  readonly #inside = nothingUnwrapped();

  constructor(wrapper: Wrapper, inner: LineReader) {
    this.#wrapper = wrapper;
    this.#unwrap = wrapper.unwrapper();
    this.#inner = inner;
  }

  get directives(): string | undefined {
    return this.#inner.directives;
  }

  at(directives: string): LineReader {
    return new WrappedLines(this.#wrapper, this.#inner.at?.(directives) ?? this.#inner);
  }

  read(bytes: Uint8Array, start: number, end: number, limits: DateLimits, sink: RecordSink): number {
    const inside = this.#inside, inner = this.#inner, outer = new OuterSink(sink, bytes);
    let lines = 0;
    for (let at = start; at < end; lines++) {
      const lineFeed = bytes.indexOf(LF, at);
      const last = lineFeed > at && bytes[lineFeed - 1] === CR ? lineFeed - 1 : lineFeed;
      if (last > at) {
        outer.moveTo(at, last, lines);
        if (last - at > LONGEST_LINE) outer.reject("too long");
        else if (this.#unwrap(bytes, at, last, inside)) {
          const { bytes: line, start: from, end: to, repeats } = inside;
          for (let time = 0; time < repeats; time++) inner.read(line, from, to + 1, limits, outer);
          // An empty line inside is none of the log around it, unlike a directive.
          const isDirective = inner.directives !== undefined && inside.bytes[inside.start] === HASH;
          if (!outer.isDone && !isDirective) outer.reject("format");
        } else outer.reject("format");
      }
      at = lineFeed + 1;
    }
    return lines;
  }
}

/** The wrappers as first lines are looked at with; made once, for lines that decide nothing may come by the thousand. */
const PROBES: Unwrap[] = [];

/** The family, also where its lines are inside of others: what is around them is looked for first. */
export function alsoWrapped(format: LogFormat): LogFormat {
  return {
    ...format,
    begin: (line, options) => {
      const bytes = new Uint8Array(line.length + 1),
        inside: Unwrapped = { bytes, start: 0, end: 0, isPart: false, stream: 0, repeats: 1 };
      bytes.set(line);
      bytes[line.length] = LF;
      let nearest: Misfit | null = null;
      for (const [at, wrapper] of WRAPPERS.entries()) {
        const unwrap = PROBES[at] ??= wrapper.unwrapper();
        if (!unwrap(bytes, 0, line.length, inside)) continue;
        const inner: Beginning | Misfit = format.begin(inside.bytes.slice(inside.start, inside.end), options);
        if ("reader" in inner) {
          const Lines = wrapper.cutsLines ? JoinedLines : WrappedLines;
          return { ...inner, reader: new Lines(wrapper, inner.reader) };
        }
        nearest = nearest === null ? inner : nearer(nearest, inner);
      }
      const plain = format.begin(line, options);
      return "reader" in plain || nearest === null ? plain : nearer(plain, nearest);
    },
  };
}
