// Role: which transitions somebody is to be told of, as rows of the outbox. Made when they are decided
// (`pipeline/change_builder.ts`), stored with them, and sent after that (`notify/sending/sender.ts`).

import type { RuleSet } from "../rules/definition.ts";
import { timeOf, type Transition } from "./alert.ts";
import type { Explanation } from "./explanation.ts";
import { notificationBody } from "./notification_body.ts";

/** A row of the outbox as it is decided. With the source, all but the last two members are its identity. */
export interface OutboxEntry {
  /**
   * Id of the notifier that is told; always there with "fired". Null with the others: everyone who has a row for the
   * beginning of the same alert, whatever the rule file says by now; so a rule that is taken away leaves nobody with an
   * alert that never ends.
   */
  readonly notifier: string | null;
  /** Id of the rule or the objective. */
  readonly rule: string;
  /** When the alert fired, epoch seconds. */
  readonly firedAt: number;
  /** What is told of it. */
  readonly transition: Transition["kind"];
  /** When that happened, by the log's time: `timeOf` the transition. */
  readonly createdAt: number;
  /** A `NotificationBody` as JSON. */
  readonly body: string;
}

/**
 * The messages about decided transitions, in their order: of a beginning one for each notifier of its rule, of what comes
 * after it one for whoever was told of that. None where the rule set has no notifiers. The same for the same arguments.
 *
 * @param explain What an alert is made of, as far as that is known at this transition; null where nothing is.
 */
export async function outboxEntries(
  transitions: readonly Transition[],
  { rules, slos, notifiers }: RuleSet,
  source: string,
  explain: (transition: Transition) => Explanation | null,
): Promise<OutboxEntry[]> {
  if (notifiers.length === 0) return [];
  const known = new Set(notifiers.map(({ id }) => id));
  const told = new Map(
    [...rules, ...slos].map(({ id, notify }) => [id, [...new Set(notify)].filter((name) => known.has(name))]),
  );
  const entries: OutboxEntry[] = [];
  for (const transition of transitions) {
    const { kind, alert: { rule, firedAt } } = transition;
    const notified = kind === "fired" ? told.get(rule) ?? [] : [null];
    if (notified.length === 0) continue;
    const key = await alertKey(source, rule, firedAt);
    const body = JSON.stringify(notificationBody(transition, source, key, explain(transition)));
    for (const notifier of notified) {
      entries.push({ notifier, rule, firedAt, transition: kind, createdAt: timeOf(transition), body });
    }
  }
  return entries;
}

/**
 * The SHA-256 of the alert's source, rule and first second, as 64 lower-case hexadecimal digits: the same for the same
 * alert in every run, database and place.
 *
 * @example
 * ```ts
 * import { alertKey } from "./outbox_entry.ts";
 * import assert from "node:assert/strict";
 *
 * assert.match(await alertKey("shop", "high-traffic", 1549574359), /^[0-9a-f]{64}$/);
 * assert.notEqual(await alertKey("a", "b", 1), await alertKey("a", "b", 2));
 * ```
 */
export async function alertKey(source: string, rule: string, firedAt: number): Promise<string> {
  // JSON keeps ["a,b"] and ["a", "b"] apart. The runtime's own SHA-256 costs a start nothing until it is asked.
  const identity = new TextEncoder().encode(JSON.stringify([source, rule, firedAt]));
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", identity));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
