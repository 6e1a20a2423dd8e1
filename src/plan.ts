// Role: the options of a replay, checked once and frozen; stages take `Pick<Plan, …>` and check nothing.

import type { Analysis } from "./domain/analysis.ts";
import type { RecordScreen } from "./domain/screening/screen.ts";
import type { Screening } from "./domain/screening/settings.ts";
import type { Detected } from "./formats/detect.ts";
import type { LogFormat, ReadOptions } from "./formats/format.ts";

export interface Plan extends Analysis {
  /** Paths as given; "-" for standard input. */
  readonly files: readonly string[];
  readonly database: string;
  /** Name of the source; null for the default (`inputs/files/source_name.ts`). */
  readonly source: string | null;
  /** How lines become records; null for what the first line that any format accepts says. */
  readonly format: LogFormat | null;
  /** Says which format a line begins. */
  readonly detect: (line: Uint8Array, options: ReadOptions) => Detected;
  /** See `ReadOptions`. */
  readonly zone: string | null;
  /** What the options say of the settings of the source; of what they do not, the stored ones hold. */
  readonly givenScreening: Partial<Screening>;
  /** The settings of the source, as far as they are known. */
  readonly screening: Screening;
  /** These settings at work; null where no record has to be looked at by itself. */
  readonly screen: RecordScreen | null;
  /** Wall seconds per logged second; 0 for full speed. */
  readonly timescale: number;
  /** Replace what the store holds for the source. */
  readonly fresh: boolean;
  /** Take a last line without a line feed for a record. */
  readonly complete: boolean;
  /** Keep reading appended lines until the run is stopped. */
  readonly follow: boolean;
  /** Threads that count beside the main one, 0 … 16; null to choose by processors and bytes. */
  readonly workers: number | null;
  /** Read with the reference reader alone. */
  readonly reference: boolean;
  /** Seconds of silence after which `follow` advances time, > 0. */
  readonly idleAdvance: number;
  /**
   * The time beyond the last record to which the end of the run advances time, epoch seconds; called at that moment. Null to
   * stay at the last record.
   */
  readonly advanceTo: (() => number) | null;
  /** Records before it are left out, epoch seconds; null for none. */
  readonly since: number | null;
  /** Records from it on are left out, epoch seconds; null for none. */
  readonly until: number | null;
  /** The largest date that is not "future", epoch seconds: one day ahead of the clock. */
  readonly futureLimit: () => number;
}
