// Role: retention: deletes old buckets and seconds, and keeps their sums. The statements of one batch are in `batch.ts`.
//
// Retention follows event time per source, not the clock. Every sum holds after each batch, which is one transaction: a
// kill in the middle leaves nothing to repair.

import { Problem } from "../../../domain/problem.ts";
import { type Row, spaceOf, type SqliteConnection } from "../connection.ts";
import { quoted, withProblems } from "../errors.ts";
import { closeAfterWriting, openForReading, openForWriting } from "../file/open.ts";
import { dropUnusedNames, pruneBatch } from "./batch.ts";

/** Buckets of one transaction: some tens of milliseconds. */
const BUCKETS = 1000;
/** Pages freed in one transaction. */
const PAGES = 4000;

/** What is to be pruned. */
export interface PruneRequest {
  /** Seconds of event time that are kept, back from the last record of each source. ≥ 1. */
  readonly olderThan: number;
  /** The metrics of rules whose windows, over all records, need the seconds of a source. */
  readonly overSeconds: readonly string[];
  /** Length in seconds of the rows into which pruned buckets are summed first; null: they are not. */
  readonly rollup: number | null;
  /** The only source to prune; null: all. */
  readonly source: string | null;
  /** Only report what would be deleted. */
  readonly dryRun: boolean;
}

/** What was pruned of one source, or would be. */
export interface PrunedSource {
  readonly source: string;
  /** Buckets and seconds before this epoch second are deleted; null where the source has no record yet. */
  readonly before: number | null;
  readonly buckets: number;
  readonly seconds: number;
  /** The hits in the buckets. */
  readonly hits: number;
}

export interface PruneReport {
  /** Each source that was asked for, by name. */
  readonly sources: readonly PrunedSource[];
  /** Size of the store before and after, in bytes; the same in a dry run. */
  readonly size: { readonly before: number; readonly after: number };
  /** Bytes within the store that are free for later runs. */
  readonly free: number;
}

/** What is to be pruned of one source. */
interface Task {
  readonly id: number;
  readonly name: string;
  /** Null where nothing can be pruned. */
  readonly before: number | null;
}

/**
 * Deletes final buckets and seconds that are older than asked for, and keeps their sums, so that the totals of the
 * source still hold. Alerts, runs, rejects and sources stay, and so does what the next run resumes from. The caller holds
 * the lock, except for a dry run. Works in many small transactions: interrupted, it leaves a consistent database, and run
 * again it finishes.
 *
 * Errors: `Problem` "usage" for an unknown source, for fewer seconds than alerts still need, or for a rollup that is no
 * multiple of a bucket's size: nothing is pruned then; "busy" while a run writes.
 */
export function pruneDatabase(path: string, request: PruneRequest): PruneReport {
  return request.dryRun ? preview(path, request) : prune(path, request);
}

function preview(path: string, request: PruneRequest): PruneReport {
  using connection = openForReading(path);
  return withProblems(path, () =>
    connection.reading(() => {
      const sources = tasksOf(connection, request).map((task) => measure(connection, task));
      const { size, free } = spaceOf(connection);
      return { sources, size: { before: size, after: size }, free };
    }));
}

function prune(path: string, request: PruneRequest): PruneReport {
  const connection = openForWriting(path);
  try {
    return withProblems(path, () => {
      const before = spaceOf(connection).size;
      const tasks = tasksOf(connection, request);
      const sources = tasks.map((task) => pruneSource(connection, task, request.rollup));
      dropUnusedNames(connection);
      giveSpaceBack(connection);
      const { size, free } = spaceOf(connection);
      return { sources, size: { before, after: size }, free };
    });
  } finally {
    closeAfterWriting(connection);
  }
}

/**
 * The longest window of the rules of a source's last run that are evaluated over its seconds: those over all records, of the metrics of a
 * JSON list.
 */
const LONGEST_WINDOW =
  `SELECT max(definition ->> 'window') FROM rule WHERE source_id = source.id AND kind = 'rule'
  AND definition ->> 'metric' IN (SELECT value FROM json_each(?2))
  AND NOT EXISTS (SELECT 1 FROM json_each(definition, '$.match') WHERE type <> 'null')`;

