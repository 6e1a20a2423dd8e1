// Role: one public view and the parts that many of them share. The views are in `views.ts` and
// `rule_views.ts`.

/** A column: its name, its SQL expression, what it holds. */
export type Column = readonly [name: string, expression: string, about: string];

/** One public view. */
export interface View {
  /** Its name in SQL. */
  readonly name: string;
  /** What one row is. */
  readonly about: string;
  /** In order. */
  readonly columns: readonly Column[];
  /** The statement that makes it. */
  readonly definition: string;
}

/** A view with its columns, made from `from`. */
export function view(name: string, about: string, from: string, columns: View["columns"]): View {
  const list = columns.map(([column, expression]) => `${expression} AS ${column}`).join(",\n  ");
  return { name, about, columns, definition: `CREATE VIEW ${name} AS SELECT\n  ${list}\nFROM ${from}` };
}

/** SQL for an epoch second as UTC text. */
export function isoText(column: string): string {
  return `strftime('%Y-%m-%dT%H:%M:%SZ', ${column}, 'unixepoch')`;
}

/** CROSS JOIN keeps this order: with or without a source to look for, its rows are found by source and time. */
export function ofSource(table: string): string {
  return `source AS s CROSS JOIN ${table} AS r ON r.source_id = s.id`;
}

/** Every view about rows of a source begins with its name. */
export const SOURCE: Column = ["source", "s.name", "name of the source"];
/** What is counted of the records of a row. */
export const COUNT_COLUMNS: readonly Column[] = [
  ["hits", "r.hits", "accepted records"],
  ["bytes", "r.bytes", "sum of their bytes"],
  ["failures", "r.failures", "those with status 500 or more"],
];
/** When a bucket starts. */
export const START_COLUMNS: readonly Column[] = [
  ["start", "r.start", "first second of the bucket, epoch seconds"],
  ["start_iso", isoText("r.start"), "the same as UTC text"],
];
