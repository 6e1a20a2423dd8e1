// Role: finds the line of an input that decides how it is read. It depends on the bytes of the input alone, so that it does not
// matter in how many runs they come.

import { Problem } from "../domain/problem.ts";
import { LONGEST_LINE } from "../domain/reject.ts";
import type { Detected } from "../formats/detect.ts";
import type { Beginning, LineReader, LogFormat, Misfit, ReadOptions } from "../formats/format.ts";
import { isArchive, isTar, isZip, TAR_HEADER } from "../formats/input_kind.ts";
import { noFormat } from "../formats/no_format.ts";
import { afterHole } from "../formats/record_lines.ts";
import type { InputFile } from "../host/host.ts";
import { readUnlessStopped } from "./bytes/slice.ts";

/** Bytes within which a line must decide. */
const DECIDING = 1 << 20;
/** Bytes that are read first: in nearly every log the first line decides. */
const FIRST = LONGEST_LINE + 2;
const LF = 0x0a, CR = 0x0d;

/** How an input is read, so that another thread can read it likewise. */
export interface Reading {
  readonly format: LogFormat;
  readonly options: ReadOptions;
  /** The line that has decided; null where no line begins the format that was given. */
  readonly line: Uint8Array | null;
}

/** How an input begins. */
export interface InputBeginning {
  /** Null where nothing can be read of it. */
  readonly reading: Reading | null;
  /** Reads its lines after `header`; null where nothing can be read of it. */
  readonly reader: LineReader | null;
  /** The bytes before the first record: a header with all before it, or a byte order mark. */
  readonly header: Uint8Array;
  /** How many lines these are. */
  readonly headerLines: number;
  /** Bytes that were read beyond it. */
  readonly after: Uint8Array;
  /** Why nothing can be read of it; null where something can, or where it has no whole line yet. */
  readonly problem: Problem | null;
  /** Whether a later line could still decide. */
  readonly isOpen: boolean;
}

/** Of an input of which nothing is known. */
export const NO_BEGINNING: InputBeginning = Object.freeze(undecided(new Uint8Array(0), null, true));

/** What an input may be. */
export interface Expected extends ReadOptions {
  /** Null for what the first line that any format accepts says. */
  readonly format: LogFormat | null;
  /** Says what a line begins. */
  readonly detect: (line: Uint8Array, options: ReadOptions) => Detected;
}

/**
 * Reads an input up to the line that decides. Where `finished`, a last line without a line feed is one, too. `name` is what
 * messages call it. Where reading was stopped, nothing is known of it.
 */
export async function readBeginning(
  file: InputFile,
  name: string,
  finished: boolean,
  expected: Expected,
  stop: AbortSignal,
): Promise<InputBeginning> {
  const search = new Search(name, expected);
  let block = new Uint8Array(FIRST), filled = 0;
  for (;;) {
    const count = await readUnlessStopped(file, block.subarray(filled), stop);
    if (count === "stopped") return undecided(block.subarray(0, filled), null, true);
    filled += count ?? 0;
    const bytes = block.subarray(0, filled);
    // What comes in pieces is seen to be an archive by its whole header, before its name is taken for a part of a line.
    if (count !== null && filled < TAR_HEADER && bytes.includes(0)) continue;
    if (isTar(bytes) || isZip(bytes)) return search.none(bytes);
    // A file with NULs, an archive or UTF-16, is no log whose first line is still being written.
    const mayGrow = count === null && !finished && !bytes.includes(0) && !isArchive(bytes, name);
    const found = search.in(bytes, count === null && !mayGrow);
    if (found !== null) return found;
    if (count === null || filled === DECIDING) return search.end(bytes, mayGrow);
    if (filled === block.length) {
      const longer = new Uint8Array(Math.min(DECIDING, block.length * 4));
      longer.set(block);
      block = longer;
    }
  }
}

/** How an input begins of which these are the first lines, all of them whole, and why its first line does not begin it. */
export function readBeginningOf(
  lines: Uint8Array,
  expected: Expected,
): InputBeginning & { readonly misfit: Misfit | null } {
  const search = new Search("", expected), found = search.in(lines, false) ?? search.end(lines, false);
  return { ...found, misfit: search.misfit };
}

/** Looks at line after line. */
class Search {
  readonly #name: string;
  readonly #expected: Expected;
  /** Where the next line begins, and how many lines are before it. */
  #at = 0;
  #lines = 0;
  /** The first line that is not empty, and what is wrong with it. */
  #first: { readonly line: Uint8Array; readonly format: LogFormat; readonly misfit: Misfit } | null = null;

