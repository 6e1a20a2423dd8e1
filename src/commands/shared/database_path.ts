// Role: the option `--db`: which database a command works on.

import { Problem } from "../../domain/problem.ts";
import type { Host } from "../../host/host.ts";
import type { OptionSpec } from "../command.ts";

export const DATABASE_OPTION: OptionSpec = {
  name: "db",
  value: "PATH",
  defaultText: "$HTTPLOG_DB, else httplog.db",
  help: "the database",
};

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
