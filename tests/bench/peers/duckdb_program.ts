// Role: a program of its own: DuckDB, told to do the job of httplog as a person who writes SQL would. Measured through
// `duckdb.ts`.
//
//   store DATABASE LOG THREADS FORMAT    goes over the log once and leaves a database file
//   tell DATABASE                        says what is in it, to be compared (not measured)
//   (nothing)                            says the version
//
// The file has the tables and columns of httplog's public views: seconds, buckets with their number of distinct hosts,
// and the sections, hosts and statuses of each bucket, of which the first two are cut to those with most hits, the rest
// summed up as "(other)". What has no short way in SQL is left out: late records, alerts, rejected lines with their
// reasons, and going on where the last run stopped.
//
// What is here is the fastest of what was tried: GROUPING SETS rather than the log in a table of its own; `min` of 100
// rather than row_number(), which would sort all hosts; buffers that fit the processor's cache. How a log is read is in
// `duckdb_logs.ts`. The package is named only here, in a text, so that neither the lock file nor the type check of the
// tree needs it.

import type { LineFormatName } from "../../../sample_data/lines/mod.ts";
import { LOGS_IN_SQL, type LogSql } from "./duckdb_logs.ts";

/** As much of the package as is used. */
interface Duckdb {
  readonly DuckDBInstance: { create(path: string, options: Record<string, string>): Promise<Instance> };
  version(): string;
}

interface Instance {
  connect(): Promise<Connection>;
  closeSync(): void;
}

interface Connection {
  run(sql: string): Promise<unknown>;
  runAndReadAll(sql: string): Promise<{ getRowsJson(): unknown[][] }>;
  closeSync(): void;
}

const PACKAGE = "npm:@duckdb/node-api@1.5.5-r.5";

/** As many values as httplog keeps of a bucket and a dimension where nobody says otherwise. */
const KEPT = 100;

const SUMS = "sum(hits)::BIGINT AS hits, sum(bytes)::BIGINT AS bytes, sum(failures)::BIGINT AS failures";

/** All groups of the log. Their kinds: 1 is bucket and host, 2 is second, 3 is bucket, page and status. */
function groups(log: string, { rows, start, time }: LogSql): string {
  return `
    CREATE TEMP TABLE groups AS
    SELECT kind, ${start} AS start, ${time} AS time, host, page, status, hits, bytes, failures
    FROM (SELECT grouping(host, time) AS kind, start, time, host, page, status, count(*) AS hits,
            sum(bytes)::BIGINT AS bytes, count(*) FILTER (status >= 500) AS failures
          FROM (${rows(`'${log.replaceAll("'", "''")}'`)})
          GROUP BY GROUPING SETS ((start, host), (time), (start, page, status)))`;
}

/** A table of the values of a dimension with most hits per bucket, ties by value. `cells` has a row a value. */
function ranked(dimension: string, cells: string): string[] {
  return [
    `CREATE TEMP TABLE top_${dimension}s AS
     SELECT start, ${SUMS}, count(*) AS distinct_values,
       min({fewer: -hits, ${dimension}: ${dimension}, bytes: bytes, failures: failures}, ${KEPT}) AS kept
     FROM (${cells}) GROUP BY start`,
    `CREATE TABLE bucket_${dimension}s AS
     WITH kept AS MATERIALIZED (
       SELECT start, ${dimension}, -fewer AS hits, bytes, failures
       FROM (SELECT start, unnest(kept, recursive := true) FROM top_${dimension}s))
     FROM kept
     UNION ALL
     SELECT start, '(other)', ${SUMS}
     FROM (SELECT start, hits, bytes, failures FROM top_${dimension}s
           UNION ALL
           SELECT start, -hits, -bytes, -failures FROM kept)
     GROUP BY start HAVING sum(hits) > 0`,
  ];
}

/** What leaves the database, in order. */
function statements(log: string, format: LogSql): string[] {
  return [
    groups(log, format),
    "BEGIN",
    "CREATE TABLE seconds AS SELECT time, hits, bytes, failures FROM groups WHERE kind = 2",
    `CREATE TABLE bucket_statuses AS
     SELECT start, status, ${SUMS} FROM groups WHERE kind = 3 GROUP BY start, status`,
    ...ranked(
      "section",
      `SELECT start, ${format.section} AS section, ${SUMS} FROM groups WHERE kind = 3 GROUP BY ALL`,
    ),
    ...ranked("host", "SELECT start, host, hits, bytes, failures FROM groups WHERE kind = 1"),
    "CREATE TABLE buckets AS SELECT start, hits, bytes, failures, distinct_values AS hosts FROM top_hosts",
    "COMMIT",
  ];
}

/** Works on a database in a file, and closes it, which writes all of it. */
async function withDatabase(
  path: string,
  options: Record<string, string>,
  work: (connection: Connection) => Promise<void>,
): Promise<void> {
  const { DuckDBInstance }: Duckdb = await import(PACKAGE);
  const instance = await DuckDBInstance.create(path, options);
  const connection = await instance.connect();
  await work(connection);
  connection.closeSync();
  instance.closeSync();
}

if (import.meta.main) {
  const [work, database, log, threads, format] = Deno.args;
  if (work === "store") {
    await withDatabase(database, { threads }, async (connection) => {
      for (const sql of statements(log, LOGS_IN_SQL[format as LineFormatName])) await connection.run(sql);
    });
  } else if (work === "tell") {
    const { linesOf, QUESTIONS } = await import("../stored_rows.ts");
    await withDatabase(database, { access_mode: "READ_ONLY" }, async (connection) => {
      for (const question of QUESTIONS) {
        const rows = (await connection.runAndReadAll(question.sql)).getRowsJson().flat().map(String);
        for (const line of linesOf(question, rows)) console.log(line);
      }
    });
  } else console.log((await import(PACKAGE) as Duckdb).version());
  Deno.exit(0);
}
