// Role: random ways in which a log is replayed, for the law tests. The logs are in `log_arbitrary.ts`.

import fc from "fast-check";
import type { RunPlan, ThreadPlan } from "./harness.ts";

/** Sizes of reads. */
export const sliceBytes: fc.Arbitrary<number | undefined> = fc.oneof(
  fc.integer({ min: 1, max: 64 }),
  fc.integer({ min: 65, max: 5000 }),
  fc.constantFrom(65536, undefined),
);

/** How a run is shared among threads. */
export const threads: fc.Arbitrary<ThreadPlan> = fc.record({
  count: fc.integer({ min: 1, max: 3 }),
  rangeBytes: fc.oneof(
    fc.integer({ min: 1, max: 64 }),
    fc.integer({ min: 65, max: 5000 }),
    fc.constant(65536),
  ),
  slowness: fc.constantFrom(0, 1, 3, 10),
  failures: fc.constantFrom(0, 0, 0, 1, 20),
  seed: fc.nat(),
});

/** A run without its end, which depends on the size of the log. */
export type Cut = Omit<RunPlan, "until"> & { readonly at: number };

/** Runs that are cut, sliced, paced, shared and disturbed. */
export const cut: fc.Arbitrary<Cut> = fc.record({
  /** Where in the log, in millionths. */
  at: fc.integer({ min: 0, max: 1_000_000 }),
  sliceBytes,
  wallSeconds: fc.constantFrom(0, 0, 1, 10),
  fresh: fc.constantFrom(false, false, false, false, true),
  threads: fc.option(threads, { nil: undefined }),
  disturbed: fc.oneof(
    { weight: 3, arbitrary: fc.constant(undefined) },
    {
      weight: 1,
      arbitrary: fc.record({
        by: fc.constantFrom("error" as const, "signal" as const),
        atRead: fc.nat({ max: 30 }),
      }),
    },
  ),
}).map((plan) => plan.disturbed ? { ...plan, fresh: false } : plan);

/** The runs in the order of their ends, in a log of so many bytes. */
export function inOrder<Place extends { readonly at: number }>(
  cuts: readonly Place[],
  size: number,
): (Omit<Place, "at"> & { readonly until: number })[] {
  return cuts.toSorted((a, b) => a.at - b.at)
    .map(({ at, ...plan }) => ({ ...plan, until: Math.floor(at * size / 1_000_000) }));
}
