// Role: what goes with a value, out of the recording in a report file, and which dimensions are counted together at all.

import type { Companion, GoesWith, PackedPairs, RecordedPairs } from "./model.ts";

/** Dimensions of whose values `goes-with` says what they go with. */
export const PAIRED_DIMENSIONS: readonly string[] = ["section", "host", "status", "path", "referrer"];

/** The dimension whose values go with durations. */
export const ROUTE = "route";

/** Most rows of what a value goes with. */
export const MOST_COMPANIONS = 100;

const OTHER = "(other)";

/** Steps from the first one up to before the second one. */
type Steps = readonly [from: number, to: number];

/** What a value goes with in these steps of each kind of pairs; `isWhole`: they are all of the file. */
export function goesWithOf(
  { packed, routes, routeNotes }: RecordedPairs,
  stepsOf: (pairs: PackedPairs) => Steps,
  isWhole: boolean,
  dimension: string,
  value: string,
): GoesWith {
  if (dimension === ROUTE) {
    return isWhole ? { rows: [], latency: routes[value] ?? null, notes: routeNotes } : {
      rows: [],
      latency: null,
      notes: ["How long the answers of a route took is in this file for its whole range only."],
    };
  }
  const own = packed.filter((pairs) => pairs.dimension === dimension || pairs.with === dimension);
  // First those whose value it is, as `query` has them; then those that it is the other end of.
  const rows = own.flatMap((pairs) => [
    ...(pairs.dimension === dimension ? companions(pairs, stepsOf(pairs), isWhole, value, 0) : []),
    ...(pairs.with === dimension ? companions(pairs, stepsOf(pairs), isWhole, value, 1) : []),
  ]);
  return {
    rows: rows.toSorted((one, other) => other.hits - one.hits).slice(0, MOST_COMPANIONS),
    latency: null,
    notes: [...new Set(own.flatMap(({ notes }) => notes))],
  };
}

/** Those of one kind; `side`: 0 where the value is the first of its pairs, 1 where it is the second. */
function companions(
  { of, dimension, with: other, pairs, steps, places, hits }: PackedPairs,
  [from, to]: Steps,
  isWhole: boolean,
  value: string,
  side: 0 | 1,
): Companion[] {
  const sums = new Map<number, number>();
  let rest = 0;
  steps.forEach((step, row) => {
    if (step < from || step >= to) return;
    const place = places[row], pair = pairs[place];
    if (pair[0] === OTHER) rest += hits[row];
    else if (pair[side] === value) sums.set(place, (sums.get(place) ?? 0) + hits[row]);
  });
  // Of a part, what other pairs have that the file does not name may be of the value, too.
  const most = sums.values().reduce((sum, count) => sum + count, rest);
  return [...sums].map(([place, count]) => ({
    ...{ of, value, hits: count },
    ...(side === 0 ? { dimension, with: other } : { dimension: other, with: dimension }),
    withValue: pairs[place][1 - side] as string,
    atMost: isWhole ? pairs[place][2] : rest === 0 ? count : null,
    share: Math.round(1e6 * count / (isWhole ? pairs[place][3 + side] as number : most)) / 1e6,
  })).sort((one, next) => next.hits - one.hits || (one.withValue < next.withValue ? -1 : 1));
}
