// Role: plays a log back in scaled time (semantics.md, "Playback"): cuts slices where event time advances and waits before
// each.

import { dateLimits } from "../domain/counting/date_limits.ts";
import { LogClock } from "../domain/counting/log_clock.ts";
import type { LineReader, RecordSink } from "../formats/format.ts";
import type { Host } from "../host/host.ts";
import { partOf, type Slice } from "../inputs/bytes/slice.ts";
import { type Input, readerAhead } from "../inputs/input.ts";
import type { Plan } from "../plan.ts";
import type { LogRead } from "./read.ts";

const LF = 0x0a;
/** Longest sleep in one piece, seconds, so that a status line stays alive. */
const NAP = 0.1;

/** Logs in scaled time. `tick` is called while waiting. Each ends early once the stop signal is aborted. */
export function pace(
  { logs }: { readonly logs: readonly LogRead[] },
  plan: PacePlan,
  host: Host,
  tick: () => void,
): { readonly logs: readonly LogRead[] } {
  const stop = host.stopSignal();
  let begun: number | null = null, first: number | null = null;
  const waitFor = async (time: number): Promise<void> => {
    const due = begun! + (time - first!) * plan.timescale;
    for (let left = due - host.monotonic(); left > 0 && !stop.aborted; left = due - host.monotonic()) {
      tick();
      await host.sleep(Math.min(left, NAP), stop);
    }
  };
  const hear = (clock: LogClock): void => {
    begun ??= host.monotonic();
    if (clock.begins !== null) first ??= clock.begins;
  };
  return {
    logs: logs.map(({ log, inputs }) => {
      // An outlier must not stop the playback for years.
      const clock = new LogClock(plan);
      const paced = (input: Input, slices: AsyncIterable<Slice>): AsyncIterable<Slice> =>
        pacedSlices(readerAhead(input, input.reader!.directives ?? null)!, slices, clock, plan, {
          hear: () => hear(clock),
          waitFor,
          stop,
        });
      return {
        log,
        inputs: inputs.map(({ input, slices }) => ({
          input,
          slices: (from, until) => paced(input, slices(from, until)),
        })),
      };
    }),
  };
}

type PacePlan = Pick<Plan, "timescale" | "futureLimit" | "since" | "until" | "lateness" | "maxJump">;

interface Playback {
  /** Called for each record that the clock has observed. */
  hear(): void;
  /** Waits until a time of the log is due. */
  waitFor(time: number): Promise<void>;
  readonly stop: AbortSignal;
}

/**
 * Cuts slices of one log where its event time advances, and lets the record with time t pass (t − T) × timescale seconds after
 * the first one of this run, of time T, where t is the largest time of the log so far.
 */
async function* pacedSlices(
  reader: LineReader,
  slices: AsyncIterable<Slice>,
  clock: LogClock,
  plan: PacePlan,
  { hear, waitFor, stop }: Playback,
): AsyncGenerator<Slice, void> {
  const probe: RecordSink = {
    accept: ({ time }) => {
      clock.observe(time);
      hear();
    },
    reject: () => {},
  };
  for await (const slice of slices) {
    const { bytes } = slice;
    let cut = 0;
    for (let at = 0; at < bytes.length;) {
      const next = bytes.indexOf(LF, at) + 1, latest = clock.latest;
      reader.read(bytes, at, next, dateLimits(plan.futureLimit(), plan), probe);
      const time = clock.latest;
      if (time !== null && time !== latest) {
        if (at > cut) yield partOf(slice, cut, at);
        cut = at;
        await waitFor(time);
        if (stop.aborted) return;
      }
      at = next;
    }
    if (cut < bytes.length) yield partOf(slice, cut, bytes.length);
  }
}
