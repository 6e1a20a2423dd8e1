// Role: adds the alert transitions that turned final. Between `bucket.ts` and `persist.ts`; the step itself is
// `src/domain/monitor.ts`.

import type { Transition } from "../domain/alert.ts";
import type { Bucketed } from "./bucket.ts";
import type { Engine } from "./engine.ts";

/** All that one slice brings. */
export interface Watched extends Bucketed {
  /** Decided transitions, in order. */
  readonly transitions: readonly Transition[];
}

/** Lets the monitor see every second. */
export async function* monitor(
  steps: AsyncIterable<Bucketed>,
  engine: Engine,
): AsyncGenerator<Watched, void> {
  for await (const step of steps) {
    const { first, latest } = engine;
    const decided = first !== null && latest !== null;
    yield { ...step, transitions: decided ? engine.monitor.push(step.settled.seconds, first, latest) : [] };
  }
}
