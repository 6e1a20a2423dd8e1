// Role: gathers what slices bring until it is committed as one `Change`. Used by `persist.ts`.

import type { Alert } from "../domain/alert.ts";
import type { RejectReason } from "../domain/reject.ts";
import { rejectedCount } from "../domain/summary.ts";
import type { Provisional } from "../domain/monitor.ts";
import type { BucketRows } from "../domain/bucket_rows.ts";
import type { Change } from "../stores/store.ts";
import type { Engine } from "./engine.ts";
import { type Input, positionOf } from "./input.ts";
import type { Watched } from "./monitor.ts";

/** The parts of a {@link Change} that grow, as mutable lists. */
export type Growing = {
  -readonly [Part in "seconds" | "closed" | "amended" | "rejects"]: Change[Part][number][];
};

/** What has come since the last commit. */
export class PendingChange {
  /** Decided transitions, in order. */
  readonly transitions: Watched["transitions"][number][] = [];
  /** Whether nothing of an input has been added. */
  isEmpty = true;
  /** Bytes consumed so far. */
  get bytes(): number {
    return this.#counts.bytes;
  }

  /** How many rows the parts hold, the values of buckets among them; about, for they may meet in the store. */
  rows = 0;
  /** Rows so far. */
  readonly parts: Growing = { seconds: [], closed: [], amended: [], rejects: [] };
  readonly #rejected: Partial<Record<RejectReason, number>> = {};
  readonly #counts = { bytes: 0, read: 0, accepted: 0, rejected: 0, late: 0 };
  readonly #inputs = new Set<Input>();

  /** Adds what one slice brings, and moves its input on. */
  add({ input, slice, summary, settled, transitions }: Watched): void {
    if (input === null || slice.next === input.offset) return;
    this.isEmpty = false;
    const { parts } = this;
    for (const second of settled.seconds) parts.seconds.push(second);
    for (const bucket of settled.closed) parts.closed.push(bucket);
    for (const amendment of settled.amended) parts.amended.push(amendment);
    this.rows += settled.seconds.length;
    for (const { values } of [...settled.closed, ...settled.amended]) {
      this.rows += 1 + values.section.length + values.host.length + values.status.length;
    }
    for (const { reason, line, offset, sample } of summary.rejects) {
      const place = { line: input.lines + line + 1, offset: slice.offset + offset };
      parts.rejects.push({ file: input.path, ...place, reason, sample });
    }
    this.transitions.push(...transitions);
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
      ending: ending && { ...ending, provisional: ending.provisional.alerts },
    };
  }

  /** The alerts that changed, each as it is now, and the one that fires: its row may hold a provisional end. */
  #alerts(engine: Engine): Alert[] {
    const alerts = new Map<number, Alert>();
    for (const { alert } of this.transitions) alerts.set(alert.firedAt, alert);
    const { firing } = engine.monitor.state;
    if (firing !== null) alerts.set(firing.firedAt, firing);
    return [...alerts.values()];
  }
}
