// Role: what a check of the database reports.

/**
 * How bad a finding is: "warning" loses nothing but needs attention; "problem": the rows contradict each other; "damaged":
 * the file cannot be read.
 */
export type FindingState = "ok" | "warning" | "problem" | "damaged";

/** One result of a check; a check may have several. */
export interface Finding {
  /** Name of the check: "pages". */
  readonly check: string;
  readonly state: FindingState;
  /** The source it is about; null for the whole database. */
  readonly source: string | null;
  /** What was found, without a full stop. May hold text from outside: names of sources, paths. */
  readonly found: string;
  /** What to do, a sentence; null for nothing, or for the same as the finding before. */
  readonly advice: string | null;
}

/** The advice for rows that contradict each other: a bug, or rows that another program changed. */
export const RECOUNT = "Please report it; replaying the logs with --fresh counts the source anew.";

export function finding(
  check: string,
  state: FindingState,
  found: string,
  advice: string | null = null,
  source: string | null = null,
): Finding {
  return { check, state, source, found, advice };
}
