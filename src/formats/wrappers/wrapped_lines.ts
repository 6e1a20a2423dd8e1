// Role: reads a log each line of which has something around it, by the reader of what is inside.

import type { DateLimits } from "../../domain/counting/date_limits.ts";
import { LONGEST_LINE } from "../../domain/reject.ts";
import { nearer } from "../beginning.ts";
import type { Beginning, LineReader, LogFormat, Misfit, ReadOptions, RecordSink } from "../format.ts";
import { textOf } from "../../domain/text.ts";
import { colours } from "./colours.ts";
import { COLLECTORS, dockerJson } from "./docker.ts";
import { JoinedLines } from "./joined_lines.ts";
import { OuterSink } from "./outer_sink.ts";
import { compose, cri, syslog3164, syslog5424 } from "./prefixes.ts";
import { quotedLine } from "./quoted_line.ts";
import { ANY_TEXTS, TEXTS } from "./texts.ts";
import { wrappersAsOne } from "./nested.ts";
import { nothingUnwrapped, type Unwrap, type Wrapper } from "./wrapper.ts";

const LF = 0x0a, CR = 0x0d, HASH = 0x23;

/** In the order in which they are tried. */
const WRAPPERS: readonly Wrapper[] = [
  dockerJson,
  ...[cri, syslog5424, syslog3164, compose],
  colours,
  quotedLine,
  ...COLLECTORS,
  ...TEXTS,
];

/** How many of them may be around each other. */
const DEEPEST = 3;

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
const PROBES = new Map<Wrapper, Unwrap>();

/** What begins inside of wrappers, and which these are, from without. */
interface Inside {
  readonly begun: Beginning;
  readonly chain: readonly Wrapper[];
}

/** What a line inside of one of the wrappers begins; null where none of them is around the line. */
function begunInside(
  wrappers: readonly Wrapper[],
  line: Uint8Array,
  begin: (line: Uint8Array) => Inside | Misfit,
): Inside | Misfit | null {
  const bytes = new Uint8Array(line.length + 1);
  bytes.set(line);
  bytes[line.length] = LF;
  let nearest: Misfit | null = null;
  for (const wrapper of wrappers) {
    const unwrap = PROBES.get(wrapper) ?? wrapper.unwrapper(), inside = nothingUnwrapped();
    PROBES.set(wrapper, unwrap);
    if (!unwrap(bytes, 0, line.length, inside) || wrapper.begins?.(bytes, 0, line.length) === false) continue;
    const inner = begin(inside.bytes.slice(inside.start, inside.end));
    if ("begun" in inner) {
      const { begun, chain } = inner, taken = textOf(line.subarray(0, inside.start));
      const name = wrapper.isUnknown ? `${wrapper.name} such as <${taken}>` : wrapper.name;
      return { begun: { ...begun, around: [name, ...begun.around ?? []] }, chain: [wrapper, ...chain] };
    }
    nearest = nearest === null ? inner : nearer(nearest, inner);
  }
  return nearest;
}

/** Reads lines inside of wrappers, of which the outermost comes first. */
function readInside(chain: readonly Wrapper[], inner: LineReader): LineReader {
  if (chain.length === 0) return inner;
  // Parts are joined before what is inside of them is looked at.
  const cutting = chain.findIndex(({ cutsLines }) => cutsLines);
  if (cutting < 0) return new WrappedLines(wrappersAsOne(chain), inner);
  return new JoinedLines(
    wrappersAsOne(chain.slice(0, cutting + 1)),
    readInside(chain.slice(cutting + 1), inner),
  );
}

function begunBy({ begun, chain }: Inside): Beginning {
  return { ...begun, reader: readInside(chain, begun.reader) };
}

/** The family, also where its lines are inside of others: what is around them is looked for first. */
export function alsoWrapped(format: LogFormat): LogFormat {
  const begin = (line: Uint8Array, options: ReadOptions, depth: number): Inside | Misfit => {
    const inside = depth === DEEPEST
      ? null
      : begunInside(WRAPPERS, line, (line) => begin(line, options, depth + 1));
    if (inside !== null && "begun" in inside) return inside;
    const plain = format.begin(line, options);
    if ("reader" in plain) return { begun: plain, chain: [] };
    return inside === null ? plain : nearer(plain, inside);
  };
  return {
    ...format,
    begin: (line, options) => {
      const found = begin(line, options, 0);
      return "begun" in found ? begunBy(found) : found;
    },
  };
}

/** The family, also behind any text, which is looked for last. */
export function alsoBehindText(format: LogFormat): LogFormat {
  return {
    ...format,
    begin: (line, options) => {
      const plain = format.begin(line, options);
      if ("reader" in plain) return plain;
      const inside = begunInside(ANY_TEXTS, line, (line) => {
        const begun = format.begin(line, options);
        return "reader" in begun ? { begun, chain: [] } : begun;
      });
      return inside === null || !("begun" in inside) ? plain : begunBy(inside);
    },
  };
}
