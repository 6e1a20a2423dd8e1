// Role: writes who came in hours: sketches are merged with the stored ones, whether the hour is final or not.

import { HOUR } from "../../../domain/counting/hours.ts";
import type { VisitorHour } from "../../../domain/buckets/rows.ts";
import { VisitorSketch } from "../../../domain/visitors/visitor_sketch.ts";
import type { SqliteConnection } from "../connection.ts";
import { VISITORS_ID } from "../schema/tables.ts";
import { keptHours } from "./hours.ts";

/** Merges hours with the rows of a source; late ones of those that were pruned make rows of their own. Only within a transaction. */
export function writeVisitors(
  connection: SqliteConnection,
  source: number,
  hours: readonly VisitorHour[],
): void {
  if (hours.length === 0) return;
  const { since, before } = keptHours(connection, source, VISITORS_ID);
  for (const { start, sketch } of hours) {
    if (start >= since || start + HOUR <= before) mergeVisitorRow(connection, source, start, HOUR, sketch);
  }
}

/** Merges a sketch with the row of a span of `size` seconds, which is made where there is none. Only within a transaction. */
export function mergeVisitorRow(
  connection: SqliteConnection,
  source: number,
  start: number,
  size: number,
  sketch: VisitorSketch,
): void {
  const key = [source, start, size];
  const stored = connection.get(
    "SELECT registers FROM visitor_hour WHERE source_id = ? AND start = ? AND size = ?",
    ...key,
  );
  if (stored !== undefined) sketch.merge(VisitorSketch.of(stored.registers as Uint8Array));
  connection.run(
    "INSERT OR REPLACE INTO visitor_hour (source_id, start, size, registers) VALUES (?, ?, ?, ?)",
    ...key,
    sketch.bytes(),
  );
}
