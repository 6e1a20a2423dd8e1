// Role: the contract of undoing a run: what is asked and what is told. `Store.undo` of `store.ts` does it; the command is
// `commands/database/undo.ts`.

/** What is to be undone: a run by its number, or the latest one of a source; null for the only source there is. */
export type UndoTarget = { readonly run: number } | { readonly latestOf: string | null };

/** What undoing took back. */
export interface UndoResult {
  /** Number of the run. */
  readonly run: number;
  /** Name of its source. */
  readonly source: string;
  /** Bytes that it had consumed. */
  readonly bytes: number;
  /** Records that it had read. */
  readonly read: number;
  /** The run of the source that can be undone next; null for none. */
  readonly next: number | null;
}
