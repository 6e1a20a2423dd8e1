// Role: keeps reading: looks at the logs again and again, as further runs would, and says when nothing has come for a
// while. Takes the place of `read.ts` at the head of the walk with `--follow`.

import type { Host } from "../host/host.ts";
import type { Input } from "../inputs/input.ts";
import { type Read, read } from "./read.ts";

/** How long to wait before looking again, seconds; longer where storing takes long, so that it takes a tenth of the time. */
const PAUSE = 0.5, LONGEST_PAUSE = 10, PAUSES_PER_WORK = 9;

/** What following needs besides the inputs. */
export interface Following {
  /** Opens the logs again, as they are now, and continues them where they were left; none where none is there. */
  readonly reread: () => Promise<readonly Input[]>;
  /** Seconds without a record after which, and as often as which, time is let go on. */
  readonly idleAdvance: number;
  /** Called while waiting, so that a status line stays alive. */
  readonly tick: () => void;
}

/**
 * Reads the inputs to their end, then what comes after, through rotation, until the stop signal is aborted. An empty slice
 * tells that all there is has been read: after every look that brought something, and after every `idleAdvance` seconds
 * of silence. Its `silence` is how long nothing has come.
 */
export async function* follow(
  first: readonly Input[],
  { reread, idleAdvance, tick }: Following,
  host: Host,
): AsyncGenerator<Read, void> {
  const stop = host.stopSignal();
  let inputs = first, heard = host.monotonic(), told = heard;
  while (!stop.aborted) {
    let hasCome = false, pause = PAUSE;
    for await (const part of read(inputs, host)) {
      yield part;
      hasCome = true;
    }
    // A stream that has ended has nothing more to give.
    if (inputs.length > 0 && inputs.every(({ file }) => file.size === null)) return;
    const now = host.monotonic();
    if (hasCome) heard = now;
    if (hasCome || now - told >= idleAdvance) {
      yield allRead(now - heard);
      told = now;
      pause = Math.min(LONGEST_PAUSE, Math.max(PAUSE, (host.monotonic() - now) * PAUSES_PER_WORK));
    }
    tick();
    await host.sleep(pause, stop);
    if (!stop.aborted) inputs = await reread();
  }
}

/** A slice of nothing: the logs may be gone, or empty, while time goes on. */
function allRead(silence: number): Read {
  const slice = { bytes: new Uint8Array(0), offset: 0, next: 0, rest: null, unfinished: false };
  return { input: null, slice, silence };
}
