// Role: errors of SQLite and of the system → a `Problem` that says what to do.

import { Problem, type ProblemKind } from "../../domain/problem.ts";

/** The error codes of SQLite that the user can do something about, with the kind of problem and what to do. */
const KINDS: Readonly<Record<number, readonly [ProblemKind, string]>> = {
  3: ["permission", "access denied. Check who may write the file and its directory."],
  5: ["busy", "another program is using it. Try again when that has ended."],
  6: ["busy", "another program is using it. Try again when that has ended."],
  7: ["io", "memory ran out. Free some and run again; nothing is lost."],
  8: ["permission", "it may not be written. Check who may write the file and its directory."],
  10: ["io", "reading or writing failed. Check the disk."],
  11: ["io", "the database is damaged. Restore a copy, or replay into a new one with --db."],
  13: ["io", "the disk is full. Make room and run again; nothing is lost."],
  14: ["permission", "not all of its files can be opened. Check who may write the file and its directory."],
  15: ["io", "its locks failed. Check the disk."],
  26: ["config", "the file is not a database. Name another path with --db."],
};

/** SQLITE_FULL; and SQLITE_IOERR_SHMSIZE: there is no room for the index of the write-ahead log, 32 KiB, which readers need, too. */
export const FULL = 13;
const NO_ROOM_FOR_INDEX = 4874;

/** SQLite's primary error code of an error from `node:sqlite`; null where it carries none. */
export function errorCode(error: unknown): number | null {
  const code = error instanceof Error ? (error as { errcode?: unknown }).errcode : undefined;
  if (typeof code !== "number") return null;
  return code === NO_ROOM_FOR_INDEX ? FULL : code & 0xff;
}

/** The code of SQLite that means the same as an error of the system; null for any other error. */
function systemCode(error: unknown): number | null {
  if (error instanceof Deno.errors.PermissionDenied || error instanceof Deno.errors.NotCapable) return 3;
  const code = error instanceof Error ? (error as { code?: unknown }).code : undefined;
  if (code === "ENOSPC") return 13;
  // Those of bugs begin with "ERR_".
  return typeof code === "string" && /^E[A-Z0-9]+$/.test(code) ? 10 : null;
}

/**
 * The `Problem` for an error of SQLite or of the system; any other error (a bug, or already a `Problem`) as it is.
 *
 * @example
 * ```ts
 * import { problemOf } from "./errors.ts";
 * import { Problem } from "../../domain/problem.ts";
 * import assert from "node:assert/strict";
 *
 * const full = problemOf(Object.assign(new Error("database or disk is full"), { errcode: 13 }), "x.db");
 * assert.ok(full instanceof Problem && full.exitCode === 74);
 * ```
 */
export function problemOf(error: unknown, path: string, work = "use"): unknown {
  const code = errorCode(error) ?? systemCode(error);
  if (code === null || KINDS[code] === undefined) return error;
  const [kind, advice] = KINDS[code];
  return new Problem(kind, `Cannot ${work} ${quoted(path)}: ${advice}`, { cause: error });
}

/** Gives an error of the runtime's `backup()` its code: it often brings SQLite's message alone. */
export function withCode(error: unknown): unknown {
  if (!(error instanceof Error) || errorCode(error) !== null) return error;
  const codes = [["full", 13], ["malformed", 11], ["not a database", 26]] as const;
  const [, errcode] = codes.find(([text]) => error.message.includes(text)) ?? ["", 10];
  return Object.assign(error, { errcode });
}

/** Does `work`, with its errors turned into problems that name `path`. */
export function withProblems<Result>(path: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    throw problemOf(error, path);
  }
}

/** A text from outside in double quotes, its control characters made visible. */
export function quoted(text: string): string {
  return `"${visible(text)}"`;
}

/** A text from outside without control characters, for a message of one line. */
export function visible(text: string): string {
  // deno-lint-ignore no-control-regex -- control characters are what is taken out
  return text.replace(/[\x00-\x1f\x7f-\x9f]/g, (character) => {
    return "\\x" + character.charCodeAt(0).toString(16).padStart(2, "0");
  });
}
