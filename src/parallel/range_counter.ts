// Role: chooses between kernel and reference for each range, in every thread that reads some; the results do not depend on the
// choice.

import type { DateLimits } from "../domain/counting/date_limits.ts";
import type { Kernels } from "../kernel/kernel.ts";
import { type KernelOptions, MOST_BUCKETS } from "../kernel/options.ts";
import { summarizeWithKernel } from "./kernel_ranges.ts";
import { LEAST_TURN, type Pace, summarizeTogether } from "./kernel_together.ts";
import type { OpenRange, RangeSummarizer, RangeSummary } from "./range.ts";
import { ReferenceRanges } from "./reference_ranges.ts";

/** The ranges that one thread reads: with the kernel or, where that does not know the columns or is in use, the reference. */
export class RangeCounter implements RangeSummarizer {
  readonly #kernels: Kernels;
  readonly #reference: ReferenceRanges;
  readonly #isCutting: boolean;
  readonly #pace: Pace;

  /** The kernels are borrowed. With `isCutting` the kernel may cut buckets that lie in one range to the values that are kept. */
  constructor(options: KernelOptions, kernels: Kernels, isCutting: boolean) {
    this.#kernels = kernels;
    this.#reference = new ReferenceRanges(options);
    this.#isCutting = isCutting;
    this.#pace = { seconds: paceOf(options), turn: LEAST_TURN };
  }

  async summarize(
    ranges: readonly OpenRange[],
    limits: DateLimits,
    keptRejects: number,
  ): Promise<readonly RangeSummary[] | null> {
    const [{ of, range }] = ranges, kernel = await this.#kernels.for(of.reader, ranges.length === 1);
    const terms = { limits, keptRejects, listener: this.#kernels, isCutting: this.#isCutting };
    if (ranges.length > 1) return kernel && summarizeTogether(kernel, ranges, terms, this.#pace);
    const summary = kernel === null
      ? this.#reference.summarize(of, range, limits, keptRejects)
      : summarizeWithKernel(kernel, of.file, range, terms);
    return summary && [summary];
  }
}

/** Seconds by which logs may be ahead of each other: half of what the buckets that the kernel fills at a time span beyond the lateness. */
function paceOf({ bucketSize, lateness }: KernelOptions): number {
  return Math.max(bucketSize, ((MOST_BUCKETS - 1) * bucketSize - lateness) / 2);
}
