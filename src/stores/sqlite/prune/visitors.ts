// Role: prunes who came in hours: their sketches are deleted, or merged into those of rollups.

import { HOUR } from "../../../domain/counting/hours.ts";
import { VisitorSketch } from "../../../domain/visitors/visitor_sketch.ts";
import type { SqliteConnection } from "../connection.ts";
import { mergeVisitorRow } from "../write/visitors.ts";
import { besideRollups } from "./beside_rollups.ts";

/**
 * Deletes the hours of a source before `since`, after merging them into spans of `size` seconds, more than an hour; null: they are gone. Those
 * beside rollups of an hour, which they are themselves, or of less stay.
 */
export function pruneVisitors(
  connection: SqliteConnection,
  source: number,
  since: number,
  size: number | null,
): void {
  // A day at a time: a sketch is up to 3 kB.
  for (;;) {
    const rows = connection.all(
      `SELECT start, registers FROM visitor_hour WHERE source_id = ? AND start < ? AND size = ${HOUR}
      AND NOT ${besideRollups("visitor_hour", true)} ORDER BY start LIMIT 24`,
      ...[source, since],
    );
    if (rows.length === 0) return;
    for (const { start, registers } of rows) {
      const hour = Number(start), sketch = VisitorSketch.of(registers as Uint8Array);
      connection.run(
        `DELETE FROM visitor_hour WHERE source_id = ? AND start = ? AND size = ${HOUR}`,
        ...[source, hour],
      );
      if (size !== null) mergeVisitorRow(connection, source, hour - hour % size, size, sketch);
    }
  }
}
