// Role: all benchmarks, in the order in which they are run.

import type { Benchmark } from "./benchmark.ts";
import { DATA_SETS } from "./data_sets.ts";
import { logBenchmark } from "./log_benchmark.ts";
import { rules } from "./rules_benchmark.ts";
import { several } from "./several_benchmark.ts";
import { startup } from "./startup_benchmark.ts";
import { viewers } from "./viewers/viewers_benchmark.ts";
import { year } from "./year.ts";

/** Every benchmark. */
export const BENCHMARKS: readonly Benchmark[] = [
  ...DATA_SETS.map(logBenchmark),
  rules,
  several,
  startup,
  viewers,
  year,
];
