// Role: `deno task sample`: writes the sample logs beside this file, or one benchmark log of any size. The logs
// themselves are made by `access.ts`, `outage.ts`, `malformed.ts`, `other_formats.ts`, `slow.ts` and `benchmark.ts`.

import { parseArgs } from "node:util";
import { accessLog } from "./access.ts";
import { benchmarkLog, type BenchmarkOptions } from "./benchmark.ts";
import { LINE_FORMAT_NAMES, type LineFormatName } from "./lines/mod.ts";
import { malformedLog } from "./malformed.ts";
import { combinedLog, nginxJsonLog, w3cLog } from "./other_formats.ts";
import { outageLog } from "./outage.ts";
import { slowLog } from "./slow.ts";

const USAGE = `deno task sample                              writes access.csv, outage.csv, malformed.csv,
                                              combined.log, nginx.json, w3c.log and slow.json
deno task sample --records N --out FILE       writes a benchmark log

  --dir PATH      where the sample logs go (default: sample_data)
  --records N     number of records of the benchmark log
  --format NAME   its format: csv (default), combined, nginx-json or w3c; the records are the same in each
  --hosts N       number of hosts, 1 to 16777216 (default: 2000)
  --ipv6          hosts are IPv6 addresses
  --crlf          lines end in CR LF
  --dirty         three lines of a hundred are odd or malformed; csv only
  --out FILE      the benchmark log's file, "-" for standard output
  --seed S        another seed gives another log (default: 1)`;

/** Writes the sample logs into a directory that exists. The same seed gives the same bytes. */
export function writeSamples(directory: string, seed: number): void {
  Deno.writeTextFileSync(`${directory}/access.csv`, accessLog(seed));
  Deno.writeTextFileSync(`${directory}/outage.csv`, outageLog(seed));
  Deno.writeFileSync(`${directory}/malformed.csv`, malformedLog());
  Deno.writeTextFileSync(`${directory}/combined.log`, combinedLog(seed));
  Deno.writeTextFileSync(`${directory}/nginx.json`, nginxJsonLog(seed));
  Deno.writeTextFileSync(`${directory}/w3c.log`, w3cLog(seed));
  Deno.writeTextFileSync(`${directory}/slow.json`, slowLog(seed));
}

/** The number an option gives, or a RangeError that says what is allowed. */
function wholeNumber(name: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new RangeError(`--${name} is "${text}"; it takes a whole number from ${least} to ${most}.`);
}

/** The format of this name, or a RangeError that says which there are. */
function formatOf(name: string): LineFormatName {
  const format = LINE_FORMAT_NAMES.find((one) => one === name);
  if (format !== undefined) return format;
  throw new RangeError(`--format is "${name}"; there are: ${LINE_FORMAT_NAMES.join(", ")}.`);
}

async function writeBenchmark(path: string, options: BenchmarkOptions): Promise<void> {
  using file = path === "-" ? null : await Deno.create(path);
  const sink = file ?? Deno.stdout;
  for (const chunk of benchmarkLog(options)) {
    for (let from = 0; from < chunk.length;) from += await sink.write(chunk.subarray(from));
  }
}

async function main(words: string[]): Promise<void> {
  const { values } = parseArgs({
    args: words,
    options: {
      help: { type: "boolean" },
      dir: { type: "string", default: import.meta.dirname ?? "sample_data" },
      records: { type: "string" },
      hosts: { type: "string", default: "2000" },
      format: { type: "string", default: "csv" },
      ipv6: { type: "boolean" },
      crlf: { type: "boolean" },
      dirty: { type: "boolean" },
      out: { type: "string" },
      seed: { type: "string", default: "1" },
    },
  });
  if (values.help) return console.log(USAGE);
  const seed = wholeNumber("seed", values.seed, 0, 2 ** 32 - 1);
  if (values.records === undefined) return writeSamples(values.dir, seed);
  if (values.out === undefined) throw new TypeError("--records needs --out FILE.");
  const records = wholeNumber("records", values.records, 0, Number.MAX_SAFE_INTEGER);
  const hosts = wholeNumber("hosts", values.hosts, 1, 2 ** 24);
  const format = formatOf(values.format);
  const { ipv6, crlf, dirty } = values;
  await writeBenchmark(values.out, { records, hosts, seed, format, ipv6, crlf, dirty });
}

if (import.meta.main) {
  try {
    await main(Deno.args);
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\n\n${USAGE}`);
    Deno.exitCode = 64;
  }
}
