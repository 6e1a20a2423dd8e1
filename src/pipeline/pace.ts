// Role: plays a log back in scaled time (semantics.md, "Playback"): cuts slices where event time advances and waits before
// each.

import type { RecordSink } from "../formats/format.ts";
import type { Host } from "../host/host.ts";
import { partOf, type Slice } from "../inputs/bytes/slice.ts";
import type { Input } from "../inputs/input.ts";
import type { Plan } from "../plan.ts";
import type { Read } from "./read.ts";

const LF = 0x0a;
/** Longest sleep in one piece, seconds, so that a status line stays alive. */
const NAP = 0.1;

/**
 * Lets the record with time t pass (t − T) × timescale seconds after the first one of this run, of time T, where t is the
 * largest time so far. `tick` is called while waiting. Ends early once the stop signal is aborted.
 */
export async function* pace(
  items: AsyncIterable<Read>,
  plan: Pick<Plan, "timescale" | "futureLimit">,
  host: Host,
  tick: () => void,
): AsyncGenerator<Read, void> {
  const pacer = new Pacer(plan, host, tick);
  for await (const item of items) {
    if (item.input === null) yield item;
    else {
      const { input, slices } = item;
      yield { input, slices: (from, until) => pacer.slices(input, slices(from, until)) };
    }
  }
}

/** Waits where event time advances. */
class Pacer {
  readonly #plan: Pick<Plan, "timescale" | "futureLimit">;
  readonly #host: Host;
  readonly #tick: () => void;
  /** Event time of the first record, and when it passed. */
  #first: number | null = null;
  #begun = 0;
  #latest = -Infinity;

  constructor(plan: Pick<Plan, "timescale" | "futureLimit">, host: Host, tick: () => void) {
    this.#plan = plan;
    this.#host = host;
    this.#tick = tick;
  }

  async *slices({ reader }: Input, slices: AsyncIterable<Slice>): AsyncGenerator<Slice, void> {
    let time = -1;
    const probe: RecordSink = { accept: (_bytes, recordTime) => time = recordTime, reject: () => {} };
    for await (const slice of slices) {
      const { bytes } = slice;
      let cut = 0;
      for (let at = 0; at < bytes.length;) {
        const next = bytes.indexOf(LF, at) + 1;
        time = -1;
        reader!.read(bytes, at, next, this.#plan.futureLimit(), probe);
        if (time > this.#latest) {
          if (at > cut) yield partOf(slice, cut, at);
          cut = at;
          await this.#waitFor(time);
          if (this.#host.stopSignal().aborted) return;
        }
        at = next;
      }
      if (cut < bytes.length) yield partOf(slice, cut, bytes.length);
    }
  }

  /** Waits until a record of this time is due, or the stop signal is aborted. */
  async #waitFor(time: number): Promise<void> {
    const host = this.#host, stop = host.stopSignal();
    if (this.#first === null) {
      this.#first = time;
      this.#begun = host.monotonic();
    }
    this.#latest = time;
    const due = this.#begun + (time - this.#first) * this.#plan.timescale;
    for (let left = due - host.monotonic(); left > 0 && !stop.aborted; left = due - host.monotonic()) {
      this.#tick();
      await host.sleep(Math.min(left, NAP), stop);
    }
  }
}