/** Checks the request, and returns each source it is for, with the time before which it is pruned. */
function tasksOf(connection: SqliteConnection, request: PruneRequest): Task[] {
  const rows = connection.all(
    `SELECT id, name, bucket_size, lateness, watermark, max(coalesce((SELECT options ->> 'window' FROM run
      WHERE source_id = source.id AND options ->> 'window' IS NOT NULL ORDER BY id DESC LIMIT 1), 0),
      coalesce((${LONGEST_WINDOW}), 0)) AS window
    FROM source WHERE ?1 IS NULL OR name = ?1 ORDER BY name`,
    request.source,
    JSON.stringify(request.overSeconds),
  );
  if (rows.length === 0 && request.source !== null) {
    const what = `No source ${quoted(request.source)} in ${quoted(connection.path)}`;
    throw new Problem("usage", `${what}. "httplog query sources" lists them.`);
  }
  return rows.map((row) => taskOf(row, request));
}

function taskOf(row: Row, { olderThan, rollup }: PruneRequest): Task {
  const [id, name, size] = [Number(row.id), String(row.name), Number(row.bucket_size)];
  // Alerts may still change within this time, and a bucket must be final.
  const least = Number(row.lateness) + Number(row.window) + size;
  if (olderThan < least) {
    const needed = `source ${
      quoted(name)
    } still needs its last ${least} s (lateness, longest window of its rules, bucket)`;
    throw new Problem("usage", `--older-than ${olderThan} s is too short: ${needed}. Give at least that.`);
  }
  if (rollup !== null && rollup % size !== 0) {
    const what = `--rollup ${rollup} s does not hold whole buckets of source ${
      quoted(name)
    }, of ${size} s each`;
    const advice = "Give a multiple of it, or prune this source alone with --source";
    throw new Problem("usage", `${what}. ${advice}.`);
  }
  if (row.watermark === null) return { id, name, before: null };
  // Whole rollups only, so that each is complete at once; later records for it are late.
  const unit = rollup ?? size;
  return {
    id,
    name,
    before: Math.floor((Number(row.watermark) + Number(row.lateness) - olderThan) / unit) * unit,
  };
}

/** What pruning would delete. */
function measure(connection: SqliteConnection, { id, name, before }: Task): PrunedSource {
  const until = before ?? 0;
  const sql = `SELECT count(*) AS buckets, coalesce(sum(hits), 0) AS hits,
    (SELECT count(*) FROM second WHERE source_id = ?1 AND time < ?2) AS seconds
    FROM bucket WHERE source_id = ?1 AND start < ?2 AND open = 0`;
  const row = connection.get(sql, id, until);
  return {
    source: name,
    before,
    buckets: Number(row?.buckets),
    seconds: Number(row?.seconds),
    hits: Number(row?.hits),
  };
}

function pruneSource(connection: SqliteConnection, task: Task, rollup: number | null): PrunedSource {
  const gone = measure(connection, task);
  if (task.before === null || gone.buckets === 0) return gone;
  for (;;) {
    // The first bucket of the next batch; undefined for none.
    const next = connection.get(
      "SELECT start FROM bucket WHERE source_id = ? AND start < ? ORDER BY start LIMIT 1 OFFSET ?",
      ...[task.id, task.before, BUCKETS],
    );
    const until = next === undefined ? task.before : Number(next.start);
    connection.transaction(() => pruneBatch(connection, task.id, until, rollup));
    if (next === undefined) return gone;
  }
}

/** Shrinks a database that was made with `auto_vacuum`; others reuse their free pages. */
function giveSpaceBack(connection: SqliteConnection): void {
  let left = Infinity;
  for (;;) {
    const free = Number(connection.get("PRAGMA freelist_count")?.freelist_count);
    if (free === 0 || free >= left) return;
    left = free;
    // `all`, because each row frees one page.
    connection.all(`PRAGMA incremental_vacuum(${PAGES})`);
  }
}
