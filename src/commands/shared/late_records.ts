// Role: when late records, which rules do not see, are worth a word.

/** So many late records, and more than one of so many. */
const MANY = 20, SHARE = 100;
/** Fewer, where they are most of them. */
const SOME = 3;

/** Whether so many of the accepted records are late that it has to be said. */
export function areManyLate(
  { late, accepted }: { readonly late: number; readonly accepted: number },
): boolean {
  return late >= MANY && late * SHARE > accepted || late >= SOME && late * 2 > accepted;
}
