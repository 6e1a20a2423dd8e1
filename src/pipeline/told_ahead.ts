// Role: messages about alerts that are stored before they are decided, because the clock has gone on while the log stands still; and what is said
// where lines that come later show that they were wrong. What is decided stays the business of the records alone.

import type { Alert } from "../domain/alerts/alert.ts";
import { type OutboxEntry, withdrawal } from "../domain/alerts/outbox_entry.ts";
import type { Provisional } from "../domain/monitor/monitor.ts";
import type { Plan } from "../plan.ts";
import type { SavedSource } from "../stores/store.ts";
import { messagesOf } from "./alert.ts";
import type { Engine } from "./engine.ts";

/** What decides about messages. */
export type TellingPlan = Pick<Plan, "rules" | "bucketSize" | "lateness"> & { readonly source: string };

/** What the clock says at the end of a run, or in a silence. */
export interface ClockReading {
  /** The second of the log that it has reached, where the log is silent or its end is advanced; else null. */
  readonly clock: number | null;
  /** Epoch seconds. */
  readonly now: number;
}

/** The alerts that were told ahead and neither decided nor withdrawn since, of this run and of earlier ones. */
export class ToldAhead {
  readonly #told: Map<string, Pick<OutboxEntry, "rule" | "firedAt" | "body">>;
  /** What was withdrawn: another message begins it where it comes back. */
  readonly #withdrawn: Set<string>;
  readonly #plan: TellingPlan;

  constructor(saved: SavedSource | null, plan: TellingPlan) {
    const told = saved?.told ?? [];
    this.#told = new Map(told.filter(({ isWithdrawn }) => !isWithdrawn).map((each) => [keyOf(each), each]));
    this.#withdrawn = new Set(told.filter(({ isWithdrawn }) => isWithdrawn).map(keyOf));
    this.#plan = plan;
  }

  /**
   * The second up to which the clock had come when the last of them was told: it is not earlier now, whatever a run knows of the
   * clock. −Infinity without any.
   */
  get reach(): number {
    return Math.max(-Infinity, ...Array.from(this.#told.values(), ({ firedAt }) => firedAt));
  }

  /** Alerts that were decided need no care any more. */
  decided(alerts: readonly Alert[]): void {
    for (const alert of alerts) this.#told.delete(keyOf(alert));
  }

  /**
   * The messages about what would be decided if nothing more came, `clock` being the second that the clock has reached, null
   * where it is not asked: beginnings that are older than the lateness, so that a record before them would be late by the clock, too;
   * and withdrawals, at the second `now`, of those that have been told and are no longer so. Each once.
   */
  async messages(
    { alerts, transitions }: Provisional,
    engine: Engine,
    { clock, now }: ClockReading,
  ): Promise<OutboxEntry[]> {
    const { rules, lateness, source } = this.#plan, { monitor } = engine;
    const standing = new Set([...alerts, ...monitor.open].map(keyOf)), messages: OutboxEntry[] = [];
    for (const [key, told] of this.#told) {
      if (standing.has(key)) continue;
      messages.push(withdrawal(told, Math.max(told.firedAt, now)));
      this.#told.delete(key);
      this.#withdrawn.add(key);
    }
    if (clock === null || rules === null) return messages;
    const begun = transitions.filter(({ kind, alert }) =>
      kind === "fired" && alert.firedAt < clock - lateness && !this.#told.has(keyOf(alert))
    );
    const found = await messagesOf(begun, rules, engine, { ...this.#plan, source });
    for (const { rule, firedAt, body } of found) {
      this.#told.set(keyOf({ rule, firedAt }), { rule, firedAt, body });
    }
    const isAgain = (entry: OutboxEntry): boolean => this.#withdrawn.has(keyOf(entry));
    return [
      ...messages,
      ...found.map((entry) => ({
        ...{ ...entry, ahead: "told" as const, createdAt: isAgain(entry) ? clock : entry.createdAt },
      })),
    ];
  }
}

function keyOf({ rule, firedAt }: Pick<Alert, "rule" | "firedAt">): string {
  return JSON.stringify([rule, firedAt]);
}
