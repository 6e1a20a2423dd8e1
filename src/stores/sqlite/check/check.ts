// Role: checks a database without writing: here the file, its lock and its log; its rows in `invariants.ts`, and the
// checkpoints in `checkpoint_state.ts`.

import { Problem } from "../../../domain/problem.ts";
import { isoTime } from "../../../domain/time_text.ts";
import { type Finding, finding, RECOUNT } from "./finding.ts";
import { checkStates } from "./checkpoint_state.ts";
import { spaceOf, type SqliteConnection } from "../connection.ts";
import { errorCode, FULL, problemOf } from "../errors.ts";
import { fileAt } from "../file/database_file.ts";
import { INVARIANTS } from "./invariants.ts";
import { type LockState, probeLock } from "../file/lock.ts";
import { openForReading } from "../file/open.ts";
import { SCHEMA_VERSION, versionOf } from "../schema/migrate.ts";

/** A write-ahead log of more bytes than this is a warning. */
const LARGE_LOG = 64 * 2 ** 20;
/** Most findings that one check reports. */
const MOST = 5;

const RESTORE = "Restore a copy made by httplog backup, or replay the logs into a new database with --db.";

/**
 * Checks the database at `path` without writing; `full` also reads every row. The findings are in the order of the checks,
 * good ones too. A damaged database is a finding, not an error.
 *
 * Errors: `Problem` "input", "config" or "permission" where the file is absent, not ours, newer, or not readable; "io" where the
 * disk is too full to read it.
 */
export function checkDatabase(path: string, full: boolean): Finding[] {
  const findings: Finding[] = [];
  try {
    using connection = openForReading(path, true);
    // In one transaction, so that all checks see the same moment of a database that is being written.
    connection.reading(() => {
      for (const one of checks(connection, path, full)) findings.push(one);
    });
  } catch (error) {
    const problem = problemOf(error, path), cause = error instanceof Error ? error.cause : null;
    // Nothing is known of the file then.
    if ((errorCode(error) ?? errorCode(cause)) === FULL) throw problem;
    // A failure while reading is a finding; a failure to open is not.
    if (problem instanceof Problem ? problem.kind !== "io" : errorCode(error) === null) throw problem;
    const found = error instanceof Error ? error.message.replace(/\.$/, "") : String(error);
    // An error that is not about the file is about its tables.
    findings.push(finding("reading", problem instanceof Problem ? "damaged" : "problem", found, RESTORE));
  }
  return findings;
}

function* checks(connection: SqliteConnection, path: string, full: boolean): Generator<Finding> {
  const version = versionOf(connection);
  yield checkVersionOf(connection, version);
  const pages = [...checkPages(connection, full)];
  yield* pages;
  yield checkSpace(connection);
  const lock = checkLock(path);
  yield lock.finding;
  yield checkLog(path, lock.isHeld);
  // Damaged pages, or an older version's tables, would make the row checks fail for the same reason again.
  if (version !== SCHEMA_VERSION || pages.some(({ state }) => state !== "ok")) return;
  for (const { check, isDeep, sql, holds } of INVARIANTS) {
    if (isDeep && !full) continue;
    const rows = connection.all(`${sql} LIMIT ${MOST}`);
    if (rows.length === 0) yield finding(check, "ok", holds);
    for (const [index, { source, found }] of rows.entries()) {
      const name = source === null ? null : String(source);
      yield finding(check, "problem", String(found), index === 0 ? RECOUNT : null, name);
    }
  }
  yield* checkStates(connection, full);
  yield* checkRuns(connection, lock);
}

function checkVersionOf(connection: SqliteConnection, version: number): Finding {
  const sqlite = connection.get("SELECT sqlite_version() AS version")?.version;
  const mode = connection.get("PRAGMA journal_mode")?.journal_mode;
  const found = `schema version ${version}, journal mode ${mode}, read with SQLite ${sqlite}`;
  if (version === SCHEMA_VERSION) return finding("database", "ok", found);
  const advice =
    `This httplog uses version ${SCHEMA_VERSION}: the next replay brings it up to date; its rows were not checked.`;
  return finding("database", "warning", found, advice);
}

