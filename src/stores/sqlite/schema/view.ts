// Role: what a public view is, and the parts that many views share.

/** A column: its name, its SQL expression, what it holds. */
export type Column = readonly [name: string, expression: string, about: string];

/** One public view. */
export interface View {
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

/** Rows of a table with their source. CROSS JOIN fixes the order, so that SQLite finds them by source and time. */
export function ofSource(table: string): string {
  return `source AS s CROSS JOIN ${table} AS r ON r.source_id = s.id`;
}

/** Every view about rows of a source begins with its name. */
export const SOURCE: Column = ["source", "s.name", "name of the source"];
export const COUNT_COLUMNS: readonly Column[] = [
  ["hits", "r.hits", "accepted records"],
  ["bytes", "r.bytes", "sum of their bytes"],
  ["failures", "r.failures", "those with status 500 or more"],
];
export const START_COLUMNS: readonly Column[] = [
  ["start", "r.start", "first second of the bucket, epoch seconds"],
  ["start_iso", isoText("r.start"), "the same as UTC text"],
];
