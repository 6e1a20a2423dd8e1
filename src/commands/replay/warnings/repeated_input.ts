// Role: finds what standard input may repeat or lack that does not continue what was read: records of times that had been read may be the
// same ones, as of `tail -n 300`, and then count twice; where earlier runs were continued, its log may have been rotated between two runs.

import type { Input } from "../../../inputs/input.ts";
import type { Session } from "../../../stores/store.ts";
import { sqlite } from "../../../stores/sqlite/sqlite.ts";
import { counted, grouped } from "../../../domain/grouped.ts";
import { isoTime } from "../../../domain/time_text.ts";
import type { Plan } from "../../../plan.ts";

/** The share of a run's records above which they are named: an ordinary log is out of order by a few. */
const FEW = 0.01;

/** Seconds before the last record in which records are looked for. */
const LOOKED_AT = 86400;

/** Seconds between two runs of one command, which gives the rotated file first. */
const TOGETHER = 10;

/** What to warn of when the run has ended; null where there is nothing. Call it before the run's first commit, at the time `now`. */
export function repeatedInput(
  { source, database }: Pick<Plan, "database"> & { readonly source: string },
  { saved }: Pick<Session, "saved">,
  inputs: readonly Input[],
  now: number,
): () => string | null {
  const isOther = (saved?.inputs.length ?? 0) > 0 && inputs.some(({ path, isNew }) => path === "-" && isNew);
  if (!isOther) return () => null;
  const ask = (sql: string, parameters: Record<string, number | string> = {}): number[] => {
    using reader = sqlite.readBeside(database);
    return reader.query(sql, { source, ...parameters }).rows[0].map(Number);
  };
  // Other parts of standard input, which have ended, hold the watermark back; what is further ahead is an outlier.
  const [last] = ask(
    `SELECT coalesce(max(time), 0) FROM seconds WHERE source = :source AND time <= (SELECT watermark + lateness + idle_log
      FROM sources WHERE name = :source)`,
  );
  // What several runs have read was given from its beginning each time.
  const [continued, ended] = ask(
    `SELECT (SELECT count(*) FROM (SELECT 1 FROM run_files JOIN runs ON id = run AND status <> 'undone'
        WHERE run_files.source = :source AND file = '-' GROUP BY generation HAVING count(*) > 1)),
      (SELECT coalesce(max(ended_at), 0) FROM runs WHERE source = :source)`,
  );
  const mayLack = continued > 0 && now - ended > TOGETHER;
  const counts = (): number[] =>
    ask(
      `SELECT accepted, (SELECT coalesce(sum(hits), 0) FROM seconds WHERE source = name AND time < :last AND time >= :from)
        FROM sources WHERE name = :source`,
      { last, from: last - LOOKED_AT },
    );
  const before = counts();
  return () => {
    const [accepted, early] = counts().map((now, at) => now - before[at]);
    if (early <= accepted * FEW) return mayLack && accepted > 0 ? lackingText(ended) : null;
    return `${grouped(early)} of ${
      counted(accepted, "record")
    } of standard input are of times before the last that was read, ` +
      "and it does not continue what was read before: records that were read then count twice. Give a log from its beginning " +
      "each time, or only what is new of it; httplog undo last takes this run back.";
  };
}

function lackingText(ended: number): string {
  return "standard input does not begin like what earlier runs have read of it, each a little further. Where its log was rotated, " +
    `what was written to it between the last run (${
      isoTime(ended)
    }) and the rotation is missing: give the rotated file, too, now and ` +
    "in each run before the new one, as in: for log in a.csv.1 a.csv; do ssh web2 cat $log | httplog - --source web2; done";
}
