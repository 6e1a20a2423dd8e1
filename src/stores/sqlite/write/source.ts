// Role: a source's own rows: the options it is stored with, its inputs, counts and checkpoint.

import { readTold } from "./told_ahead.ts";
import type { SecondRow, SloMinute } from "../../../domain/buckets/rows.ts";
import { Problem } from "../../../domain/problem.ts";
import type { Row, SqliteConnection } from "../connection.ts";
import { quoted } from "../errors.ts";
import { RESULT_TABLES, UNKNOWN_FORMAT } from "../schema/tables.ts";
import type {
  Change,
  InputPosition,
  RunDescription,
  SavedSource,
  SourceInput,
  StoredOptions,
} from "../../store.ts";

/** A source's row within the transaction of a commit. */
export interface CurrentSource {
  /** Its number in all tables. */
  readonly id: number;
  /** See {@link SavedSource.sequence}. */
  readonly sequence: number;
  /** Whether open buckets and provisional alerts are stored. */
  readonly hasEnding: boolean;
  /** Whether this transaction made it. */
  readonly isNew: boolean;
}

/** A source as a run finds it. */
export interface FoundSource {
  /** The sequence that the first commit must find; null where there is no source. */
  readonly sequence: number | null;
  /** What the run resumes from; null before the first results. */
  readonly saved: SavedSource | null;
  /** What it was begun with, whether it holds results or not; null where there is no source. */
  readonly meaning: StoredOptions | null;
}

/** Reads what is stored of a source. */
export function readSource(connection: SqliteConnection, name: string): FoundSource {
  // In one transaction, so that all of it is from the same commit.
  return connection.reading(() => {
    const sql =
      `SELECT id, sequence, settled, bucket_size, lateness, max_jump, idle_log, top, format, zone, state,
      (SELECT before FROM pruned_sum WHERE source_id = id) AS pruned_before FROM source LEFT JOIN checkpoint ON source_id = id WHERE name = ?`;
    const row = connection.get(sql, name);
    const sequence = row === undefined ? null : Number(row.sequence);
    if (row === undefined || sequence === null) return { sequence, saved: null, meaning: null };
    const meaning: StoredOptions = {
      bucketSize: Number(row.bucket_size),
      lateness: Number(row.lateness),
      maxJump: Number(row.max_jump),
      idleLog: Number(row.idle_log),
      top: Number(row.top),
      format: row.format === UNKNOWN_FORMAT ? null : String(row.format),
      zone: row.zone === null ? null : String(row.zone),
    };
    if (!(row.state instanceof Uint8Array)) return { sequence, saved: null, meaning };
    const inputs = readInputs(connection, Number(row.id));
    const gaps = connection.all("SELECT input_id FROM gap WHERE source_id = ?", row.id);
    const lost = gaps.map(({ input_id }) => Number(input_id));
    const settled = row.settled === 1, told = readTold(connection, Number(row.id));
    const prunedBefore = row.pruned_before === null ? null : Number(row.pruned_before);
    const saved = { meaning, sequence, checkpoint: row.state, settled, inputs, prunedBefore, lost, told };
    return { sequence, saved, meaning };
  });
}

/** Whether a source has results. */
export function holdsSource(connection: SqliteConnection, name: string): boolean {
  const sql = "SELECT 1 FROM source JOIN checkpoint ON source_id = id WHERE name = ?";
  return connection.get(sql, name) !== undefined;
}

/** See `Store.inputsElsewhere`. The table has one row for each generation of a log: a few hundred for a year. */
export function readInputsElsewhere(
  connection: SqliteConnection,
  name: string,
  head: string,
  length: number,
): SourceInput[] {
  const sql = `SELECT source.name AS source, input.* FROM input JOIN source ON source.id = source_id
    WHERE (input.head = ? OR input.offset < ?) AND source.name <> ? ORDER BY input.offset DESC, source_id, input.id`;
  return connection.all(sql, head, length, name)
    .map((row) => ({ source: String(row.source), position: positionOf(row) }));
}

function readInputs(connection: SqliteConnection, source: number): InputPosition[] {
  const sql = `SELECT * FROM input WHERE source_id = ? ORDER BY id`;
  return connection.all(sql, source).map(positionOf);
}

function positionOf(row: Row): InputPosition {
  return {
    id: Number(row.id),
    path: String(row.path),
    inode: row.inode === null ? null : Number(row.inode),
    device: row.device === null ? null : Number(row.device),
    offset: Number(row.offset),
    lines: Number(row.lines),
    head: String(row.head),
    tail: String(row.tail),
    crc: Number(row.crc),
    directives: row.directives === null ? null : String(row.directives),
  };
}

