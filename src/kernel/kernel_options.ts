// Role: the contract of how the kernel adds records up, for whoever claims one (`kernel.ts`, `range.ts`).

import type { SummarizerOptions } from "../domain/summarizer.ts";

/** What decides how the kernel adds records up. */
export interface KernelOptions extends SummarizerOptions {
  /** Of a bucket's sections and hosts, so many of most hits come first when it is given out. */
  readonly top: number;
}
