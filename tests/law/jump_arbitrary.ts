// Role: random logs with jumps for the law tests: outliers, wrong clocks, quiet nights, sparse logs. As times; what the
// records hold besides is plain, so that most cases are about time. Files and runs are in `split_arbitrary.ts`.

import fc from "fast-check";
import type { Options } from "../reference/expected.ts";
import { NOW } from "./log_arbitrary.ts";

/** J of these cases: small, so that a log of some records has many jumps; and the default. */
const MAX_JUMPS = [60, 90, 300, 3600];

/** The options of a case. `lateness` is at least the disorder of the log where nothing is to be late. */
export const jumpOptions: fc.Arbitrary<Options> = fc.record({
  bucketSize: fc.constantFrom(1, 5, 10, 60),
  lateness: fc.constantFrom(0, 1, 5, 30, 100),
  top: fc.integer({ min: 1, max: 5 }),
  threshold: fc.constantFrom(0, 0.1, 0.5, 1, 2),
  window: fc.constantFrom(1, 3, 10, 120),
  now: fc.constant(NOW),
  complete: fc.constant(false),
  maxJump: fc.constantFrom(...MAX_JUMPS),
  idleLog: fc.constantFrom(10, 100, 600),
});

/** What the clock of a log does next. */
export type Passage =
  /** Records at usual distances. */
  | { readonly kind: "usual"; readonly records: number; readonly step: number; readonly disorder: number }
  /** So many times J of silence, or nearly. */
  | { readonly kind: "night"; readonly jumps: number; readonly off: number }
  /** Single records with a time far ahead, each beside a usual one. */
  | { readonly kind: "outliers"; readonly records: number; readonly jumps: number }
  /** A clock that is wrong for so many seconds, V ± some. */
  | { readonly kind: "wrong"; readonly off: number; readonly jumps: number; readonly step: number }
  /** One record every so many J. */
  | { readonly kind: "sparse"; readonly records: number; readonly jumps: number }
  /** Records from before. */
  | { readonly kind: "back"; readonly records: number; readonly seconds: number };

const off = fc.integer({ min: -2, max: 2 });
const passage: fc.Arbitrary<Passage> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant("usual" as const),
      records: fc.integer({ min: 1, max: 30 }),
      step: fc.integer({ min: 0, max: 4 }),
      disorder: fc.constantFrom(0, 0, 2, 10),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant("night" as const), jumps: fc.integer({ min: 1, max: 4 }), off }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("outliers" as const),
      records: fc.integer({ min: 1, max: 3 }),
      jumps: fc.integer({ min: 1, max: 20 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("wrong" as const),
      off,
      jumps: fc.integer({ min: 1, max: 20 }),
      step: fc.constantFrom(1, 7, 30),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("sparse" as const),
      records: fc.integer({ min: 1, max: 5 }),
      jumps: fc.integer({ min: 1, max: 3 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("back" as const),
      records: fc.integer({ min: 1, max: 3 }),
      seconds: fc.constantFrom(31, 101, 4000, 100_000),
    }),
  },
);

/** The passages of a log; some begin with an outlier. */
export const passages: fc.Arbitrary<readonly Passage[]> = fc.array(passage, { minLength: 1, maxLength: 9 });

/** Two weeks before the injected clock, so that no jump of these logs leads beyond it. */
const START = NOW - 14 * 86_400;

/** The times of the records of a log. */
export function timesOf(passages: readonly Passage[], { maxJump = 3600, lateness }: Options): number[] {
  const times: number[] = [], proof = Math.max(lateness, 60);
  let time = START;
  for (const passage of passages) {
    if (passage.kind === "usual") {
      for (let i = 0; i < passage.records; i++) {
        time += passage.step;
        // Neither rising nor falling.
        times.push(time - (i * 7 % (passage.disorder + 1)));
      }
    } else if (passage.kind === "night") {
      time += passage.jumps * maxJump + passage.off;
      times.push(time);
    } else if (passage.kind === "outliers") {
      for (let i = 0; i < passage.records; i++) {
        times.push(time + passage.jumps * (i + 1) * maxJump + 1, time);
      }
    } else if (passage.kind === "wrong") {
      const wrong = time + passage.jumps * maxJump + 1;
      for (let at = 0; at <= proof + passage.off; at += passage.step) times.push(wrong + at);
      times.push(wrong + proof + passage.off, time);
    } else if (passage.kind === "sparse") {
      for (let i = 0; i < passage.records; i++) times.push(time += passage.jumps * maxJump + 1);
    } else {
      for (let i = 0; i < passage.records; i++) times.push(time - passage.seconds);
    }
  }
  return times;
}

/** A log out of times; hosts and sections repeat, so that every bucket has some. */
export function jumpLog(times: readonly number[], first = 0): string[] {
  return times.map((time, i) => {
    const at = first + i;
    return `h${at * 37 % 7},-,-,${time},GET /${at * 31 % 5}/x HTTP/1.1,${at % 6 === 0 ? 500 : 200},${at}\n`;
  });
}
