// Role: writes what a change brings to hours: rows are added up as long as the hour is open, and cut when it turns final. Then they are
// added to its day, and so is what comes later.

import type { HourRows, ValueRow } from "../../../domain/buckets/rows.ts";
import { rowCount } from "../../../domain/buckets/value_columns.ts";
import { keptOfHour } from "../../../domain/buckets/keep_of_hour.ts";
import { OTHER } from "../../../domain/dimensions/dimension.ts";
import { DAY, firstOpenHour, HOUR } from "../../../domain/counting/hours.ts";
import { HOURLY, type KnownDimension, pairIn } from "../../../domain/dimensions/dimensions.ts";
import type { Change } from "../../store.ts";
import type { SqliteConnection } from "../connection.ts";
import { sumSql } from "../schema/summed_hours.ts";
import { dayTable, hourTable } from "../schema/tables.ts";
import type { NameIds } from "./name_ids.ts";
import { ValueRows } from "./value_rows.ts";

/** A dimension with its table. */
interface HourlyTable {
  readonly dimension: KnownDimension;
  readonly keep: number;
  readonly table: string;
  readonly rows: ValueRows;
  readonly days: ValueRows;
}

/** Hours between two watermarks. */
interface Turned {
  /** The first that was open before, and the first that is open now. */
  readonly from: number;
  readonly to: number;
}

/** Writes the hours of one source's run. Every method only within a transaction. */
export class HourWriter {
  readonly #connection: SqliteConnection;
  #tables: readonly HourlyTable[];

