// Role: the benchmark of several logs: "plain" dealt to the logs of five servers, line by line, which are one source, against the
// one log, in turns. They must be read at 90 % of its throughput at least.

import { once } from "node:events";
import { createReadStream, createWriteStream } from "node:fs";
import { createInterface } from "node:readline";
import { finished } from "node:stream/promises";
import type { Benchmark } from "./benchmark.ts";
import { type Contender, runAll, tableOf, wallOf } from "./contenders.ts";
import { DATA_SETS, logFile } from "./data_sets.ts";
import { figure } from "./markdown.ts";

const SERVERS = 5;
/** Part of the throughput that must be left. */
const LEAST_KEPT = 0.9;

/** "plain" of five servers against that of one. */
export const several: Benchmark = {
  name: "several",
  about: `${DATA_SETS[0].about}, dealt to ${SERVERS} logs of one source, against one log; ${
    LEAST_KEPT * 100
  } % of its throughput`,
  isLong: false,
  async prepare(options) {
    await logFile(DATA_SETS[0], options);
  },
  async run(options) {
    const { path, bytes, records } = await logFile(DATA_SETS[0], options);
    const directory = await Deno.makeTempDir({ prefix: "httplog-bench-" });
    try {
      const logs = await dealt(path, directory);
      const contenders: Contender[] = [
        { label: "one log", words: [path], runs: [], found: null },
        { label: `${SERVERS} logs`, words: logs, runs: [], found: null },
      ];
      await runAll(contenders, options);
      const [one, all] = contenders, kept = wallOf(one) / wallOf(all), faults: string[] = [];
      for (const { label, found } of contenders) {
        const line = `records ${records}`;
        if (!found!.answer.includes(line)) faults.push(`several: what ${label} hold is not "${line}".`);
      }
      // At a part of the log, starting the process is what is measured.
      if (options.scale === 1 && kept < LEAST_KEPT) {
        faults.push(
          `several: ${figure(kept * 100)} % of the throughput is left, at least ${LEAST_KEPT * 100} %.`,
        );
      }
      return { text: tableOf(contenders, bytes), faults };
    } finally {
      await Deno.remove(directory, { recursive: true });
    }
  },
};

/** Deals the lines of a log to as many logs as there are servers; returns their paths. */
async function dealt(path: string, directory: string): Promise<string[]> {
  const logs = Array.from({ length: SERVERS }, (_, server) => `${directory}/web${server}.csv`);
  const files = logs.map((log) => createWriteStream(log));
  let number = -1;
  for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Infinity })) {
    if (number++ < 0) { for (const file of files) file.write(`${line}\n`); }
    else if (!files[number % SERVERS].write(`${line}\n`)) {
      await once(files[number % SERVERS], "drain");
    }
  }
  await Promise.all(files.map((file) => finished(file.end())));
  return logs;
}
