// Role: the benchmark of asking: two reports on a database that holds a year of 10 s buckets, as whole processes. Makes
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
import { measure } from "./measure.ts";
import { median } from "./statistics.ts";

/** Start of the first bucket, 2024-01-01; bucket size; buckets of a year of 365 days. */
const FIRST = 1_704_067_200, SIZE = 10, BUCKETS = 365 * 86_400 / SIZE;
const LATENESS = 30, WINDOW = 120, TOP = 100, THRESHOLD = 10;
const SECTIONS = 8, HOSTS = 2000, ALERTS = 4000;
/** Start of the last bucket that is made here, and when the lines that are replayed begin: then it is final. */
const LAST = FIRST + (BUCKETS - 1) * SIZE, TAIL = LAST + SIZE + LATENESS;

/**
 * Every bucket, each with a number `r` that looks random, from which all else follows by arithmetic: `hits` from 24 to 39,
 * 0 to 2 `failures`, and `more` bytes than 1000 a hit. Of each dimension one value, the first, takes what the others leave.
 */
const BUCKET_ROWS = `WITH RECURSIVE
  bucket_number (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM bucket_number WHERE n + 1 < ${BUCKETS}),
  random (n, r) AS (SELECT n, (n * 2654435761 + 20240101) % 4294967296 >> 8 FROM bucket_number),
  made (n, start, r, hits, failures, more) AS
    (SELECT n, ${FIRST} + n * ${SIZE}, r, 24 + r % 16, (r >> 4) % 3, (r >> 6) % 1024 FROM random)`;

/** The numbers from 1 to `count`, as a table `k (k)`. */
const numbers = (count: number): string =>
  `(SELECT value AS k FROM json_each('${
    JSON.stringify(Array.from({ length: count }, (_, i) => i + 1))
  }')) AS k`;

/** A row of a cell: `share` hits, and what is left over where `takesRest` holds. */
const cell = (
  table: string,
  id: string,
  share: string,
  rest: string,
  takesRest: string,
  from: string,
): string =>
  `${BUCKET_ROWS} INSERT INTO ${table} (source_id, start, name_id, hits, bytes, failures)
    SELECT 1, start, ${id}, ${share} + iif(${takesRest}, ${rest}, 0),
      1000 * (${share} + iif(${takesRest}, ${rest}, 0)) + iif(${takesRest}, more, 0), iif(${takesRest}, failures, 0)
    FROM made CROSS JOIN ${from} WHERE true`;

/** Id of the name of the only method. */
const METHOD = 100_000;

const SUM = "FROM bucket WHERE source_id = 1";

