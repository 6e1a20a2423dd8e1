// Role: a program of its own: DuckDB, told to do the job of httplog as a person who writes SQL would. Measured through
// `duckdb.ts`.
//
//   store DATABASE LOG THREADS FORMAT JOB    goes over the log once and leaves a database file
//   tell DATABASE                            says what is in it, to be compared (not measured)
//   (nothing)                                says the version
//
// The file has the tables and columns of httplog's public views: seconds, buckets with their number of distinct hosts,
// the sections, hosts and statuses of each bucket, and those and the methods of each hour, cut to those with most hits, the rest
// summed up as "(other)". What has no short way in SQL is left out: late records, alerts, rejected lines with their
// reasons, and going on where the last run stopped. The job `few` is this; `regexp` is the same, a combined log being read by a
// regular expression; `default` is that of `duckdb_default.ts`.
//
// What is here is the fastest of what was tried: GROUPING SETS rather than the log in a table of its own; buffers that fit the
// processor's cache. How a log is read is in `duckdb_logs.ts`. The package is named only here, in a text, so that neither the
// lock file nor the type check of the tree needs it.

import type { LineFormatName } from "../../../sample_data/lines/mod.ts";
import { byDefault } from "./duckdb_default.ts";
import { combinedByRegexp, LOGS_IN_SQL, type LogSql } from "./duckdb_logs.ts";
import { byHour, cut, KEPT, SUMS, whole } from "./duckdb_tables.ts";

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

/** All groups of the log. Their kinds: 1 is bucket and host, 2 is second, 3 is bucket, page and status. */
function groups(file: string, { rows, start, time }: LogSql): string {
  return `
    CREATE TEMP TABLE groups AS
    SELECT kind, ${start} AS start, ${time} AS time, host, page, status, hits, bytes, failures
    FROM (SELECT grouping(host, time) AS kind, start, time, host, page, status, count(*) AS hits,
            sum(bytes)::BIGINT AS bytes, count(*) FILTER (status >= 500) AS failures
          FROM (${rows(file)})
          GROUP BY GROUPING SETS ((start, host), (time), (start, page, status)))`;
}

/** What leaves the database with few dimensions, in order. */
function byFew(file: string, format: LogSql): string[] {
  const sections =
    `SELECT start, ${format.section} AS section, ${SUMS} FROM groups WHERE kind = 3 GROUP BY ALL`;
  const hosts = "SELECT start, host, hits, bytes, failures FROM groups WHERE kind = 1";
  const statuses = "SELECT start, status, hits, bytes, failures FROM groups WHERE kind = 3";
  const methods =
    `SELECT start, ${format.method} AS method, hits, bytes, failures FROM groups WHERE kind = 3`;
  return [
    groups(file, format),
    "BEGIN",
    "CREATE TABLE seconds AS SELECT time, hits, bytes, failures FROM groups WHERE kind = 2",
    whole("bucket_statuses", "status", statuses),
    ...cut("bucket_sections", "section", KEPT, sections),
    ...cut("bucket_hosts", "host", KEPT, hosts),
    "CREATE TABLE buckets AS SELECT start, hits, bytes, failures, distinct_values AS hosts FROM top_of_bucket_hosts",
    whole("hourly_statuses", "status", byHour("status", statuses)),
    ...cut("hourly_methods", "method", 1000, byHour("method", methods)),
    ...cut("hourly_sections", "section", 1000, byHour("section", sections)),
    ...cut("hourly_hosts", "host", 10_000, byHour("host", hosts)),
    "COMMIT",
  ];
}

/** What a job does with a log. */
function statements(job: string, log: string, format: LineFormatName): string[] {
  const file = `'${log.replaceAll("'", "''")}'`;
  if (job === "default") return byDefault(file);
  return byFew(file, job === "regexp" ? combinedByRegexp : LOGS_IN_SQL[format]);
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
  const [work, database, log, threads, format, job] = Deno.args;
  if (work === "store") {
    await withDatabase(database, { threads }, async (connection) => {
      for (const sql of statements(job, log, format as LineFormatName)) await connection.run(sql);
    });
  } else if (work === "tell") {
    const { linesOf, questionsOn } = await import("../stored_rows.ts");
    await withDatabase(database, { access_mode: "READ_ONLY" }, async (connection) => {
      const ask = async (sql: string) =>
        (await connection.runAndReadAll(sql)).getRowsJson().flat().map(String);
      for (const question of questionsOn(await ask("SELECT table_name FROM duckdb_tables()"))) {
        const rows = await ask(question.sql);
        for (const line of linesOf(question, rows)) console.log(line);
      }
    });
  } else console.log((await import(PACKAGE) as Duckdb).version());
  Deno.exit(0);
}
