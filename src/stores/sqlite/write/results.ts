// Role: the results of a change → rows of the tables of results: seconds, buckets with their values, amendments,
// alerts. `session.ts` calls it within its transaction; the rules it follows are those of `stores/store.ts`.

import type { Alert } from "../../../domain/alerts/alert.ts";
import type { OutboxEntry } from "../../../domain/alerts/outbox_entry.ts";
import { amendValues, type KeptValues } from "../../../domain/buckets/amend.ts";
import type { Amendment, BucketRows, SecondRow, SloMinute, ValueRow } from "../../../domain/buckets/rows.ts";
import { type Dimension, DIMENSIONS } from "../../../domain/dimension.ts";
import type { SqliteConnection } from "../connection.ts";
import { OTHER_ID } from "../schema/tables.ts";
import { dropProvisional, putAlerts } from "./alerts.ts";
import { BulkInsert } from "./bulk_insert.ts";
import { amendPairs, insertPairs } from "./error_pairs.ts";
import { NameIds } from "./name_ids.ts";
import { writeMessages } from "./outbox.ts";

/** What adding to a row means; bytes saturate. */
const ADD_COUNTS = `hits = hits + excluded.hits, failures = failures + excluded.failures,
  bytes = min(bytes + excluded.bytes, ${Number.MAX_SAFE_INTEGER})`;

const COUNTS = ["hits", "bytes", "failures"] as const;
const BUCKET_COLUMNS = ["source_id", "start", ...COUNTS, "late", "hosts", "open"];
const AMEND_SQL = `INSERT INTO bucket (${BUCKET_COLUMNS.join(", ")}) VALUES (?, ?, ?, ?, ?, ?, 0, 0)
  ON CONFLICT (source_id, start) DO UPDATE SET ${ADD_COUNTS}, late = late + excluded.late`;
/** Writes the results of one source's run. Every method only within a transaction. */
export class ResultWriter {
  readonly #connection: SqliteConnection;
  readonly #names: NameIds;
  readonly #seconds: BulkInsert;
  readonly #buckets: BulkInsert;
  readonly #minutes: BulkInsert;
  readonly #cells: Readonly<Record<Dimension, BulkInsert>>;

  /** Writes through `connection`. */
  constructor(connection: SqliteConnection) {
    this.#connection = connection;
    this.#names = new NameIds(connection);
    const addSecond =
      `ON CONFLICT (source_id, time) DO UPDATE SET ${ADD_COUNTS}, late = late + excluded.late`;
    this.#seconds = new BulkInsert(connection, "second", ["source_id", "time", ...COUNTS, "late"], addSecond);
    this.#buckets = new BulkInsert(connection, "bucket", BUCKET_COLUMNS);
    const again =
      "ON CONFLICT (source_id, slo, minute) DO UPDATE SET hits = excluded.hits, errors = excluded.errors";
    const columns = ["source_id", "slo", "minute", "hits", "errors"];
    this.#minutes = new BulkInsert(connection, "slo_minute", columns, again);
    const cells = (dimension: Dimension) => {
      const addCell = `ON CONFLICT (source_id, start, name_id) DO UPDATE SET ${ADD_COUNTS}`;
      const columns = ["source_id", "start", "name_id", ...COUNTS];
      return new BulkInsert(connection, `${dimension}_cell`, columns, addCell);
    };
    this.#cells = { section: cells("section"), host: cells("host"), status: cells("status") };
  }

  /** Adds to the seconds. */
  addSeconds(source: number, seconds: readonly SecondRow[]): void {
    const rows = this.#seconds;
    rows.begin(source);
    for (const { time, hits, bytes, failures, late } of mergedByTime(seconds)) {
      rows.add(time);
      addCounts(rows, hits, bytes, failures);
      rows.add(late);
    }
    rows.end();
  }

