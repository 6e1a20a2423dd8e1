// Role: a consistent copy of a database, while a run may be writing to it.
//
// SQLite's backup copies page by page within one read transaction: a run that commits meanwhile neither waits nor makes it
// start again. The copy is a single file without a write-ahead log.

import { backup, DatabaseSync } from "node:sqlite";
import { Problem } from "../../../domain/problem.ts";
import type { SqliteConnection } from "../connection.ts";
import { errorCode, problemOf, quoted, withCode } from "../errors.ts";
import { checkDirectory, directoryAndName, plainPath, statOf } from "./database_file.ts";
import { probeLock } from "./lock.ts";
import { openForReading } from "./open.ts";

/** Pages of one step of the backup. Nothing else runs between two steps, so that large ones are faster. */
const PAGES = 10_000;

/**
 * Copies the database at `path` to `target`, and returns the size in bytes. The copy gets its name when it is complete,
 * checked and on the disk; on an error nothing is left of it.
 *
 * Errors: `Problem` "usage" where `target` exists and `replace` is false, or where it is a database in use; "create" or
 * "permission" where it cannot be written; "io" where the disk is full or the database is damaged.
 */
export async function copyDatabase(path: string, target: string, replace: boolean): Promise<number> {
  checkTarget(path, target, replace);
  using source = openForReading(path, true);
  // A random name, so that two backups to one target cannot mix; the last one to finish stays.
  const partial = `${target}.partial-${crypto.randomUUID().slice(0, 8)}`;
  try {
    await copyPages(source, partial);
    verify(partial);
    using file = Deno.openSync(partial, { read: true, write: true });
    file.syncSync();
    const { size } = file.statSync();
    Deno.renameSync(partial, target);
    synchronizeDirectory(target);
    return size;
  } catch (error) {
    for (const end of ["", "-journal", "-wal", "-shm"]) removeIfThere(partial + end);
    throw problemOf(error, target, "write");
  }
}

/** How the files are named that belong to a database. */
const COMPANION = /^(.+?)(?:-wal|-shm|-journal|(?:\.notify)?\.lock)$/is;

/** The target must not exist or, with `replace`, be a regular file that is no database in use. */
function checkTarget(path: string, target: string, replace: boolean): void {
  const refuse = (why: string, kind: "usage" | "create" = "usage"): never => {
    throw new Problem(kind, `Cannot write ${quoted(target)}: ${why}. Name another file for the copy.`);
  };
  const { directory, name } = directoryAndName(target);
  checkDirectory(target);
  const owner = COMPANION.exec(name)?.[1];
  if (owner !== undefined && statOf(`${directory}/${owner}`)?.isFile) {
    refuse(`it belongs to the database ${quoted(owner)}`);
  }
  const there = statOf(target);
  if (there === undefined) return;
  if (!there.isFile) refuse(there.isDirectory ? "it is a directory" : "it is not a regular file", "create");
  // By number, because a database has as many names as it has links.
  const original = statOf(path);
  if (original?.ino === there.ino && original?.dev === there.dev) refuse("it is the database itself");
  if (!replace) {
    throw new Problem(
      "usage",
      `The file ${quoted(target)} exists. Replace it with --force, or name another.`,
    );
  }
  const real = Deno.realPathSync(target);
  // SQLite would apply another database's log to the copy, and destroy it.
  const isOpen = ["-wal", "-journal"].some((end) => (statOf(real + end)?.size ?? 0) > 0);
  if (isOpen || probeLock(real)?.isHeld) refuse("it is a database in use");
}

async function copyPages(source: SqliteConnection, partial: string): Promise<void> {
  source.run("BEGIN");
  try {
    // The transaction sees one state from its first read on.
    source.get("SELECT count(*) FROM sqlite_schema");
    await backup(source.database, plainPath(partial), { rate: PAGES });
  } catch (cause) {
    const error = withCode(cause);
    const isDamage = [11, 26].includes(errorCode(error) ?? 0);
    throw isDamage ? problemOf(error, source.path) : error;
  } finally {
    if (source.database.isTransaction) source.run("COMMIT");
  }
}

/** Makes the copy a single file and reads all of it. */
function verify(partial: string): void {
  using copy = new DatabaseSync(plainPath(partial));
  copy.prepare("PRAGMA journal_mode = DELETE").get();
  const [row] = copy.prepare("PRAGMA quick_check(1)").all();
  if (Object.values(row ?? {})[0] === "ok") return;
  const advice = `The database is damaged: "httplog doctor" shows where. Keep the last good copy`;
  throw new Problem("io", `The copy failed its check and was deleted. ${advice}.`);
}

/** Makes the new name durable, on systems that can open a directory. */
function synchronizeDirectory(target: string): void {
  try {
    using directory = Deno.openSync(directoryAndName(target).directory);
    directory.syncSync();
  } catch {
    // The copy is complete, under its old name at worst.
  }
}

function removeIfThere(path: string): void {
  try {
    Deno.removeSync(path);
  } catch {
    // It was never made, or the disk is what failed.
  }
}