  constructor(connection: SqliteConnection, names: NameIds) {
    this.#connection = connection;
    this.#tables = HOURLY.map((dimension) => {
      const { name, keep } = dimension, table = hourTable(name);
      const most = keep === "all" ? Infinity : keep;
      const rows = new ValueRows(connection, name, table, names);
      return {
        dimension,
        keep: most,
        table,
        rows,
        days: new ValueRows(connection, name, dayTable(name), names),
      };
    });
  }

  /** Stores values of these dimensions alone. */
  keepOnly(dimensions: readonly KnownDimension[]): void {
    this.#tables = this.#tables.filter(({ dimension }) => dimensions.includes(dimension));
  }

  /** Writes a change, before the source's watermark is. */
  write(source: number, change: Pick<Change, "hours" | "overdue" | "watermark">, bucketSize: number): void {
    const row = this.#connection.get("SELECT watermark FROM source WHERE id = ?", source);
    const before = row?.watermark ?? null, after = change.watermark ?? before;
    const openAt = (watermark: unknown) =>
      watermark === null ? 0 : firstOpenHour(Number(watermark), bucketSize);
    const turned = { from: openAt(before), to: openAt(after) };
    for (const table of this.#tables) this.#writeDimension(source, change, turned, table);
  }

  #writeDimension(
    source: number,
    { hours, overdue }: Pick<Change, "hours" | "overdue">,
    { from, to }: Turned,
    hourly: HourlyTable,
  ): void {
    const { dimension, keep, table, rows, days } = hourly;
    const { id, name, span } = dimension, isGrouped = pairIn(dimension)?.isGrouped ?? false;
    const { since, before } = keptHours(this.#connection, source, id);
    // Late hits of a pruned hour are in its buckets, where there are any.
    const pruned = span === "hour" ? before : 0;
    const kept = (all: readonly HourRows[]) =>
      all.filter(({ start }) => start >= since || start + HOUR <= pruned);
    const gains = new Map(kept(hours).map(({ start, values }) => [start, values])),
      cut = new Map<number, ValueRow[]>();
    const isTurning = (start: number): boolean => start >= from && start < to;
    // More may be stored than is kept; what comes in the same change is cut before it is written, or the most of it is.
    const overfull: number[] = [];
    for (const [start, isBegun] of this.#crowded(source, hourly, { from, to }, gains)) {
      if (isBegun && !isGrouped) overfull.push(start);
      else {
        const stored = this.#take(source, table, start);
        cut.set(start, keptOfHour(merged(stored, gains.get(start)?.[name] ?? []), keep, isGrouped));
      }
    }
    rows.begin(source);
    for (const [start, values] of gains) {
      if ((start >= to || isTurning(start)) && !cut.has(start)) rows.addValues(start, values);
    }
    for (const [start, values] of cut) rows.add(start, values);
    rows.end();
    for (const start of overfull) this.#cut(source, start, hourly);
    const firstDay = Math.ceil(since / DAY) * DAY;
    if (to > Math.max(from, firstDay)) {
      this.#connection.run(sumSql(table, dayTable(name), DAY), source, Math.max(from, firstDay), to);
    }
    const amend = (start: number, values: readonly ValueRow[]): void => {
      const added = rows.amend(source, start, values, keep);
      if (start < firstDay) return;
      days.begin(source);
      days.add(start - start % DAY, added);
      days.end();
    };
    for (const [start, values] of gains) if (start < from) amend(start, values[name]);
    for (const { start, values } of kept(overdue)) amend(start, values[name]);
  }

  /** The hours that turn final with more values than are kept, about, and whether some are stored already. */
  #crowded(
    source: number,
    { table, dimension, keep }: HourlyTable,
    { from, to }: Turned,
    gains: ReadonlyMap<number, HourRows["values"]>,
  ): (readonly [start: number, isBegun: boolean])[] {
    if (from === to || keep === Infinity) return [];
    const sql =
      `SELECT start, count(*) AS size FROM ${table} WHERE source_id = ? AND start >= ? AND start < ?`;
    const stored = new Map(
      this.#connection.all(`${sql} GROUP BY start`, source, from, to)
        .map(({ start, size }) => [Number(start), Number(size)]),
    );
    const sizes = new Map(stored);
    for (const [start, values] of gains) {
      if (start >= from && start < to) {
        sizes.set(start, (sizes.get(start) ?? 0) + rowCount(values, dimension.name));
      }
    }
    return [...sizes].filter(([, size]) => size > keep).map(([start]) => [start, stored.has(start)]);
  }

  /** Cuts a stored hour by the rule of `keptOfHour`, if it has more values than are kept. */
  #cut(source: number, start: number, { table, keep, rows }: HourlyTable): void {
    const of = `FROM ${table} WHERE source_id = ?1 AND start = ?2`;
    const value = "(SELECT value FROM name WHERE id = name_id)";
    const least = this.#connection.get(
      `SELECT hits ${of} ORDER BY hits DESC LIMIT 1 OFFSET ?3`,
      ...[source, start, keep],
    );
    if (least === undefined) return;
    // Only of those that have as many hits the names decide: to look all of them up takes far longer.
    const first = this.#connection.get(
      `SELECT hits, ${value} AS value ${of} AND hits = ?4 ORDER BY value LIMIT 1
        OFFSET ?3 - (SELECT count(*) ${of} AND hits > ?4)`,
      ...[source, start, keep, least.hits],
    )!;
    const rest = `${of} AND (hits < ?3 OR hits = ?3 AND ${value} >= ?4)`;
    const which = [source, start, first.hits, first.value];
    const sums = `SELECT total(hits) AS hits, total(bytes) AS bytes, total(failures) AS failures ${rest}`;
    const { hits, bytes, failures } = this.#connection.get(sums, ...which)!;
    this.#connection.run(`DELETE ${rest}`, ...which);
    const counts = {
      hits: Number(hits),
      bytes: Math.min(Number(bytes), Number.MAX_SAFE_INTEGER),
      failures: Number(failures),
    };
    rows.begin(source);
    rows.add(start, [{ value: OTHER, ...counts }]);
    rows.end();
  }

  /** Takes the rows of an hour out of its table. */
  #take(source: number, table: string, start: number): ValueRow[] {
    const of = `FROM ${table} WHERE source_id = ? AND start = ?`;
    const sql = `SELECT (SELECT value FROM name WHERE id = name_id) AS value, hits, bytes, failures ${of}`;
    const stored = this.#connection.all(sql, source, start).map(({ value, hits, bytes, failures }) => ({
      value: String(value),
      hits: Number(hits),
      bytes: Number(bytes),
      failures: Number(failures),
    }));
    this.#connection.run(`DELETE ${of}`, source, start);
    return stored;
  }
}

/** Which hours of a source are kept. */
export interface KeptHours {
  /** Those from this one on are whole. */
  readonly since: number;
  /** Of those that end by then, all was pruned: late hits make hours of their own, until they are pruned, too. */
  readonly before: number;
}

/** The hours that are kept of what has this id in `hours_since`. */
export function keptHours(connection: SqliteConnection, source: number, id: number): KeptHours {
  const row = connection.get(
    `SELECT (SELECT since FROM hours_since WHERE source_id = ?1 AND dimension_id = ?2) AS since,
      (SELECT before FROM pruned_sum WHERE source_id = ?1) AS before`,
    ...[source, id],
  );
  return { since: Number(row?.since ?? 0), before: Number(row?.before ?? 0) };
}

/** Both together, each value once. */
function merged(rows: readonly ValueRow[], more: readonly ValueRow[]): ValueRow[] {
  const byValue = new Map(rows.map((row) => [row.value, row]));
  for (const row of more) {
    const before = byValue.get(row.value);
    byValue.set(
      row.value,
      before === undefined ? row : {
        value: row.value,
        hits: before.hits + row.hits,
        bytes: Math.min(before.bytes + row.bytes, Number.MAX_SAFE_INTEGER),
        failures: before.failures + row.failures,
      },
    );
  }
  return [...byValue.values()];
}