  /** Inserts buckets that are not there yet. */
  insertBuckets(source: number, buckets: readonly BucketRows[], open: boolean): void {
    const rows = this.#buckets;
    rows.begin(source);
    for (const { start, hits, bytes, failures, late, hosts } of buckets) {
      rows.add(start);
      addCounts(rows, hits, bytes, failures);
      rows.add(late);
      rows.add(hosts);
      rows.add(open ? 1 : 0);
    }
    rows.end();
    for (const dimension of DIMENSIONS) {
      this.#cells[dimension].begin(source);
      for (const { start, values } of buckets) this.#addValues(start, dimension, values[dimension]);
      this.#cells[dimension].end();
    }
    for (const { start, pairs } of buckets) insertPairs(this.#connection, source, start, pairs);
  }

  /** Adds late records to final buckets, in order. */
  amendBuckets(source: number, amendments: readonly Amendment[], top: number): void {
    for (const { start, hits, bytes, failures, late, values, pairs } of amendments) {
      this.#connection.run(AMEND_SQL, source, start, hits, bytes, failures, late);
      for (const dimension of DIMENSIONS) {
        const kept = this.#keptValues(source, start, dimension);
        // Inserted at once: the next amendment may be of the same bucket.
        this.#cells[dimension].begin(source);
        this.#addValues(start, dimension, amendValues(dimension, kept, values[dimension], top));
        this.#cells[dimension].end();
      }
      amendPairs(this.#connection, source, start, pairs, top);
    }
  }

  /** Adds rows in the order of their key, in which they are inserted fastest and take least room. */
  #addValues(start: number, dimension: Dimension, values: readonly ValueRow[]): void {
    const cells = this.#cells[dimension];
    const ids = this.#names.intern(dimension, values);
    // Sorted as plain numbers, which takes a quarter of the time of comparing: the remainder is the place.
    const count = ids.length, keys = new Float64Array(count);
    for (let place = 0; place < count; place++) keys[place] = ids[place] * count + place;
    keys.sort();
    for (let i = 0; i < count; i++) {
      const place = keys[i] % count, { hits, bytes, failures } = values[place];
      cells.add(start);
      cells.add(ids[place]);
      addCounts(cells, hits, bytes, failures);
    }
  }

  /** Looks up only what the rule asks for: most late records belong to values that have their rows. */
  #keptValues(source: number, start: number, dimension: Dimension): KeptValues {
    const ofBucket = `FROM ${dimension}_cell WHERE source_id = ? AND start = ?`;
    const get = (sql: string, ...values: number[]) => this.#connection.get(sql, source, start, ...values);
    let size: number | undefined;
    return {
      get size(): number {
        return size ??= Number(get(`SELECT count(*) AS size ${ofBucket} AND name_id <> ${OTHER_ID}`)?.size);
      },
      has: (value) => {
        const id = this.#names.find(dimension, value);
        return id !== undefined && get(`SELECT 1 ${ofBucket} AND name_id = ?`, id) !== undefined;
      },
    };
  }

  /** See {@link putAlerts}. */
  putAlerts(source: number, alerts: readonly Alert[], provisional: boolean): void {
    putAlerts(this.#connection, source, alerts, provisional);
  }

  /** Writes minutes of objectives. */
  putMinutes(source: number, minutes: readonly SloMinute[]): void {
    const rows = this.#minutes;
    rows.begin(source);
    for (const { slo, minute, hits, errors } of minutes) {
      for (const value of [slo, minute, hits, errors]) rows.add(value);
    }
    rows.end();
  }

  /** See {@link writeMessages}. */
  putMessages(source: number, messages: readonly OutboxEntry[]): void {
    writeMessages(this.#connection, source, messages);
  }

  /**
   * Takes away what the end of the last run left: open buckets and provisional alerts. Alerts stay that `decided`
   * confirms in the same order, so that they keep their numbers; `decided` overwrites them.
   */
  dropEnding(source: number, decided: readonly Alert[]): void {
    const open = "SELECT start FROM bucket WHERE source_id = ? AND open = 1";
    for (const dimension of DIMENSIONS) {
      this.#connection.run(
        `DELETE FROM ${dimension}_cell WHERE source_id = ? AND start IN (${open})`,
        source,
        source,
      );
    }
    for (const table of ["error_pairs", "bucket"]) {
      this.#connection.run(`DELETE FROM ${table} WHERE source_id = ? AND start IN (${open})`, source, source);
    }
    dropProvisional(this.#connection, source, decided);
  }
}

function addCounts(rows: BulkInsert, hits: number, bytes: number, failures: number): void {
  rows.add(hits);
  rows.add(bytes);
  rows.add(failures);
}

/** Each time once, in the order of time: the slices of a log each bring their part of a second. */
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
