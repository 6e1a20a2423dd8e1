// Role: fourth stage of the walk: seconds and final buckets → decided alert transitions, explanations and messages.

import type { Alert } from "../domain/alerts/alert.ts";
import { watchedBy } from "../domain/alerts/explainer.ts";
import { explain, type Explanation } from "../domain/alerts/explanation.ts";
import { outboxEntries, type OutboxEntry } from "../domain/alerts/outbox_entry.ts";
import type { Decided } from "../domain/monitor/monitor.ts";
import type { RuleSet } from "../domain/rules/definition.ts";
import type { Plan } from "../plan.ts";
import type { Bucketed } from "./bucket.ts";
import type { Engine } from "./engine.ts";

/** All that one piece of a log brings. */
export type Alerted = Bucketed & Decided & {
  /** Alerts that gained their explanation, in the order in which they fired; of open ones the peak may be out of date. */
  readonly explained: readonly Alert[];
  /** Messages about the transitions, in their order. */
  readonly messages: readonly OutboxEntry[];
};

/** A run without a rule file writes the ends of alerts, for the notifiers that have their beginnings. */
const NO_RULES: RuleSet = Object.freeze({ rules: [], slos: [], notifiers: [] });

const NOTHING_DECIDED: Decided = Object.freeze({ transitions: [], minutes: [] });

/**
 * Decides every second once it is final. Explains each alert in the step in which its bucket turns final, while the
 * buckets before it are still there. Writes messages to the notifiers of a rule file, and to those that an earlier one had.
 */
export async function* alert(
  items: AsyncIterable<Bucketed>,
  engine: Engine,
  plan: Pick<Plan, "rules" | "bucketSize"> & { readonly source: string },
): AsyncGenerator<Alerted, void> {
  const { explainer, monitor, recent, errors } = engine;
  for await (const step of items) {
    const decided = decide(step, engine), { transitions } = decided;
    const explained = engine.eventTime === null
      ? []
      : explainer.push(transitions, recent.rows, engine.eventTime, errors, recent.since);
    for (const each of explained) monitor.explain(each);
    const messages = transitions.length === 0
      ? []
      : await messagesOf(transitions, plan.rules ?? NO_RULES, engine, plan);
    yield { ...step, ...decided, explained, messages };
  }
}

/** Decides every second, without explanations and messages, for a backtest. */
export async function* decideOnly(
  items: AsyncIterable<Bucketed>,
  engine: Engine,
): AsyncGenerator<Alerted, void> {
  for await (const step of items) yield { ...step, ...decide(step, engine), explained: [], messages: [] };
}

function decide({ final }: Bucketed, { times, eventTime, monitor }: Engine): Decided {
  return times === null ? NOTHING_DECIDED : monitor.push(final, times.first, eventTime);
}

/** The messages about transitions, by a rule file. They do not wait for the buckets of the alerts to close. */
export function messagesOf(
  transitions: Decided["transitions"],
  rules: RuleSet,
  { recent, errors }: Engine,
  { source, bucketSize }: { readonly source: string; readonly bucketSize: number },
): Promise<OutboxEntry[]> {
  // Only buckets that were final when the alert fired, whatever has been read since.
  const explainNow = (one: Alert): Explanation | null => {
    const watched = watchedBy(one, rules);
    return watched &&
      explain(watched, one.firedAt, recent.rows, bucketSize, one.firedAt + 1, errors, recent.since);
  };
  return outboxEntries(
    transitions,
    rules,
    source,
    (transition) => transition.kind === "fired" ? explainNow(transition.alert) : null,
  );
}
