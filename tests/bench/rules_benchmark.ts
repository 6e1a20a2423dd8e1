// Role: the benchmark of many rules: a replay of the log "plain" with the ten rules of `ten_rules.toml`, and without, in
// turns. Ten rules must cost at most 30 % of the throughput.

import { PROJECT } from "../process.ts";
import { differ } from "./peers/peer.ts";
import { httplog } from "../faults/program.ts";
import type { Benchmark, BenchmarkOptions } from "./benchmark.ts";
import { DATA_SETS, logFile } from "./data_sets.ts";
import { figure, markdownTable } from "./markdown.ts";
import { hasGnuTime, measure, type Measurement } from "./measure.ts";
import { median } from "./statistics.ts";
import { type Stored, stored } from "./stored_answer.ts";

/** Ten rules. */
export const TEN_RULES = `${PROJECT}tests/bench/ten_rules.toml`;

/** Part of the throughput that ten rules may cost. */
const MOST_COST = 0.3;

/** One way to run it. */
interface Contender {
  readonly label: string;
  readonly words: readonly string[];
  readonly runs: Measurement[];
  found: Stored | null;
}

/** "plain" with ten rules against none. */
export const rules: Benchmark = {
  name: "rules",
  about: `${DATA_SETS[0].about}: ten rules against none; they may cost ${
    MOST_COST * 100
  } % of the throughput`,
  isLong: false,
  async prepare(options) {
    await logFile(DATA_SETS[0], options);
  },
  async run(options) {
    const { path, bytes } = await logFile(DATA_SETS[0], options);
    const contenders: Contender[] = [
      { label: "no rule file", words: [], runs: [], found: null },
      { label: "ten rules", words: ["--rules", TEN_RULES], runs: [], found: null },
    ];
    await runAll(path, contenders, options);
    const [without, withRules] = contenders;
    const faults: string[] = [];
    if (differ(without.found!, { answer: withRules.found!.answer })) {
      faults.push("rules: what is stored beside alerts differs with and without rules.");
    }
    const kept = wallOf(without) / wallOf(withRules);
    // At a part of the log, starting the process is what is measured.
    if (options.scale === 1 && kept < 1 - MOST_COST) {
      faults.push(
        `rules: ten rules cost ${figure((1 - kept) * 100)} % of the throughput, at most ${
          MOST_COST * 100
        } %.`,
      );
    }
    const rows = contenders.map(({ label, runs }) => {
      const walls = runs.map(({ wall }) => wall);
      return [
        label,
        figure(median(walls)),
        `${figure(Math.min(...walls))} – ${figure(Math.max(...walls))}`,
        figure(bytes / 1e6 / median(walls)),
        `${figure(wallOf(without) / median(walls) * 100)} %`,
        runs[0].processor === null ? "–" : median(runs.map(({ processor }) => processor!)).toFixed(2),
        `${runs.length}`,
      ];
    });
    const head = ["replay with", "median s", "min – max s", "MB/s", "throughput", "CPU s", "runs"];
    return { text: markdownTable(head, rows), faults };
  },
};

async function runAll(
  log: string,
  contenders: readonly Contender[],
  { runs, note }: BenchmarkOptions,
): Promise<void> {
  const [gnuTime, program] = [await hasGnuTime(), await httplog()];
  for (let round = 0; round < runs; round++) {
    for (const contender of contenders) {
      note(`rules: ${contender.label}, run ${round + 1} of ${runs}`);
      const directory = await Deno.makeTempDir({ prefix: "httplog-bench-" });
      try {
        const database = `${directory}/bench.db`;
        const command = [...program, "replay", log, "--db", database, "--quiet", ...contender.words];
        contender.runs.push(await measure(command, gnuTime));
        contender.found = stored(database);
      } finally {
        await Deno.remove(directory, { recursive: true });
      }
    }
  }
}

function wallOf({ runs }: Contender): number {
  return median(runs.map(({ wall }) => wall));
}
