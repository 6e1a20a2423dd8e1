// Role: the undo journal: before each change of a run, keeps the rows that the run is about to change for the first time.

import { DAY, firstOpenHour } from "../../../domain/counting/hours.ts";
import type { SqliteConnection } from "../connection.ts";
import type { Change } from "../../store.ts";
import {
  ALERTS,
  blobsOf,
  columnsOf,
  DAY_VALUES,
  forgetJournals,
  HOUR_VALUES,
  INPUTS,
  type JournalPart,
  MINUTES,
  REJECTS,
  SLO_SPANS,
  SOURCE_COLUMNS,
  SPANS,
  UNDO_DEPTH,
} from "./parts.ts";

/** What a source holds before a run: nothing ("first"), something ("more"), or what the run replaces ("fresh"). */
export type HeldBefore = "first" | "more" | "fresh";

/**
 * The journal of one run. The first run of a source needs none, because undoing it deletes everything; neither do buckets
 * after the last one that was stored. Every method only within a transaction.
 */
export class UndoJournal {
  readonly #connection: SqliteConnection;
  readonly #source: number;
  readonly #run: number;
  readonly #bucketSize: number;
  readonly #kind: HeldBefore;
  /** Start of the last span that held anything. */
  readonly #later: number;
  /** The last minute of an objective that was stored. */
  readonly #laterMinute: number;
  readonly #keepSql = new Map<JournalPart, string>();

