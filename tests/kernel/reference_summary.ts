// Role: the reference's result for a slice, with the few numbers that only a `PackedSummary` has.

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
  /** The smallest of the largest times before each late record; null where none is late. */
  readonly lateFrom: number | null;
  /** Largest time of the accepted records; null where there is none. */
  readonly largest: number | null;
  /** Largest time before the slice; null where it is not known. */
  readonly before: number | null;
  /** How it was added up. */
  readonly options: Pick<Counting, "bucketSize" | "lateness">;
  /** How often an accepted record is of another bucket than the one before it. */
  readonly turns: number;
}

/** Sums up one slice in view of the largest time before it. */
export function referenceSummary(
  reader: LineReader,
  options: Pick<Counting, "bucketSize" | "lateness">,
  names: Names,
  bytes: Uint8Array,
  latest: number | null,
  newest: number,
  keptRejects: number,
): ReferenceSummary {
  const summarizer = new Summarizer(options, names, latest, new TablePool());
  let smallest = Infinity, lateFrom = Infinity, largest = -Infinity, turns = 0, bucket = -1;
  const sink: RecordSink = {
    accept(from, time, hostStart, hostEnd, requestStart, requestEnd, status, count) {
      const before = Math.max(latest ?? -Infinity, largest);
      if (time < before - options.lateness) lateFrom = Math.min(lateFrom, before);
      else if (time < smallest) smallest = time;
      if (time > largest) largest = time;
      const number = Math.floor(time / options.bucketSize);
      if (number !== bucket) turns++;
      bucket = number;
      summarizer.accept(from, time, hostStart, hostEnd, requestStart, requestEnd, status, count);
    },
    reject: (reason, from, start, end, line) => summarizer.reject(reason, from, start, end, line),
  };
  summarizer.begin(keptRejects);
  const summary = summarizer.end(reader.read(bytes, 0, bytes.length, newest, sink));
  const known = (time: number): number | null => Number.isFinite(time) ? time : null;
  const times = { smallest: known(smallest), lateFrom: known(lateFrom), largest: known(largest) };
  return { summary, ...times, before: latest, options, turns };
}
