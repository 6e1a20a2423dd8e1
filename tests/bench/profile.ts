// Role: `deno task bench --profile`: where the time of a replay goes, by stage. V8's own profiler watches the program as
// it is, from source; nothing in it knows of that, so that it costs nothing otherwise.

import { compiledPermissions } from "../end_to_end/tasks.ts";
import { PROJECT } from "../process.ts";
import type { BenchmarkOptions } from "./benchmark.ts";
import type { LogFile } from "./data_sets.ts";
import { figure, markdownTable } from "./markdown.ts";
import { measure } from "./measure.ts";
import { type Profile, secondsByStage, STAGES } from "./stages.ts";
import { median } from "./statistics.ts";

/** Microseconds between two samples. */
const INTERVAL = 200;

/** The profiler sees the main thread alone, so that does all the work. */
const ONE_THREAD = ["--workers", "0"];

/** The stages of a replay of this log as a table: medians of some runs. */
export async function profile(log: LogFile, { runs, note }: BenchmarkOptions): Promise<string> {
  const source = new URL("../../src/", import.meta.url).href;
  const found: ReturnType<typeof secondsByStage>[] = [];
  for (let run = 1; run <= runs; run++) {
    note(`profile: run ${run} of ${runs}`);
    found.push(secondsByStage(await profileOf(log), source));
  }
  const total = median(found.map((seconds) => STAGES.reduce((sum, stage) => sum + seconds[stage], 0)));
  const rows = STAGES.map((stage) => {
    const seconds = median(found.map((one) => one[stage]));
    return [stage, figure(seconds), `${(100 * seconds / total).toFixed(1)} %`];
  });
  const head = ["stage", "median s", "share"];
  return `${log.path}, ${figure(log.bytes / 1e6)} MB, ${runs} runs with V8's profiler, on one thread.\n\n` +
    markdownTable(head, [...rows, ["all", figure(total), "100 %"]]);
}

/** One run under the profiler. */
async function profileOf({ path }: LogFile): Promise<Profile> {
  const directory = await Deno.makeTempDir({ prefix: "httplog-bench-" });
  try {
    const profiler = ["--cpu-prof", `--cpu-prof-interval=${INTERVAL}`, `--cpu-prof-dir=${directory}`];
    const command = [Deno.execPath(), "run", "--quiet", ...profiler, "--cpu-prof-name=main.cpuprofile"];
    const words = ["replay", path, "--db", `${directory}/bench.db`, "--quiet", ...ONE_THREAD];
    await measure([...command, ...compiledPermissions(), `${PROJECT}main.ts`, ...words], false);
    return JSON.parse(await Deno.readTextFile(`${directory}/main.cpuprofile`));
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
}
