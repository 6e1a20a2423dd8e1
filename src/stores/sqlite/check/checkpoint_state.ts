// Role: checks the state that runs continue from: that it can be read, and that the buckets it holds, together with
// those that are stored, make up what was accepted. Part of `check.ts`.

import { type EngineState, unpackState } from "../../../domain/checkpoint.ts";
import { bucketOf } from "../../../domain/buckets/bucket_from_cells.ts";
import type { BucketRows } from "../../../domain/buckets/rows.ts";
import { type Dimension, DIMENSIONS } from "../../../domain/dimension.ts";
import type { Finding } from "./finding.ts";
import type { Row, SqliteConnection } from "../connection.ts";

const ADVICE = "Please report it; replaying the logs with --fresh counts the source anew.";
const COUNTS = ["hits", "bytes", "failures"] as const;

/** Checks the state of every source; `full` compares the open buckets value by value. */
export function* checkStates(connection: SqliteConnection, full: boolean): Generator<Finding> {
  let isWell = true;
  const sources = connection.all(`SELECT id, name, settled, accepted, late, first_time, last_time, state
    FROM source LEFT JOIN checkpoint ON source_id = id ORDER BY name`);
  for (const row of sources) {
    const found = firstInconsistency(connection, row, full);
    if (found === null) continue;
    isWell = false;
    yield { check: "state", state: "problem", source: String(row.name), found, advice: ADVICE };
  }
  const found = "what runs continue from can be read, and makes up with the buckets what was accepted";
  if (isWell) yield { check: "state", state: "ok", source: null, found, advice: null };
}

/** The first thing that is wrong with a source's state; null where nothing is. */
function firstInconsistency(connection: SqliteConnection, row: Row, full: boolean): string | null {
  if (!(row.state instanceof Uint8Array)) {
    return row.accepted === 0 ? null : "there is no state to continue from";
  }
  let state: EngineState;
  let open: BucketRows[];
  try {
    state = unpackState(row.state);
    open = [...state.open].map(([start, table]) => bucketOf(start, table, state.names, Infinity));
  } catch (error) {
    return `the state to continue from cannot be read: ${error instanceof Error ? error.message : error}`;
  }
  if (state.first !== row.first_time || state.latest !== row.last_time) {
    return `the state to continue from is of ${state.first} to ${state.latest}, ` +
      `the source of ${row.first_time} to ${row.last_time}`;
  }
  return unequalSum(connection, row, open) ??
    (row.settled !== 0 ? unequalOpen(connection, Number(row.id), open, full) : null);
}

function unequalSum(connection: SqliteConnection, row: Row, open: readonly BucketRows[]): string | null {
  const sql = `SELECT total(hits) AS hits, total(late) AS late FROM (
    SELECT hits, late FROM bucket WHERE source_id = ? AND open = 0
    UNION ALL SELECT hits, late FROM pruned_sum WHERE source_id = ?)`;
  const stored = connection.get(sql, row.id, row.id);
  for (const [column, expected] of [["hits", row.accepted], ["late", row.late]] as const) {
    const sum = open.reduce((total, bucket) => total + bucket[column], Number(stored?.[column]));
    if (sum === Number(expected)) continue;
    const what = column === "hits" ? "accepted" : "late";
    return `${what} ${expected}, the final, open and pruned buckets hold ${sum}`;
  }
  return null;
}

/** Compares the stored open buckets with those of the state, whose last run came to its end. */
function unequalOpen(
  connection: SqliteConnection,
  source: number,
  open: readonly BucketRows[],
  full: boolean,
): string | null {
  const sql = "SELECT * FROM bucket WHERE source_id = ? AND open = 1";
  const rows = new Map(connection.all(sql, source).map((row) => [Number(row.start), row]));
  if (rows.size !== open.length) {
    return `${open.length} buckets are open, and ${rows.size} are stored as open`;
  }
  for (const bucket of open) {
    const row = rows.get(bucket.start);
    const isEqual = row !== undefined &&
      ([...COUNTS, "late", "hosts"] as const).every((column) => row[column] === bucket[column]);
    const differs = !isEqual ||
      full &&
        DIMENSIONS.some((dimension) =>
          signature(storedValues(connection, source, bucket.start, dimension)) !==
            signature(bucket.values[dimension])
        );
    if (differs) return `the open bucket at ${bucket.start} is not stored as it is`;
  }
  return null;
}

function storedValues(
  connection: SqliteConnection,
  source: number,
  start: number,
  dimension: Dimension,
): Row[] {
  const value = dimension === "status"
    ? "CAST(name_id AS TEXT)"
    : "(SELECT value FROM name WHERE id = name_id)";
  return connection.all(
    `SELECT ${value} AS value, hits, bytes, failures FROM ${dimension}_cell WHERE source_id = ? AND start = ?`,
    source,
    start,
  );
}

/** The same text for the same values in any order. */
function signature(values: readonly (Row | BucketRows["values"][Dimension][number])[]): string {
  return values.map(({ value, hits, bytes, failures }) => `${hits} ${bytes} ${failures} ${value}`).sort()
    .join("\n");
}
