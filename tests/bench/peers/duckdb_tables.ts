// Role: the tables that DuckDB leaves, in SQL: those of httplog's public views that both have. Used by `duckdb_program.ts` and
// `duckdb_default.ts`.
//
// What is here is the fastest of what was tried: `min` of as many as are kept rather than row_number(), which would sort all values.

/** As many values as httplog keeps of a bucket and a dimension where nobody says otherwise. */
export const KEPT = 100;

export const SUMS =
  "sum(hits)::BIGINT AS hits, sum(bytes)::BIGINT AS bytes, sum(failures)::BIGINT AS failures";

/** The hour of a start. */
export const HOUR = "start - start % 3600";

/** A table of all values. */
export function whole(table: string, value: string, cells: string): string {
  return `CREATE TABLE ${table} AS SELECT start, ${value}, ${SUMS} FROM (${cells}) GROUP BY ALL`;
}

/**
 * A table of the values with most hits of each bucket or hour, ties by value, and the rest of them as "(other)". `cells` has a row a
 * value, or several: then they are summed up first.
 */
export function cut(table: string, value: string, most: number, cells: string): string[] {
  return [
    `CREATE TEMP TABLE top_of_${table} AS
     SELECT start, ${SUMS}, count(*) AS distinct_values,
       min({fewer: -hits, ${value}: ${value}, bytes: bytes, failures: failures}, ${most}) AS kept
     FROM (${cells}) GROUP BY start`,
    `CREATE TABLE ${table} AS
     WITH kept AS MATERIALIZED (
       SELECT start, ${value}, -fewer AS hits, bytes, failures
       FROM (SELECT start, unnest(kept, recursive := true) FROM top_of_${table}))
     FROM kept
     UNION ALL
     SELECT start, '(other)', ${SUMS}
     FROM (SELECT start, hits, bytes, failures FROM top_of_${table}
           UNION ALL
           SELECT start, -hits, -bytes, -failures FROM kept)
     GROUP BY start HAVING sum(hits) > 0`,
  ];
}

/** Cells of hours out of cells of buckets. */
export const byHour = (value: string, cells: string): string =>
  `SELECT ${HOUR} AS start, ${value}, ${SUMS} FROM (${cells}) GROUP BY ALL`;
