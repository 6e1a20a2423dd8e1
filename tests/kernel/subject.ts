// Role: what is compared with the reference, as far as the comparison has to know it. `src/kernel/kernel.ts` is the one
// that counts; `stand_in.ts` has others, to see that the comparison itself works.

import type { DateLimits } from "../../src/domain/counting/date_limits.ts";
import type { LineReader } from "../../src/formats/format.ts";
import type { LogClockState } from "../../src/domain/counting/log_clock.ts";
import type { KernelOptions } from "../../src/kernel/options.ts";
import type { PackedSummary } from "../../src/kernel/summary/packed_summary.ts";

/** Sums up whole lines. */
export interface Subject {
  /** As `Kernel.summarize` of `src/kernel/kernel.ts`. */
  summarize(
    bytes: Uint8Array,
    clock: LogClockState | null,
    limits: DateLimits,
    keptRejects: number,
  ): PackedSummary;
  /** Gives it back. */
  [Symbol.dispose](): void;
}

/** Gives a subject for such lines; null where it is not made for them. */
export type Claim = (
  reader: LineReader,
  options: KernelOptions,
) => Promise<Subject | null>;
