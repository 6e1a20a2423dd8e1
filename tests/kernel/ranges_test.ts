// Role: a file cut into ranges at any byte, read in pieces of any size, in any order: each range is what the reference says
// of the lines that begin in it. Runs over everyone who summarizes ranges.

import { dateLimits } from "../../src/domain/counting/date_limits.ts";
import assert from "node:assert/strict";
import { Random } from "../../sample_data/random.ts";
import { MOST_PAIRED } from "../../src/domain/counting/error_pairs.ts";
import { ALL_RECORDS, SERVER_ERRORS } from "../../src/domain/rules/definition.ts";
import { seriesOf } from "../../src/domain/rules/series.ts";
import { csvReader } from "../csv_reader.ts";
import type { CsvColumns } from "../../src/formats/csv_header.ts";
import type { LineReader } from "../../src/formats/format.ts";
import { Kernel } from "../../src/kernel/kernel.ts";
import { summarizeWithKernel } from "../../src/parallel/kernel_ranges.ts";
import type { Range, SeekableFile } from "../../src/parallel/range.ts";
import { ReferenceRanges } from "../../src/parallel/reference_ranges.ts";
import { inTemporaryDirectory } from "../process.ts";
import { edgeLogs } from "./edge_logs.ts";
import { type ForgedLog, latin1, linesOf } from "./forged_log.ts";
import { forgedLayoutLog } from "./layout_forge.ts";
import { forgedLog } from "./log_forge.ts";
import { nearMissLog, ORDINARY, shiftedLog } from "./near_misses.ts";
import { fakeFile, fileOf, RangeComparison, type RangesOfFile } from "./same_ranges.ts";

/** Null for a log of which it does not know the columns, or the layout. */
type Make = (
  file: SeekableFile,
  reader: LineReader,
  log: ForgedLog,
) => Promise<RangesOfFile & Partial<Disposable> | null>;

const MAKERS: Readonly<Record<string, Make>> = {
  reference: (file, reader, log) => {
    const ranges = new ReferenceRanges(log);
    return Promise.resolve({
      summarize: (range, limits, keptRejects) =>
        ranges.summarize({ file, reader }, range, limits, keptRejects),
    });
  },
  kernel: async (file, reader, log) => {
    const kernel = await Kernel.claim(reader, log);
    if (kernel === null) return null;
    const same = { listener: kernel, isCutting: true };
    return {
      summarize: (range, limits, keptRejects) =>
        summarizeWithKernel(kernel, file, range, { limits, keptRejects, ...same }),
      [Symbol.dispose]: () => kernel[Symbol.dispose](),
    };
  },
};

/** Gives a comparison of a log, and takes the summarizer back. */
async function compared(
  make: Make,
  log: ForgedLog,
  work: (comparison: RangeComparison, bytes: Uint8Array) => void,
  open: (bytes: Uint8Array) => SeekableFile = (bytes) => fakeFile(bytes, Infinity),
): Promise<void> {
  const bytes = fileOf(log), reader = log.open?.() ?? csvReader(latin1(log.header));
  const summarizer = await make(open(bytes), reader, log);
  if (summarizer === null) {
    assert.ok(reader.columns === undefined || (reader.columns as CsvColumns).count > 64);
    return;
  }
  try {
    work(new RangeComparison(log, bytes, reader, summarizer), bytes);
  } finally {
    summarizer[Symbol.dispose]?.();
  }
}

/** Few lines of several kinds, empty ones and rejects among them. */
function smallLog(): ForgedLog {
  const texts = ["", ...ORDINARY.slice(0, 4), "x", "\r", ORDINARY[5], "", "", ORDINARY[0]].map((line) =>
    `${line}\n`
  );
  return { ...nearMissLog(""), name: "smallLog", lines: linesOf(texts, () => false) };
}

