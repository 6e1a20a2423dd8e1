// Role: the benchmark of one data set: httplog and its peers read the same log as whole processes, in turns, and must
// find the same. Gives the table that the manual shows.

import type { Benchmark, BenchmarkOptions } from "./benchmark.ts";
import { type DataSet, type LogFile, logFile } from "./data_sets.ts";
import { type Contender, logTable } from "./log_table.ts";
import { hasGnuTime, measure } from "./measure.ts";
import { PEERS } from "./peers/mod.ts";
import { differ, type Peer } from "./peers/peer.ts";
import { profile } from "./profile.ts";
import { isDue, runsWithin } from "./statistics.ts";

/** The benchmark of a data set. */
export function logBenchmark(set: DataSet): Benchmark {
  return {
    name: set.name,
    about: set.about,
    isLong: set.isLong ?? false,
    async prepare(options) {
      await logFile(set, options);
    },
    profile: async (options) => ({ text: await profile(await logFile(set, options), options), faults: [] }),
    async run(options) {
      const log = await logFile(set, options);
      const { contenders, missing, unfit } = await contendersFor(set, options);
      const faults = await runAll(set, log, contenders, options);
      return { text: await logTable(set, log, contenders, { missing, unfit }), faults };
    },
  };
}

/** Those that take part, those that would if they were installed, and those that do not read the format. */
async function contendersFor(
  set: DataSet,
  { peers, runs }: BenchmarkOptions,
): Promise<{ readonly contenders: Contender[]; readonly missing: Peer[]; readonly unfit: Peer[] }> {
  const contenders: Contender[] = [], missing: Peer[] = [], unfit: Peer[] = [];
  for (const [index, peer] of PEERS.entries()) {
    if (index > 0 && peers !== null && !peers.includes(peer.name)) continue;
    if (set.isLong && !peer.isQuick) continue;
    if (!peer.formats.includes(set.format)) {
      unfit.push(peer);
      continue;
    }
    const label = await peer.find();
    if (label === null) missing.push(peer);
    else contenders.push({ peer, label, allowed: runs, runs: [], found: null, failure: null });
  }
  return { contenders, missing, unfit };
}

/** Runs all in turns; gives what is wrong with the results. */
async function runAll(
  { name, isClean }: DataSet,
  log: LogFile,
  contenders: readonly Contender[],
  { runs, budget, note }: BenchmarkOptions,
): Promise<string[]> {
  const gnuTime = await hasGnuTime();
  const faults: string[] = [];
  await readThrough(log.path);
  for (let round = 0; round < runs; round++) {
    for (const contender of contenders) {
      if (contender.failure !== null || !isDue(round, runs, contender.allowed)) continue;
      note(`${name}: ${contender.label}, run ${contender.runs.length + 1} of ${contender.allowed}`);
      const before = contender.found;
      try {
        await runOnce(contender, log, gnuTime);
      } catch (error) {
        if (isClean || contender === contenders[0]) throw error;
        contender.failure = (error as Error).message;
        continue;
      }
      if (round === 0 && !contender.peer.isQuick) {
        contender.allowed = runsWithin(budget, contender.runs[0].wall, runs);
      }
      if (before !== null && differ(before, contender.found!)) {
        faults.push(`${name}: two runs of ${contender.label} differ.`);
      }
    }
  }
  // Two that store more have more in common than with the first one.
  for (const [place, other] of contenders.entries()) {
    for (const one of contenders.slice(0, place)) {
      const see = [one, other].every(({ found }) => found !== null && (isClean || found.hash !== undefined));
      if (see && differ(one.found!, other.found!)) {
        faults.push(`${name}: ${other.label} and ${one.label} differ.`);
      }
    }
  }
  return faults;
}

async function runOnce(contender: Contender, log: LogFile, gnuTime: boolean): Promise<void> {
  const directory = await Deno.makeTempDir({ prefix: "httplog-bench-" });
  try {
    const { command, found } = await contender.peer.begin(log, directory);
    const measurement = await measure(command, gnuTime);
    contender.runs.push(measurement);
    contender.found = await found(measurement.stdout);
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
}

/** Brings a file into the page cache, as far as it fits: not even the first run is to wait for the disk. */
async function readThrough(path: string): Promise<void> {
  using file = await Deno.open(path);
  const buffer = new Uint8Array(1 << 20);
  while (await file.read(buffer) !== null);
}
