// Role: the contract of the fault suite: what a fault is and what one trial of it gets. `mod.ts` lists all faults;
// `faults_test.ts` runs a few trials of each, `main.ts` (`deno task faults`) many.

import type { Random } from "../../sample_data/random.ts";

/** One trial of a fault. Everything random in it comes from its seed, so that the seed repeats it. */
export interface Trial {
  /** Identifies the trial. */
  readonly seed: number;
  /** Seeded with it. */
  readonly random: Random;
  /** For a fault with points: which one, 0 … points − 1. */
  readonly point: number;
  /** Whether it is one of the long set, which may take its time. */
  readonly isLong: boolean;
}

/** A kind of fault: a row of the table in the manual (cron), or a part of one. */
export interface Fault {
  /** For the names of the tests and for `--only`. */
  readonly name: string;
  /** Trials in the test command. */
  readonly quick: number;
  /** Trials in the long set; "points" for each point once. */
  readonly long: number | "points";
  /** Whether trials are processes of their own, so that several may go on at once. */
  readonly concurrent: boolean;
  /** Why it cannot be done on this machine; null where it can. */
  missing?(): Promise<string | null>;
  /** How many places there are where the fault can strike; found out once. */
  points?(): Promise<number>;
  /**
   * Injects the fault, runs without it until idle and compares with an undisturbed run. Gives the number of faults
   * that struck. Throws where anything is not as documented.
   */
  trial(trial: Trial): Promise<number>;
}