/** Borders at random, in order. */
function someBorders(bytes: Uint8Array, count: number, seed: number): number[] {
  const random = new Random(seed), body = bytes.indexOf(0x0a) + 1;
  return Array.from({ length: count }, () => body + random.below(bytes.length - body)).sort((a, b) => a - b);
}

for (const [name, make] of Object.entries(MAKERS)) {
  Deno.test(`ranges by ${name}: a small log cut at every byte`, () =>
    compared(make, smallLog(), (comparison, bytes) => {
      for (let border = bytes.indexOf(0x0a) + 1; border < bytes.length; border++) {
        comparison.checkAll([border]);
      }
    }));

  Deno.test(`ranges by ${name}: every range of a small log`, () =>
    compared(make, smallLog(), (comparison, bytes) => {
      const body = bytes.indexOf(0x0a) + 1;
      for (let start = body + 1; start < bytes.length; start++) {
        for (let end = start + 1; end <= bytes.length; end += 11) {
          comparison.check({ start, end, isFirst: false });
        }
      }
    }));

  Deno.test(`ranges by ${name}: forged logs, cut anywhere, read in pieces of any size`, async () => {
    for (let seed = 3001; seed <= 3040; seed++) {
      const log = { ...forgedLog(seed, 300), latest: null };
      await compared(
        make,
        log,
        (comparison, bytes) => comparison.checkAll(someBorders(bytes, seed % 12, seed)),
        (bytes) => fakeFile(bytes, [1, 2, 7, 100, 4096, Infinity][seed % 6], seed),
      );
    }
  });

  Deno.test(`ranges by ${name}: forged logs of layouts, cut anywhere`, async () => {
    for (let seed = 4001; seed <= 4040; seed++) {
      const log = { ...forgedLayoutLog(seed, 300), latest: null };
      // A log with directives is read in order.
      if (log.open!().directives !== undefined) continue;
      await compared(
        make,
        log,
        (comparison, bytes) => comparison.checkAll(someBorders(bytes, seed % 12, seed)),
      );
    }
  });

  Deno.test(`ranges by ${name}: borders near those of pages and pieces`, async () => {
    const log = shiftedLog(3, 900_000);
    for (
      const [most, piece] of [[Infinity, 1 << 18], [100_000, 1 << 18], [65536, 1 << 16], [
        Infinity,
        4096 * 11,
      ]]
    ) {
      await compared(make, log, (comparison, bytes) => {
        for (let off = -3; off <= 3; off++) {
          const borders = [];
          for (let at = piece + off; at < bytes.length; at += piece) borders.push(at);
          comparison.checkAll(borders);
        }
      }, (bytes) => fakeFile(bytes, most));
    }
  });

  Deno.test(`ranges by ${name}: edges, in several ranges each`, async (test) => {
    for (const log of edgeLogs(0.05)) {
      await test.step(log.name, () =>
        compared(make, { ...log, latest: null }, (comparison, bytes) => {
          comparison.checkAll(someBorders(bytes, 9, 1));
          comparison.checkAll([]);
        }));
    }
  });

  Deno.test(`ranges by ${name}: one that is refused leaves nothing behind`, async () => {
    // Many new names, then many buckets, over and over: what is refused may have been numbered, but not told.
    const line = (host: string, time: number) =>
      `"${host}","-","-",${time},"GET /${host.slice(0, 3)} HTTP/1.1",200,1\n`;
    const texts: string[] = [], borders: number[] = [];
    const log = forgedLog(1, 0);
    let length = log.header.length + 1;
    const add = (count: number, made: (at: number) => string): void => {
      for (let at = 0; at < count; at++) {
        texts.push(made(at));
        length += texts.at(-1)!.length;
      }
      borders.push(length);
    };
    for (let round = 0; round < 4; round++) {
      add(30_000, (at) => line(`${round}.${at}.${"long".repeat(40)}`, 1000));
      add(9000, (at) => line(`q${round}.${at % 100}`, at * 10));
      add(50, (at) => line(`n${round}.${at}`, 2000 + at));
    }
    const lines = linesOf(texts, () => false);
    const options = {
      bucketSize: 10,
      lateness: 30,
      top: 2,
      maxJump: Infinity,
      latest: null,
      limits: dateLimits(1e9),
    };
    await compared(
      make,
      { ...log, ...options, name: "refused", header: nearMissLog("").header, lines },
      (it, bytes) => {
        const first = bytes.indexOf(0x0a) + 1, shift = first - log.header.length - 1;
        it.checkAll(borders.slice(0, -1).map((border) => border + shift));
      },
    );
  });

  Deno.test(`ranges by ${name}: one with more names than pairs can be numbered of is refused`, async () => {
    const series = seriesOf({
      rules: [{ match: ALL_RECORDS, errors: SERVER_ERRORS }],
      slos: [],
    });
    for (const [hosts, rules] of [[MOST_PAIRED, null], [MOST_PAIRED, series], [100_000, series]] as const) {
      const text = Array.from({ length: hosts }, (_, i) => `"${i}",-,-,1549573860,"GET / HTTP/1.1",500,1\n`)
        .join("");
      const header = nearMissLog("").header, bytes = latin1(`${header}\n${text}`);
      const options = { bucketSize: 10, lateness: 30, top: 2, maxJump: Infinity, series: rules };
      const log = {
        ...forgedLog(1, 0),
        ...options,
        name: "names",
        header,
        latest: null,
        limits: dateLimits(4e9),
      };
      const reader = csvReader(latin1(header));
      const ranges = await make(fakeFile(bytes, Infinity), reader, log);
      try {
        const range = { start: header.length + 1, end: bytes.length, isFirst: true };
        const summary = ranges!.summarize(range, log.limits, 0);
        assert.equal(summary === null, hosts === MOST_PAIRED && rules !== null);
        if (summary !== null) assert.equal(summary.parts[0].accepted, hosts);
      } finally {
        ranges?.[Symbol.dispose]?.();
      }
    }
  });

  Deno.test(`ranges by ${name}: a file that ends early is refused`, () =>
    compared(
      make,
      smallLog(),
      (comparison, bytes) => {
        const start = bytes.indexOf(0x0a) + 1;
        assert.ok(!comparison.check({ start, end: bytes.length, isFirst: true }, true));
        assert.ok(!comparison.check({ start: start + 5, end: bytes.length - 1, isFirst: false }, true));
        comparison.check({ start, end: bytes.length - 200, isFirst: true });
      },
      (bytes) => fakeFile(bytes.subarray(0, -3), Infinity),
    ));

  Deno.test(`ranges by ${name}: a real file`, () =>
    inTemporaryDirectory(async (directory) => {
      const log = { ...forgedLog(3007, 20_000), latest: null }, path = `${directory}/log.csv`;
      await Deno.writeFile(path, fileOf(log));
      using file = await Deno.open(path);
      await compared(
        make,
        log,
        (comparison, bytes) => comparison.checkAll(someBorders(bytes, 20, 5)),
        () => file as unknown as SeekableFile,
      );
    }));
}

const OFF: Readonly<Record<string, (range: Range) => Range>> = {
  "begin a byte late": (range) => ({ ...range, start: range.start + 1 }),
  "end a byte early": (range) => ({ ...range, end: range.end - 1 }),
  "end a byte late": (range) => ({ ...range, end: range.end + 1 }),
};

for (const [name, change] of Object.entries(OFF)) {
  Deno.test(`ranges: it is noticed when they ${name}`, async () => {
    const make: Make = async (file, reader, log) => {
      const right = await MAKERS.reference(file, reader, log);
      return { summarize: (range, ...rest) => right!.summarize(change(range), ...rest) };
    };
    await assert.rejects(() =>
      compared(make, smallLog(), (comparison, bytes) => {
        for (let border = bytes.length - 1; border > bytes.indexOf(0x0a); border--) {
          comparison.checkAll([border]);
        }
      }), assert.AssertionError);
  });
}
