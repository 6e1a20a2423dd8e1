// Role: the contract of looking after a store: checking, copying, pruning. `store.ts` hands it out; the commands
// `doctor`, `backup` and `prune` use it. The first one: `stores/sqlite/care.ts`.

/**
 * How bad a finding is: "warning" needs somebody's eye and loses nothing; "problem" means that what is stored
 * contradicts itself; "damaged" that the store cannot be read as it should.
 */
export type FindingState = "ok" | "warning" | "problem" | "damaged";

/** What one check found. A check that finds several things gives several findings. */
export interface Finding {
  /** Name of the check: "pages". */
  readonly check: string;
  /** How bad it is. */
  readonly state: FindingState;
  /** The source it is about; null where it is about the whole store. */
  readonly source: string | null;
  /** What was found, without a full stop. May hold foreign text: names of sources, paths. */
  readonly found: string;
  /** What to do, a sentence; null where there is nothing to do, or the finding before has said it. */
  readonly advice: string | null;
}

/** What a copy has become. */
export interface CopyReport {
  /** Its size in bytes. */
  readonly bytes: number;
}

/** What is to be pruned. */
export interface PruneRequest {
  /** Seconds of event time that are kept, back from the last record of each source. ≥ 1. */
  readonly olderThan: number;
  /** Length in seconds of the rows into which pruned buckets are summed first; null: they are not. */
  readonly rollup: number | null;
  /** The only source to prune; null: all. */
  readonly source: string | null;
  /** Only tell what would go. */
  readonly dryRun: boolean;
}

/** What was pruned of one source, or would be. */
export interface PrunedSource {
  /** Its name. */
  readonly source: string;
  /** Buckets and seconds before this epoch second are gone; null where the source has no record yet. */
  readonly before: number | null;
  /** How many buckets. */
  readonly buckets: number;
  /** How many seconds. */
  readonly seconds: number;
  /** The hits that they held. */
  readonly hits: number;
}

/** What pruning did. */
export interface PruneReport {
  /** Each source that was looked at, by name. */
  readonly sources: readonly PrunedSource[];
  /** Size of the store before and after, in bytes; the same in a dry run. */
  readonly size: { readonly before: number; readonly after: number };
  /** Bytes within the store that are free for later runs. */
  readonly free: number;
}

/** Looking after a store. Every method opens it and closes it again. Errors of opening are those of `StoreKind`. */
export interface StoreMaintenance {
  /**
   * Checks the store at `path` without writing; `full` also reads every row. The findings are in the order of the
   * checks and tell of everything that was looked at, whether well or not. A store that is damaged is a finding, not an
   * error; one that is not there, not ours or newer is a `Problem`.
   */
  check(path: string, full: boolean): Finding[];
  /**
   * Copies the store at `path` to `target` as it is at one moment, while runs may write. The copy appears under its
   * name when it is complete, checked and on the disk, and needs no other file; on an error nothing is left.
   *
   * Errors: `Problem` "usage" where `target` is there already and not to be replaced, or is the store itself; "create"
   * where it cannot be made; "io" where the disk is full or the store is damaged.
   */
  copy(path: string, target: string, replace: boolean): Promise<CopyReport>;
  /**
   * Takes away final buckets and seconds that are older than asked for, and keeps their sums, so that the totals of
   * the source still hold. Alerts, runs, rejects and sources stay. What the next run continues from is not touched.
   * The caller holds the store's lock, but for a dry run. It is done in many small transactions: ended in the middle, it leaves a store that is right, and done again it
   * finishes.
   *
   * Errors: `Problem` "usage" for a source that is not there, for fewer seconds than alerts still need, or for a
   * rollup that is no multiple of a bucket's size: nothing is pruned then; "busy" while a run writes.
   */
  prune(path: string, request: PruneRequest): Promise<PruneReport>;
}
