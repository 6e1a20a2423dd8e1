// Role: cells that somebody else has counted and lends: how they lie, what their keys mean, who wants them back.
// `cell_table.ts` makes tables of them, `kernel/summary/unpack.ts` lends them.

/** Whoever owns the cells that tables are views of. */
export interface ColumnSource {
  /** One of the tables needs its cells no more; called once for each. */
  giveBack(): void;
}

/** How the cells of a table lie that came ordered: seconds, sections, hosts, statuses, pairs. */
export interface CellOrder {
  /** How many are seconds. */
  readonly seconds: number;
  /** How many are sections. */
  readonly sections: number;
  /** How many are hosts. */
  readonly hosts: number;
  /** How many are statuses. */
  readonly statuses: number;
  /** How many are pairs of a status and a host. */
  readonly statusHosts: number;
  /** How many are pairs of a status and a section. */
  readonly statusSections: number;
  /** Distinct hosts. */
  readonly distinctHosts: number;
  /**
   * True if sections, hosts and pairs are already cut to the top `most`. Only for final buckets: "(other)" is then what the statuses
   * hold more, which are exact.
   */
  readonly isCut: boolean;
  /** Of sections, of hosts and of pairs, so many with most hits come first, ties by name; in no order. */
  readonly most: number;
}

/** Whoever knows what keys of lent cells mean to this table's owner. */
export interface KeyReader {
  /** The owner's key for a lender's. */
  keyOf(key: number): number;
}

/** Cells that are lent, as {@link CellTable.of} takes them. */
export interface BorrowedCells {
  /** Their keys; may be longer than `count`. */
  readonly keys: Int32Array;
  /** Their values, four each, as in `cell_table.ts`. */
  readonly values: Float64Array;
  /** How many there are. */
  readonly count: number;
  /** Told once they are not needed any more; absent or null where nobody wants to know. */
  readonly lender?: ColumnSource | null;
  /** How they lie; absent or null for no order. */
  readonly order?: CellOrder | null;
  /** What the keys mean; absent or null where they are the owner's already. */
  readonly reader?: KeyReader | null;
}
