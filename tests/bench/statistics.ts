// Role: what many measurements of one thing come to, and in which order things are measured so that all of them see
// the same moods of the machine. Pure; used by every benchmark.

/** The middle one of some numbers, or the mean of the middle two. Throws a RangeError where there is none. */
export function median(numbers: readonly number[]): number {
  if (numbers.length === 0) throw new RangeError("There is no median of nothing.");
  const inOrder = [...numbers].sort((one, other) => one - other);
  const middle = inOrder.length >> 1;
  return inOrder.length % 2 === 1 ? inOrder[middle] : (inOrder[middle - 1] + inOrder[middle]) / 2;
}

/** How many runs something gets that takes `seconds` each: as many as fit the budget, at least one, at most `most`. */
export function runsWithin(budget: number, seconds: number, most: number): number {
  return Math.max(1, Math.min(most, Math.floor(budget / seconds)));
}

/**
 * Whether something that gets `runs` runs is run in this round, from 0, of `rounds`: always in the first, and then
 * spread evenly.
 */
export function isDue(round: number, rounds: number, runs: number): boolean {
  return Math.ceil((round + 1) * runs / rounds) > Math.ceil(round * runs / rounds);
}
