// Role: cell tables that have been emptied, for use by further buckets: a quiet log opens and closes one for almost every
// record. `summarizer.ts` takes from it, `time_bucket.ts` gives back.

import { CellTable } from "./cell_table.ts";

/** How many tables are kept, and of how many cells the largest. */
const MOST_TABLES = 2048, MOST_CELLS = 1 << 14;

/** Empty tables. */
export class TablePool {
  readonly #tables: CellTable[] = [];

  /** An empty table. */
  take(): CellTable {
    return this.#tables.pop() ?? new CellTable();
  }

  /** Empties a table that nobody uses any more. */
  give(table: CellTable): void {
    if (this.#tables.length === MOST_TABLES || table.keys.length > MOST_CELLS) return;
    table.clear();
    this.#tables.push(table);
  }
}
