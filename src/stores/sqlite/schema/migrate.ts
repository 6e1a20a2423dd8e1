// Role: the tables of the SQLite store and the steps that bring an older file up to date. `stores/sqlite/file/open.ts` applies
// them; `stores/sqlite/write/session.ts` and its neighbours fill the tables. The public views are in `views.ts`.

import { DIMENSIONS } from "../../../domain/dimension.ts";
import type { SqliteConnection } from "../connection.ts";
import { TABLES_3 } from "../write/known_logs.ts";
import { PRUNE_RESULTS } from "./rollup_tables.ts";
import { TABLES_2 } from "./version_2.ts";
import { TABLES_4 } from "./version_4.ts";
import { VIEWS } from "./views.ts";

/** Marks a file as ours in its header: the bytes of "hlog". */
export const APPLICATION_ID = 0x686c6f67;

/** Name id of `(other)`, in every dimension. Status values are their own ids. */
export const OTHER_ID = 0;

/** The tables of version 1. Keys come first and texts last, so that most columns are found without reading on. */
const TABLES_1: readonly string[] = [
  `CREATE TABLE source (
    id INTEGER PRIMARY KEY,
    sequence INTEGER NOT NULL,
    settled INTEGER NOT NULL,
    bucket_size INTEGER NOT NULL,
    lateness INTEGER NOT NULL,
    top INTEGER NOT NULL,
    first_time INTEGER,
    last_time INTEGER,
    read INTEGER NOT NULL,
    accepted INTEGER NOT NULL,
    rejected INTEGER NOT NULL,
    late INTEGER NOT NULL,
    format TEXT NOT NULL,
    name TEXT NOT NULL UNIQUE
  ) STRICT`,
  // Apart from its source, because every commit writes it anew and it can take many pages.
  `CREATE TABLE checkpoint (source_id INTEGER PRIMARY KEY, state BLOB NOT NULL) STRICT`,
  // Inode and device as the numbers they came as: some systems have larger ones than a number holds exactly.
  `CREATE TABLE input (
    source_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    inode REAL,
    device REAL,
    offset INTEGER NOT NULL,
    lines INTEGER NOT NULL,
    head TEXT NOT NULL,
    tail TEXT NOT NULL,
    path TEXT NOT NULL,
    PRIMARY KEY (source_id, id)
  ) STRICT, WITHOUT ROWID`,
  `CREATE TABLE name (
    id INTEGER PRIMARY KEY,
    dimension INTEGER NOT NULL,
    value TEXT NOT NULL,
    UNIQUE (dimension, value)
  ) STRICT`,
  `INSERT INTO name (id, dimension, value) VALUES (0, 0, '(other)')`,
  `CREATE TABLE bucket (
    source_id INTEGER NOT NULL,
    start INTEGER NOT NULL,
    hits INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    failures INTEGER NOT NULL,
    late INTEGER NOT NULL,
    hosts INTEGER NOT NULL,
    open INTEGER NOT NULL,
    PRIMARY KEY (source_id, start)
  ) STRICT, WITHOUT ROWID`,
  `CREATE INDEX bucket_open ON bucket (source_id, start) WHERE open = 1`,
  // One table a dimension: each only ever grows at its end, and asking for sections does not read hosts.
  ...["section", "host", "status"].map((dimension) => `
    CREATE TABLE ${dimension}_cell (
      source_id INTEGER NOT NULL,
      start INTEGER NOT NULL,
      name_id INTEGER NOT NULL,
      hits INTEGER NOT NULL,
      bytes INTEGER NOT NULL,
      failures INTEGER NOT NULL,
      PRIMARY KEY (source_id, start, name_id)
    ) STRICT, WITHOUT ROWID`),
  `CREATE TABLE second (
    source_id INTEGER NOT NULL,
    time INTEGER NOT NULL,
    hits INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    failures INTEGER NOT NULL,
    late INTEGER NOT NULL,
    PRIMARY KEY (source_id, time)
  ) STRICT, WITHOUT ROWID`,
  `CREATE TABLE alert (
    id INTEGER PRIMARY KEY,
    source_id INTEGER NOT NULL,
    fired_at INTEGER NOT NULL,
    peak_at INTEGER NOT NULL,
    resolved_at INTEGER,
    window INTEGER NOT NULL,
    provisional INTEGER NOT NULL,
    value REAL NOT NULL,
    peak_value REAL NOT NULL,
    threshold REAL NOT NULL,
    rule TEXT NOT NULL,
    UNIQUE (source_id, fired_at, rule)
  ) STRICT`,
  `CREATE INDEX alert_time ON alert (fired_at)`,
  `CREATE TABLE run (
    id INTEGER PRIMARY KEY,
    source_id INTEGER NOT NULL,
    started_at INTEGER NOT NULL,
    ended_at INTEGER,
    bytes INTEGER NOT NULL,
    read INTEGER NOT NULL,
    accepted INTEGER NOT NULL,
    rejected INTEGER NOT NULL,
    late INTEGER NOT NULL,
    status TEXT NOT NULL,
    version TEXT NOT NULL,
    files TEXT NOT NULL,
    options TEXT NOT NULL,
    message TEXT
  ) STRICT`,
  `CREATE TABLE reject (
    id INTEGER PRIMARY KEY,
    source_id INTEGER NOT NULL,
    run_id INTEGER NOT NULL,
    line INTEGER NOT NULL,
    offset INTEGER NOT NULL,
    reason TEXT NOT NULL,
    file TEXT NOT NULL,
    sample TEXT NOT NULL
  ) STRICT`,
  `CREATE INDEX reject_source ON reject (source_id)`,
  `CREATE TABLE reject_count (
    source_id INTEGER NOT NULL,
    reason TEXT NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (source_id, reason)
  ) STRICT, WITHOUT ROWID`,
];

