// Role: cell tables that have been emptied, for use by further buckets: a quiet log opens and closes one for almost every
// record. `summarizer.ts` takes from it, `time_bucket.ts` gives back.

import { CellTable } from "./cell_table.ts";

/** How many tables are kept, and with room for how many cells in all: about 50 bytes each. */
const MOST_TABLES = 2048, MOST_CELLS = 1 << 17;

/** Empty tables. */
export class TablePool {
  readonly #tables: CellTable[] = [];
  #cells = 0;

  /** An empty table. */
  take(): CellTable {
    const table = this.#tables.pop();
    if (table === undefined) return new CellTable();
    this.#cells -= table.keys.length;
    return table;
  }

  /** Empties a table that nobody uses any more. */
  give(table: CellTable): void {
    // Of a view there is nothing to keep, but somebody waits for what it was lent.
    if (table.isView) return table.clear();
    if (this.#tables.length === MOST_TABLES || this.#cells + table.keys.length > MOST_CELLS) return;
    this.#cells += table.keys.length;
    table.clear();
    this.#tables.push(table);
  }
}
