// Role: where the marks of an axis stand, as uPlot places them.

import type { Extent } from "../data/model.ts";

/** Distances between two marks of a time axis, seconds; each day is divided anew. */
const DISTANCES = [
  ...[1, 5, 10, 15, 30, 60, 300, 600, 900, 1800],
  ...[1, 2, 3, 4, 6, 8, 12].map((hours) => hours * 3600),
];
const DAY = 86400;
/** The same of longer ones: days, and months of any length. */
const DAYS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 15], MONTHS = [1, 2, 3, 4, 6, 12];

/** Times of marks that are at least a part of the span apart. `part`: 0 to 1. */
export function timeTicks({ since, until }: Extent, part: number): number[] {
  const least = part * (until - since), found = [];
  const distance = DISTANCES.find((seconds) => seconds >= least);
  if (distance !== undefined) {
    for (let time = Math.ceil(since / distance) * distance; time <= until; time += distance) found.push(time);
    return found;
  }
  const days = DAYS.find((count) => count * DAY >= least);
  if (days !== undefined) {
    for (let time = Math.ceil(since / DAY) * DAY; time <= until; time += days * DAY) found.push(time);
    return found;
  }
  const months = MONTHS.find((count) => count * 30 * DAY >= least) ?? 12, begin = new Date(since * 1000);
  for (let month = 0;; month++) {
    const time = Date.UTC(begin.getUTCFullYear(), month * months) / 1000;
    if (time > until) return found;
    if (time >= since) found.push(time);
  }
}

/** Heights from 0 to `top` of marks that are at least a part of it apart, round in decimal. `part`: 0 to 1. */
export function heightTicks(top: number, part: number): number[] {
  const least = top * part, power = 10 ** Math.floor(Math.log10(least));
  const distance = [1, 2, 2.5, 5, 10].map((round) => round * power).find((round) => round >= least)!;
  return Array.from(
    { length: Math.floor(top / distance) + 1 },
    (_, place) => Number((place * distance).toPrecision(12)),
  );
}