  /** Begins the journal of a run, and deletes the oldest ones of the source beyond {@link UNDO_DEPTH}. */
  constructor(
    connection: SqliteConnection,
    source: number,
    run: number,
    bucketSize: number,
    kind: HeldBefore,
  ) {
    this.#connection = connection;
    this.#source = source;
    this.#run = run;
    this.#bucketSize = bucketSize;
    this.#kind = kind;
    this.#later = kind === "more" ? this.#lastSpan() : -1;
    this.#laterMinute = kind === "more" ? this.#last("minute", "slo_minute") : -1;
    if (kind === "fresh") forgetJournals(connection, "TRUE", source);
    const image = `json_array(${SOURCE_COLUMNS.join(", ")})`;
    connection.run(
      `INSERT INTO undo_run (run_id, source_id, kind, later, later_minute, source, state, pruned)
      SELECT ?, id, ?, ?, ?, ${kind === "more" ? `${image}, state` : "NULL, NULL"},
        (SELECT before FROM pruned_sum WHERE source_id = id)
      FROM source LEFT JOIN checkpoint ON source_id = id WHERE id = ?`,
      ...[run, kind, this.#later, this.#laterMinute, source],
    );
    const newest =
      `SELECT run_id FROM undo_run WHERE source_id = ?1 ORDER BY run_id DESC LIMIT ${UNDO_DEPTH}`;
    forgetJournals(connection, `run_id NOT IN (${newest})`, source);
  }

  /** Keeps what a change will touch; with `replacesEnding` also open buckets and provisional alerts. */
  keep(change: Change, replacesEnding: boolean): void {
    if (this.#kind !== "more") return;
    const spans = new Set<number>(), alerts = new Set<number>();
    const { seconds, closed, amended, ending } = change;
    for (const { time } of seconds) this.#addSpan(spans, time);
    for (const { start } of [...closed, ...amended, ...ending?.open ?? []]) this.#addSpan(spans, start);
    const told = [...change.alerts, ...change.outbox, ...ending?.provisional ?? []];
    for (const { firedAt } of told) alerts.add(firedAt);
    const minutes = change.sloMinutes.map(({ minute }) => minute);
    if (replacesEnding) {
      const open = "SELECT start FROM bucket WHERE source_id = ? AND open = 1";
      // Others are of an earlier change of this run.
      for (const { start } of this.#connection.all(open, this.#source)) this.#addSpan(spans, Number(start));
      const provisional = "SELECT fired_at FROM alert WHERE source_id = ? AND provisional = 1";
      for (const row of this.#connection.all(provisional, this.#source)) alerts.add(Number(row.fired_at));
    }
    this.#keep(SPANS, spans);
    const hours = this.#touchedHours(change);
    const touched = [
      ...hours,
      ...[...closed, ...amended].map(({ start }) => start),
      ...this.#pairsTurning(change),
    ];
    const days = new Set(touched.map((time) => time - time % DAY));
    this.#keep(HOUR_VALUES, hours.filter((hour) => hour <= this.#later));
    this.#keep(DAY_VALUES, [...days].filter((day) => day <= this.#later));
    this.#keep(ALERTS, alerts);
    this.#keep(MINUTES, new Set(minutes.filter((minute) => minute <= this.#laterMinute)));
    this.#keep(SLO_SPANS, new Set(change.sloSpans.map(({ since }) => since)));
    this.#keep(INPUTS, change.inputs.map(({ id }) => id));
    if (Object.keys(change.rejected).length > 0) this.#keep(REJECTS, [0]);
  }

  /** Hours that gain something, and those that turn final and may be cut. */
  #touchedHours({ hours, overdue, watermark }: Change): number[] {
    const touched = new Set([...hours, ...overdue].map(({ start }) => start));
    const before = this.#connection.get("SELECT watermark FROM source WHERE id = ?", this.#source)?.watermark;
    if (before !== null && watermark !== null) {
      const [from, to] = [Number(before), watermark].map((each) => firstOpenHour(each, this.#bucketSize));
      for (const { table } of from === to ? [] : HOUR_VALUES.tables) {
        const sql = `SELECT DISTINCT start FROM ${table} WHERE source_id = ? AND start >= ? AND start < ?`;
        for (const { start } of this.#connection.all(sql, this.#source, from, to)) touched.add(Number(start));
      }
    }
    return [...touched];
  }

  /** Buckets with pairs of errors in days that may turn final. */
  #pairsTurning({ watermark }: Change): number[] {
    const before = this.#connection.get("SELECT watermark FROM source WHERE id = ?", this.#source)?.watermark;
    if (watermark === null) return [];
    const open = [Number(before ?? 0), watermark].map((each) => firstOpenHour(each, this.#bucketSize));
    const [from, to] = open.map((hour) => hour - hour % DAY);
    if (from === to || from > this.#later) return [];
    const sql = "SELECT start FROM error_pairs WHERE source_id = ? AND start >= ? AND start < ?";
    return this.#connection.all(sql, this.#source, from, to).map(({ start }) => Number(start));
  }

  #addSpan(spans: Set<number>, time: number): void {
    const start = time - time % this.#bucketSize;
    if (start <= this.#later) spans.add(start);
  }

  #lastSpan(): number {
    const time = this.#last("time", "second");
    return Math.max(this.#last("start", "bucket"), time < 0 ? -1 : time - time % this.#bucketSize);
  }

  /** The largest value of a column among the source's rows; −1 where there are none. */
  #last(column: string, table: string): number {
    const sql = `SELECT max(${column}) AS last FROM ${table} WHERE source_id = ?`;
    return Number(this.#connection.get(sql, this.#source)?.last ?? -1);
  }

  #keep(part: JournalPart, keys: Iterable<number>): void {
    let sql = this.#keepSql.get(part);
    if (sql === undefined) this.#keepSql.set(part, sql = keepSql(this.#connection, part));
    for (const key of keys) {
      const values = { source: this.#source, run: this.#run, key, size: this.#bucketSize };
      this.#connection.runNamed(sql, values);
    }
  }
}

/** Keeps the rows of one key once: only before the run's first change are they those before the run. */
function keepSql(connection: SqliteConnection, { number, tables }: JournalPart): string {
  const images = tables.map(({ table, matches }) => {
    const blobs = blobsOf(connection, table);
    const columns = columnsOf(connection, table)
      .map((column) => blobs.has(column) ? `hex(r.${column})` : `r.${column}`).join(", ");
    const rows = `SELECT json_group_array(json_array(${columns})) FROM ${table} AS r`;
    return `'${table}', json((${rows} WHERE r.source_id = :source AND ${matches}))`;
  });
  const nothing = `{${tables.map(({ table }) => `"${table}":[]`).join(",")}}`;
  return `INSERT INTO undo_row (run_id, part, key, image)
    SELECT :run, ${number}, :key, nullif(json_object(${images.join(", ")}), '${nothing}')
    WHERE NOT EXISTS (SELECT 1 FROM undo_row WHERE run_id = :run AND part = ${number} AND key = :key)`;
}
