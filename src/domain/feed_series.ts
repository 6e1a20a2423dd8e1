// Role: what each series gains → whoever watches it. Used by `monitor.ts`; the rows are made by `series_sums.ts`, what they
// feed is set up in `watching.ts`.

import { SERIES_WIDTH, type SeriesRows } from "./series_rows.ts";
import { MINUTE } from "./slo_watch.ts";
import type { Fed } from "./watching.ts";

/** Counts the rows in; `fed` is by number of series. */
export function feedSeries(fed: readonly Fed[], { numbers }: Pick<SeriesRows, "numbers">): void {
  for (let at = 0; at < numbers.length; at += SERIES_WIDTH) {
    const time = numbers[at], hits = numbers[at + 2], errors = numbers[at + 4];
    const { feed, slos } = fed[numbers[at + 1]];
    feed?.add(time, hits, numbers[at + 3], errors);
    for (let i = 0; i < slos.length; i++) {
      const { watch, from } = slos[i], minute = Math.floor(time / MINUTE);
      if (minute >= from) watch.minutes.add(minute, hits, 0, errors);
    }
  }
}
