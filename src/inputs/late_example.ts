// Role: finds a late record, and the one that had moved event time ahead of it, by reading a stretch of a log again.

import { dateLimits } from "../domain/counting/date_limits.ts";
import type { LateStretch, LateTrail } from "../domain/counting/late_trail.ts";
import { LogClock } from "../domain/counting/log_clock.ts";
import type { RecordSink } from "../formats/format.ts";
import type { LimitedTimes } from "./first_time.ts";
import { type Input, readerAhead } from "./input.ts";
import { slicesOf } from "./bytes/slice.ts";

/** A record by its place. */
export interface PlacedRecord {
  /** Number of its line, from 1. */
  readonly line: number;
  /** Its time, epoch seconds. */
  readonly time: number;
}

/** Records that tell why others were late. */
export interface LateExample {
  /** Path of the log. */
  readonly path: string;
  readonly late: PlacedRecord;
  /** What had moved event time ahead of it; null where that is not known. */
  readonly mover: PlacedRecord | null;
  /** The event time of the log before it. */
  readonly reached: number;
}

const BLOCK = 1 << 18;

/** Bytes in which the example of a stretch is looked for; of one that has none in them, all is read. */
const LOOKED_AT = 4 * BLOCK;

/**
 * Where most records were late: one that moved event time ahead of most of those that come soon, and the first one that was late after it.
 * Null where none is late by the clock of its own log, or where it cannot be read again: of a stream, an archive, a log that is gone.
 */
export async function lateExample(
  { worst }: LateTrail,
  inputs: readonly Input[],
  options: LimitedTimes,
): Promise<LateExample | null> {
  const input = inputs.find(({ id }) => id === worst?.stretch.input);
  if (worst === null || input === undefined || !isReadable(input)) return null;
  try {
    const { most } = await watch(input, worst.stretch, options, LOOKED_AT);
    if (most === null) return null;
    const { path } = input, { late, mover, reached } = most, former = worst.mover;
    // What moved it before may be in another part of the log, which has line numbers of its own.
    if (mover !== null || former?.input !== input.id) return { path, late, mover, reached };
    const before = await watch(input, former, options);
    return { path, late, mover: before.mover, reached };
  } catch {
    // A log that was rotated away or cut meanwhile: the example is only an addition.
    return null;
  }
}

function isReadable({ file, inflated, reader }: Input): boolean {
  return file.size !== null && inflated === null && reader !== null;
}

/** The late records after one that moved event time. */
interface Followers {
  readonly mover: PlacedRecord | null;
  readonly late: PlacedRecord;
  readonly reached: number;
  count: number;
}

/** Which record moved event time last, and which one made most late; the latter is found once so many bytes are read. */
async function watch(
  input: Input,
  { offset, before, lines, directives, clock: state }: LateStretch,
  options: LimitedTimes,
  enough = Infinity,
): Promise<{ mover: PlacedRecord | null; most: Followers | null }> {
  const clock = new LogClock(options, state), reader = readerAhead(input, directives)!;
  let mover: PlacedRecord | null = null, most: Followers | null = null, own: Followers | null = null;
  /** The furthest of a jump that is open: event time may follow it with another record, also with one that is late. */
  let ahead: PlacedRecord | null = null;
  let time = 0, isLate = false, isWaiting = false, hasMoved = false, read = 0, taken = 0;
  const sink: RecordSink = {
    accept(record) {
      const { latest } = clock;
      ({ time } = record);
      ({ late: isLate, isWaiting } = clock.observe(time));
      hasMoved = clock.latest !== latest;
      if (isLate && own !== null) own.count++;
      if (own !== null && own.count > (most?.count ?? 0)) most = own;
      return isLate ? own === null : hasMoved || isWaiting;
    },
    keep(_bytes, _start, _end, line) {
      const place = { line: before + read + line + 1, time };
      if (hasMoved) [mover, own] = [time === clock.latest ? place : ahead, null];
      if (isLate) own = { mover, late: place, reached: clock.latest!, count: 1 };
      if (isWaiting && time === clock.state.reach) ahead = place;
      if (own !== null && most === null) most = own;
    },
    reject: () => {},
  };
  input.file.seek(offset);
  for await (const { bytes } of slicesOf(input.file, offset, BLOCK, new AbortController().signal)) {
    read += reader.read(bytes, 0, bytes.length, dateLimits(options.newest, options), sink);
    taken += bytes.length;
    if (read >= lines || taken >= enough && most !== null) break;
  }
  return { mover, most };
}
