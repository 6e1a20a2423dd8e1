// Role: plays a log back in scaled time (semantics.md, "Playback"): cuts slices where event time advances and waits
// before each. Between `read.ts` and `summarize.ts`, only where a timescale is given.

import type { RecordSink } from "../formats/format.ts";
import type { Host } from "../host/host.ts";
import type { Plan } from "../plan.ts";
import type { Read } from "./read.ts";
import { partOf } from "../inputs/bytes/slice.ts";

const LF = 0x0a;
/** Longest sleep in one piece, seconds, so that a status line stays alive. */
const NAP = 0.1;

/**
 * Lets the record with time t pass when (t − T) × timescale seconds have gone by since the first one of this run,
 * where t is the largest time so far. `tick` is called while waiting. Ends early once the stop signal is aborted.
 */
export async function* pace(
  slices: AsyncIterable<Read>,
  plan: Plan,
  host: Host,
  tick: () => void,
): AsyncGenerator<Read, void> {
  const stop = host.stopSignal();
  let time = -1;
  const probe: RecordSink = { accept: (_bytes, recordTime) => time = recordTime, reject: () => {} };
  let first: number | null = null, begun = 0, latest = -Infinity;
  for await (const { input, slice } of slices) {
    const { bytes } = slice;
    let cut = 0;
    for (let at = 0; at < bytes.length;) {
      const next = bytes.indexOf(LF, at) + 1;
      time = -1;
      input!.reader!.read(bytes, at, next, plan.futureLimit(), probe);
      if (time > latest) {
        if (first === null) {
          first = time;
          begun = host.monotonic();
        }
        latest = time;
        if (at > cut) yield { input, slice: partOf(slice, cut, at), silence: 0 };
        cut = at;
        const due = begun + (latest - first) * plan.timescale;
        for (let left = due - host.monotonic(); left > 0; left = due - host.monotonic()) {
          tick();
          await host.sleep(Math.min(left, NAP), stop);
          if (stop.aborted) return;
        }
      }
      at = next;
    }
    if (cut < bytes.length) yield { input, slice: partOf(slice, cut, bytes.length), silence: 0 };
  }
}
