// Role: plays a log back in scaled time (semantics.md, "Playback"): cuts slices where event time advances and waits before
// each.

import { dateLimits } from "../domain/counting/date_limits.ts";
import { LogClock } from "../domain/counting/log_clock.ts";
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
  { timescale, futureLimit, since, until, ...jumps }: Pick<
    Plan,
    "timescale" | "futureLimit" | "since" | "until" | "lateness" | "maxJump"
  >,
  host: Host,
  tick: () => void,
): AsyncGenerator<Read, void> {
  const stop = host.stopSignal();
  // An outlier must not stop the playback for years.
  const clock = new LogClock(jumps);
  let begun: number | null = null, latest = -Infinity;
  const probe: RecordSink = {
    accept: (_bytes, time) => {
      begun ??= host.monotonic();
      clock.observe(time);
    },
    reject: () => {},
  };
  const waitFor = async (due: number): Promise<void> => {
    for (let left = due - host.monotonic(); left > 0 && !stop.aborted; left = due - host.monotonic()) {
      tick();
      await host.sleep(Math.min(left, NAP), stop);
    }
  };
  const paced = async function* ({ reader }: Input, slices: AsyncIterable<Slice>): AsyncGenerator<Slice> {
    for await (const slice of slices) {
      const { bytes } = slice;
      let cut = 0;
      for (let at = 0; at < bytes.length;) {
        const next = bytes.indexOf(LF, at) + 1;
        reader!.read(bytes, at, next, dateLimits(futureLimit(), { since, until }), probe);
        const time = clock.latest;
        if (time !== null && time > latest) {
          latest = time;
          if (at > cut) yield partOf(slice, cut, at);
          cut = at;
          await waitFor(begun! + (time - clock.begins!) * timescale);
          if (stop.aborted) return;
        }
        at = next;
      }
      if (cut < bytes.length) yield partOf(slice, cut, bytes.length);
    }
  };
  for await (const item of items) {
    if (item.input === null) yield item;
    else yield { ...item, slices: (from, until) => paced(item.input, item.slices(from, until)) };
  }
}
