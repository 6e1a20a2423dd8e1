// Role: first stage of the walk: the logs → their inputs, each as whole lines from wherever the next stage wants them.

import type { Host } from "../host/host.ts";
import { partOf, type Slice, slicesOf } from "../inputs/bytes/slice.ts";
import type { Input, LogInputs } from "../inputs/input.ts";

/** Bytes read at once; of many logs, each has room for fewer. */
const SLICE = 4 << 20, LEAST_SLICE = 1 << 18;
/** Seconds between two slices without lines while a stream is read. */
const PAUSE = 1;

/** Logs to be read to their ends, each from where it starts, or the news that all have been. */
export type Read =
  | { readonly logs: readonly LogRead[] }
  | { readonly logs: null; readonly silence: Silence };

/** What a round of `--follow` has not brought. */
export interface Silence {
  /** For how many seconds no log has brought anything. */
  readonly seconds: number;
  /** Numbers of the logs that have brought nothing for `idleAdvance` seconds. */
  readonly logs: readonly number[];
}

/** A log to be read. */
export interface LogRead {
  /** Its number. */
  readonly log: number;
  /** Its inputs, in order. */
  readonly inputs: readonly InputRead[];
}

/** An input to be read from where it starts. */
export interface InputRead {
  readonly input: Input;
  readonly slices: Slices;
}

/**
 * The whole lines of an input from a byte offset on: those that begin before `until`, or else all; with them an unfinished
 * last line, if the input is known to be finished. Ends early, with whole lines, once the host's stop signal is aborted. While a
 * stream that has brought lines keeps its reader waiting, there is a slice without any each second.
 */
export type Slices = (from: number, until?: number) => AsyncIterable<Slice>;

/** The logs with their inputs. What has no finished line yet is left for the next run. `tick` is called while a stream waits. */
export function read(
  logs: readonly LogInputs[],
  host: Host,
  tick: () => void = () => {},
): { readonly logs: readonly LogRead[] } {
  const size = host.sliceBytes ?? Math.max(LEAST_SLICE, Math.floor(SLICE / logs.length));
  const readable = (input: Input): boolean => {
    if (input.reader === null) input.pending = input.file.size ?? 0;
    return input.reader !== null;
  };
  return {
    logs: logs.map(({ log, inputs }) => ({
      log,
      inputs: inputs.filter(readable).map((input) => ({
        input,
        slices: (from, until) =>
          input.file.size === null
            ? withPauses(wholeLines(input, from, until, size, host), host, tick)
            : wholeLines(input, from, until, size, host),
      })),
    })),
  };
}

/** Bytes behind the place up to which an input is read, within which the line there mostly ends. */
const USUAL_LINE = 1 << 12;
const LF = 0x0a, NOTHING = new Uint8Array(0);

/** See {@link Slices}. The length of an unfinished line that is left for the next run is noted in the input. */
async function* wholeLines(
  input: Input,
  from: number,
  until: number | undefined,
  size: number,
  host: Host,
): AsyncGenerator<Slice, void> {
  const { file, crc32 } = input;
  // A long line may have led beyond it.
  if (until !== undefined && from >= until) return;
  if (file.size !== null) file.seek(from);
  const before = from === input.start.offset ? input.start.fingerprint.end : undefined;
  const enough = until === undefined ? size : Math.min(size, until - from + USUAL_LINE);
  for await (const slice of slicesOf(file, from, enough, host.stopSignal(), crc32, before, input.seen)) {
    if (until === undefined) {
      if (slice.unfinished && !input.finished) input.pending = slice.next - slice.offset;
      else {
        input.endsInLine = slice.unfinished;
        yield slice;
      }
    } else {
      // Whether it is a record is decided where the input is read to its end.
      if (slice.unfinished) return;
      yield partOf(slice, 0, lengthBefore(slice, until));
      if (slice.next >= until) return;
    }
  }
}

/** Slices of a stream, with one without lines whenever a second is over and more is waited for. */
async function* withPauses(
  slices: AsyncGenerator<Slice, void>,
  host: Host,
  tick: () => void,
): AsyncGenerator<Slice, void> {
  const over = new AbortController();
  let offset: number | null = null, pause: Promise<null> | null = null;
  try {
    for (;;) {
      const next = slices.next();
      while (offset !== null) {
        pause ??= host.sleep(PAUSE, over.signal).then(() => host.turn()).then(() => null);
        if (await Promise.race([next, pause]) !== null) break;
        pause = null;
        tick();
        yield { bytes: NOTHING, offset, next: offset, rest: null, unfinished: false };
      }
      const { done, value } = await next;
      if (done) return;
      offset = value.next;
      yield value;
    }
  } finally {
    over.abort();
    // Not awaited: it may be waiting for the stream.
    void slices.return();
  }
}

/** Bytes of a slice that belong to lines which begin before a byte offset. At least its first line does. */
function lengthBefore({ bytes, offset, next, rest }: Slice, end: number): number {
  if (next <= end || rest !== null) return bytes.length;
  return bytes.indexOf(LF, end - 1 - offset) + 1;
}
