// Role: a consistent copy of a database while a run may write to it. Part of `care.ts`; the command is `backup`.
//
// SQLite's own backup copies page by page within one read transaction, so that a run that commits meanwhile neither
// waits nor makes it start again. The copy is a single file: it holds no write-ahead log and needs none to be read.

import { backup, DatabaseSync } from "node:sqlite";
import { Problem } from "../../domain/problem.ts";
import type { CopyReport } from "../care.ts";
import type { SqliteConnection } from "./connection.ts";
import { errorCode, problemOf, quoted } from "./errors.ts";
import { checkLock } from "./check/lock_state.ts";
import { databasePlaceOf, directoryAndName, fileAt, plainPath } from "./file/database_file.ts";
import { openForReading } from "./file/open.ts";

/** Pages of one step: between two steps of a large database nothing else happens, so that many are fast. */
const PAGES = 10_000;

/** See `StoreCare.copy`. */
export async function copyDatabase(path: string, target: string, replace: boolean): Promise<CopyReport> {
  checkTarget(path, target, replace);
  const source = openForReading(path, true);
  // A name of its own, so that two backups to one place cannot mix; the last one to finish stays.
  const partial = `${target}.partial-${crypto.randomUUID().slice(0, 8)}`;
  try {
    await copyPages(source, partial);
    verify(partial);
    synchronize(partial);
    const { size } = Deno.statSync(partial);
    Deno.renameSync(partial, target);
    synchronizeDirectory(target);
    return { bytes: size };
  } catch (error) {
    for (const end of ["", "-journal", "-wal", "-shm"]) removeIfThere(partial + end);
    throw problemOfTarget(error, target);
  } finally {
    source.close();
  }
}

/** Refuses a target that is not to be lost. The database is compared by its file, not its name. */
function checkTarget(path: string, target: string, replace: boolean): void {
  checkIsNoCompanion(path, target);
  const there = statOf(target);
  if (there === undefined) return;
  if (!there.isFile) {
    const what = there.isDirectory ? "it is a directory" : "it is not a regular file";
    throw new Problem("create", `Cannot write ${quoted(target)}: ${what}. Name a file for the copy.`);
  }
  const original = fileAt(path);
  const isSame = original !== undefined && Deno.realPathSync(path) === Deno.realPathSync(target) ||
    original?.ino !== null && original?.ino === there.ino && original?.dev === there.dev;
  if (isSame) {
    throw new Problem("usage", `${quoted(target)} is the database itself. Name another file for the copy.`);
  }
  if (!replace) {
    const message = `There is a file ${quoted(target)} already. Name another, or replace it with --force.`;
    throw new Problem("usage", message);
  }
  const inUse = (why: string) =>
    new Problem("usage", `${quoted(target)} is a database in use: ${why}. Name another file.`);
  if (checkLock(target).isHeld) throw inUse("a run holds its lock");
  // Another database's log would be taken for the copy's own, and destroy it.
  const real = Deno.realPathSync(target);
  const beside = ["-wal", "-journal"].find((end) => (statOf(real + end)?.size ?? 0) > 0);
  if (beside !== undefined) throw inUse(`there is ${quoted(target + beside)} beside it`);
}

/** What follows a database's name in the names of the files that belong to it, there or not. */
const COMPANIONS = ["-wal", "-shm", "-journal", ".lock"];
const COMPANION = /^(.+)(?:-wal|-shm|-journal|\.lock)$/is;

/** Refuses a target in whose place SQLite, or the lock, keeps what belongs to a database, this one or another. */
function checkIsNoCompanion(path: string, target: string): void {
  const refusal = (database: string) => {
    const what = `${quoted(target)} belongs to the database ${quoted(database)}`;
    return new Problem("usage", `${what}. Name another file for the copy.`);
  };
  const literal = directoryAndName(target), there = statOf(target);
  if (statOf(literal.directory) === undefined) return;
  // A copy takes the place of a link, and what that leads to stays; but nobody means it so.
  for (const { directory, name } of [literal, databasePlaceOf(target)]) {
    const database = COMPANION.exec(name)?.[1];
    if (database !== undefined && statOf(`${directory}/${database}`)?.isFile) throw refusal(database);
  }
  if (there === undefined || there.ino === null || fileAt(path) === undefined) return;
  const real = Deno.realPathSync(path);
  for (const end of COMPANIONS) {
    const companion = statOf(real + end);
    if (companion?.ino === there.ino && companion.dev === there.dev) throw refusal(real);
  }
}

async function copyPages(source: SqliteConnection, partial: string): Promise<void> {
  source.run("BEGIN");
  try {
    // Only a first read makes the transaction see one state until it ends.
    source.get("SELECT count(*) FROM sqlite_schema");
    await backup(source.database, plainPath(partial), { rate: PAGES });
  } catch (error) {
    const code = errorCode(error);
    throw code === 11 || code === 26 ? problemOf(error, source.path) : error;
  } finally {
    if (source.database.isTransaction) source.run("COMMIT");
  }
}

/** Makes the copy a single file and reads all of it. */
function verify(partial: string): void {
  const copy = new DatabaseSync(plainPath(partial));
  try {
    copy.prepare("PRAGMA journal_mode = DELETE").get();
    const [row] = copy.prepare("PRAGMA quick_check(1)").all();
    const [answer] = Object.values(row ?? {});
    if (answer === "ok") return;
  } finally {
    copy.close();
  }
  const advice = `The database is damaged: "httplog doctor" tells where. Keep the last good copy`;
  throw new Problem("io", `The copy is not well, and was thrown away. ${advice}.`);
}

/** Only when SQLite has closed the file: closing another handle of it would drop SQLite's locks. */
function synchronize(path: string): void {
  using file = Deno.openSync(path, { read: true, write: true });
  file.syncSync();
}

/** Makes the new name durable, where the system can. */
function synchronizeDirectory(target: string): void {
  try {
    using directory = Deno.openSync(directoryAndName(target).directory);
    directory.syncSync();
  } catch {
    // Not every system opens directories; the file is complete under one name or the other.
  }
}

function removeIfThere(path: string): void {
  try {
    Deno.removeSync(path);
  } catch {
    // It was never made, or the disk is what failed.
  }
}

function statOf(path: string): Deno.FileInfo | undefined {
  try {
    return Deno.statSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw problemOfTarget(error, path);
  }
}

/** What went wrong while the copy was written, said of the copy. */
function problemOfTarget(error: unknown, target: string): unknown {
  if (error instanceof Problem) return error;
  const because = (kind: Problem["kind"], why: string) =>
    new Problem(kind, `Cannot write ${quoted(target)}: ${why}`, { cause: error });
  const { PermissionDenied, NotCapable, NotADirectory, NotFound } = Deno.errors;
  const code = errorCode(error);
  if (code === 13) return because("io", "the disk is full. Make room, or name a file on another disk.");
  if (code === 14 || error instanceof NotADirectory || error instanceof NotFound) {
    return because("create", "check that its directory is there and may be written.");
  }
  if (code === 8 || code === 3 || error instanceof PermissionDenied || error instanceof NotCapable) {
    return because("permission", "check who may write its directory.");
  }
  if (code === 10 || error instanceof Error && "code" in error) {
    return because("io", "writing failed. Check the disk.");
  }
  return error;
}
