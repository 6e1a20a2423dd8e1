// Role: sums hours up from stored buckets, of dimensions of which buckets keep all values: where hours were not kept from the
// beginning. Otherwise they grow with each commit (`write/hours.ts`).

import { HOUR } from "../../../domain/counting/hours.ts";
import type { KnownDimension } from "../../../domain/dimensions/dimensions.ts";
import type { SqliteConnection } from "../connection.ts";
import { cellTable, hourTable } from "./tables.ts";

/** Seconds of buckets that are summed up at a time: their rows fit into memory. */
const CHUNK = 24 * HOUR;

const ceiled = (time: string): string => `(${time} + ${HOUR - 1}) / ${HOUR} * ${HOUR}`;

/**
 * Replaces the hours that a source has of a dimension. Not known are hours of which a part was pruned, and, where the last run was
 * killed, all up to the last one: what buckets that are open hold is not stored then. Only within a transaction.
 */
export function sumUpHours(connection: SqliteConnection, { id, name }: KnownDimension, source: number): void {
  const cells = cellTable(name), hours = hourTable(name);
  connection.run(`DELETE FROM ${hours} WHERE source_id = ?`, source);
  const first = Number(
    connection.get(
      `SELECT max(coalesce((SELECT ${ceiled("before")} FROM pruned_sum WHERE source_id = s.id), 0),
        iif(s.settled, 0, coalesce((SELECT ${
        ceiled("max(time) + 1")
      } FROM second WHERE source_id = s.id), 0)),
        coalesce((SELECT since FROM hours_since WHERE source_id = s.id AND dimension_id = ?2), 0)) AS first
      FROM source AS s WHERE id = ?1`,
      ...[source, id],
    )?.first,
  );
  if (first > 0) {
    connection.run("INSERT OR REPLACE INTO hours_since VALUES (?, ?, ?)", source, id, first);
  }
  for (let from = first;;) {
    const next = connection.get(
      `SELECT min(start) AS start FROM ${cells} WHERE source_id = ? AND start >= ?`,
      ...[source, from],
    )?.start ?? null;
    if (next === null) return;
    const start = Number(next) - Number(next) % CHUNK;
    connection.run(
      `INSERT INTO ${hours} (source_id, start, name_id, hits, bytes, failures)
      SELECT ?1, start - start % ${HOUR} AS hour, name_id, sum(hits),
        CAST(min(total(bytes), ${Number.MAX_SAFE_INTEGER}) AS INTEGER), sum(failures)
      FROM ${cells} WHERE source_id = ?1 AND start >= ?2 AND start < ?3 GROUP BY hour, name_id`,
      ...[source, Math.max(from, start), start + CHUNK],
    );
    from = start + CHUNK;
  }
}
