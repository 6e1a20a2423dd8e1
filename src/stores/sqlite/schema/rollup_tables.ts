// Role: the tables of what pruning leaves behind: sums per source, and rollups. Part of the schema
// (`migrate.ts`), filled by `stores/sqlite/prune/prune.ts`, shown by `views.ts`.

/** Dimensions whose values rollups keep. Hosts are left out: their names are most of what pruning frees. */
export const ROLLUP_DIMENSIONS = ["section", "status"] as const;

/** The tables that hold something of a source, all with its `source_id`. */
export const PRUNE_RESULTS: readonly string[] = [
  "pruned_sum",
  "rollup",
  ...ROLLUP_DIMENSIONS.map((dimension) => `rollup_${dimension}_cell`),
];

/** The statements that make the tables. */
export const PRUNE_TABLES: readonly string[] = [
  // What the pruned buckets held, so that the sums of a source still hold; `rolled` of the hits are in rollups.
  `CREATE TABLE pruned_sum (
    source_id INTEGER PRIMARY KEY,
    before INTEGER NOT NULL,
    buckets INTEGER NOT NULL,
    hits INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    failures INTEGER NOT NULL,
    late INTEGER NOT NULL,
    rolled INTEGER NOT NULL
  ) STRICT`,
  // With its size in the key: every pruning may choose another one, and each pruned hit is in one row only.
  `CREATE TABLE rollup (
    source_id INTEGER NOT NULL,
    start INTEGER NOT NULL,
    size INTEGER NOT NULL,
    hits INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    failures INTEGER NOT NULL,
    late INTEGER NOT NULL,
    PRIMARY KEY (source_id, start, size)
  ) STRICT, WITHOUT ROWID`,
  ...ROLLUP_DIMENSIONS.map((dimension) => `
    CREATE TABLE rollup_${dimension}_cell (
      source_id INTEGER NOT NULL,
      start INTEGER NOT NULL,
      size INTEGER NOT NULL,
      name_id INTEGER NOT NULL,
      hits INTEGER NOT NULL,
      bytes INTEGER NOT NULL,
      failures INTEGER NOT NULL,
      PRIMARY KEY (source_id, start, size, name_id)
    ) STRICT, WITHOUT ROWID`),
];
