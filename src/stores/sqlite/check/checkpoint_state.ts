// Role: checks the checkpoint that runs resume from: it can be read, and its open buckets together with the stored ones add
// up to the accepted records.

import { SourceLogs } from "../../../domain/counting/source_logs.ts";
import { type EngineState, unpackState } from "../../../domain/checkpoint.ts";
import { OpenBuckets } from "../../../domain/buckets/open_buckets.ts";
import { TablePool } from "../../../domain/counting/cell_table.ts";
import type { BucketRows, ValueRow } from "../../../domain/buckets/rows.ts";
import { BUCKETED, type KnownDimension } from "../../../domain/dimensions/dimensions.ts";
import { type Finding, finding, RECOUNT } from "./finding.ts";
import type { Row, SqliteConnection } from "../connection.ts";
import { cellTable } from "../schema/tables.ts";
import { keptDimensions } from "../write/kept_dimensions.ts";

const COUNTS = ["hits", "bytes", "failures", "late", "hosts"] as const;

/** Checks the checkpoint of every source; `full` compares the open buckets value by value. */
export function* checkStates(connection: SqliteConnection, full: boolean): Generator<Finding> {
  let isWell = true;
  const sources = connection.all(
    `SELECT id, name, settled, accepted, late, first_time, last_time, dimensions, state
    FROM source LEFT JOIN checkpoint ON source_id = id ORDER BY name`,
  );
  for (const row of sources) {
    const found = firstInconsistency(connection, row, full);
    if (found === null) continue;
    isWell = false;
    yield finding("state", "problem", found, RECOUNT, String(row.name));
  }
  const found = "the checkpoints can be read, and add up with the buckets to what was accepted";
  if (isWell) yield finding("state", "ok", found);
}

/** The first inconsistency of a source's checkpoint; null for none. */
function firstInconsistency(connection: SqliteConnection, row: Row, full: boolean): string | null {
  if (!(row.state instanceof Uint8Array)) {
    return row.accepted === 0 ? null : "there is no checkpoint";
  }
  let state: EngineState;
  let open: BucketRows[];
  try {
    state = unpackState(row.state, keptDimensions(row.dimensions).map(({ name }) => name));
    open = new OpenBuckets({ bucketSize: 0, lateness: 0, top: Infinity }, state.names, state, new TablePool())
      .snapshot();
  } catch (error) {
    return `the checkpoint cannot be read: ${error instanceof Error ? error.message : error}`;
  }
  const { first = null, last = null } = new SourceLogs(state, 0).times ?? {};
  if (first !== row.first_time || last !== row.last_time) {
    const { first_time, last_time } = row;
    return `the checkpoint is of ${first} to ${last}, the source of ${first_time} to ${last_time}`;
  }
  return unequalSum(connection, row, open) ??
    (row.settled !== 0 ? unequalOpen(connection, row, open, full) : null);
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

/** Compares the open buckets of the checkpoint with the stored ones, after a run that came to its end. */
function unequalOpen(
  connection: SqliteConnection,
  { id, dimensions }: Row,
  open: readonly BucketRows[],
  full: boolean,
): string | null {
  const source = Number(id),
    kept = keptDimensions(dimensions).filter((dimension) => BUCKETED.includes(dimension));
  const sql = "SELECT * FROM bucket WHERE source_id = ? AND open = 1";
  const rows = new Map(connection.all(sql, source).map((row) => [Number(row.start), row]));
  if (rows.size !== open.length) {
    return `${open.length} buckets are open, and ${rows.size} are stored as open`;
  }
  const differing = open.find(({ start, values, ...counts }) => {
    const row = rows.get(start);
    const differs = (dimension: KnownDimension) =>
      signature(storedValues(connection, source, start, dimension)) !== signature(values[dimension.name]);
    return row === undefined || COUNTS.some((column) => row[column] !== counts[column]) ||
      full && kept.some(differs);
  });
  return differing === undefined ? null : `the open bucket at ${differing.start} is not stored as it is`;
}

function storedValues(
  connection: SqliteConnection,
  source: number,
  start: number,
  dimension: KnownDimension,
) {
  const name = "(SELECT value FROM name WHERE id = name_id)";
  const value = dimension.kind === "number" ? "CAST(name_id AS TEXT)" : name;
  const sql = `SELECT ${value} AS value, hits, bytes, failures FROM ${cellTable(dimension.name)}`;
  return connection.all(`${sql} WHERE source_id = ? AND start = ?`, source, start);
}

/** The same text for the same values in any order. */
function signature(values: readonly (Row | ValueRow)[]): string {
  return values.map(({ value, hits, bytes, failures }) => `${hits} ${bytes} ${failures} ${value}`).sort()
    .join("\n");
}
