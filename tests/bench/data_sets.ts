// Role: the logs that are measured: what is in them, and how they are made. `log_benchmark.ts` measures one.

import { createReadStream, createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { constants, createGzip } from "node:zlib";
import { benchmarkLog, type BenchmarkOptions as LogOptions } from "../../sample_data/benchmark.ts";
import type { LineFormatName } from "../../sample_data/lines/mod.ts";
import { cached, stampOf } from "./cache.ts";

/** A log to measure with. */
export interface DataSet {
  /** Name of the benchmark, and of the file. */
  readonly name: string;
  /** What is in it. */
  readonly about: string;
  /** How its records are written. */
  readonly format: LineFormatName;
  /** Its records, at full scale, and how they look. */
  readonly log: Omit<LogOptions, "seed" | "format">;
  /** Whether the file is compressed. */
  readonly isGzip?: boolean;
  /** Whether every program that reads its format sees the same records in it. */
  readonly isClean: boolean;
  /** Whether it takes so long that only `wc -l` is compared with, and only where it is asked for. */
  readonly isLong?: boolean;
}

/** A data set as a file. */
export interface LogFile {
  /** Where it is. */
  readonly path: string;
  /** Its records. */
  readonly records: number;
  /** Bytes of the log, decompressed. */
  readonly bytes: number;
  /** See {@link DataSet.format}. */
  readonly format: LineFormatName;
  /** See {@link DataSet.isGzip}. */
  readonly isGzip: boolean;
}

const PLAIN = { records: 5_000_000, hosts: 2000 };

const CSV: Pick<DataSet, "format" | "isClean"> = { format: "csv", isClean: true };

/** The records of "plain" in another format. */
function plainAs(format: LineFormatName, about: string, crlf: boolean): DataSet {
  return {
    name: format,
    about: `the records of plain ${about}`,
    format,
    log: { ...PLAIN, crlf },
    isClean: true,
  };
}

/** All data sets. */
export const DATA_SETS: readonly DataSet[] = [
  { ...CSV, name: "plain", about: "5 M records, 2,000 hosts", log: PLAIN },
  {
    ...CSV,
    name: "large",
    about: "50 M records, 2,000 hosts",
    log: { records: 50_000_000, hosts: 2000 },
    isLong: true,
  },
  { ...CSV, name: "hosts", about: "1 M records, 50,000 hosts", log: { records: 1_000_000, hosts: 50_000 } },
  {
    ...CSV,
    name: "dirty",
    about: "5 M records, 3 % of them odd or malformed",
    log: { ...PLAIN, dirty: true },
    isClean: false,
  },
  { ...CSV, name: "crlf", about: "5 M records, lines end in CR LF", log: { ...PLAIN, crlf: true } },
  { ...CSV, name: "ipv6", about: "5 M records, 2,000 IPv6 hosts", log: { ...PLAIN, ipv6: true } },
  { ...CSV, name: "gzip", about: "plain, compressed with gzip -1", log: PLAIN, isGzip: true },
  plainAs("combined", "combined: with 5,000 URLs, referrers and agents", false),
  plainAs("nginx-json", "JSON of nginx: with what combined has, and durations", false),
  plainAs("w3c", "W3C of IIS: with what JSON has; lines end in CR LF", true),
];

const SEED = 1;

/** What decides the bytes of a log. */
const SOURCES = [
  ...["benchmark.ts", "odd_lines.ts", "random.ts", "traffic.ts"],
  ...[...Deno.readDirSync(new URL("../../sample_data/lines", import.meta.url))].map(({ name }) =>
    `lines/${name}`
  ).sort(),
].map((path) => new URL(`../../sample_data/${path}`, import.meta.url));

/**
 * The file of a data set, out of the cache or made now, with a part of its records where `scale` is below 1.
 * `note` is told what takes its time.
 */
export async function logFile(
  set: DataSet,
  { cache, scale, note }: { readonly cache: string; readonly scale: number; note(text: string): void },
): Promise<LogFile> {
  const { name, format, isGzip = false, log } = set;
  const options = { ...log, format, records: Math.round(log.records * scale), seed: SEED };
  const stamp = await stampOf(SOURCES, options);
  const suffix = `${scale === 1 ? "" : `-${options.records}`}.${format === "csv" ? "csv" : "log"}`;
  const made = (file: string, make: (path: string) => Promise<void>): Promise<string> =>
    cached(cache, file, stamp, async (path) => {
      note(`makes ${cache}/${file}`);
      await make(path);
    });
  // The compressed log is that of "plain", whose file is kept anyway.
  const plain = await made(
    `${isGzip ? DATA_SETS[0].name : name}${suffix}`,
    (path) => writeLog(path, options),
  );
  const { size: bytes } = await Deno.stat(plain);
  const { records } = options;
  if (!isGzip) return { path: plain, records, bytes, format, isGzip };
  return {
    path: await made(`${name}${suffix}.gz`, (path) => compress(plain, path)),
    records,
    bytes,
    format,
    isGzip,
  };
}

async function writeLog(path: string, options: LogOptions): Promise<void> {
  using file = await Deno.create(path);
  for (const chunk of benchmarkLog(options)) {
    for (let from = 0; from < chunk.length;) from += await file.write(chunk.subarray(from));
  }
}

async function compress(from: string, to: string): Promise<void> {
  const gzip = createGzip({ level: constants.Z_BEST_SPEED, chunkSize: 1 << 18 });
  await pipeline(createReadStream(from, { highWaterMark: 1 << 20 }), gzip, createWriteStream(to));
}