/** The seconds of a source from `time` on, by time. */
export function readSeconds(connection: SqliteConnection, name: string, time: number): SecondRow[] {
  const sql = `SELECT time, hits, bytes, failures, late FROM second
    WHERE source_id = (SELECT id FROM source WHERE name = ?) AND time >= ? ORDER BY time`;
  return connection.all(sql, name, time).map((row) => ({
    time: Number(row.time),
    hits: Number(row.hits),
    bytes: Number(row.bytes),
    failures: Number(row.failures),
    late: Number(row.late),
  }));
}

/** The minutes of an objective of a source from `time` on in which it counted this series, by time. */
export function readMinutes(
  connection: SqliteConnection,
  name: string,
  slo: string,
  series: string,
  time: number,
): SloMinute[] {
  const sql = `SELECT minute, hits, errors FROM slo_minute AS m
    WHERE source_id = (SELECT id FROM source WHERE name = ?) AND slo = ? AND minute >= ? AND EXISTS (SELECT 1 FROM slo_span AS p
      WHERE p.source_id = m.source_id AND p.slo = m.slo AND p.since <= minute AND p.until > minute AND p.series = ?) ORDER BY minute`;
  return connection.all(sql, name, slo, time, series).map((row) => ({
    slo,
    minute: Number(row.minute),
    hits: Number(row.hits),
    errors: Number(row.errors),
  }));
}

/** How the user knows each of them. */
const OPTIONS: Readonly<Record<keyof StoredOptions, string>> = {
  bucketSize: "--analysis-bucket-size",
  lateness: "--lateness",
  maxJump: "--max-jump",
  idleLog: "--idle-log",
  top: "--top",
  format: "--log-format",
  zone: "--tz",
};

/** What may be said once the log says what it is. */
const LATER: ReadonlySet<keyof StoredOptions> = new Set(["format", "zone"]);

/** In which options a run differs from the stored ones, "--top 3, not 4"; in what the run does not say it does not. */
export function otherOptions(run: RunDescription, stored: StoredOptions): string[] {
  const textOf = (value: string | number | null): string =>
    typeof value === "string" ? quoted(value) : String(value ?? "none");
  const isKnown = stored.format !== null;
  return (Object.keys(OPTIONS) as (keyof StoredOptions)[])
    .filter((key) => isKnown || !LATER.has(key))
    .filter((key) => (run.meaning[key] ?? stored[key]) !== stored[key])
    .map((key) => `${OPTIONS[key]} ${textOf(stored[key])}, not ${textOf(run.meaning[key])}`);
}

/** Throws a `Problem` "usage" where a run's options differ from the stored ones. */
export function checkMeaning(run: RunDescription, stored: StoredOptions): void {
  const differing = otherOptions(run, stored);
  if (differing.length === 0) return;
  const advice = "Use the stored value, --fresh to replace what is stored, or --source to keep it apart";
  throw new Problem(
    "usage",
    `Source ${quoted(run.source)} is stored with ${differing.join(", ")}. ${advice}.`,
  );
}

/** The row of a run's source as it is now, inserted if it is new. Only within a transaction. */
export function currentSource(connection: SqliteConnection, run: RunDescription): CurrentSource {
  const row = connection.get("SELECT id, sequence, settled FROM source WHERE name = ?", run.source);
  if (row !== undefined) {
    return { id: Number(row.id), sequence: Number(row.sequence), hasEnding: row.settled !== 0, isNew: false };
  }
  const sql = `INSERT INTO source
    (name, sequence, settled, bucket_size, lateness, max_jump, idle_log, top, format, zone, read, accepted, rejected,
    late, outliers, left_out)
    VALUES (?, 0, 0, ?, ?, ?, ?, ?, ?, ?, 0, 0, 0, 0, 0, 0)`;
  const id = connection.run(sql, run.source, ...valuesOf(run.meaning));
  return { id, sequence: 0, hasEnding: false, isNew: true };
}

/** Deletes all that a source holds except its runs, stores new options, and returns its new state. */
export function clearSource(
  connection: SqliteConnection,
  source: CurrentSource,
  meaning: StoredOptions,
): CurrentSource {
  const { id, sequence } = source;
  for (const table of RESULT_TABLES) connection.run(`DELETE FROM ${table} WHERE source_id = ?`, id);
  const sql =
    `UPDATE source SET sequence = ?, settled = 0, first_time = NULL, last_time = NULL, watermark = NULL, read = 0,
    accepted = 0, rejected = 0, late = 0, outliers = 0, left_out = 0, excluded = 0, bucket_size = ?, lateness = ?, max_jump = ?, idle_log = ?,
    top = ?, format = ?, zone = ? WHERE id = ?`;
  connection.run(sql, sequence + 1, ...valuesOf(meaning), id);
  return { id, sequence: sequence + 1, hasEnding: false, isNew: false };
}

