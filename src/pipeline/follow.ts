// Role: keeps reading with `--follow`: opens the logs again and again, as further runs would, and reports silence.

import type { Host } from "../host/host.ts";
import type { Slice } from "../inputs/bytes/slice.ts";
import type { Input } from "../inputs/input.ts";
import type { Plan } from "../plan.ts";
import { type Read, read, type Slices } from "./read.ts";

/** Seconds to wait before the logs are opened again; longer where storing takes long, so that it takes a tenth of the time. */
const PAUSE = 0.5, LONGEST_PAUSE = 10, PAUSES_PER_WORK = 9;

/** The logs of a run. */
export interface Logs {
  /** What is read first. */
  readonly inputs: readonly Input[];
  /** Opens the logs again, as they are now, each where it was left at the last commit; none while none is there. */
  refresh(): Promise<readonly Input[]>;
  /** Called while waiting, so that a status line stays alive. */
  tick(): void;
}

/**
 * Reads the inputs to their ends, then what is appended, through rotation, until the stop signal is aborted. Reports that
 * all has been read after every round that brought something, and after every `idleAdvance` seconds of silence.
 */
export async function* follow(
  logs: Logs,
  { idleAdvance }: Pick<Plan, "idleAdvance">,
  host: Host,
): AsyncGenerator<Read, void> {
  const stop = host.stopSignal();
  let inputs = logs.inputs, heardAt = host.monotonic(), reportedAt = heardAt;
  while (!stop.aborted) {
    let hasNews = false, pause = PAUSE;
    const noted = (slices: Slices): Slices =>
      async function* (from, until): AsyncGenerator<Slice, void> {
        for await (const slice of slices(from, until)) {
          hasNews = true;
          yield slice;
        }
      };
    for await (const item of read(inputs, host)) {
      yield item.input === null ? item : { ...item, slices: noted(item.slices) };
    }
    // A stream that has ended brings nothing more.
    if (inputs.length > 0 && inputs.every(({ file }) => file.size === null)) return;
    const now = host.monotonic();
    if (hasNews) heardAt = now;
    if (hasNews || now - reportedAt >= idleAdvance) {
      yield { input: null, silence: now - heardAt };
      reportedAt = now;
      pause = Math.min(LONGEST_PAUSE, Math.max(PAUSE, (host.monotonic() - now) * PAUSES_PER_WORK));
    }
    logs.tick();
    await host.sleep(pause, stop);
    if (!stop.aborted) inputs = await logs.refresh();
  }
}