  /** What is wrong with the first line that is not empty; null where it has decided. */
  get misfit(): Misfit | null {
    return this.#first?.misfit ?? null;
  }

  constructor(name: string, expected: Expected) {
    this.#name = name;
    this.#expected = expected;
  }

  /** Looks at the lines that are new in the bytes, which begin with those of the input; `isWhole`: what is after the last line feed is a line. */
  in(bytes: Uint8Array, isWhole: boolean): InputBeginning | null {
    while (this.#at < bytes.length) {
      const lineFeed = bytes.indexOf(LF, this.#at);
      if (lineFeed < 0 && !isWhole) return null;
      const next = lineFeed < 0 ? bytes.length : lineFeed + 1, end = lineFeed < 0 ? next : lineFeed;
      const mark = this.#at === 0 ? markOf(bytes) : 0;
      const line = bytes.slice(this.#at + mark, end > this.#at && bytes[end - 1] === CR ? end - 1 : end);
      this.#at = next;
      this.#lines++;
      const text = line.subarray(afterHole(line, 0, line.length));
      if (text.length === 0 || text.length > LONGEST_LINE) continue;
      try {
        const found = this.#begun(text, bytes);
        if (found !== null) return found;
      } catch (error) {
        if (error instanceof Problem) return undecided(bytes, error, false);
        throw error;
      }
    }
    return null;
  }

  #begun(line: Uint8Array, bytes: Uint8Array): InputBeginning | null {
    const options = { zone: this.#expected.zone };
    const { format, found } = this.#found(line);
    if ("failed" in found) {
      this.#first ??= { line, format, misfit: found };
      return null;
    }
    const reading = { format, options, line };
    return found.isHeader
      ? begun(reading, found.reader, bytes, this.#at, this.#lines)
      : begun(reading, found.reader, bytes, markOf(bytes), 0);
  }

  #found(line: Uint8Array): { format: LogFormat; found: Beginning | Misfit } {
    const { format, zone, detect } = this.#expected, options = { zone };
    if (format !== null) return { format, found: format.begin(line, options) };
    const detected = detect(line, options);
    return { format: detected.format, found: "misfit" in detected ? detected.misfit : detected.beginning };
  }

  /** What an input is whose lines are no records, whatever they look like. */
  none(bytes: Uint8Array): InputBeginning {
    const { format } = this.#found(new Uint8Array(0)),
      misfit = { fitting: 0, failed: "it has no line of its own" };
    const problem = noFormat({ input: this.#name, line: bytes, format, misfit, isGiven: false });
    return undecided(bytes, problem, false);
  }

  /** What the input is if there is nothing more of it, or `mayGrow`. */
  end(bytes: Uint8Array, mayGrow: boolean): InputBeginning {
    const { format, zone } = this.#expected, options = { zone };
    if (format?.reader !== undefined && bytes.length > 0) {
      const reading = { format, options, line: null };
      try {
        return begun(reading, format.reader(options), bytes, markOf(bytes), 0);
      } catch (error) {
        if (error instanceof Problem) return undecided(bytes, error, false);
        throw error;
      }
    }
    const first = this.#first;
    if (first === null && (mayGrow || bytes.length === 0)) return undecided(bytes, null, true);
    const refused = first ?? {
      format: this.#found(new Uint8Array(0)).format,
      misfit: { fitting: 0, failed: "it has no line that could be a record" },
      line: bytes,
    };
    const problem = noFormat({ input: this.#name, ...refused, isGiven: format !== null });
    return undecided(bytes, problem, mayGrow);
  }
}

function begun(
  reading: Reading,
  reader: LineReader,
  bytes: Uint8Array,
  body: number,
  headerLines: number,
): InputBeginning {
  const header = bytes.slice(0, body), after = bytes.slice(body);
  return { reading, reader, header, headerLines, after, problem: null, isOpen: false };
}

function undecided(bytes: Uint8Array, problem: Problem | null, isOpen: boolean): InputBeginning {
  const header = new Uint8Array(0);
  return { reading: null, reader: null, header, headerLines: 0, after: bytes.slice(), problem, isOpen };
}

/** Bytes of the UTF-8 byte order mark before a log. */
export function markOf(bytes: Uint8Array): number {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
}
