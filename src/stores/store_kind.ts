// Role: the contract of a kind of store: how one is locked and opened. What an open one does is in `store.ts`. Entries:
// `mod.ts`; the first one: `stores/sqlite/sqlite.ts`.

import type { StoreMaintenance } from "./care.ts";
import type { Reader, Store } from "./store.ts";

/** How a lock is asked for. */
export interface LockRequest {
  /** Wall clock, epoch seconds: noted in the lock for people. */
  readonly now: number;
  /** Take it on a network file system too. */
  readonly allowNetwork: boolean;
  /** What for: to write (the default), or to send messages of the outbox, which goes on beside writing. */
  readonly purpose?: "writing" | "sending";
}

/** Held by the one process that writes a store, from before it is opened until after it is closed. */
export interface StoreLock {
  /** Gives it back; may be called once. A process that dies gives it back as well. */
  [Symbol.dispose](): void;
}

/** A kind of store. */
export interface StoreKind {
  /** Its name: "sqlite". */
  readonly name: string;
  /**
   * Takes the lock of the store at `path`, whether it is there already or not. Readers are not concerned. There is one
   * lock for each purpose.
   *
   * Errors: `Problem` "busy" where another process has it (named, with since when); "io" where the store lies on a
   * network file system, or on one without locks; and those of `open`.
   */
  lock(path: string, request: LockRequest): StoreLock;
  /**
   * Opens the store at `path` for writing, and makes it where there is none. A store that is not ours or newer
   * (`Problem` "config"), cannot be made ("create"), or may not be written ("permission") keeps its bytes. Where its
   * `lock` is held, every run that has no end yet and is not of this store was killed: the next one that begins notes
   * that in the ledger, as "crashed". Without it, a commit still fails where another one came in between.
   */
  open(path: string, clock: () => number, lock?: StoreLock): Store;
  /** Opens an existing store for reading. Errors as for `open`; "input" where there is none. */
  read(path: string): Reader;
  /** Loads what checks, copies and prunes such stores. */
  care(): Promise<StoreMaintenance>;
  /** The documented SQL surface as text: every view with its columns. */
  readonly surface: string;
}
