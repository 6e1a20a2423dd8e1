// Role: makes the schema in an empty file, and brings a file of an older version up to date.

import type { SqliteConnection } from "../connection.ts";
import { addDimensions, lacksDimensions } from "./dimension_tables.ts";
import { inNewFile } from "./new_file.ts";
import { sumUpAllPairs } from "./summed_pairs.ts";
import { VERSION_1 } from "./version_1.ts";
import { VERSION_2 } from "./version_2.ts";
import { VERSION_3 } from "./version_3.ts";
import { VERSION_4 } from "./version_4.ts";
import { VERSION_5 } from "./version_5.ts";
import { VERSION_6 } from "./version_6.ts";
import { VERSION_7 } from "./version_7.ts";
import { VERSION_8 } from "./version_8.ts";
import { VERSION_9 } from "./version_9.ts";
import { VIEWS } from "./views.ts";

/** The version in which days of pairs of errors came. */
const PAIR_DAYS = 9;

/** Marks a file as ours in its header: the bytes of "hlog". */
export const APPLICATION_ID = 0x686c6f67;

/**
 * Step i brings a file from version i to i + 1. A released step never changes: databases exist that it made. Add a new
 * version instead, and pin its hash in the test.
 */
export const MIGRATIONS: readonly (readonly string[])[] = [
  VERSION_1,
  VERSION_2,
  VERSION_3,
  VERSION_4,
  VERSION_5,
  VERSION_6,
  VERSION_7,
  VERSION_8,
  VERSION_9,
];

/** The version of the schema that this program writes: `user_version` of the file. */
export const SCHEMA_VERSION: number = MIGRATIONS.length;

/**
 * Brings a file of any older version, or an empty one, to {@link SCHEMA_VERSION} in one transaction. It also replaces
 * the views: they may change with any version of the program, and only add columns. A dimension that is new to the file gets its tables,
 * whatever the version.
 */
export function migrate(connection: SqliteConnection): void {
  const found = versionOf(connection);
  if (found === SCHEMA_VERSION && !lacksDimensions(connection) && !lacksViews(connection)) return;
  const change = found === 0 ? connection.making : connection.transaction;
  change.call(connection, () => {
    // Lets pruning shrink the file (`stores/sqlite/prune/prune.ts`). Has an effect in an empty file only.
    if (found === 0) connection.run("PRAGMA auto_vacuum = INCREMENTAL");
    // Checked again within the transaction: two runs may have found the same empty file.
    const version = versionOf(connection);
    if (version > SCHEMA_VERSION) return;
    const { database } = connection;
    const steps = MIGRATIONS.slice(version).flat(), isNew = version === 0;
    for (const statement of isNew ? inNewFile(steps) : steps) database.prepare(statement).run();
    addDimensions(connection, isNew);
    if (version < PAIR_DAYS && !isNew) {
      for (const { id } of connection.all("SELECT id FROM source")) sumUpAllPairs(connection, Number(id));
    }
    for (const view of VIEWS) {
      if (!isNew) database.prepare(`DROP VIEW IF EXISTS ${view.name}`).run();
      database.prepare(view.definition).run();
    }
    database.prepare(`PRAGMA application_id = ${APPLICATION_ID}`).run();
    database.prepare(`PRAGMA user_version = ${SCHEMA_VERSION}`).run();
  });
}

/** Whether a database has any view in another form than this program makes it. */
function lacksViews(connection: SqliteConnection): boolean {
  const views = connection.all("SELECT name, sql FROM sqlite_schema WHERE type = 'view'");
  const found = new Map(views.map(({ name, sql }) => [name, sql]));
  return VIEWS.some(({ name, definition }) => found.get(name) !== definition);
}

/** The version of an open file. */
export function versionOf(connection: SqliteConnection): number {
  return Number(connection.get("PRAGMA user_version")?.user_version);
}
