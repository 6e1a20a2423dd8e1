// Role: gathers what slices bring until it is committed as one `Change`. Used by `persist.ts`.

import type { Alert } from "../domain/alerts/alert.ts";
import type { RejectReason } from "../domain/reject.ts";
import { rejectedCount } from "../domain/counting/summary.ts";
import type { Provisional } from "../domain/monitor/monitor.ts";
import type { BucketRows } from "../domain/buckets/rows.ts";
import { longestOf } from "../domain/buckets/rows.ts";
import type { Change } from "../stores/store.ts";
import type { Engine } from "./engine.ts";
import { type Input, positionOf } from "../inputs/input.ts";
import type { WithMessages } from "./messages.ts";
import type { Evaluated } from "./monitor.ts";

/** The parts of a {@link Change} that grow, as mutable lists. */
export type ChangeDraft = {
  -readonly [Part in "seconds" | "closed" | "amended" | "rejects" | "sloMinutes" | "outbox"]:
    Change[Part][number][];
};

/** What has come since the last commit. */
export class ChangeBuilder {
  /** Decided transitions, in order. */
  readonly transitions: Evaluated["transitions"][number][] = [];
  /** Alerts that gained their explanation, in the order in which they fired. */
  readonly explained: Alert[] = [];
  /** Whether nothing of an input has been added. */
  isEmpty = true;
  /** Bytes consumed so far. */
  get bytes(): number {
    return this.#counts.bytes;
  }

  /** How many rows the parts hold, the values of buckets among them; about, for they may meet in the store. */
  rows = 0;
  /** Rows so far. */
  readonly parts: ChangeDraft = {
    seconds: [],
    closed: [],
    amended: [],
    rejects: [],
    sloMinutes: [],
    outbox: [],
  };
  readonly #rejected: Partial<Record<RejectReason, number>> = {};
  readonly #counts = { bytes: 0, read: 0, accepted: 0, rejected: 0, late: 0 };
  readonly #inputs = new Set<Input>();
  /** Alerts that changed, in order, each as it was then. */
  readonly #changed: Alert[] = [];

  /** Adds what one slice brings, and moves its input on. */
  add(
    { input, slice, summary, settled, transitions, minutes, explained = [], messages = [] }:
      & Evaluated
      & Partial<WithMessages>,
  ): void {
    if (input === null || slice.next === input.offset) return;
    this.isEmpty = false;
    const { parts } = this;
    for (const second of settled.seconds) parts.seconds.push(second);
    for (const bucket of settled.closed) parts.closed.push(bucket);
    for (const amendment of settled.amended) parts.amended.push(amendment);
    for (const minute of minutes) parts.sloMinutes.push(minute);
    for (const message of messages) parts.outbox.push(message);
    this.rows += settled.seconds.length + minutes.length;
    for (const { values, pairs } of [...settled.closed, ...settled.amended]) {
      this.rows += 1 + values.section.length + values.host.length + values.status.length + longestOf(pairs);
    }
    for (const { reason, line, offset, sample } of summary.rejects) {
      const place = { line: input.lines + line + 1, offset: slice.offset + offset };
      parts.rejects.push({ file: input.path, ...place, reason, sample });
    }
    this.transitions.push(...transitions);
    this.explained.push(...explained);
    // In this order: one may be explained in one step and resolve in a later one.
    for (const { alert } of transitions) this.#changed.push(alert);
    this.#changed.push(...explained);
    for (const [reason, count] of Object.entries(summary.rejected) as [RejectReason, number][]) {
      this.#rejected[reason] = (this.#rejected[reason] ?? 0) + count;
    }
    const rejected = rejectedCount(summary), length = slice.next - slice.offset;
    this.#counts.bytes += length;
    this.#counts.read += summary.accepted + rejected;
    this.#counts.accepted += summary.accepted;
    this.#counts.rejected += rejected;
    this.#counts.late += summary.late;
    this.#inputs.add(input);
    input.consumed.push(slice.bytes.subarray(0, Math.min(length, slice.bytes.length)), slice.rest);
    input.offset = slice.next;
    input.lines += summary.lines;
  }

  /** All of it as one transaction's worth. The state that goes with it is the engine's as it is now. */
  async change(
    engine: Engine,
    ending: { open: BucketRows[]; provisional: Provisional; inSilence: boolean } | null,
  ): Promise<Change> {
    const { first, latest } = engine;
    // Hashed by another thread while the state is packed.
    const inputs = Promise.all(Array.from(this.#inputs, positionOf));
    const checkpoint = engine.checkpoint();
    return {
      ...this.parts,
      times: first === null || latest === null ? null : { first, last: latest },
      alerts: this.#alerts(engine),
      rejected: this.#rejected,
      counts: this.#counts,
      gaps: engine.gaps.splice(0),
      inputs: await inputs,
      checkpoint,
      ending: ending && {
        open: ending.open,
        provisional: ending.provisional.alerts,
        inSilence: ending.inSilence,
      },
    };
  }

  /** The alerts that changed, each as it is now, and those that fire: their rows may hold a provisional end. */
  #alerts({ monitor }: Engine): Alert[] {
    return monitor.rows([...this.#changed, ...monitor.open]);
  }
}
