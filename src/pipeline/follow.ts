// Role: keeps reading: looks at the logs again and again, as further runs would, and says when nothing has come for a
// while. Takes the place of `read.ts` at the head of the walk with `--follow`.

import type { Host } from "../host.ts";
import type { Input } from "./input.ts";
import { type Read, read } from "./read.ts";

/** How long to wait before looking again, seconds. */
const PAUSE = 0.5;

/** What following needs besides the inputs. */
export interface Following {
  /** Opens the logs again, as they are now, and continues them where they were left. */
  readonly again: () => Promise<readonly Input[]>;
  /** Seconds without a record after which, and as often as which, time is let go on. */
  readonly idleAdvance: number;
  /** Called while waiting, so that a status line stays alive. */
  readonly tick: () => void;
}

/**
 * Reads the inputs to their end, then what comes after, through rotation, until the stop signal is aborted. After every
 * `idleAdvance` seconds of silence it gives an empty slice, whose `silence` is how long nothing has come.
 */
export async function* follow(
  first: readonly Input[],
  { again, idleAdvance, tick }: Following,
  host: Host,
): AsyncGenerator<Read, void> {
  const stop = host.stopSignal();
  let inputs = first, heard = host.monotonic(), told = heard;
  for (;;) {
    for await (const part of read(inputs, host)) {
      yield part;
      heard = told = host.monotonic();
    }
    // A stream that has ended has nothing more to give.
    if (inputs.every(({ file }) => file.size === null)) return;
    const now = host.monotonic();
    const input = inputs.at(-1);
    if (input !== undefined && now - told >= idleAdvance) {
      yield { input, slice: nothing(input), silence: now - heard };
      told = now;
    }
    tick();
    await host.sleep(PAUSE, stop);
    if (stop.aborted) return;
    inputs = await again();
  }
}

function nothing({ offset }: Input): Read["slice"] {
  return { bytes: new Uint8Array(0), offset, next: offset, rest: null, unfinished: false };
}
