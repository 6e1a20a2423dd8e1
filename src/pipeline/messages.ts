// Role: adds the messages about decided transitions. Between `explain.ts` and `persist.ts`, which stores them in the
// transaction of their transitions; what they are is `domain/alerts/outbox_entry.ts`, sending them `notify/sending/sender.ts`.

import type { Alert } from "../domain/alerts/alert.ts";
import { watchedBy } from "../domain/alerts/explainer.ts";
import { explain, type Explanation } from "../domain/alerts/explanation.ts";
import { outboxEntries, type OutboxEntry } from "../domain/alerts/outbox_entry.ts";
import type { RuleSet } from "../domain/rules/definition.ts";
import type { Engine } from "./engine.ts";
import type { Explained } from "./explain.ts";
import type { Plan } from "../plan.ts";

/** All that one slice brings, with what is to be told of it. */
export interface WithMessages extends Explained {
  /** In the order of the transitions. */
  readonly messages: readonly OutboxEntry[];
}

/** Adds messages where a rule file says whom to tell; none without one. */
export async function* messages(
  steps: AsyncIterable<Explained>,
  engine: Engine,
  { rules, bucketSize }: Pick<Plan, "rules" | "bucketSize">,
  source: string,
): AsyncGenerator<WithMessages, void> {
  for await (const step of steps) {
    if (rules === null || step.transitions.length === 0) {
      yield { ...step, messages: [] };
      continue;
    }
    // At once, while the buckets before the transition are still there.
    const entries = await outboxEntries(
      step.transitions,
      rules,
      source,
      ({ kind, alert }) => kind === "fired" ? explainNow(alert, rules, engine, bucketSize) : null,
    );
    yield { ...step, messages: entries };
  }
}

/**
 * What an alert is made of, as far as that is known at the second it fired: from the buckets that were final then, whatever
 * has been read meanwhile. Waiting for its own bucket would keep somebody asleep.
 */
function explainNow(
  alert: Alert,
  rules: RuleSet,
  { recent }: Engine,
  bucketSize: number,
): Explanation | null {
  const watched = watchedBy(alert, rules);
  return watched && explain(watched, alert.firedAt, recent.rows, bucketSize, alert.firedAt + 1);
}
