// Role: a bucket's error pairs as one row of JSON (`domain/buckets/error_pairs_json.ts`).

import { amendValues } from "../../../domain/buckets/amend.ts";
import { longestOf, type Pairs, type ValueRow } from "../../../domain/buckets/rows.ts";
import { OTHER } from "../../../domain/dimensions/dimension.ts";
import { PAIR_DIMENSIONS, type PairDimension } from "../../../domain/dimensions/pairs.ts";
import { pairsFromJson, pairsJson } from "../../../domain/buckets/error_pairs_json.ts";
import { DAY, firstOpenHour } from "../../../domain/counting/hours.ts";
import type { Change } from "../../store.ts";
import type { SqliteConnection } from "../connection.ts";
import { sumUpPairs } from "../schema/summed_pairs.ts";
import { PAIR_COLUMNS } from "../schema/tables.ts";

const COLUMNS = PAIR_DIMENSIONS.map((dimension) => PAIR_COLUMNS[dimension]).join(", ");

/** Writes the pairs of a bucket that has no row yet; none where it has no pairs. Only within a transaction. */
export function insertPairs(connection: SqliteConnection, source: number, start: number, pairs: Pairs): void {
  if (longestOf(pairs) === 0) return;
  const sql = `INSERT OR REPLACE INTO error_pairs (source_id, start, ${COLUMNS}) VALUES (?, ?, ?, ?)`;
  connection.run(sql, source, start, ...PAIR_DIMENSIONS.map((dimension) => pairsJson(pairs[dimension])));
}

/** Adds the pairs of late records to those of a final bucket. Only within a transaction. */
export function amendPairs(
  connection: SqliteConnection,
  source: number,
  start: number,
  gains: Pairs,
  top: number,
): void {
  if (longestOf(gains) === 0) return;
  const row = connection.get(
    `SELECT ${COLUMNS} FROM error_pairs WHERE source_id = ? AND start = ?`,
    source,
    start,
  );
  const amended = {} as Record<PairDimension, ValueRow[]>;
  for (const dimension of PAIR_DIMENSIONS) {
    const rows = row === undefined ? [] : pairsFromJson(String(row[PAIR_COLUMNS[dimension]]));
    const byValue = new Map(rows.map((one) => [one.value, one]));
    const kept = new Set(byValue.keys());
    kept.delete(OTHER);
    for (const gain of amendValues(dimension, kept, gains[dimension], top)) {
      byValue.set(gain.value, added(byValue.get(gain.value), gain));
    }
    amended[dimension] = [...byValue.values()];
  }
  insertPairs(connection, source, start, amended);
}

/** Sums up the pairs of days that turn final with a change, and anew those of earlier ones to which it added. */
export function sumUpPairDays(
  connection: SqliteConnection,
  source: number,
  { closed, amended, watermark }: Pick<Change, "closed" | "amended" | "watermark">,
  bucketSize: number,
): void {
  const row = connection.get("SELECT watermark FROM source WHERE id = ?", source);
  const before = row?.watermark ?? null, after = watermark ?? before;
  const openAt = (time: unknown) => time === null ? 0 : firstOpenHour(Number(time), bucketSize);
  const from = openAt(before), to = openAt(after), again = new Set<number>();
  for (const { start, pairs } of [...closed, ...amended]) {
    const day = start - start % DAY;
    if (day + DAY <= from && longestOf(pairs) > 0) again.add(day);
  }
  for (const day of again) sumUpPairs(connection, source, day, day + DAY);
  if (to > from) sumUpPairs(connection, source, from, to);
}

function added(row: ValueRow | undefined, gain: ValueRow): ValueRow {
  if (row === undefined) return gain;
  return {
    value: row.value,
    hits: row.hits + gain.hits,
    bytes: Math.min(row.bytes + gain.bytes, Number.MAX_SAFE_INTEGER),
    failures: row.failures + gain.failures,
  };
}
