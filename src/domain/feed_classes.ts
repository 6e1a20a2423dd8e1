// Role: rule classes → the series that they belong to: to each its hits, bytes and errors. Used by `monitor.ts`; classes are
// made by `rule_cells.ts`, what they feed is set up in `watching.ts`.

import type { ClassRow } from "./bucket_rows.ts";
import { MINUTE } from "./slo_watch.ts";
import type { Fed } from "./watching.ts";

/** Counts the rows in; `fed` is by number of series. */
export function feedClasses(fed: readonly Fed[], rows: Iterable<ClassRow>): void {
  for (const { time, hitLo, hitHi, errorLo, errorHi, hits, bytes } of rows) {
    for (let left = hitLo; left !== 0; left &= left - 1) {
      const bit = 31 - Math.clz32(left & -left);
      feed(fed[bit], time, hits, bytes, (errorLo >>> bit & 1) * hits);
    }
    for (let left = hitHi; left !== 0; left &= left - 1) {
      const bit = 31 - Math.clz32(left & -left);
      feed(fed[32 + bit], time, hits, bytes, (errorHi >>> bit & 1) * hits);
    }
  }
}

function feed({ feed, slos }: Fed, time: number, hits: number, bytes: number, errors: number): void {
  feed?.add(time, hits, bytes, errors);
  for (const { watch, from } of slos) {
    const minute = Math.floor(time / MINUTE);
    if (minute >= from) watch.minutes.add(minute, hits, 0, errors);
  }
}