function* checkPages(connection: SqliteConnection, full: boolean): Generator<Finding> {
  const pragma = full ? "integrity_check" : "quick_check";
  const lines = connection.all(`PRAGMA ${pragma}(${MOST})`).flatMap((row) => Object.values(row).map(String));
  if (lines.length === 1 && lines[0] === "ok") {
    yield finding("pages", "ok", `${pragma} found nothing`);
    return;
  }
  const found = lines.flatMap((line) => line.split("\n")).filter((line) => !line.startsWith("***"));
  for (const [index, line] of found.slice(0, MOST).entries()) {
    yield finding("pages", "damaged", line, index === 0 ? RESTORE : null);
  }
}

function checkSpace(connection: SqliteConnection): Finding {
  const { size, free } = spaceOf(connection);
  return finding("space", "ok", `${megabytes(size)}, of which ${megabytes(free)} are free for later runs`);
}

interface CheckedLock extends Pick<LockState, "isHeld" | "unwritten"> {
  readonly finding: Finding;
}

function checkLock(path: string): CheckedLock {
  let unwritten: LockState["unwritten"] = [];
  const state = (found: string, isHeld = false) => ({
    isHeld,
    unwritten,
    finding: finding("lock", "ok", found),
  });
  try {
    const lock = probeLock(path);
    unwritten = lock?.unwritten ?? [];
    if (lock === null) return state("there is none: no run is writing");
    const holder = lock.note && `process ${lock.note.pid} since ${lock.note.since}`;
    if (lock.isHeld) return state(`held by ${holder ?? "a run"}`, true);
    if (holder === null) return state("free: no run is writing");
    if (unwritten.length > 0) {
      const ends = unwritten.map(({ run }) => run === null ? "of a run that has no row" : `of run ${run}`);
      return state(`free; ${holder}, was the last, and the end ${ends.join(" and ")} is noted in it`);
    }
    return state(`free; ${holder}, ended without a final note while it held it, which does no harm`);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const advice = "Check who may read it, and keep the database on a local disk.";
    const warning = finding("lock", "warning", `it cannot be checked: ${reason}`, advice);
    return { isHeld: false, unwritten: [], finding: warning };
  }
}

function checkLog(path: string, isHeld: boolean): Finding {
  const size = fileAt(`${path}-wal`)?.size ?? 0;
  if (size === 0) return finding("log", "ok", "the write-ahead log is empty");
  const found = `the write-ahead log has ${megabytes(size)}`;
  if (size <= LARGE_LOG) {
    return finding("log", "ok", isHeld ? found : `${found}, which the next run moves into the database`);
  }
  const advice = isHeld
    ? "A long query keeps the run from moving it into the database: look for one that hangs."
    : "A run was killed, or a long query is still reading: end the query, then the next run clears it.";
  return finding("log", "warning", found, advice);
}

function* checkRuns(
  connection: SqliteConnection,
  { isHeld, unwritten }: Pick<LockState, "isHeld" | "unwritten">,
): Generator<Finding> {
  const sql = `SELECT name, run.id FROM run JOIN source ON source.id = source_id WHERE status = 'running'`;
  const running = connection.all(`${sql} ORDER BY run.id LIMIT ${MOST}`);
  const refused = unwritten.filter(({ run }) => run === null);
  if (running.length === 0 && refused.length === 0) {
    yield finding("runs", "ok", "no run was left in the middle");
  }
  for (const { name, id } of running) {
    const end = unwritten.find(({ run }) => run === id);
    if (end !== undefined) {
      const found = `run ${id} ${endText(end)}`;
      const advice =
        "The database could not take this note. What the run committed is stored, and the next run " +
        "resumes from there.";
      yield finding("runs", "warning", found, advice, String(name));
    } else if (isHeld) yield finding("runs", "ok", `run ${id} is running`, null, String(name));
    else {
      const found = `run ${id} is marked as running, and no process holds the lock`;
      const advice =
        "It ended without a final note: killed, or the disk was full. What it committed is stored, and the " +
        "next run resumes from there.";
      yield finding("runs", "warning", found, advice, String(name));
    }
  }
  for (const end of refused) {
    const advice =
      "It stored nothing, not even its row. The next run reads what it would have, and notes it.";
    yield finding("runs", "warning", `a run ${endText(end)}`, advice, end.source);
  }
}

function endText({ status, endedAt, message }: LockState["unwritten"][number]): string {
  return `ended as ${status} at ${isoTime(endedAt)}: ${message.replace(/\.$/, "")}`;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