/** Step i brings a file from version i to i + 1. Steps that were released never change. */
const MIGRATIONS: readonly (readonly string[])[] = [TABLES_1, TABLES_2, TABLES_3, TABLES_4];

/** The version of the schema that this program writes: `user_version` of the file. */
export const SCHEMA_VERSION: number = MIGRATIONS.length;

/** The tables whose rows belong to a source and go when it is made fresh; its runs stay. */
export const RESULT_TABLES: readonly string[] = [
  "checkpoint",
  "input",
  "bucket",
  ...DIMENSIONS.map((dimension) => `${dimension}_cell`),
  "second",
  "alert",
  "reject",
  "reject_count",
  "gap",
  ...PRUNE_RESULTS,
  "error_pairs",
  "slo_minute",
  "outbox_entry",
];

/**
 * Brings a file of any older version, or an empty one, to {@link SCHEMA_VERSION} in one transaction. The views are
 * made anew with it: they may change with any version, and only add columns.
 */
export function migrate(connection: SqliteConnection): void {
  const found = versionOf(connection);
  if (found === SCHEMA_VERSION) return;
  const change = found === 0 ? connection.making : connection.transaction;
  change.call(connection, () => {
    // Lets pruning give space back (`stores/sqlite/prune/prune.ts`). Only an empty file takes it, and others would be written to.
    if (found === 0) connection.run("PRAGMA auto_vacuum = INCREMENTAL");
    // Looked at again inside: two runs may have met the same empty file.
    const version = versionOf(connection);
    if (version >= SCHEMA_VERSION) return;
    const { database } = connection;
    for (const statement of MIGRATIONS.slice(version).flat()) database.prepare(statement).run();
    for (const view of VIEWS) {
      database.prepare(`DROP VIEW IF EXISTS ${view.name}`).run();
      database.prepare(view.definition).run();
    }
    database.prepare(`PRAGMA application_id = ${APPLICATION_ID}`).run();
    database.prepare(`PRAGMA user_version = ${SCHEMA_VERSION}`).run();
  });
}

/** The version of an open file. */
export function versionOf(connection: SqliteConnection): number {
  return Number(connection.get("PRAGMA user_version")?.user_version);
}
