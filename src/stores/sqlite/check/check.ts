// Role: checks a database without writing: the file and its surroundings here, what its rows must satisfy in
// `invariants.ts`, the state that runs continue from in `checkpoint_state.ts`. Part of `stores/sqlite/care.ts`.

import { Problem } from "../../../domain/problem.ts";
import type { Finding } from "../../care.ts";
import { checkLock } from "./lock_state.ts";
import { checkStates } from "./checkpoint_state.ts";
import type { SqliteConnection } from "../connection.ts";
import { errorCode, problemOf } from "../errors.ts";
import { fileAt } from "../file/database_file.ts";
import { INVARIANTS } from "./invariants.ts";
import { openForReading } from "../file/open.ts";
import { SCHEMA_VERSION, versionOf } from "../schema/migrate.ts";

/** A write-ahead log of more bytes than this is worth a word. */
const LARGE_LOG = 64 * 2 ** 20;
/** Most findings of one check that are told one by one. */
const MOST = 5;

const RESTORE = "Restore a copy made by httplog backup, or replay the logs into a new database with --db.";
const RECOUNT = "Please report it; replaying the logs with --fresh counts the source anew.";

/** See `StoreCare.check`. */
export function checkDatabase(path: string, full: boolean): Finding[] {
  const findings: Finding[] = [];
  try {
    const connection = openForReading(path, true);
    try {
      // In one transaction, so that all checks see the same moment of a database that is being written.
      connection.reading(() => {
        for (const finding of checks(connection, path, full)) findings.push(finding);
      });
    } finally {
      connection.close();
    }
  } catch (error) {
    const problem = problemOf(error, path);
    // Whatever SQLite has against reading on is a finding; what keeps it from being opened is not.
    if (problem instanceof Problem ? problem.kind !== "io" : errorCode(error) === null) throw problem;
    const found = error instanceof Error ? error.message.replace(/\.$/, "") : String(error);
    // An error that is not about the file is about its tables.
    const state = problem instanceof Problem ? "damaged" : "problem";
    findings.push({ check: "reading", state, source: null, found, advice: RESTORE });
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
  // Rows of damaged pages, or of other tables, would only repeat it in other words.
  if (version !== SCHEMA_VERSION || pages.some(({ state }) => state !== "ok")) return;
  for (const { check, isDeep, sql, holds } of INVARIANTS) {
    if (isDeep && !full) continue;
    const rows = connection.all(`${sql} LIMIT ${MOST}`);
    if (rows.length === 0) yield { check, state: "ok", source: null, found: holds, advice: null };
    for (const [index, { source, found }] of rows.entries()) {
      const name = source === null ? null : String(source);
      const advice = index === 0 ? RECOUNT : null;
      yield { check, state: "problem", source: name, found: String(found), advice };
    }
  }
  yield* checkStates(connection, full);
  yield* checkRuns(connection, lock.isHeld);
}

function checkVersionOf(connection: SqliteConnection, version: number): Finding {
  const sqlite = connection.get("SELECT sqlite_version() AS version")?.version;
  const mode = connection.get("PRAGMA journal_mode")?.journal_mode;
  const found = `schema version ${version}, journal mode ${mode}, read with SQLite ${sqlite}`;
  const base = { check: "database", source: null, found };
  if (version === SCHEMA_VERSION) return { ...base, state: "ok", advice: null };
  const advice =
    `This httplog uses version ${SCHEMA_VERSION}: the next replay brings it up to date; its rows were not checked.`;
  return { ...base, state: "warning", advice };
}

function* checkPages(connection: SqliteConnection, full: boolean): Generator<Finding> {
  const pragma = full ? "integrity_check" : "quick_check";
  const lines = connection.all(`PRAGMA ${pragma}(${MOST})`).flatMap((row) => Object.values(row).map(String));
  const base = { check: "pages", source: null };
  if (lines.length === 1 && lines[0] === "ok") {
    yield { ...base, state: "ok", found: `${pragma} found nothing`, advice: null };
    return;
  }
  const found = lines.flatMap((line) => line.split("\n")).filter((line) => !line.startsWith("***"));
  for (const [index, line] of found.slice(0, MOST).entries()) {
    yield { ...base, state: "damaged", found: line, advice: index === 0 ? RESTORE : null };
  }
}

function checkSpace(connection: SqliteConnection): Finding {
  const number = (pragma: string) => Number(Object.values(connection.get(`PRAGMA ${pragma}`) ?? {})[0]);
  const size = number("page_size"), pages = number("page_count"), free = number("freelist_count");
  const found = `${megabytes(pages * size)}, of which ${megabytes(free * size)} are free for later runs`;
  return { check: "space", state: "ok", source: null, found, advice: null };
}

function checkLog(path: string, isHeld: boolean): Finding {
  const size = fileAt(`${path}-wal`)?.size ?? 0;
  const base = { check: "log", source: null };
  if (size === 0) return { ...base, state: "ok", found: "the write-ahead log is empty", advice: null };
  const found = `the write-ahead log has ${megabytes(size)}`;
  if (size <= LARGE_LOG) {
    const next = isHeld ? "" : ", which the next run moves into the database";
    return { ...base, state: "ok", found: found + next, advice: null };
  }
  const advice = isHeld
    ? "A long query keeps the run from moving it into the database: look for one that hangs."
    : "A run was killed, or a long query is still reading: end the query, then the next run clears it.";
  return { ...base, state: "warning", found, advice };
}

function* checkRuns(connection: SqliteConnection, isHeld: boolean): Generator<Finding> {
  const sql = `SELECT name, run.id FROM run JOIN source ON source.id = source_id WHERE status = 'running'`;
  const running = connection.all(`${sql} ORDER BY run.id LIMIT ${MOST}`);
  const base = { check: "runs", source: null };
  if (running.length === 0) {
    yield { ...base, state: "ok", found: "no run was left in the middle", advice: null };
  }
  for (const { name, id } of running) {
    const finding = { ...base, source: String(name) };
    if (isHeld) yield { ...finding, state: "ok", found: `run ${id} is running`, advice: null };
    else {
      const found = `run ${id} is marked as running, and no process holds the lock`;
      const advice = "It was killed. What it committed is stored, and the next run goes on from there.";
      yield { ...finding, state: "warning", found, advice };
    }
  }
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
