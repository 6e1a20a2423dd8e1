// Role: adds the alerts that can be explained now. Between `monitor.ts` and `messages.ts`; the step itself is
// `domain/alerts/explainer.ts`.

import type { Alert } from "../domain/alerts/alert.ts";
import type { Engine } from "./engine.ts";
import type { Evaluated } from "./monitor.ts";

/** All that one slice brings, with what it explains. */
export interface Explained extends Evaluated {
  /** Alerts that gained their explanation, in the order in which they fired; of open ones the peak may be out of date. */
  readonly explained: readonly Alert[];
}

/** Explains each alert in the step in which its bucket turns final, while the buckets before it are still there. */
export async function* explainAlerts(
  steps: AsyncIterable<Evaluated>,
  engine: Engine,
): AsyncGenerator<Explained, void> {
  for await (const step of steps) {
    const { latest, explainer, recent, monitor } = engine;
    const explained = latest === null ? [] : explainer.push(step.transitions, recent.rows, latest);
    for (const alert of explained) monitor.explain(alert);
    yield { ...step, explained };
  }
}
