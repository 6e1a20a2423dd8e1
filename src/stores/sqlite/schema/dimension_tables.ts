// Role: makes the tables of the dimensions that a database does not have yet.

import { NO_VALUE } from "../../../domain/dimensions/dimension.ts";
import {
  BUCKETED,
  DIMENSIONS,
  HOURLY,
  type KnownDimension,
  SUMMED,
} from "../../../domain/dimensions/dimensions.ts";
import type { SqliteConnection } from "../connection.ts";
import { HOUR } from "../../../domain/counting/hours.ts";
import { cellTable, dayTable, hourTable, OTHER_ID, ROLLUP_DIMENSIONS, rollupTable } from "./tables.ts";
import { sumUpDays, sumUpHours } from "./summed_hours.ts";

/** Where the columns of a bucket are in the images of the undo journal, and the part of it that has them (`undo/parts.ts`). */
const START = 0, HITS = 1, BYTES = 2, FAILURES = 3, OPEN = 6, SPAN_PART = 0;

/** Whether a database of the newest version lacks the tables of any dimension. */
export function lacksDimensions(connection: SqliteConnection): boolean {
  const known = new Set(connection.all("SELECT id FROM dimension").map(({ id }) => Number(id)));
  const tables = new Set(connection.all("SELECT name FROM sqlite_schema").map(({ name }) => String(name)));
  return DIMENSIONS.some(({ id }) => !known.has(id)) ||
    HOURLY.some(({ name }) => !tables.has(dayTable(name)));
}

/**
 * Makes the tables that are missing. What buckets and rollups held before there was the dimension is `(other)` in it, so that its
 * values sum to them; of open buckets `(none)`, as in checkpoints. So it is in the images of the undo journal. Hours have no
 * values before then, but where they are sums of their buckets. A file that `isNew` held nothing. Only within a transaction.
 */
export function addDimensions(connection: SqliteConnection, isNew: boolean): void {
  const { database } = connection;
  const listed = new Set(connection.all("SELECT id FROM dimension").map(({ id }) => Number(id)));
  const tables = new Set(connection.all("SELECT name FROM sqlite_schema").map(({ name }) => String(name)));
  const isThere = (table: string): boolean => tables.has(table);
  const list = database.prepare("INSERT INTO dimension (id, name, plural) VALUES (?, ?, ?)");
  for (const dimension of DIMENSIONS) {
    const { id, name, plural } = dimension;
    const isListed = listed.has(id), lacksHours = HOURLY.includes(dimension) && !isThere(hourTable(name));
    const lacking = isListed ? lacksHours ? [hoursTable(dimension)] : [] : tablesOf(dimension, isThere);
    for (const { make, fill } of lacking) {
      for (const statement of isNew ? make : [...make, ...fill]) database.prepare(statement).run();
    }
    if (lacksHours && SUMMED.includes(dimension) && !isNew) {
      for (const { id } of connection.all("SELECT id FROM source")) {
        sumUpHours(connection, dimension, Number(id));
      }
    }
    if (HOURLY.includes(dimension) && !isThere(dayTable(name))) addDays(connection, dimension, isNew);
    if (!isListed) list.run(id, name, plural);
  }
}

/** What makes a table, and what puts into it what the file held before. */
interface TableSteps {
  readonly make: readonly string[];
  readonly fill: readonly string[];
}

function tablesOf(dimension: KnownDimension, isThere: (table: string) => boolean): TableSteps[] {
  const { name } = dimension, isBucketed = BUCKETED.includes(dimension);
  const isRolledUp = ROLLUP_DIMENSIONS.includes(dimension) && !isThere(rollupTable(name));
  return [
    ...(isBucketed && !isThere(cellTable(name)) ? [bucketTable(dimension)] : []),
    ...(isRolledUp ? [rollupsTable(dimension)] : []),
    ...(HOURLY.includes(dimension) ? [hoursTable(dimension)] : []),
  ];
}

function bucketTable({ id, name, kind }: KnownDimension): TableSteps {
  const cells = cellTable(name);
  // A value of numbers that is not known is 0.
  const none = kind === "name" ? `(SELECT id FROM name WHERE dimension = ${id})` : `${OTHER_ID}`;
  const make = [
    tableOfSpans(cells),
    ...(kind === "name"
      ? [`INSERT INTO name (id, dimension, value) SELECT max(id) + 1, ${id}, '${NO_VALUE}' FROM name`]
      : []),
  ];
  const fill = [
    `INSERT INTO ${cells} SELECT source_id, start, iif(open, ${none}, ${OTHER_ID}), hits, bytes, failures FROM bucket`,
    `UPDATE undo_row SET image = json_set(image, '$.${cells}', (SELECT json_group_array(json_array(
        b.value ->> ${START}, iif(b.value ->> ${OPEN}, ${none}, ${OTHER_ID}), b.value ->> ${HITS}, b.value ->> ${BYTES},
        b.value ->> ${FAILURES})) FROM json_each(image, '$.bucket') AS b))
      WHERE part = ${SPAN_PART} AND image IS NOT NULL`,
  ];
  return { make, fill };
}

function rollupsTable({ name, span }: KnownDimension): TableSteps {
  const rollups = rollupTable(name);
  const make = [
    `CREATE TABLE ${rollups} (
      source_id INTEGER NOT NULL,
      start INTEGER NOT NULL,
      size INTEGER NOT NULL,
      name_id INTEGER NOT NULL,
      hits INTEGER NOT NULL,
      bytes INTEGER NOT NULL,
      failures INTEGER NOT NULL,
      PRIMARY KEY (source_id, start, size, name_id)
    ) STRICT, WITHOUT ROWID`,
  ];
  // What was pruned before is in no hour, and so in no rollup of hours either.
  const fill = span === "hour" ? [] : [
    `INSERT INTO ${rollups} SELECT source_id, start, size, ${OTHER_ID}, hits, bytes, failures FROM rollup`,
  ];
  return { make, fill };
}

/** Makes the days of a dimension out of its hours. The images of the undo journal have none. */
function addDays(connection: SqliteConnection, dimension: KnownDimension, isNew: boolean): void {
  connection.database.prepare(tableOfSpans(dayTable(dimension.name))).run();
  if (isNew) return;
  for (const { id } of connection.all("SELECT id FROM source")) sumUpDays(connection, dimension, Number(id));
  connection.run("UPDATE undo_run SET lacks_sums = 1");
}

function tableOfSpans(table: string): string {
  return `CREATE TABLE ${table} (
      source_id INTEGER NOT NULL,
      start INTEGER NOT NULL,
      name_id INTEGER NOT NULL,
      hits INTEGER NOT NULL,
      bytes INTEGER NOT NULL,
      failures INTEGER NOT NULL,
      PRIMARY KEY (source_id, start, name_id)
    ) STRICT, WITHOUT ROWID`;
}

function hoursTable(dimension: KnownDimension): TableSteps {
  const make = [tableOfSpans(hourTable(dimension.name))];
  const fill = [
    // Of the hour of the last second that was read, a part is not known.
    ...(SUMMED.includes(dimension) ? [] : [
      `INSERT INTO hours_since SELECT source_id, ${dimension.id}, max(last) / ${HOUR} * ${HOUR} + ${HOUR} FROM (
        SELECT source_id, time AS last FROM second UNION ALL SELECT source_id, before - 1 FROM pruned_sum
      ) GROUP BY source_id`,
    ]),
  ];
  return { make, fill };
}
