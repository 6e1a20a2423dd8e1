// Role: writes the results of a change that are many rows: seconds, buckets with their values, amendments, minutes.

import type { Alert } from "../../../domain/alerts/alert.ts";
import type { Amendment, BucketRows, SecondRow, SloMinute, SloSpan } from "../../../domain/buckets/rows.ts";
import { BUCKETED, type KnownDimension } from "../../../domain/dimensions/dimensions.ts";
import type { SqliteConnection } from "../connection.ts";
import type { Change } from "../../store.ts";
import { cellTable } from "../schema/tables.ts";
import { dropProvisional } from "./alerts.ts";
import { BulkInsert } from "./bulk_insert.ts";
import { amendPairs, insertPairs, sumUpPairDays } from "./error_pairs.ts";
import { HourWriter } from "./hours.ts";
import { NameIds } from "./name_ids.ts";
import { ADD_COUNTS, COUNTS, ValueRows } from "./value_rows.ts";

const BUCKET_COLUMNS = ["source_id", "start", ...COUNTS, "late", "hosts", "open"];
const AMEND_SQL = `INSERT INTO bucket (${BUCKET_COLUMNS.join(", ")}) VALUES (?, ?, ?, ?, ?, ?, 0, 0)
  ON CONFLICT (source_id, start) DO UPDATE SET ${ADD_COUNTS}, late = late + excluded.late`;
/** Writes the results of one source's run. Every method only within a transaction. */
export class ResultWriter {
  readonly #connection: SqliteConnection;
  readonly #seconds: BulkInsert;
  readonly #buckets: BulkInsert;
  readonly #minutes: BulkInsert;
  readonly #cells: ReadonlyMap<KnownDimension, ValueRows>;
  readonly #hours: HourWriter;
  #kept: readonly KnownDimension[] = BUCKETED;

  constructor(connection: SqliteConnection) {
    this.#connection = connection;
    const names = new NameIds(connection);
    const addSecond =
      `ON CONFLICT (source_id, time) DO UPDATE SET ${ADD_COUNTS}, late = late + excluded.late`;
    this.#seconds = new BulkInsert(connection, "second", ["source_id", "time", ...COUNTS, "late"], addSecond);
    this.#buckets = new BulkInsert(connection, "bucket", BUCKET_COLUMNS);
    const again =
      "ON CONFLICT (source_id, slo, minute) DO UPDATE SET hits = excluded.hits, errors = excluded.errors";
    const columns = ["source_id", "slo", "minute", "hits", "errors"];
    this.#minutes = new BulkInsert(connection, "slo_minute", columns, again);
    this.#cells = new Map(
      BUCKETED.map((dimension) => [
        dimension,
        new ValueRows(connection, dimension.name, cellTable(dimension.name), names),
      ]),
    );
    this.#hours = new HourWriter(connection, names);
  }

  /** Stores values of these dimensions alone. */
  keepOnly(dimensions: readonly KnownDimension[]): void {
    this.#kept = BUCKETED.filter((dimension) => dimensions.includes(dimension));
    this.#hours.keepOnly(dimensions);
  }

  addSeconds(source: number, seconds: readonly SecondRow[]): void {
    const rows = this.#seconds;
    rows.begin(source);
    for (const { time, hits, bytes, failures, late } of mergedByTime(seconds)) {
      rows.addFive(time, hits, bytes, failures, late);
    }
    rows.end();
  }

  /** Inserts buckets that are not there yet. */
  insertBuckets(source: number, buckets: readonly BucketRows[], open: boolean): void {
    const rows = this.#buckets;
    rows.begin(source);
    for (const { start, hits, bytes, failures, late, hosts } of buckets) {
      rows.addFive(start, hits, bytes, failures, late);
      rows.add(hosts);
      rows.add(open ? 1 : 0);
    }
    rows.end();
    for (const dimension of this.#kept) {
      const cells = this.#cells.get(dimension)!;
      cells.learn(buckets);
      cells.begin(source);
      for (const { start, values } of buckets) cells.addValues(start, values);
      cells.end();
    }
    for (const { start, pairs } of buckets) insertPairs(this.#connection, source, start, pairs);
  }

  /** Adds late records to final buckets, in order. */
  amendBuckets(source: number, amendments: readonly Amendment[], top: number): void {
    for (const { start, hits, bytes, failures, late, values, pairs } of amendments) {
      this.#connection.run(AMEND_SQL, source, start, hits, bytes, failures, late);
      for (const dimension of this.#kept) {
        this.#cells.get(dimension)!.amend(source, start, values[dimension.name], top);
      }
      amendPairs(this.#connection, source, start, pairs, top);
    }
  }

  /** See {@link HourWriter.write}. */
  writeHours(source: number, change: Change, bucketSize: number): void {
    this.#hours.write(source, change, bucketSize);
  }

  /** Sums up the pairs of days, before the source's watermark is written, and after the buckets are. */
  writePairDays(source: number, change: Change, bucketSize: number): void {
    sumUpPairDays(this.#connection, source, change, bucketSize);
  }

  putMinutes(source: number, minutes: readonly SloMinute[]): void {
    const rows = this.#minutes;
    rows.begin(source);
    for (const { slo, minute, hits, errors } of minutes) {
      for (const value of [slo, minute, hits, errors]) rows.add(value);
    }
    rows.end();
  }

  putSpans(source: number, spans: readonly SloSpan[]): void {
    const sql = `INSERT INTO slo_span (source_id, slo, since, until, series) VALUES (?, ?, ?, ?, ?)
      ON CONFLICT (source_id, slo, since) DO UPDATE SET until = excluded.until, series = excluded.series`;
    for (const { slo, since, until, series } of spans) {
      this.#connection.run(sql, source, slo, since, until, series);
    }
  }

  /** Deletes what the end of the last run left: open buckets, and alerts as {@link dropProvisional} says. */
  dropEnding(source: number, decided: readonly Alert[], provisional: readonly Alert[] = []): void {
    const open = "SELECT start FROM bucket WHERE source_id = ?1 AND open = 1";
    for (const table of [...BUCKETED.map(({ name }) => cellTable(name)), "error_pairs", "bucket"]) {
      this.#connection.run(`DELETE FROM ${table} WHERE source_id = ?1 AND start IN (${open})`, source);
    }
    dropProvisional(this.#connection, source, decided, provisional);
  }
}

/** Each time once, by time: several slices of a log may bring a part of the same second. */
function mergedByTime(seconds: readonly SecondRow[]): SecondRow[] {
  const merged: SecondRow[] = [];
  let last: SecondRow | undefined;
  for (const second of seconds.toSorted((a, b) => a.time - b.time)) {
    if (second.time !== last?.time) merged.push(last = second);
    else merged[merged.length - 1] = last = added(last, second);
  }
  return merged;
}

function added(a: SecondRow, b: SecondRow): SecondRow {
  return {
    time: a.time,
    hits: a.hits + b.hits,
    bytes: Math.min(a.bytes + b.bytes, Number.MAX_SAFE_INTEGER),
    failures: a.failures + b.failures,
    late: a.late + b.late,
  };
}