/** Stores the options of a source that holds nothing; format and zone stay where they are null. Only within a transaction. */
export function writeMeaning(connection: SqliteConnection, source: number, meaning: StoredOptions): void {
  const { bucketSize, lateness, maxJump, idleLog, top, format, zone } = meaning;
  connection.run(
    `UPDATE source SET bucket_size = ?, lateness = ?, max_jump = ?, idle_log = ?, top = ?, format = coalesce(?, format),
      zone = coalesce(?, zone) WHERE id = ?`,
    ...[bucketSize, lateness, maxJump, idleLog, top, format, zone, source],
  );
}

/** The options in the order of their columns. */
function valuesOf(meaning: StoredOptions): (string | number | null)[] {
  const { bucketSize, lateness, maxJump, idleLog, top, format, zone } = meaning;
  return [bucketSize, lateness, maxJump, idleLog, top, format ?? UNKNOWN_FORMAT, zone];
}

/** Writes a change's counts, checkpoint, inputs, gaps and rejects. */
export function writeProgress(
  connection: SqliteConnection,
  source: number,
  run: number,
  { format, zone }: StoredOptions,
  change: Change,
): void {
  const { bytes, read, accepted, rejected, late, outliers, leftOut, excluded } = change.counts;
  const counts = `read = read + ?, accepted = accepted + ?, rejected = rejected + ?, late = late + ?,
    outliers = outliers + ?, left_out = left_out + ?, excluded = excluded + ?`;
  connection.run(
    `UPDATE source SET sequence = sequence + 1, settled = ?, first_time = coalesce(?, first_time),
    last_time = coalesce(?, last_time), watermark = coalesce(?, watermark), format = ?, zone = ?,
    ${counts} WHERE id = ?`,
    ...[settledAs(change.ending), change.times?.first ?? null, change.times?.last ?? null, change.watermark],
    ...[format ?? UNKNOWN_FORMAT, zone, read, accepted, rejected, late, outliers, leftOut, excluded, source],
  );
  const runSql = `UPDATE run SET bytes = bytes + ?, ${counts} WHERE id = ?`;
  connection.run(runSql, bytes, read, accepted, rejected, late, outliers, leftOut, excluded, run);
  const stateSql = "INSERT OR REPLACE INTO checkpoint (source_id, state) VALUES (?, ?)";
  connection.run(stateSql, source, change.checkpoint);
  for (const input of change.inputs) writeInput(connection, source, run, input);
  const gapSql = "INSERT INTO gap (source_id, run_id, input_id, offset, path) VALUES (?, ?, ?, ?, ?)";
  for (const { input, offset, path } of change.gaps) connection.run(gapSql, source, run, input, offset, path);
  const rejectSql = `INSERT INTO reject (source_id, run_id, file, line, offset, reason, sample)
    VALUES (?, ?, ?, ?, ?, ?, ?)`;
  for (const { file, line, offset, reason, sample } of change.rejects) {
    connection.run(rejectSql, source, run, file, line, offset, reason, sample);
  }
  const countSql = `INSERT INTO reject_count (source_id, reason, count) VALUES (?, ?, ?)
    ON CONFLICT (source_id, reason) DO UPDATE SET count = count + excluded.count`;
  for (const [reason, count] of Object.entries(change.rejected)) {
    connection.run(countSql, source, reason, count);
  }
}

/** 0: no ending is stored; 1: that of the checkpoint; 2: that of the checkpoint after a silence. */
function settledAs(ending: Change["ending"]): number {
  if (ending === null) return 0;
  return ending.inSilence ? 2 : 1;
}

function writeInput(connection: SqliteConnection, source: number, run: number, input: InputPosition): void {
  const { id, inode, device, offset, lines, head, tail, crc, directives, path } = input;
  // The run began to read it at the offset that is stored before its first change.
  connection.run(
    `INSERT INTO run_input (run_id, input_id, from_offset, to_offset, path)
    VALUES (?, ?, coalesce((SELECT offset FROM input WHERE source_id = ? AND id = ?), 0), ?, ?)
    ON CONFLICT (run_id, input_id) DO UPDATE SET to_offset = excluded.to_offset, path = excluded.path`,
    ...[run, id, source, id, offset, path],
  );
  const sql =
    `INSERT OR REPLACE INTO input (source_id, id, inode, device, offset, lines, head, tail, crc, directives, path)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;
  connection.run(sql, source, id, inode, device, offset, lines, head, tail, crc, directives, path);
}
