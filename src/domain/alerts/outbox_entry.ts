// Role: the messages about decided transitions, as rows of the outbox. They are stored with the transitions and sent later.

import type { RuleSet } from "../rules/definition.ts";
import { timeOf, type Transition } from "./alert.ts";
import type { Explanation } from "./explanation.ts";
import { notificationBody, withdrawnBody } from "./notification_body.ts";

/** A row of the outbox when its transition is decided. Source, notifier, rule, firedAt and transition identify it. */
export interface OutboxEntry {
  /**
   * Id of the notifier; set for "fired". Null for "resolved": the store writes one row for each notifier that has a row
   * for the "fired" of the same alert, whatever the rule file says by then. So a receiver of "fired" always gets the
   * "resolved", even if the rule was removed.
   */
  readonly notifier: string | null;
  /** Id of the rule or the objective. */
  readonly rule: string;
  /** When the alert fired, epoch seconds. */
  readonly firedAt: number;
  readonly transition: Transition["kind"];
  /** When the transition happened, in epoch seconds of the log. */
  readonly createdAt: number;
  /** A `NotificationBody` as JSON. */
  readonly body: string;
  /** Absent where its transition is decided; else that it is ahead of that, or withdraws one that was. */
  readonly ahead?: "told" | "withdrawn";
}

/**
 * The messages about decided transitions, in their order: for "fired" one for each notifier of its rule, for "resolved"
 * one without a notifier. Deterministic.
 *
 * @param explain The causes as far as they are known at this transition; null where they are not.
 */
export async function outboxEntries(
  transitions: readonly Transition[],
  { rules, slos, notifiers }: RuleSet,
  source: string,
  explain: (transition: Transition) => Explanation | null,
): Promise<OutboxEntry[]> {
  const known = new Set(notifiers.map(({ id }) => id));
  const receivers = new Map(
    [...rules, ...slos].map(({ id, notify }) => [id, [...new Set(notify)].filter((name) => known.has(name))]),
  );
  const entries: OutboxEntry[] = [];
  for (const transition of transitions) {
    const { kind, alert: { rule, firedAt } } = transition;
    const notified = kind === "fired" ? receivers.get(rule) ?? [] : [null];
    if (notified.length === 0) continue;
    const key = await alertKey(source, rule, firedAt);
    const body = JSON.stringify(notificationBody(transition, source, key, explain(transition)));
    for (const notifier of notified) {
      entries.push({ notifier, rule, firedAt, transition: kind, createdAt: timeOf(transition), body });
    }
  }
  return entries;
}

/** The message that an alert which was told before it was decided, with this body, did not fire; `at` is when that was found. */
export function withdrawal(
  { rule, firedAt, body }: Pick<OutboxEntry, "rule" | "firedAt" | "body">,
  at: number,
): OutboxEntry {
  const withdrawn = JSON.stringify(withdrawnBody(JSON.parse(body), at));
  return {
    ...{ notifier: null, rule, firedAt, transition: "resolved", createdAt: at },
    ...{ body: withdrawn, ahead: "withdrawn" },
  };
}

/**
 * The SHA-256 of the alert's source, rule and first second, as 64 lower-case hexadecimal digits: the same for the same
 * alert in every run, database and place.
 */
async function alertKey(source: string, rule: string, firedAt: number): Promise<string> {
  // JSON keeps ["a,b"] and ["a", "b"] apart.
  const identity = new TextEncoder().encode(JSON.stringify([source, rule, firedAt]));
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", identity));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
