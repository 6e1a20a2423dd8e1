// Role: finds that standard input, which does not continue what was read, has records of times that had been read: they may be the same
// records, as of `tail -n 300`, and then count twice.

import type { Input } from "../../../inputs/input.ts";
import type { Session } from "../../../stores/store.ts";
import { sqlite } from "../../../stores/sqlite/sqlite.ts";
import { counted, grouped } from "../../../domain/grouped.ts";
import type { Plan } from "../../../plan.ts";

/** The share of a run's records above which they are named: an ordinary log is out of order by a few. */
const FEW = 0.01;

interface Counts {
  /** Event time, epoch seconds; null before the first record. */
  readonly time: number | null;
  readonly accepted: number;
  /** Of the seconds before a time that records of before may come with: those that are late, and those that are not. */
  readonly early: number;
}

/** What to warn of when the run has ended; null where there is nothing. Call it before the run's first commit. */
export function repeatedInput(
  { source, database }: Pick<Plan, "database"> & { readonly source: string },
  { saved }: Pick<Session, "saved">,
  inputs: readonly Input[],
): () => string | null {
  const isOther = (saved?.inputs.length ?? 0) > 0 && inputs.some(({ path, isNew }) => path === "-" && isNew);
  const counts = (until: number | null): Counts => {
    using reader = sqlite.read(database);
    const { rows: [row] } = reader.query(
      `SELECT watermark + lateness, accepted, late + (SELECT coalesce(sum(hits), 0) FROM seconds
          WHERE source = name AND time < coalesce(:until, watermark + lateness) AND time >= coalesce(:until, watermark + lateness) - lateness)
        FROM sources WHERE name = :source`,
      { source, until },
    );
    const [time, accepted, early] = row.map((value) => value === null ? null : Number(value));
    return { time, accepted: accepted!, early: early! };
  };
  const before = isOther ? counts(null) : null;
  return () => {
    if (before === null || before.time === null) return null;
    const now = counts(before.time),
      early = now.early - before.early,
      accepted = now.accepted - before.accepted;
    if (early <= accepted * FEW) return null;
    return `${grouped(early)} of ${
      counted(accepted, "record")
    } of standard input are of times before the last that was read, ` +
      "and it does not continue what was read before: records that were read then count twice. Give a log from its beginning " +
      "each time, or only what is new of it; httplog undo last takes this run back.";
  };
}
