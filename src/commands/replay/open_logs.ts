// Role: which of the opened files are one log, which log of the source each is, and where it begins.

import { datelessPath } from "../../inputs/files/expand_paths.ts";
import { beginningOf, type LimitedTimes } from "../../inputs/first_time.ts";
import type { LogInputs } from "../../inputs/input.ts";
import type { ResumedLog } from "../../inputs/resume/resume.ts";
import type { Engine } from "../../pipeline/engine.ts";

/** Lets the engine know which logs are read, and where they begin. */
export async function openLogs(
  { logs, positions }: Pick<Engine, "logs" | "positions">,
  found: readonly ResumedLog[],
  times: LimitedTimes,
): Promise<readonly LogInputs[]> {
  const own = [...Map.groupBy(found, ({ path }) => datelessPath(path) ?? path)].map(([name, parts]) => ({
    inputs: parts.flatMap(({ inputs }) => inputs),
    // A day's file may be new, and that of the day before may be gone.
    ids: [
      ...parts.toReversed().flatMap(({ ids }) => ids),
      ...positions.filter(({ path }) => datelessPath(path) === name).map(({ id }) => id).toReversed(),
    ],
  }));
  const opened = logs.open(own.map(({ ids }) => ids)).map((log, at) => ({ log, inputs: own[at].inputs }));
  for (const { log, inputs } of opened) {
    for (const input of inputs) input.log = log;
    // Of a log that is alone, the records say it soon enough.
    if (opened.length === 1 || logs.clockOf(log).latest !== null) continue;
    logs.beginAt(log, await beginningOf(inputs, logs.clockOf(log), times));
  }
  return opened;
}
