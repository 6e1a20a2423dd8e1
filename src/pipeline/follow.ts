// Role: keeps reading with `--follow`: opens the logs again and again, as further runs would, and reports silence.

import type { Host } from "../host/host.ts";
import type { Slice } from "../inputs/bytes/slice.ts";
import type { LogInputs } from "../inputs/input.ts";
import type { Plan } from "../plan.ts";
import { type LogRead, type Read, read, type Slices } from "./read.ts";

/** Seconds to wait before the logs are opened again; longer where storing takes long, so that it takes a tenth of the time. */
const PAUSE = 0.5, LONGEST_PAUSE = 10, PAUSES_PER_WORK = 9;

/** The logs of a run. */
export interface Logs {
  /** What is read first. */
  readonly inputs: readonly LogInputs[];
  /** Opens the logs again, as they are now, each where it was left at the last commit; none while none is there. */
  refresh(): Promise<readonly LogInputs[]>;
  /** Called while waiting, so that a status line stays alive. */
  tick(): void;
}

/**
 * Reads the logs to their ends, then what is appended, through rotation, until the stop signal is aborted. Reports that
 * all has been read after every round that brought something, and after every `idleAdvance` seconds of silence.
 */
export async function* follow(
  logs: Logs,
  { idleAdvance }: Pick<Plan, "idleAdvance">,
  host: Host,
): AsyncGenerator<Read, void> {
  const stop = host.stopSignal();
  const begunAt = host.monotonic(), heard = new Map<number, number>();
  let inputs = logs.inputs, heardAt = begunAt, reportedAt = begunAt;
  while (!stop.aborted) {
    const news = new Set<number>();
    const round = read(inputs, host, logs.tick).logs;
    yield { logs: round.map((log) => noted(log, () => void news.add(log.log))) };
    // A stream that has ended brings nothing more.
    const files = inputs.flatMap((log) => log.inputs.map(({ file }) => file));
    if (files.length > 0 && files.every(({ size }) => size === null)) return;
    const now = host.monotonic();
    for (const log of news) heard.set(log, now);
    if (news.size > 0) heardAt = now;
    if (news.size > 0 || now - reportedAt >= idleAdvance) {
      const silent = round.map(({ log }) => log)
        .filter((log) => now - (heard.get(log) ?? begunAt) >= idleAdvance);
      yield { logs: null, silence: { seconds: now - heardAt, logs: silent } };
      reportedAt = now;
      const pause = Math.max(PAUSE, (host.monotonic() - now) * PAUSES_PER_WORK);
      logs.tick();
      await host.sleep(Math.min(LONGEST_PAUSE, pause), stop);
    } else {
      logs.tick();
      await host.sleep(PAUSE, stop);
    }
    if (!stop.aborted) inputs = await logs.refresh();
  }
}

/** The log; `note` is called where it brings something. */
function noted({ log, inputs }: LogRead, note: () => void): LogRead {
  const heard = (slices: Slices): Slices =>
    async function* (from, until): AsyncGenerator<Slice, void> {
      for await (const slice of slices(from, until)) {
        if (slice.bytes.length > 0) note();
        yield slice;
      }
    };
  return { log, inputs: inputs.map(({ input, slices }) => ({ input, slices: heard(slices) })) };
}
