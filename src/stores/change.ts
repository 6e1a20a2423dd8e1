// Role: what a run commits: the part of the contract in `store.ts` that says what is to be written. Made by
// `src/pipeline/pending_change.ts`.

import type { Alert } from "../domain/alert.ts";
import type { Amendment, BucketRows, SecondRow } from "../domain/bucket_rows.ts";
import type { OutboxEntry } from "../domain/outbox_entry.ts";
import type { Reject, RejectReason } from "../domain/reject.ts";
import type { SloMinute } from "../domain/slo_minute.ts";
import type { InputPosition } from "./input_position.ts";

/** A part of a log that should have been read and can no longer be found. */
export interface Gap {
  /** Where it was read when it was last seen. */
  readonly path: string;
  /** Number of the input whose rest is missing. */
  readonly input: number;
  /** Bytes of it that had been consumed. */
  readonly offset: number;
}

/** What a run did, for its row. Counts are of this run alone. */
export interface RunCounts {
  /** Bytes consumed. */
  readonly bytes: number;
  /** Records read: accepted + rejected. */
  readonly read: number;
  /** Records accepted. */
  readonly accepted: number;
  /** Records rejected. */
  readonly rejected: number;
  /** Accepted records that were late. */
  readonly late: number;
}

/** What a change may hold very much of. */
export interface ResultRows {
  /** Added to the stored seconds. */
  readonly seconds: readonly SecondRow[];
  /** Buckets that turned final: inserted. */
  readonly closed: readonly BucketRows[];
  /** Applied after `closed`, in order, with `amendValues` of the domain. */
  readonly amended: readonly Amendment[];
}

/** One transaction's worth of results. */
export interface Change extends ResultRows {
  /** First accepted record's time and largest time so far; null before the first. */
  readonly times: { readonly first: number; readonly last: number } | null;
  /** Decided alerts that are new or changed, each as it is now; replaces the row with the same rule and `firedAt`. */
  readonly alerts: readonly Alert[];
  /** Decided minutes of objectives; each replaces the row with the same objective and minute. */
  readonly sloMinutes: readonly SloMinute[];
  /**
   * Messages about decided transitions; one that is there already stays as it is. One without a notifier becomes one for
   * each notifier that has a message with the same rule and `firedAt`.
   */
  readonly outbox: readonly OutboxEntry[];
  /** Kept rejects of this change. */
  readonly rejects: readonly Reject[];
  /** All rejects of this change by reason. */
  readonly rejected: Readonly<Partial<Record<RejectReason, number>>>;
  /** Added to the counts of the run and of the source. */
  readonly counts: RunCounts;
  /** The inputs that moved, as they are now; each replaces the row with its id. */
  readonly inputs: readonly InputPosition[];
  /** Gaps that were found; each becomes a row. */
  readonly gaps: readonly Gap[];
  /** The engine's state after this change. */
  readonly checkpoint: Uint8Array;
  /**
   * What is not final yet, once all there is has been read. Replaces all open buckets and provisional alerts of the
   * source. `inSilence` where seconds after the last record were evaluated too: then the next run evaluates again.
   */
  readonly ending: {
    readonly open: readonly BucketRows[];
    readonly provisional: readonly Alert[];
    readonly inSilence?: boolean;
  } | null;
}
