// Role: the reference's result for a slice, with the few numbers that only a `PackedSummary` has.

import type { DateLimits } from "../../src/domain/counting/date_limits.ts";
import type { LogClockState } from "../../src/domain/counting/log_clock.ts";
import type { Counting } from "../../src/domain/analysis.ts";
import type { Names } from "../../src/domain/counting/names.ts";
import { Summarizer } from "../../src/domain/counting/summarizer.ts";
import type { Summary } from "../../src/domain/counting/summary.ts";
import { TablePool } from "../../src/domain/counting/cell_table.ts";
import type { LineReader, RecordSink } from "../../src/formats/format.ts";

/** What the reference says of a slice. */
export interface ReferenceSummary {
  /** Made by `src/domain/counting/summarizer.ts`. */
  readonly summary: Summary;
  /** Smallest time of the accepted records that are not late; null where there is none. */
  readonly smallest: number | null;
  /** The smallest of the event times before each late record; null where none is late. */
  readonly lateFrom: number | null;
  /** Largest time before the slice, of jumps that are open, too; null where it is not known. */
  readonly before: number | null;
  /** How it was added up. */
  readonly options: Pick<Counting, "bucketSize" | "lateness" | "maxJump">;
  /** How often an accepted record is of another bucket than the one before it. */
  readonly turns: number;
}

/** Sums up one slice of a log whose clock stands so, or is not known. */
export function referenceSummary(
  reader: LineReader,
  options: Pick<Counting, "bucketSize" | "lateness" | "maxJump" | "dimensions">,
  names: Names,
  bytes: Uint8Array,
  clock: LogClockState | null,
  limits: DateLimits,
  keptRejects: number,
): ReferenceSummary {
  const summarizer = new Summarizer(options, names, new TablePool());
  let smallest = Infinity, lateFrom = Infinity, turns = 0, bucket = -1;
  const sink: RecordSink = {
    accept(record) {
      const { time } = record;
      const { latest, watermark } = summarizer.jumps;
      if (time < watermark) lateFrom = Math.min(lateFrom, latest);
      else if (time < smallest) smallest = time;
      const number = Math.floor(time / options.bucketSize);
      if (number !== bucket) turns++;
      bucket = number;
      return summarizer.accept(record);
    },
    keep: (from, start, end, line) => summarizer.keep(from, start, end, line),
    leaveOut: () => summarizer.leaveOut(),
    reject: (reason, from, start, end, line) => summarizer.reject(reason, from, start, end, line),
  };
  summarizer.begin(clock, keptRejects);
  const summary = summarizer.end(reader.read(bytes, 0, bytes.length, limits, sink));
  const known = (time: number): number | null => Number.isFinite(time) ? time : null;
  const before = clock && Math.max(clock.latest ?? -1, clock.reach ?? -1);
  return { summary, smallest: known(smallest), lateFrom: known(lateFrom), before, options, turns };
}
