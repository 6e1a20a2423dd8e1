// Role: a real store with messages in it, for the tests of sending.

import type { Transition } from "../../src/domain/alerts/alert.ts";
import { outboxEntries } from "../../src/domain/alerts/outbox_entry.ts";
import { ALL_RECORDS, type NotifierDefinition, SERVER_ERRORS } from "../../src/domain/rules/definition.ts";
import { sqlite } from "../../src/stores/sqlite/sqlite.ts";
import { change, PLAIN_ALERT, run } from "../contracts/store_material.ts";

/** An alert by when it began and, perhaps, ended. */
export type Course = readonly [rule: string, firedAt: number, resolvedAt?: number];

function transitionsOf([rule, firedAt, resolvedAt = undefined]: Course): Transition[] {
  const fired = {
    ...PLAIN_ALERT,
    ...{ rule, firedAt, value: 12.5, peakValue: 13, peakAt: firedAt, resolvedAt: null, resolvedValue: null },
  };
  const begin: Transition = { kind: "fired", alert: fired };
  if (resolvedAt === undefined) return [begin];
  return [begin, { kind: "resolved", alert: { ...fired, resolvedAt, resolvedValue: 9 } }];
}

/**
 * Stores the messages about these alerts for notifiers with these ids, one commit an alert, in a run of the source "log";
 * `only` leaves beginnings or ends out.
 */
export async function storeMessages(
  path: string,
  courses: readonly Course[],
  notifiers: readonly string[],
  only: Transition["kind"] | null = null,
): Promise<void> {
  using store = sqlite.open(path, () => 0);
  const session = store.begin(run());
  for (const course of courses) {
    const definition = {
      ...{ id: course[0], metric: "rate" as const, match: ALL_RECORDS, errors: SERVER_ERRORS, window: 120 },
      ...{ fire: null, recover: null, for: 0, keepFiringFor: 0, minHits: 1, severity: "page" as const },
      notify: notifiers,
    };
    const known = notifiers.map((id): NotifierDefinition => ({
      id,
      type: "webhook",
      url: null,
      secret: null,
    }));
    const transitions = transitionsOf(course).filter(({ kind }) => only === null || kind === only);
    const set = { rules: [definition], slos: [], notifiers: known };
    session.commit(change({ outbox: await outboxEntries(transitions, set, "log", () => null) }));
  }
  session.finish("ok", null);
}

/** What has become of the messages: "notifier rule transition state", by number. */
export function statesIn(path: string): string[] {
  using reader = sqlite.read(path);
  return reader.query("SELECT notifier, rule, transition, state FROM outbox ORDER BY id").rows.map((row) =>
    row.join(" ")
  );
}
