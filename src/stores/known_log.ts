// Role: what a source remembers of a log besides how far its parts were read. Part of the contract `store.ts`; kept by
// `sqlite_known_logs.ts`, made and used by `src/pipeline/continue_inputs.ts`.

/** A log that was looked at, whether or not there was anything to read in it. */
export interface KnownLog {
  /** The absolute path by which it was asked for, links not resolved. Identifies it within its source. */
  readonly name: string;
  /** Real paths that this name had so far, the latest last: several where it is a link that moves on. */
  readonly paths: readonly string[];
  /** How those parts begin (`beginning.ts`) that are not to be read unless they are named: history, and other files. */
  readonly passed: readonly string[];
  /** Numbers of inputs that were left unfinished, because the archive that holds their rest was damaged. */
  readonly awaited: readonly number[];
}

/** What a session remembers of logs. */
export interface LogMemory {
  /** What was stored when it began; also where nothing was read yet, as after `undo`, but not with `fresh`. */
  readonly logs: readonly KnownLog[];
  /** Keeps what is to be remembered of a log from now on: written with the next commit, or else when the run ends. */
  remember(log: KnownLog): void;
}
