// Role: reads a log each line of which has something around it, by the reader of what is inside.

import type { DateLimits } from "../../domain/counting/date_limits.ts";
import { LONGEST_LINE } from "../../domain/reject.ts";
import { nearer } from "../beginning.ts";
import { eachLine } from "../record_lines.ts";
import type { Beginning, LineReader, LogFormat, Misfit, ReadOptions, RecordSink } from "../format.ts";
import { textOf } from "../../domain/text.ts";
import { colours } from "./colours.ts";
import { COLLECTORS, dockerJson } from "./docker.ts";
import { JoinedLines } from "./joined_lines.ts";
import { OuterSink } from "./outer_sink.ts";
import { compose, cri, syslog3164, syslog5424 } from "./prefixes.ts";
import { csvField, quotedLine } from "./quoted_line.ts";
import { RepeatedLines } from "./repeated_lines.ts";
import { ANY_TEXTS, TEXTS } from "./texts.ts";
import { wrappersAsOne } from "./nested.ts";
import { nothingUnwrapped, type Unwrap, type Wrapper } from "./wrapper.ts";

const LF = 0x0a;

/** Those that nothing else looks like. */
const CERTAIN: readonly Wrapper[] = [dockerJson, cri, syslog5424, syslog3164, compose];

/** In the order in which they are tried. */
const WRAPPERS: readonly Wrapper[] = [
  ...CERTAIN,
  colours,
  quotedLine,
  csvField,
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
    return eachLine(bytes, start, end, (first, last, line) => {
      outer.moveTo(first, last, line);
      if (last - first > LONGEST_LINE) outer.reject("too long");
      else if (!this.#unwrap(bytes, first, last, inside)) outer.reject("format");
      else {
        const { bytes: line, start: from, end: to, repeats } = inside;
        for (let time = 0; time < repeats; time++) outer.readInside(inner, line, from, to, limits);
      }
    });
  }
}

/** The wrappers as first lines are looked at with; made once, for lines that decide nothing may come by the thousand. */
const PROBES = new Map<Wrapper, Unwrap>();

/** What begins inside of wrappers, and which these are, from without. */
interface Inside {
  readonly begun: Beginning;
  readonly chain: readonly Wrapper[];
}

/** What every line has that may begin a log: a time, an object of JSON, a directive, names of columns. Others are not looked into. */
const MAY_BEGIN = /^[{#]|\d\d\/[A-Z][a-z]{2}\/\d{4}|\d{4}[-/]\d\d[-/]\d\d|\d{10}|^[\w" .-]+[,;\t]/i;
const BEGIN = /^(?:\{|\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3} )/;
const LATIN_1 = new TextDecoder("latin1"), LOOKED_AT = 4096;

/** A line that is inside of another one. */
interface Inner {
  readonly wrapper: Wrapper;
  /** As messages call the wrapper. */
  readonly name: string;
  readonly line: Uint8Array;
}

/** What is inside of a line that each family looks at in turn, by all wrappers. */
const known = new WeakMap<readonly Wrapper[], WeakMap<Uint8Array, readonly Inner[]>>();

/** The lines inside of a line, by those of the wrappers that are around it. */
function innersOf(wrappers: readonly Wrapper[], line: Uint8Array): readonly Inner[] {
  let ofWrappers = known.get(wrappers);
  if (ofWrappers === undefined) known.set(wrappers, ofWrappers = new WeakMap());
  const found = ofWrappers.get(line) ?? unwrapped(wrappers, line);
  ofWrappers.set(line, found);
  return found;
}

/** The line with a line feed behind it, at which unwrapping ends. */
function ended(line: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(line.length + 1);
  bytes.set(line);
  bytes[line.length] = LF;
  return bytes;
}

function unwrapped(wrappers: readonly Wrapper[], line: Uint8Array): readonly Inner[] {
  const bytes = ended(line), inners: Inner[] = [];
  // Most lines begin with an address, or are an object: no text is in front of these, and patterns take their time to be made ready.
  const hasNone = BEGIN.test(LATIN_1.decode(line.subarray(0, 16)));
  for (const wrapper of wrappers) {
    if (hasNone && TEXTS.includes(wrapper)) continue;
    const unwrap = PROBES.get(wrapper) ?? wrapper.unwrapper(), inside = nothingUnwrapped();
    PROBES.set(wrapper, unwrap);
    if (!unwrap(bytes, 0, line.length, inside) || wrapper.begins?.(bytes, 0, line.length) === false) continue;
    const inner = inside.bytes.slice(inside.start, inside.end);
    if (!CERTAIN.includes(wrapper) && !MAY_BEGIN.test(LATIN_1.decode(inner.subarray(0, LOOKED_AT)))) continue;
    const taken = textOf(line.subarray(0, inside.start));
    inners.push({
      wrapper,
      name: wrapper.isUnknown ? `${wrapper.name} such as <${taken}>` : wrapper.name,
      line: inner,
    });
  }
  return inners;
}

/** What a line inside of one of the wrappers begins; null where none of them is around the line. */
function begunInside(
  wrappers: readonly Wrapper[],
  line: Uint8Array,
  begin: (line: Uint8Array) => Inside | Misfit,
): Inside | Misfit | null {
  let nearest: Misfit | null = null;
  for (const { wrapper, name, line: inner } of innersOf(wrappers, line)) {
    const found = begin(inner);
    if ("begun" in found) {
      const { begun, chain } = found;
      const { explain, unreadIn, around = [] } = begun;
      return {
        begun: {
          ...begun,
          ...{
            around: [name, ...around],
            explain: ofInside(wrapper, explain),
            unreadIn: ofInside(wrapper, unreadIn),
          },
        },
        chain: [wrapper, ...chain],
      };
    }
    nearest = nearest === null ? found : nearer(nearest, found);
  }
  return nearest;
}

/** What is said of a line by what is inside of it. */
function ofInside(wrapper: Wrapper, say: Beginning["explain"]): Beginning["explain"] {
  if (say === undefined) return undefined;
  const unwrap = wrapper.unwrapper(), inside = nothingUnwrapped();
  return (line) =>
    unwrap(ended(line), 0, line.length, inside) ? say(inside.bytes.slice(inside.start, inside.end)) : null;
}

/** The reader of lines inside of wrappers, of which the outermost comes first. */
function readerInside(chain: readonly Wrapper[], inner: LineReader): LineReader {
  if (chain.length === 0) return inner;
  // Parts are joined before what is inside of them is looked at.
  const cutting = chain.findIndex(({ cutsLines }) => cutsLines);
  if (cutting < 0) {
    const wrapper = wrappersAsOne(chain);
    return wrapper.repeats === undefined
      ? new WrappedLines(wrapper, inner)
      : new RepeatedLines(wrapper, inner);
  }
  return new JoinedLines(
    wrappersAsOne(chain.slice(0, cutting + 1)),
    readerInside(chain.slice(cutting + 1), inner),
  );
}

function begunBy({ begun, chain }: Inside): Beginning {
  return { ...begun, reader: readerInside(chain, begun.reader) };
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

/** The lines that may be in one behind an unknown text. */
export function behindText(line: Uint8Array): readonly Uint8Array[] {
  return innersOf(ANY_TEXTS, line).map(({ line }) => line);
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
