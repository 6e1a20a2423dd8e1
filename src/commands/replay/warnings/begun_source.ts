// Role: what is said of the logs of a source that a run begins, once: that they may be read wrongly. A run that follows logs for months says
// it as soon as there are enough records.

import type { Host } from "../../../host/host.ts";
import type { Input } from "../../../inputs/input.ts";
import type { NamedPlan } from "../make_plan.ts";
import { formatWarning } from "./format_hint.ts";
import { oddValues } from "./odd_values.ts";

/** Records that tell, while a log is followed; so many tell all. */
const FEWEST = 20, ENOUGH = 1000;
/** Seconds between two looks. */
const PAUSE = 60;

export class BegunSource {
  readonly #plan: Pick<NamedPlan, "database" | "source">;
  readonly #host: Host;
  readonly #told = new Set<string>();
  /** In seconds of a clock that never jumps. */
  #lookedAt: number;
  #isOver = false;

  constructor(plan: Pick<NamedPlan, "database" | "source">, host: Host) {
    this.#plan = plan;
    this.#host = host;
    this.#lookedAt = host.monotonic();
  }

  /** What to warn of while logs are followed that are open now, and have brought so many records. Moves the files. */
  async early(inputs: readonly Input[], accepted: number): Promise<readonly string[]> {
    const now = this.#host.monotonic(), isStopped = this.#host.stopSignal().aborted;
    const isDue = accepted >= FEWEST && now - this.#lookedAt >= PAUSE;
    if (this.#isOver || !isDue || isStopped || inputs.length === 0) return [];
    this.#lookedAt = now;
    this.#isOver = accepted >= ENOUGH;
    return await this.atEnd(inputs, null);
  }

  /** What to warn of at the end that was not said before; `old` is said where the lines are read as they should be. Moves the files. */
  async atEnd(inputs: readonly Input[], old: string | null): Promise<readonly string[]> {
    const { database, source } = this.#plan,
      found = [
        await formatWarning(inputs) ?? old,
        await oddValues(database, source, formatOf(inputs)),
      ];
    const texts = found.filter((text) => text !== null && !this.#told.has(text)) as string[];
    for (const text of texts) this.#told.add(text);
    return texts;
  }
}

/** The name of the format that logs are read as; null where nothing can be read of them. */
export function formatOf(inputs: readonly Input[]): string | null {
  return inputs.find(({ reading }) => reading !== null)?.reading?.format.name ?? null;
}
