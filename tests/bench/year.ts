// Role: the benchmark of asking: the reports on a database that holds a year of 10 s buckets, as whole processes. Makes
// that database, once, with plain SQL through the program's own schema; a real replay of some last lines ends it, so
// that all that `doctor --full` checks holds. Runs alone too: `deno run -A tests/bench/year.ts [DIRECTORY]`.

import { DatabaseSync } from "node:sqlite";
import { NOT_BEGUN } from "../../src/domain/counting/log_clock.ts";
import { emptyState, type EngineState, packState } from "../../src/domain/checkpoint.ts";
import { NOTHING_WATCHED } from "../../src/domain/monitor/state.ts";
import { sqlite } from "../../src/stores/sqlite/sqlite.ts";
import { httplog } from "../faults/program.ts";
import type { Benchmark } from "./benchmark.ts";
import { cached, defaultCache, sha256, stampOf } from "./cache.ts";
import { figure, markdownTable } from "./markdown.ts";
import { hasGnuTime, measure } from "./measure.ts";
import { median } from "./statistics.ts";
import { ALERTS, FIRST, LATENESS, ROWS, SECTIONS, TAIL } from "./year_rows.ts";

/** Path of the database of a year, made in `directory` where it is not there yet. It takes some minutes and 3 GB. */
export async function yearDatabase(
  directory: string,
  note: (text: string) => void = () => {},
): Promise<string> {
  // What the file holds is decided by this file and by the schema; the version of the schema is part of `ROWS`' meaning.
  const stamp = await stampOf(
    [new URL(import.meta.url), new URL("year_rows.ts", import.meta.url)],
    await sha256(schema()),
  );
  return await cached(directory, "year.db", stamp, async (path) => {
    fill(path, note);
    note("year: replaying its last lines");
    const log = `${path}.csv`;
    try {
      await Deno.writeTextFile(log, tail());
      const replay = ["replay", log, "--db", path, "--source", "year", "--quiet"];
      await measure([...await httplog(), ...replay], false);
    } finally {
      for (const left of [log, `${path}.lock`]) await Deno.remove(left).catch(() => {});
    }
  });
}

/** The statements of the schema as the program makes it. */
function schema(): string {
  const directory = Deno.makeTempDirSync({ prefix: "httplog-bench-" });
  try {
    sqlite.open(`${directory}/x.db`, () => 0)[Symbol.dispose]();
    using reader = sqlite.read(`${directory}/x.db`);
    return JSON.stringify(reader.query("SELECT sql FROM sqlite_schema WHERE type = 'table'").rows);
  } finally {
    Deno.removeSync(directory, { recursive: true });
  }
}

function fill(path: string, note: (text: string) => void): void {
  sqlite.open(path, () => 0)[Symbol.dispose]();
  const database = new DatabaseSync(path);
  try {
    // Nothing is lost where this is interrupted: the file has no name yet.
    database.exec("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -100000; BEGIN");
    for (const [number, statement] of ROWS.entries()) {
      note(`year: statement ${number + 1} of ${ROWS.length}`);
      database.exec(statement);
    }
    const state: EngineState = {
      ...emptyState(),
      first: FIRST + 4,
      reached: TAIL,
      logs: [{ inputs: [0], clock: { ...NOT_BEGUN, latest: TAIL, begins: FIRST + 4 }, waiting: [] }],
      monitor: { ...NOTHING_WATCHED, through: TAIL - LATENESS - 1 },
    };
    database.prepare("INSERT INTO checkpoint (source_id, state) VALUES (1, ?)").run(packState(state));
    database.exec("COMMIT");
  } finally {
    database.close();
  }
}

/** A last minute of the log: a record a second. */
function tail(): string {
  const lines = Array.from({ length: 60 }, (_, second) => {
    const place = `"10.0.0.${second % 7}","-","-",${TAIL + second},"GET /section${
      1 + second % SECTIONS
    }/x HTTP/1.1"`;
    return `${place},200,1000\n`;
  });
  return `"remotehost","rfc931","authuser","date","request","status","bytes"\n${lines.join("")}`;
}

