// Role: what a replay announces while it runs and at its end, as data, and the contract of an announcer. There is one for
// each `--output`.

import type { Transition } from "../../domain/alerts/alert.ts";
import type { Screening } from "../../domain/screening/settings.ts";
import type { Committed } from "../../pipeline/persist.ts";
import type { RunCounts, RunStatus } from "../../stores/store.ts";

/** Where a replay stands, after a commit. */
export interface Progress {
  /** Bytes consumed by this run. */
  readonly bytesDone: number;
  /** Bytes there are to consume; null where the input is a stream. */
  readonly bytesTotal: number | null;
  /** Event time that was reached, epoch seconds; null before it is set. */
  readonly eventTime: number | null;
  /** Whether a followed log has been read to its end, so that only new lines count. */
  readonly live: boolean;
  /** Records read by this run. */
  readonly read: number;
  /** Latest decided value of high-traffic in hits/s; null during warm-up. */
  readonly rate: number | null;
  /** Its threshold in hits/s; null where a rule file has another rule of this name. */
  readonly threshold: number | null;
  /** Alerts that fire, of all rules; null without a rule file. */
  readonly firing: number | null;
  /** Seconds since the run began. */
  readonly elapsed: number;
}

/** What one durable commit brought. */
export interface Saved extends Pick<Committed, "closed" | "transitions" | "explained" | "rejects"> {
  /** Transitions that a silence would bring and that were not announced yet: provisional until lines come. */
  readonly foreseen: readonly Transition[];
  /** Where the replay stands. */
  readonly progress: Progress;
}

/** The whole run, at its end. */
export interface RunSummary extends RunCounts {
  readonly source: string;
  /** Name of the format of the logs; null where none has said what it is. */
  readonly format: string | null;
  /** How it ended. */
  readonly status: RunStatus;
  /** Buckets that turned final in this run. */
  readonly buckets: number;
  /** Alerts that fired, decided, in this run. */
  readonly alerts: number;
  /** Wall seconds. */
  readonly elapsed: number;
  /** `--timescale`; 0 for as fast as possible. */
  readonly timescale: number;
  /** `--since`, epoch seconds; null without. */
  readonly since: number | null;
  /** `--until`, epoch seconds; null without. */
  readonly until: number | null;
  /** The settings of the source. */
  readonly screening: Screening;
  /** Whether the source has no record, of this run or an earlier one. */
  readonly isEmpty: boolean;
  /** The rules that could not be evaluated yet, since the log is shorter than their window; null where it is not. */
  readonly tooShort: { readonly covered: number; readonly rule: string; readonly window: number } | null;
  /** Buckets of the source that are still open. */
  readonly openBuckets: number;
  /** Alerts that the not yet final seconds would fire or resolve. */
  readonly provisional: readonly Transition[];
  /** Bytes of an unfinished last line that is left for the next run. */
  readonly pendingBytes: number;
  /** Records of a jump that is open: the next ones decide whether they are outliers. */
  readonly waiting: number;
  /** The database, as given. */
  readonly database: string;
}

/** Shows a replay. Called in this order: `start`, then `saved` per commit and `tick` between, then `end` once. */
export interface Announcer {
  /** The run begins; nothing has been read. `readAs` says how the log is read, where that is worth a line; else null. */
  start(progress: Progress, readAs: string | null): void;
  saved(saved: Saved): void;
  /** About ten times a second while waiting or reading, so that a status line stays alive. */
  tick(progress: Progress): void;
  /** A message on standard error, whatever the options; nothing where it is null. */
  warn(text: string | null): void;
  /** The run is over, or failed: takes the status line away. `summary` is null where it failed. */
  end(summary: RunSummary | null): void;
}

/** What announcers need to know of the options. */
export interface AnnounceOptions {
  readonly source: string;
  /** Bucket size, seconds. */
  readonly bucketSize: number;
  /** Only problems and the exit code. */
  readonly quiet: boolean;
  readonly verbose: boolean;
  /** `--no-color` or NO_COLOR turn it off; a terminal turns it on. */
  readonly color: boolean;
  /** Status line at the bottom; only where stderr is a terminal. */
  readonly progress: boolean;
}
