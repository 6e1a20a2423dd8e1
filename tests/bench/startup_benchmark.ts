// Role: the benchmark of starting: what the program costs where there is next to nothing to do, over an empty script on
// the same runtime.

import type { Benchmark } from "./benchmark.ts";
import { logFile } from "./data_sets.ts";
import { figure, markdownTable } from "./markdown.ts";
import { measure } from "./measure.ts";
import { httplog } from "../faults/program.ts";
import { stored } from "./stored_answer.ts";
import { median } from "./statistics.ts";

/** Records of the small log. */
const RECORDS = 5000;

/** Starting is quick and its differences are small: it gets so many times the runs of the others. */
const TIMES = 5;

/** `--version`, and a replay of a small log. */
export const startup: Benchmark = {
  name: "startup",
  about: `httplog --version, and a replay of ${RECORDS.toLocaleString("en-US")} lines, over an empty script`,
  isLong: false,
  async prepare(options) {
    await logFile(SMALL, { ...options, scale: 1 });
  },
  async run(options) {
    const { path } = await logFile(SMALL, { ...options, scale: 1 });
    const directory = await Deno.makeTempDir({ prefix: "httplog-bench-" });
    const faults: string[] = [];
    try {
      const database = `${directory}/bench.db`;
      const empty = `${directory}/empty.js`;
      await Deno.writeTextFile(empty, "");
      const program = await httplog();
      const runtime = program.slice(0, -1);
      const contenders = [
        { label: "empty script", command: [...runtime, empty], walls: [] as number[] },
        { label: "`httplog --version`", command: [...program, "--version"], walls: [] },
        {
          label: `replay of ${RECORDS.toLocaleString("en-US")} lines`,
          command: [...program, "replay", path, "--db", database, "--quiet"],
          walls: [],
        },
      ];
      const rounds = options.runs * TIMES;
      // What the runtime keeps of a program that it has seen is there for people too: the first round does not count.
      for (let round = -1; round < rounds; round++) {
        options.note(`startup: round ${round + 1} of ${rounds}`);
        for (const { command, walls } of contenders) {
          const { wall } = await measure(command, false);
          if (round >= 0) walls.push(wall * 1000);
        }
        const { answer } = stored(database);
        if (!answer.includes(`records ${RECORDS}`)) {
          faults.push("startup: the replay did not read all lines.");
        }
        for (const file of ["", "-wal", "-shm"]) {
          await Deno.remove(database + file).catch(() => {});
        }
      }
      const base = median(contenders[0].walls);
      const rows = contenders.map(({ label, walls }, index) => [
        label,
        figure(median(walls)),
        `${figure(Math.min(...walls))} – ${figure(Math.max(...walls))}`,
        index === 0 ? "" : `${median(walls) >= base ? "+" : "−"}${figure(Math.abs(median(walls) - base))}`,
        `${walls.length}`,
      ]);
      const head = ["process", "median ms", "min – max", "over the empty script", "runs"];
      return { text: markdownTable(head, rows), faults };
    } finally {
      await Deno.remove(directory, { recursive: true });
    }
  },
};

const SMALL = {
  name: "small",
  about: "5,000 records, 20 hosts",
  format: "csv",
  log: { records: RECORDS, hosts: 20 },
  isClean: true,
} as const;