/** What is asked, and how many rows that answers. The lines that are replayed at the end have routes of their own. */
const QUESTIONS: readonly { readonly words: string; readonly rows: number }[] = [
  { words: "alerts", rows: ALERTS },
  { words: "buckets", rows: 20 },
  { words: "sections", rows: SECTIONS },
  { words: "sections --since 30d", rows: SECTIONS },
  { words: "hosts", rows: 20 },
  { words: "hosts --host 10.0.0.5", rows: 1 },
  { words: "statuses", rows: 5 },
  { words: "methods", rows: 1 },
  { words: "routes", rows: 4 + SECTIONS },
  { words: "urls", rows: 20 },
  { words: "agents", rows: 20 },
  { words: "protocols", rows: 2 },
  { words: "vhosts", rows: 1 },
  { words: "durations", rows: 241 },
  { words: "referrers", rows: 20 },
  { words: "referrers --full", rows: 20 },
  { words: "not-found", rows: 20 },
  { words: "goes-with", rows: 20 },
  { words: "browsers", rows: 2 },
  { words: "systems", rows: 3 },
  { words: "bots", rows: 0 },
  { words: "availability", rows: 365 * 24 + 1 },
  { words: "availability --by day", rows: 366 },
  { words: "availability --host 10.0.0.5", rows: 365 * 24 + 1 },
  { words: "latency", rows: 365 * 24 + 1 },
  { words: "latency --by day", rows: 366 },
  { words: "latency --by route", rows: 6 + SECTIONS },
  { words: "visitors", rows: 366 },
  { words: "compare --since 2024-07-01 --with 2024-01-01/2024-07-01", rows: 20 },
];

/** The reports on a year of buckets. */
export const year: Benchmark = {
  name: "year",
  about: "the reports on a year of 10 s buckets (3.1 M buckets, 120 M rows of values), over an empty script",
  isLong: true,
  async prepare({ cache, note }) {
    await yearDatabase(cache, note);
  },
  async run({ cache, runs, note }) {
    const path = await yearDatabase(cache, note);
    const program = await httplog();
    const empty = await Deno.makeTempFile({ prefix: "httplog-bench-", suffix: ".js" });
    const faults: string[] = [], gnuTime = await hasGnuTime();
    try {
      const contenders = [
        {
          label: "empty script",
          command: [...program.slice(0, -1), empty],
          rows: 0,
          walls: [] as number[],
          processors: [] as number[],
        },
        ...QUESTIONS.map(({ words, rows }) => ({
          label: `\`${words}\``,
          command: [...program, "query", ...words.split(" "), "--db", path, "--format", "csv"],
          rows,
          walls: [] as number[],
          processors: [] as number[],
        })),
      ];
      // The first round does not count: it brings the pages into memory.
      for (let round = -1; round < runs; round++) {
        note(`year: round ${round + 1} of ${runs}`);
        for (const { label, command, rows, walls, processors } of contenders) {
          const { wall, processor, stdout } = await measure(command, gnuTime);
          if (round >= 0) walls.push(wall * 1000);
          if (round >= 0 && processor !== null) processors.push(processor * 1000);
          const answered = Math.max(0, stdout.split("\n").length - 2);
          if (answered !== rows) faults.push(`year: ${label} answered ${answered} rows, not ${rows}.`);
        }
      }
      const head = ["process", "median ms", "min – max", "over the empty script", "processor ms", "runs"];
      const base = median(contenders[0].walls);
      const table = contenders.map(({ label, walls, processors }, index) => [
        label,
        figure(median(walls)),
        `${figure(Math.min(...walls))} – ${figure(Math.max(...walls))}`,
        index === 0 ? "" : `+${figure(median(walls) - base)}`,
        processors.length === 0 ? "" : figure(Math.min(...processors)),
        `${walls.length}`,
      ]);
      return { text: markdownTable(head, table), faults };
    } finally {
      await Deno.remove(empty);
    }
  },
};

if (import.meta.main) {
  const cache = Deno.args[0] ?? defaultCache();
  await Deno.mkdir(cache, { recursive: true });
  const note = (text: string): void => console.error(text);
  const { text, faults } = await year.run({ cache, runs: 7, budget: 60, peers: null, scale: 1, note });
  console.log([text, ...faults].join("\n"));
  if (faults.length > 0) Deno.exitCode = 1;
}
