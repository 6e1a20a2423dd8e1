// Role: which database a command works on.

import { Problem } from "../../domain/problem.ts";
import type { Host } from "../../host/host.ts";

/**
 * The given path, else the environment's HTTPLOG_DB, else `httplog.db` in the working directory.
 *
 * Errors: `Problem` "usage" for an empty path.
 */
export function databasePath(given: string | undefined, host: Host): string {
  const path = given ?? (host.env("HTTPLOG_DB") || "httplog.db");
  if (path === "") throw new Problem("usage", "--db takes the path of the database; it is empty.");
  return path;
}
