// Role: gathers what pieces of the logs bring until it is committed as one `Change`.

import type { Alert } from "../domain/alerts/alert.ts";
import { type BucketRows, longestOf } from "../domain/buckets/rows.ts";
import { rowCount } from "../domain/buckets/value_columns.ts";
import { rejectedCount } from "../domain/counting/summary.ts";
import { DIMENSIONS } from "../domain/dimensions/dimensions.ts";
import type { Provisional } from "../domain/monitor/monitor.ts";
import { type RejectReason, TIME_JUMP } from "../domain/reject.ts";
import type { Cursor } from "../inputs/cursor.ts";
import { type Input, positionAt } from "../inputs/input.ts";
import { type Change, NO_COUNTS } from "../stores/store.ts";
import type { Alerted } from "./alert.ts";
import type { CountedPiece } from "./count/slices.ts";
import type { Engine } from "./engine.ts";

/** The parts of a {@link Change} that grow, as mutable lists. */
export type ChangeDraft = {
  -readonly [Part in "seconds" | "closed" | "amended" | "rejects" | "sloMinutes" | "outbox"]:
    Change[Part][number][];
};

/** The results since the last commit. */
export class ChangeBuilder {
  readonly transitions: Alerted["transitions"][number][] = [];
  /** Alerts that gained their explanation, in the order in which they fired. */
  readonly explained: Alert[] = [];
  /** How many rows the parts hold, the values of buckets among them; about, because some may meet in the store. */
  rows = 0;
  readonly parts: ChangeDraft = {
    seconds: [],
    closed: [],
    amended: [],
    rejects: [],
    sloMinutes: [],
    outbox: [],
  };
  readonly #rejected: Partial<Record<RejectReason, number>> = {};
  readonly #counts = { ...NO_COUNTS };
  /** Where the last piece of each input ends. */
  readonly #ends = new Map<Input, Cursor>();
  /** Alerts that changed, in order, each as it was then. */
  readonly #changed: Alert[] = [];

  get isEmpty(): boolean {
    return this.#ends.size === 0 && this.parts.closed.length + this.transitions.length === 0;
  }

  /** Alerts that changed, in order. */
  get decided(): readonly Alert[] {
    return this.#changed;
  }

  get bytes(): number {
    return this.#counts.bytes;
  }

  /** Adds what one piece of an input brings, or that a log has been read to its end. */
  add(step: Alerted): void {
    const { parts } = this, { final, minutes, messages, transitions, explained } = step;
    for (const second of final.seconds) parts.seconds.push(second);
    for (const bucket of final.closed) parts.closed.push(bucket);
    for (const amendment of final.amended) parts.amended.push(amendment);
    for (const minute of minutes) parts.sloMinutes.push(minute);
    for (const message of messages) parts.outbox.push(message);
    this.rows += final.seconds.length + minutes.length;
    for (const { values, pairs } of [...final.closed, ...final.amended]) {
      this.rows += 1 + longestOf(pairs);
      for (const { name } of DIMENSIONS) this.rows += rowCount(values, name);
    }
    this.transitions.push(...transitions);
    this.explained.push(...explained);
    // In this order: an alert may be explained in one step and resolve in a later one.
    for (const { alert } of transitions) this.#changed.push(alert);
    this.#changed.push(...explained);
    if (step.input !== null) this.#count(step);
  }

  /** All of it as one transaction's worth, with the engine's state as it is now. */
  async change(
    engine: Engine,
    ending: { open: BucketRows[]; provisional: Provisional; inSilence: boolean } | null,
  ): Promise<Change> {
    const { times, watermark, gaps, monitor } = engine;
    // Hashed by another thread while the state is packed.
    const inputs = Promise.all(Array.from(this.#ends, ([input, end]) => positionAt(input, end)));
    const checkpoint = engine.checkpoint();
    return {
      ...this.parts,
      ...engine.buckets.takeHours(),
      times,
      watermark,
      // The rows of open alerts may hold a provisional end.
      alerts: monitor.rows([...this.#changed, ...monitor.open]),
      rejected: this.#rejected,
      counts: this.#counts,
      gaps,
      sloSpans: monitor.counted,
      inputs: await inputs,
      checkpoint,
      ending: ending && {
        open: ending.open,
        provisional: ending.provisional.alerts,
        inSilence: ending.inSilence,
      },
    };
  }

  #count({ input, start, end, summary, outliers }: CountedPiece): void {
    for (const outlier of outliers) this.parts.rejects.push({ ...outlier, reason: TIME_JUMP });
    for (const { reason, line, offset, sample } of summary.rejects) {
      const place = { line: start.lines + line + 1, offset: start.offset + offset };
      this.parts.rejects.push({ file: input.path, ...place, reason, sample });
    }
    for (const [reason, count] of Object.entries(summary.rejected) as [RejectReason, number][]) {
      this.#rejected[reason] = (this.#rejected[reason] ?? 0) + count;
    }
    const rejected = rejectedCount(summary);
    this.#counts.bytes += end.offset - start.offset;
    this.#counts.read += summary.accepted + rejected + summary.leftOut + summary.excluded;
    this.#counts.accepted += summary.accepted;
    this.#counts.rejected += rejected;
    this.#counts.leftOut += summary.leftOut;
    this.#counts.excluded += summary.excluded;
    this.#counts.late += summary.late;
    input.counts.accepted += summary.accepted;
    input.counts.rejected += rejected;
    input.counts.excluded += summary.excluded;
    input.counts.late += summary.late;
    this.#counts.outliers += summary.jumps.outliers;
    this.#ends.set(input, end);
  }
}
