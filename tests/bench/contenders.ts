// Role: ways to run the program that are measured in turns against the first of them. Used by `rules_benchmark.ts` and
// `several_benchmark.ts`.

import { httplog } from "../faults/program.ts";
import type { BenchmarkOptions } from "./benchmark.ts";
import { figure, markdownTable } from "./markdown.ts";
import { hasGnuTime, measure, type Measurement } from "./measure.ts";
import { median } from "./statistics.ts";
import { type Stored, stored } from "./stored_answer.ts";

/** One way to run it. */
export interface Contender {
  readonly label: string;
  /** The logs, and further words of the command line. */
  readonly words: readonly string[];
  readonly runs: Measurement[];
  found: Stored | null;
}

/** Replays with each contender in turn, as often as asked, each time into a new database. */
export async function runAll(
  contenders: readonly Contender[],
  { runs, note }: Pick<BenchmarkOptions, "runs" | "note">,
): Promise<void> {
  const [gnuTime, program] = [await hasGnuTime(), await httplog()];
  for (let round = 0; round < runs; round++) {
    for (const contender of contenders) {
      note(`${contender.label}, run ${round + 1} of ${runs}`);
      const directory = await Deno.makeTempDir({ prefix: "httplog-bench-" });
      try {
        const database = `${directory}/bench.db`;
        const words = ["--source", "bench", "--db", database, "--quiet", ...contender.words];
        contender.runs.push(await measure([...program, "replay", ...words], gnuTime));
        contender.found = stored(database);
      } finally {
        await Deno.remove(directory, { recursive: true });
      }
    }
  }
}

/** The median of the wall times, seconds. */
export function wallOf({ runs }: Contender): number {
  return median(runs.map(({ wall }) => wall));
}

/** A row for each contender, for a log of so many bytes; the throughput is beside that of the first one. */
export function tableOf(contenders: readonly Contender[], bytes: number): string {
  const rows = contenders.map(({ label, runs }) => {
    const walls = runs.map(({ wall }) => wall);
    return [
      label,
      figure(median(walls)),
      `${figure(Math.min(...walls))} – ${figure(Math.max(...walls))}`,
      figure(bytes / 1e6 / median(walls)),
      `${figure(wallOf(contenders[0]) / median(walls) * 100)} %`,
      runs[0].processor === null ? "–" : median(runs.map(({ processor }) => processor!)).toFixed(2),
      `${runs.length}`,
    ];
  });
  const head = ["replay with", "median s", "min – max s", "MB/s", "throughput", "CPU s", "runs"];
  return markdownTable(head, rows);
}
