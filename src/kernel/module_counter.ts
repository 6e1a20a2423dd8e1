// Role: lets the kernel's module count records that the reference has read. Between `kernel.ts` and `odd_lines.ts`.

import type { RecordCounter } from "../domain/summarizer.ts";
import type { KernelExports } from "./instance.ts";
import { type KernelRules, nibbles } from "./kernel_rules.ts";

/** Larger numbers of bytes are not for the module, so that no sum of them goes beyond its 64 bits; nor are later times. */
const MOST_BYTES = 0xffffffff, MOST_TIME = 0xffffffff;

/** Counts what it can; of what it cannot, the module has to know that there is more of a bucket than it has. */
export interface ModuleCounter extends RecordCounter {
  /** There is more of the bucket of this time, epoch seconds, than the module has counted. */
  keepOpen(time: number): void;
}

/** The module as a counter of records that the reference has read. */
export function moduleCounter(
  module: KernelExports,
  rules: KernelRules | null,
): ModuleCounter {
  return {
    count: (time, section, host, status, bytes) => {
      if (time > MOST_TIME || bytes > MOST_BYTES) return false;
      const isCounted = () => module.count(time, section, host, nibbles(status), bytes) !== 0;
      // Where it is not, its names may be new to the rules.
      return isCounted() || rules !== null && rules.group() && isCounted();
    },
    keepOpen: (time) => module.keepOpen(time),
  };
}
