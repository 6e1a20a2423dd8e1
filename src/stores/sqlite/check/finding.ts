// Role: what a check of the database reports.

/**
 * How bad a finding is: "warning" needs somebody's eye and loses nothing; "problem" means that what is stored
 * contradicts itself; "damaged" that the store cannot be read as it should.
 */
export type FindingState = "ok" | "warning" | "problem" | "damaged";

/** What one check found. A check that finds several things gives several findings. */
export interface Finding {
  /** Name of the check: "pages". */
  readonly check: string;
  /** How bad it is. */
  readonly state: FindingState;
  /** The source it is about; null where it is about the whole store. */
  readonly source: string | null;
  /** What was found, without a full stop. May hold foreign text: names of sources, paths. */
  readonly found: string;
  /** What to do, a sentence; null where there is nothing to do, or the finding before has said it. */
  readonly advice: string | null;
}

/** A finding; without a source it is about the whole database. */
export function finding(
  check: string,
  state: FindingState,
  found: string,
  advice: string | null = null,
  source: string | null = null,
): Finding {
  return { check, state, source, found, advice };
}
