// Role: the logs of a run, and what each of them has brought in it, also when they were opened again meanwhile.

import type { Input } from "../../inputs/input.ts";
import { NO_COUNTS } from "../../stores/store.ts";

/** What a log has brought in this run. */
export type LogCounts = Pick<Input, "log" | "path" | "counts">;

export class RunLogs {
  #inputs: readonly Input[];
  /** What inputs of earlier openings brought, by log. */
  readonly #former = new Map<number, LogCounts>();

  constructor(inputs: readonly Input[]) {
    this.#inputs = inputs;
  }

  /** Those that are open, each log's in order. */
  get inputs(): readonly Input[] {
    return this.#inputs;
  }

  /** With `--follow` the logs have been opened again. */
  renew(inputs: readonly Input[]): void {
    for (const log of this.counts) this.#former.set(log.log, log);
    this.#inputs = inputs;
  }

  /** What each log has brought in this run. */
  get counts(): LogCounts[] {
    const logs = new Map(this.#former);
    for (const { log, path, counts } of this.#inputs) {
      const { accepted, rejected, excluded, late } = logs.get(log)?.counts ?? NO_COUNTS;
      const sums = {
        accepted: accepted + counts.accepted,
        rejected: rejected + counts.rejected,
        excluded: excluded + counts.excluded,
        late: late + counts.late,
      };
      logs.set(log, { log, path, counts: sums });
    }
    return [...logs.values()];
  }
}
