// Role: compares what a `RangesOfFile` (`src/parallel/range.ts`) says of ranges of a log with what the reference says of the
// lines that begin in them. Used by `ranges_test.ts`.

import assert from "node:assert/strict";
import { crc32 } from "node:zlib";
import { Random } from "../../sample_data/random.ts";
import { emptyNames } from "../../src/domain/counting/names.ts";
import { LONGEST_LINE } from "../../src/domain/reject.ts";
import type { LineReader } from "../../src/formats/format.ts";
import type { DateLimits } from "../../src/domain/counting/date_limits.ts";
import type { Range, RangeSummary, SeekableFile } from "../../src/parallel/range.ts";
import { LocalNames } from "./adopted.ts";
import { type ForgedLog, joined, latin1 } from "./forged_log.ts";
import { referenceSummary } from "./reference_summary.ts";
import { comparePair } from "./same.ts";

const LF = 0x0a;
/** Bytes at both ends of a range that are given. */
const ENDS = 4096;
/** Buckets that are too many for a range, which counts one again where records turn to it again. */
const MANY_TABLES = 4000;

/** A log as bytes, header line included. */
export function fileOf(log: ForgedLog): Uint8Array<ArrayBuffer> {
  const header = latin1(`${log.header}\n`), { bytes } = joined(log.lines);
  const file = new Uint8Array(header.length + bytes.length);
  file.set(header);
  file.set(bytes, header.length);
  return file;
}

/** Bytes as a file that gives, at each read, between one byte and `most` of them. */
export function fakeFile(bytes: Uint8Array, most: number, seed = 1): SeekableFile {
  const random = new Random(seed);
  let at = 0;
  return {
    seekSync: (offset) => at = offset,
    readSync: (into) => {
      const count = Math.min(into.length, bytes.length - at, 1 + random.below(most));
      if (count <= 0) return null;
      into.set(bytes.subarray(at, at + count));
      at += count;
      return count;
    },
  };
}

/** Sums up ranges of one file, at once. */
export interface RangesOfFile {
  summarize(range: Range, limits: DateLimits, keptRejects: number): RangeSummary | null;
}

/** Asks for ranges of one log, in any order, and compares each answer. */
export class RangeComparison {
  readonly #log: ForgedLog;
  readonly #bytes: Uint8Array;
  readonly #reader: LineReader;
  readonly #summarizer: RangesOfFile;
  readonly #names = emptyNames();
  readonly #localNames = new LocalNames(this.#names);

  /** `bytes` are the log's file; the summarizer reads the same. */
  constructor(log: ForgedLog, bytes: Uint8Array, reader: LineReader, summarizer: RangesOfFile) {
    this.#log = log;
    this.#bytes = bytes;
    this.#reader = reader;
    this.#summarizer = summarizer;
  }

  /**
   * Whether the range was summed up. It may be refused where a line is too long that begins in it or goes on into it, or
   * where its records turn to another bucket very often; and where `mayRefuse`.
   */
  check(range: Range, mayRefuse = false): boolean {
    const bytes = this.#bytes, { limits, keptRejects } = this.#log, { start, end, isFirst } = range;
    const offset = isFirst ? start : bytes.indexOf(LF, start - 1) + 1;
    const next = offset >= end ? offset : bytes.indexOf(LF, end - 1) + 1,
      lines = bytes.subarray(offset, next);
    const result = this.#summarizer.summarize(range, limits, keptRejects);
    const names = this.#names, what = `${this.#log.name}: ${JSON.stringify(range)}`;
    const reference = referenceSummary(this.#reader, this.#log, names, lines, null, limits, keptRejects);
    if (result === null) {
      const from = start === 0 ? 0 : bytes.lastIndexOf(LF, start - 1) + 1;
      const isHard = reference.turns > MANY_TABLES || hasLongLine(bytes.subarray(from, next));
      assert.ok(mayRefuse || isHard, `${what} is refused`);
      return false;
    }
    const { parts, head, tail, ...rest } = result, problems: string[] = [];
    const expected = { offset, next, crc: crc32(lines) };
    for (const name of ["offset", "next", "crc"] as const) {
      if (rest[name] !== expected[name]) {
        problems.push(`${name} is ${rest[name]} instead of ${expected[name]}`);
      }
    }
    if (!isSame(head, lines.subarray(0, ENDS))) {
      problems.push(`head is ${head.length} bytes of something else`);
    }
    if (!isSame(tail, lines.slice(-ENDS))) problems.push(`tail is ${tail.length} bytes of something else`);
    comparePair(reference, parts, names, this.#localNames, (text) => problems.push(text), true);
    assert.ok(
      problems.length === 0,
      `${what}\n${problems.slice(0, 8).map((text) => `  ${text}`).join("\n")}`,
    );
    return true;
  }

  /** Checks ranges in a row, from the first line on to the end, and that each begins where the one before it ended. */
  checkAll(borders: readonly number[]): void {
    const first = this.#bytes.indexOf(LF) + 1, all = [first, ...borders, this.#bytes.length];
    for (let at = 1; at < all.length; at++) {
      const [start, end] = [all[at - 1], all[at]];
      if (start < end) this.check({ start, end, isFirst: at === 1 });
    }
  }
}

function hasLongLine(lines: Uint8Array): boolean {
  for (let at = 0; at < lines.length;) {
    const end = lines.indexOf(LF, at);
    if (end - at > LONGEST_LINE) return true;
    at = end + 1;
  }
  return false;
}

function isSame(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, at) => byte === other[at]);
}
