// Role: the benchmark of many rules: a replay of the log "plain" with the ten rules of `ten_rules.toml`, and without, in
// turns. Ten rules must cost at most 30 % of the throughput.

import { PROJECT } from "../process.ts";
import { differ } from "./peers/peer.ts";
import type { Benchmark } from "./benchmark.ts";
import { type Contender, runAll, tableOf, wallOf } from "./contenders.ts";
import { DATA_SETS, logFile } from "./data_sets.ts";
import { figure } from "./markdown.ts";

/** Ten rules. */
export const TEN_RULES = `${PROJECT}tests/bench/ten_rules.toml`;

/** Part of the throughput that ten rules may cost. */
const MOST_COST = 0.3;

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
      { label: "no rule file", words: [path], runs: [], found: null },
      { label: "ten rules", words: [path, "--rules", TEN_RULES], runs: [], found: null },
    ];
    await runAll(contenders, options);
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
    return { text: tableOf(contenders, bytes), faults };
  },
};
