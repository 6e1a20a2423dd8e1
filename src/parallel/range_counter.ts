// Role: chooses between kernel and reference for the ranges of a file, in every thread that reads it; the results do not
// depend on the choice.

import type { Format } from "../formats/format.ts";
import { Kernel } from "../kernel/kernel.ts";
import type { KernelOptions } from "../kernel/options.ts";
import { KernelRanges } from "./kernel_ranges.ts";
import type { RangeSummarizer, SeekableFile } from "./range.ts";
import { ReferenceRanges } from "./reference_ranges.ts";

/**
 * A summarizer for one file, whose first line (without its line ending) is known to be a header of the format: the
 * kernel, or the reference where the kernel does not know the columns or is in use. Moves the file to wherever it reads.
 * Disposing gives the kernel back.
 */
export async function rangeSummarizer(
  file: SeekableFile,
  firstLine: Uint8Array,
  format: Format,
  options: KernelOptions,
): Promise<RangeSummarizer & Disposable> {
  const reader = format.open(firstLine, "a file that was opened before");
  const kernel = reader.columns === undefined ? null : await Kernel.claim(reader.columns, reader, options);
  const ranges = kernel === null
    ? new ReferenceRanges(file, reader, options)
    : new KernelRanges(file, kernel);
  return {
    summarize: (range, limits, keptRejects) => ranges.summarize(range, limits, keptRejects),
    [Symbol.dispose]: () => kernel?.[Symbol.dispose](),
  };
}
