// Role: borrowed cells, which lie in columns that many tables share: how they are ordered, what their keys mean, when the
// columns can be freed.

/** The owner of columns that tables are views of. */
export interface ColumnSource {
  /** Called once for each table, when it needs its cells no more. */
  giveBack(): void;
}

/** How the cells of an ordered table lie. */
export interface CellOrder {
  /** How many seconds come first. */
  readonly seconds: number;
  /** How many values of each of `VALUED` (`cell_key.ts`) come then, in that order. */
  readonly values: ArrayLike<number>;
  readonly distinctHosts: number;
  /**
   * True if dimensions that may be cut, and pairs, are already cut to the top `most`. Only for final buckets: "(other)" is then what the values of
   * one that is never cut hold more.
   */
  readonly isCut: boolean;
  /** Of what may be cut, so many values with most hits come first, ties by name; in no order. */
  readonly most: number;
}

/** Translates the keys of borrowed cells. */
export interface KeyReader {
  /** The borrower's key for one of the source's. */
  keyOf(key: number): number;
  /** Puts the borrower's keys in the place of the source's. */
  replace(keys: Int32Array): void;
}

/** Borrowed cells, as {@link CellTable.of} takes them. */
export interface BorrowedCells {
  /** Their keys; may be longer than `count`. */
  readonly keys: Int32Array;
  /** Their values, four each, as in `cell_table.ts`. */
  readonly values: Float64Array;
  /** How many there are. */
  readonly count: number;
  /** Called once they are not needed any more; absent or null for cells that nothing else shares. */
  readonly source?: ColumnSource | null;
  /** How they lie; absent or null for no order. */
  readonly order?: CellOrder | null;
  /** What the keys mean; absent or null where they are the borrower's already. */
  readonly reader?: KeyReader | null;
}
