// Role: the statements by which old rows of one source go, and what stays of them. Used by `prune.ts`, each
// within a transaction of its own.

import { type Dimension, DIMENSIONS } from "../../../domain/dimension.ts";
import type { SqliteConnection } from "../connection.ts";
import { OTHER_ID, ROLLUP_DIMENSIONS } from "../schema/tables.ts";
import { columnsOf, SPANS } from "../undo/parts.ts";

const MOST = Number.MAX_SAFE_INTEGER;
/** Bytes saturate, and so do their sums: `total()` is a double and cannot overflow. */
const BYTES = `CAST(min(total(bytes), ${MOST}) AS INTEGER) AS bytes`;
const SUMS = `sum(hits) AS hits, ${BYTES}, sum(failures) AS failures`;
const ADD = `hits = hits + excluded.hits, failures = failures + excluded.failures,
  bytes = min(bytes + excluded.bytes, ${MOST})`;

/**
 * Takes the final buckets of a source that start before `until` with all that belongs to them, adds them to the
 * rollups of `size` seconds where that is given, and to the source's pruned sums.
 */
export function pruneBatch(
  connection: SqliteConnection,
  source: number,
  until: number,
  size: number | null,
): void {
  if (size !== null) rollUp(connection, source, until, size);
  connection.run(
    `INSERT INTO pruned_sum (source_id, before, buckets, hits, bytes, failures, late, rolled)
    SELECT ?1, ?2, count(*), coalesce(sum(hits), 0), CAST(min(total(bytes), ${MOST}) AS INTEGER),
      coalesce(sum(failures), 0), coalesce(sum(late), 0), coalesce(sum(hits), 0) * ?3
    FROM bucket WHERE source_id = ?1 AND start < ?2
    ON CONFLICT (source_id) DO UPDATE SET ${ADD}, late = late + excluded.late,
      before = max(before, excluded.before), buckets = buckets + excluded.buckets,
      rolled = rolled + excluded.rolled`,
    ...[source, until, size === null ? 0 : 1],
  );
  for (const dimension of DIMENSIONS) {
    connection.run(`DELETE FROM ${dimension}_cell WHERE source_id = ? AND start < ?`, source, until);
  }
  connection.run("DELETE FROM second WHERE source_id = ? AND time < ?", source, until);
  connection.run("DELETE FROM error_pairs WHERE source_id = ? AND start < ?", source, until);
  // Minutes of objectives are a rollup themselves.
  if (size === null) {
    connection.run("DELETE FROM slo_minute WHERE source_id = ? AND minute < ?", source, until);
  }
  connection.run("DELETE FROM bucket WHERE source_id = ? AND start < ?", source, until);
  mistrustJournals(connection, source);
  // As every change of a source: a run that began before fails instead of going on from what is gone.
  connection.run("UPDATE source SET sequence = sequence + 1 WHERE id = ?", source);
}

function rollUp(connection: SqliteConnection, source: number, until: number, size: number): void {
  // Numbers are bound as REAL, whose division would keep the fraction.
  const start = "start / CAST(?3 AS INTEGER) * CAST(?3 AS INTEGER)";
  connection.run(
    `INSERT INTO rollup (source_id, start, size, hits, bytes, failures, late)
    SELECT ?1, ${start} AS span, ?3, ${SUMS}, sum(late) FROM bucket WHERE source_id = ?1 AND start < ?2
    GROUP BY span ON CONFLICT (source_id, start, size) DO UPDATE SET ${ADD}, late = late + excluded.late`,
    ...[source, until, size],
  );
  for (const dimension of ROLLUP_DIMENSIONS) {
    connection.run(
      `INSERT INTO rollup_${dimension}_cell (source_id, start, size, name_id, hits, bytes, failures)
      SELECT ?1, ${start} AS span, ?3, name_id, ${SUMS} FROM ${dimension}_cell
      WHERE source_id = ?1 AND start < ?2 GROUP BY span, name_id
      ON CONFLICT (source_id, start, size, name_id) DO UPDATE SET ${ADD}`,
      ...[source, until, size],
    );
  }
}

/** Names that no row refers to any more: after a while they would be most of the database. */
export function dropUnusedNames(connection: SqliteConnection): void {
  const tables: readonly (readonly [dimension: Dimension, ...tables: string[]])[] = [
    ["section", "section_cell", "rollup_section_cell"],
    ["host", "host_cell"],
  ];
  for (const [dimension, ...users] of tables) {
    const used = users.map((table) => `SELECT name_id FROM ${table}`);
    used.push(idsInJournals(connection, `${dimension}_cell`));
    const number = DIMENSIONS.indexOf(dimension) + 1;
    connection.transaction(() =>
      connection.run(
        `DELETE FROM name WHERE dimension = ${number} AND id <> ${OTHER_ID} AND id NOT IN (${
          used.join(" UNION ALL ")
        })`,
      )
    );
  }
}

/** Undoing a run may put cells back whose names nothing else refers to. */
function idsInJournals(connection: SqliteConnection, table: string): string {
  const place = columnsOf(connection, table).indexOf('"name_id"');
  return `SELECT v.value ->> ${place} FROM undo_row AS u CROSS JOIN json_each(u.image, '$.${table}') AS v
    WHERE u.part = ${SPANS.number} AND u.image IS NOT NULL`;
}

/**
 * Lets undoing find out which runs have changed what is pruned now: to `stores/sqlite/undo/target.ts` a journal is good as long
 * as the source is pruned as far as when it began, and late records for a bucket from before that are pruned again.
 */
function mistrustJournals(connection: SqliteConnection, source: number): void {
  connection.run("UPDATE undo_run SET pruned = NULL WHERE source_id = ?", source);
}
