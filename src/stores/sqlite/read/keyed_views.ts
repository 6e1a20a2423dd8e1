// Role: views that the reports have beside the public ones: values as the numbers under which the tables hold them, so that rows are
// found and grouped by numbers. They are no part of the file: a connection makes one when a statement first names it.

import { BUCKETED, DIMENSIONS, type KnownDimension } from "../../../domain/dimensions/dimensions.ts";
import type { SqlValue } from "../../store.ts";
import type { SqliteConnection } from "../connection.ts";
import {
  cellTable,
  dayTable,
  hourTable,
  namingTables,
  OTHER_ID,
  PAIR_COLUMNS,
  rollupTable,
} from "../schema/tables.ts";
import { COUNT_COLUMNS, ofSource, SOURCE, type View, view } from "../schema/view.ts";

const ABOUT = "for the reports";

/** `keyed_hourly_hosts` is `hourly_hosts` with the column `key` in place of `host`, and so are those of buckets, days and rollups. */
function keyedViews(dimension: KnownDimension): View[] {
  const { name, plural } = dimension, tables = namingTables(name);
  const views = [
    ["bucket", cellTable(name)],
    ["hourly", hourTable(name)],
    ["daily", dayTable(name)],
    ["rollup", rollupTable(name)],
  ];
  return views.filter(([, table]) => tables.includes(table)).map(([prefix, table]) =>
    view(`keyed_${prefix}_${plural}`, ABOUT, ofSource(table), [
      SOURCE,
      ["start", "r.start", ABOUT],
      ...(prefix === "rollup" ? [["size", "r.size", ABOUT] as const] : []),
      ["key", "r.name_id", ABOUT],
      ...COUNT_COLUMNS,
    ])
  );
}

/**
 * Tables as they are, with sources as their numbers: to find each of millions of buckets by the name of its source takes as long as all else.
 * `keyed_cells_of_hosts` has the columns of `keyed_bucket_hosts` with `source_id` in place of `source`.
 */
const PLAIN: readonly View[] = [
  view("keyed_sources", ABOUT, "source AS r", [
    ["source_id", "r.id", ABOUT],
    ["source", "r.name", ABOUT],
    ["top", "r.top", ABOUT],
  ]),
  view("keyed_buckets", ABOUT, "bucket AS r", [
    ["source_id", "r.source_id", ABOUT],
    ["start", "r.start", ABOUT],
    ["hits", "r.hits", ABOUT],
    ["failures", "r.failures", ABOUT],
  ]),
  ...BUCKETED.filter(({ kind }) => kind === "name").map(({ name, plural }) =>
    view(`keyed_cells_of_${plural}`, ABOUT, `${cellTable(name)} AS r`, [
      ["source_id", "r.source_id", ABOUT],
      ["start", "r.start", ABOUT],
      ["key", "r.name_id", ABOUT],
      ["hits", "r.hits", ABOUT],
    ])
  ),
];

/** `keys_of_hosts`: which `key` a `host` has. A value of several dimensions has a key in each, but `(other)`, which has one. */
function keysOf({ id, name, plural }: KnownDimension): View {
  const from = `name AS r WHERE r.dimension = ${id} OR r.id = ${OTHER_ID}`;
  return view(`keys_of_${plural}`, ABOUT, from, [["key", "r.id", ABOUT], [name, "r.value", ABOUT]]);
}

/** The texts of the pairs of errors, which `pair_sums` adds up. */
const ERROR_PAIRS: View = view("keyed_error_pairs", ABOUT, ofSource("error_pairs"), [
  SOURCE,
  ["start", "r.start", ABOUT],
  ...Object.values(PAIR_COLUMNS).map((column) => [column, `r.${column}`, ABOUT] as const),
]);

/** The sums of the same of days, see `schema/summed_pairs.ts`. */
const ERROR_PAIR_DAYS: View = view("keyed_error_pair_days", ABOUT, ofSource("error_pair_day"), [
  SOURCE,
  ["start", "r.start", ABOUT],
  ...Object.values(PAIR_COLUMNS).map((column) => [column, `r.${column}`, ABOUT] as const),
]);

const KEYED: ReadonlyMap<string, View> = new Map(
  [
    ERROR_PAIRS,
    ERROR_PAIR_DAYS,
    ...PLAIN,
    ...DIMENSIONS.filter(({ kind }) => kind === "name").flatMap((dimension) => [
      ...keyedViews(dimension),
      keysOf(dimension),
    ]),
  ].map((view) => [view.name, view]),
);

/** What {@link withKeys} replaces. */
const CALL_OF_KEY = /\bkey_of_(\w+)\(:(\w+)\)/g;

/** The names of those that a statement names: a mere mention, as in a text, is one too many, and harms nothing. */
export function keyedViewsIn(sql: string): readonly string[] {
  const ofKeys = Array.from(sql.matchAll(CALL_OF_KEY), ([, plural]) => `keys_of_${plural}`);
  return [...new Set([...sql.match(/\bkey(?:ed|s_of)_\w+/g) ?? [], ...ofKeys])].filter((name) =>
    KEYED.has(name)
  );
}

/** Makes them in the connection alone, whose file is not written. */
export function makeKeyedViews({ database }: SqliteConnection, names: readonly string[]): void {
  if (names.length === 0) return;
  database.prepare("PRAGMA query_only = OFF").run();
  try {
    for (const name of names) {
      database.prepare(KEYED.get(name)!.definition.replace("CREATE VIEW", "CREATE TEMP VIEW")).run();
    }
  } finally {
    database.prepare("PRAGMA query_only = ON").run();
  }
}

/**
 * The statement with the key itself in place of each `key_of_hosts(:name)`, NULL where there is none: a number is compared without the
 * work that a subselect, or a function, takes for each of millions of rows. The views must have been made.
 */
export function withKeys(
  { database }: SqliteConnection,
  sql: string,
  parameters: Readonly<Record<string, SqlValue>>,
): string {
  return sql.replace(CALL_OF_KEY, (call, plural: string, parameter: string) => {
    const view = KEYED.get(`keys_of_${plural}`);
    if (view === undefined) return call;
    const found = database.prepare(`SELECT key FROM ${view.name} WHERE ${view.columns[1][0]} = ?`);
    return `${found.get(parameters[parameter] ?? null)?.key ?? "NULL"}`;
  });
}