/** The statements that fill the tables, in the order of their keys. */
const ROWS: readonly string[] = [
  `INSERT INTO name (id, dimension, value) SELECT 10 + k, 1, '/section' || k FROM ${numbers(SECTIONS)}`,
  `INSERT INTO name (id, dimension, value) SELECT 100 + k, 2, format('10.0.%d.%d', k / 250, k % 250)
    FROM ${numbers(HOSTS)}`,
  `${BUCKET_ROWS} INSERT INTO bucket (source_id, start, hits, bytes, failures, late, hosts, open)
    SELECT 1, start, hits, 1000 * hits + more, failures, 0, 7, 0 FROM made`,
  // Two seconds of each bucket have hits.
  `${BUCKET_ROWS} INSERT INTO second (source_id, time, hits, bytes, failures, late)
    SELECT 1, start + k * 4, iif(k = 1, 10, hits - 10), iif(k = 1, 10000, 1000 * (hits - 10) + more),
      iif(k = 1, 0, failures), 0 FROM made CROSS JOIN ${numbers(2)}`,
  cell("section_cell", "10 + k", "2", `hits - ${2 * SECTIONS}`, "k = 1 + (r >> 16) % 8", numbers(SECTIONS)),
  cell("host_cell", "100 + (k - 1) * 285 + 1 + n * 7 % 285", "3", "hits - 21", "k = 1", numbers(7)),
  // 200 and three others with one hit each; 503 only where there are failures, which are all of its hits.
  `${BUCKET_ROWS}, code (status) AS (VALUES (200), (301), (304), (404), (503))
    INSERT INTO status_cell (source_id, start, name_id, hits, bytes, failures)
    SELECT 1, start, status, h, 1000 * h + iif(status = 200, more, 0), iif(status = 503, h, 0)
    FROM (SELECT *, CASE status WHEN 200 THEN hits - 3 - failures WHEN 503 THEN failures ELSE 1 END AS h
      FROM made CROSS JOIN code) WHERE h > 0`,
  `INSERT INTO name (id, dimension, value) VALUES (${METHOD}, 4, 'GET')`,
  ...["section", "host", "status"].map((name) =>
    `INSERT INTO ${name}_hour (source_id, start, name_id, hits, bytes, failures)
    SELECT 1, start - start % 3600 AS hour, name_id, sum(hits), sum(bytes), sum(failures) FROM ${name}_cell
    GROUP BY hour, name_id ORDER BY hour, name_id`
  ),
  `INSERT INTO method_hour (source_id, start, name_id, hits, bytes, failures)
    SELECT 1, start - start % 3600 AS hour, ${METHOD}, sum(hits), sum(bytes), sum(failures) FROM bucket
    GROUP BY hour ORDER BY hour`,
  `INSERT INTO alert (source_id, fired_at, peak_at, resolved_at, window, provisional, value, peak_value, threshold, rule)
    SELECT 1, at, at + 60, at + 300, ${WINDOW}, 0, 10.5, 12.25, ${THRESHOLD}, 'high-traffic'
    FROM (SELECT ${FIRST + WINDOW} + (k - 1) * ${Math.floor((LAST - FIRST) / ALERTS)} AS at FROM ${
    numbers(ALERTS)
  })`,
  `INSERT INTO source (id, sequence, settled, bucket_size, lateness, top, first_time, last_time, watermark, read, accepted, rejected,
      late, format, name)
    SELECT 1, 1, 0, ${SIZE}, ${LATENESS}, ${TOP}, ${FIRST + 4}, ${TAIL}, ${
    TAIL - LATENESS
  }, sum(hits), sum(hits), 0, 0, 'csv', 'year' ${SUM}`,
  `INSERT INTO run (source_id, started_at, ended_at, bytes, read, accepted, rejected, late, status, version, files, options)
    SELECT 1, ${TAIL}, ${TAIL}, 80 * sum(hits), sum(hits), sum(hits), 0, 0, 'ok', '0', '["year.csv"]', '{}' ${SUM}`,
];

/** Path of the database of a year, made in `directory` where it is not there yet. It takes some minutes and 2 GB. */
export async function yearDatabase(
  directory: string,
  note: (text: string) => void = () => {},
): Promise<string> {
  // What the file holds is decided by this file and by the schema; the version of the schema is part of `ROWS`' meaning.
  const stamp = await stampOf([new URL(import.meta.url)], await sha256(schema()));
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

/** What is asked, and how many rows that answers. */
const QUESTIONS: readonly { readonly words: readonly string[]; readonly rows: number }[] = [
  { words: ["query", "alerts"], rows: ALERTS },
  { words: ["query", "sections", "--since", "30d"], rows: SECTIONS },
];

/** The reports `alerts` and `sections` on a year of buckets. */
export const year: Benchmark = {
  name: "year",
  about: "two reports on a year of 10 s buckets (3.1 M buckets, 62 M rows of values), over an empty script",
  isLong: true,
  async prepare({ cache, note }) {
    await yearDatabase(cache, note);
  },
  async run({ cache, runs, note }) {
    const path = await yearDatabase(cache, note);
    const program = await httplog();
    const empty = await Deno.makeTempFile({ prefix: "httplog-bench-", suffix: ".js" });
    const faults: string[] = [];
    try {
      const contenders = [
        { label: "empty script", command: [...program.slice(0, -1), empty], rows: 0, walls: [] as number[] },
        ...QUESTIONS.map(({ words, rows }) => ({
          label: `\`httplog ${words.join(" ")}\``,
          command: [...program, ...words, "--db", path, "--format", "csv"],
          rows,
          walls: [] as number[],
        })),
      ];
      // The first round does not count: it brings the pages into memory.
      for (let round = -1; round < runs; round++) {
        note(`year: round ${round + 1} of ${runs}`);
        for (const { label, command, rows, walls } of contenders) {
          const { wall, stdout } = await measure(command, false);
          if (round >= 0) walls.push(wall * 1000);
          const answered = Math.max(0, stdout.split("\n").length - 2);
          if (answered !== rows) faults.push(`year: ${label} answered ${answered} rows, not ${rows}.`);
        }
      }
      const head = ["process", "median ms", "min – max", "over the empty script", "runs"];
      const base = median(contenders[0].walls);
      const table = contenders.map(({ label, walls }, index) => [
        label,
        figure(median(walls)),
        `${figure(Math.min(...walls))} – ${figure(Math.max(...walls))}`,
        index === 0 ? "" : `+${figure(median(walls) - base)}`,
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
