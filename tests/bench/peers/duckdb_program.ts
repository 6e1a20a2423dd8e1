// Role: a program of its own: DuckDB, asked for the groups that httplog stores, in one pass over the log, on as many
// threads as the first argument says. The log is the second. Measured through `duckdb.ts`. The package is named only
// here, in a text, so that neither the lock file nor the type check of the tree needs it.

/** As much of the package as is used. */
interface Duckdb {
  readonly DuckDBInstance: {
    create(path: string, options: Record<string, string>): Promise<{ connect(): Promise<Connection> }>;
  };
  version(): string;
}

interface Connection {
  run(sql: string): Promise<unknown>;
  runAndReadAll(sql: string): Promise<{ getRowsJson(): unknown[][] }>;
}

const PACKAGE = "npm:@duckdb/node-api@1.5.5-r.5";

const COLUMNS =
  `{remotehost: 'VARCHAR', rfc931: 'VARCHAR', authuser: 'VARCHAR', date: 'BIGINT', request: 'VARCHAR',
  status: 'INTEGER', bytes: 'BIGINT'}`;

/** What it is told, so that it neither guesses nor stops at a line that it cannot read. */
const DIALECT =
  `header = true, auto_detect = false, delim = ',', quote = '"', escape = '"', columns = ${COLUMNS},
  ignore_errors = true, strict_mode = false`;

function groups(log: string): string {
  return `
    CREATE TEMP TABLE groups AS
    SELECT grouping(section, host, status) AS kind, bucket, section, host, status, count(*) AS hits,
      sum(bytes) AS bytes, count(*) FILTER (status >= 500) AS failures
    FROM (SELECT date - date % 10 AS bucket, '/' || split_part(split_part(request, ' ', 2), '/', 2) AS section,
            remotehost AS host, status, bytes
          FROM read_csv('${log.replaceAll("'", "''")}', ${DIALECT}))
    GROUP BY GROUPING SETS ((bucket), (bucket, section), (bucket, host), (bucket, status))`;
}

/** Kinds of groups: a bit is set for what is not in it, of section, host and status. */
const ANSWER = `
  SELECT 'hits ' || sum(hits) FROM groups WHERE kind = 7 UNION ALL
  SELECT 'bytes ' || sum(bytes) FROM groups WHERE kind = 7 UNION ALL
  SELECT 'failures ' || sum(failures) FROM groups WHERE kind = 7 UNION ALL
  SELECT 'section ' || section || ' ' || sum(hits) || ' ' || sum(bytes) || ' ' || sum(failures)
    FROM groups WHERE kind = 3 GROUP BY section UNION ALL
  SELECT 'status ' || status || ' ' || sum(hits) || ' ' || sum(bytes) || ' ' || sum(failures)
    FROM groups WHERE kind = 6 GROUP BY status UNION ALL
  SELECT 'bucket ' || bucket || ' ' || hits FROM groups WHERE kind = 7`;

if (import.meta.main) {
  const [threads, log] = Deno.args;
  const { DuckDBInstance, version }: Duckdb = await import(PACKAGE);
  if (log === undefined) console.log(version());
  else {
    const connection = await (await DuckDBInstance.create(":memory:", { threads })).connect();
    await connection.run(groups(log));
    const answer = await connection.runAndReadAll(ANSWER);
    console.log(answer.getRowsJson().flat().join("\n"));
  }
  Deno.exit(0);
}
