// Role: adds the alert transitions that turned final, and the minutes of objectives. Between `bucket.ts` and `explain.ts`;
// the step itself is `domain/monitor/monitor.ts`.

import type { Decided } from "../domain/monitor/monitor.ts";
import type { Bucketed } from "./bucket.ts";
import type { Engine } from "./engine.ts";

/** All that one slice brings. */
export interface Evaluated extends Bucketed, Decided {}

const NOTHING: Decided = Object.freeze({ transitions: [], minutes: [] });

/** Lets the monitor see every second. */
export async function* monitor(
  steps: AsyncIterable<Bucketed>,
  engine: Engine,
): AsyncGenerator<Evaluated, void> {
  for await (const step of steps) {
    const { first, latest } = engine;
    const decided = first === null || latest === null
      ? NOTHING
      : engine.monitor.push(step.settled, first, latest);
    yield { ...step, ...decided };
  }
}
