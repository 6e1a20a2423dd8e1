// Role: the fallback lines, which the kernel's module leaves to the reference, read in view of the same clock. Those on
// time are counted by the module with its own, so that its buckets stay complete, the late ones here.

import { TablePool } from "../domain/counting/cell_table.ts";
import { COMPOSED_PAIRS } from "../domain/counting/error_pairs.ts";
import { RuleCells, type RuleNames } from "../domain/counting/rule_classes.ts";
import type { Counting } from "../domain/analysis.ts";
import { DIMENSIONS, placeOf } from "../domain/dimensions/dimensions.ts";
import type { DateLimits } from "../domain/counting/date_limits.ts";
import type { JumpTracker } from "../domain/counting/jumps.ts";
import type { LogClockState } from "../domain/counting/log_clock.ts";
import { type RecordCounter, Summarizer } from "../domain/counting/summarizer.ts";
import type { Summary, SummaryTables } from "../domain/counting/summary.ts";
import type { LineReader, RecordSink } from "../formats/format.ts";
import { columnOf, MOST_COLUMNS } from "./columns.ts";
import type { KernelExports } from "./instance.ts";
import type { KernelNames } from "./names.ts";
import { type KernelRules, nibbles } from "./rules/kernel_rules.ts";

/** Where a line stands in all that is summed up. */
export interface FallbackPlace {
  /** Byte offset. */
  readonly offset: number;
  /** Lines before it. */
  readonly lines: number;
  /** The event time to which the module has moved before it; −1 where it has none. */
  readonly latest: number;
}

/** What such lines add to one summary. */
export class FallbackLines {
  /** Time of the first accepted one; null where there is none. */
  first: number | null = null;
  /** Smallest time of those that are not late. */
  smallest: number | null = null;
  /** The smallest of the event times before each late one. */
  lateFrom: number | null = null;
  readonly #shape: { readonly reader: LineReader };
  readonly #summarizer: Summarizer;
  readonly #sink: RecordSink;
  /** Room for a line. */
  #line = new Uint8Array(1024);
  #place: FallbackPlace = { offset: 0, lines: 0, latest: -1 };
  /** Of all rejects; those that are kept come first. */
  #rejectOffsets: number[] = [];

  /** Numbers names as the kernel does; reads with the reader that `shape` has at the time. */
  constructor(
    shape: { readonly reader: LineReader },
    names: KernelNames,
    options: Counting,
    rules: { readonly names: RuleNames } | null,
    counter: ModuleCounter,
  ) {
    this.#shape = shape;
    this.#summarizer = new Summarizer(
      options,
      names.interners,
      new TablePool(),
      rules && new RuleCells(options.series!, rules.names, COMPOSED_PAIRS),
      {
        count: (time, ...rest) => {
          if (counter.count(time, ...rest)) return true;
          counter.keepOpen(time);
          return false;
        },
      },
    );
    this.#sink = {
      accept: (record) => {
        const { time } = record;
        this.first ??= time;
        const { latest, watermark } = this.#summarizer.jumps;
        if (time < watermark) this.lateFrom = Math.min(this.lateFrom ?? latest, latest);
        else this.smallest = Math.min(this.smallest ?? time, time);
        // Before the clock is set, a record may be late without a watermark.
        if (time < watermark || latest === -Infinity) counter.keepOpen(time);
        return this.#summarizer.accept(record);
      },
      keep: (line, start, end) => {
        const { offset, lines } = this.#place;
        this.#summarizer.jumps.keep({
          line: lines,
          offset: offset + start,
          sample: this.#summarizer.sample(line, start, end),
        });
      },
      leaveOut: () => this.#summarizer.leaveOut(),
      exclude: () => this.#summarizer.exclude(),
      reject: (reason, line, start, end) => {
        this.#rejectOffsets.push(this.#place.offset + start);
        this.#summarizer.reject(reason, line, start, end, this.#place.lines);
      },
    };
  }

  /** The clock of the log, which the module follows as long as nothing jumps. */
  get jumps(): JumpTracker {
    return this.#summarizer.jumps;
  }

  /** Begins a summary, see `Summarizer.begin`; of so many rejects the places are kept. */
  begin(clock: LogClockState | null, keptRejects: number): void {
    this.first = this.smallest = this.lateFrom = null;
    this.#rejectOffsets = [];
    this.#summarizer.begin(clock, keptRejects);
  }

  /** Reads one line with its line feed, which may be a view of the module's memory. */
  read(line: Uint8Array, place: FallbackPlace, limits: DateLimits): void {
    this.#place = place;
    this.follow(place.latest);
    const { length } = line;
    if (this.#line.length < length) this.#line = new Uint8Array(length * 2);
    // A copy: numbering a name may make the module's memory grow, which detaches every view of it.
    this.#line.set(line);
    this.#shape.reader.read(this.#line, 0, length, limits, this.#sink);
  }

  /** Lets the clock follow the module to an event time; −1: it has none. */
  follow(latest: number): void {
    const { jumps } = this.#summarizer;
    if (latest >= 0 && latest > jumps.latest) jumps.moveTo(latest);
  }

  /** Ends the summary. */
  end(): Pick<
    Summary,
    | "jumps"
    | "accepted"
    | "late"
    | "timed"
    | "errorRows"
    | "leftOut"
    | "excluded"
    | "rejected"
    | "rejects"
    | "visitors"
    | "series"
    | keyof SummaryTables
  > {
    const summary = this.#summarizer.end(0);
    const rejects = summary.rejects.map((reject, i) => ({ ...reject, offset: this.#rejectOffsets[i] }));
    return { ...summary, rejects };
  }
}

/** The column of each dimension in the module, which has no other values than those; the place of statuses. */
const COLUMN_AT = DIMENSIONS.map(({ name }) => columnOf(name)), STATUS = placeOf("status");

/** Larger numbers of bytes are not for the module, so that no sum of them goes beyond its 64 bits; nor are later times. */
const MOST_BYTES = 0xffffffff, MOST_TIME = 0xffffffff;

/** Counts what it can; of what it cannot, the module has to know that there is more of a bucket than it has. */
export interface ModuleCounter extends RecordCounter {
  /** There is more of the bucket of this time, epoch seconds, than the module has counted. */
  keepOpen(time: number): void;
}

/** The module as a counter of records that the reference has read. */
export function moduleCounter(
  module: KernelExports,
  rules: KernelRules | null,
): ModuleCounter {
  return {
    count: (time, values, bytes) => {
      if (time > MOST_TIME || bytes > MOST_BYTES) return false;
      const isCounted = () => {
        const places = new Uint32Array(module.memory.buffer, module.values(), MOST_COLUMNS);
        for (let i = 0; i < values.length; i++) {
          if (COLUMN_AT[i] >= 0) {
            places[COLUMN_AT[i]] = i === STATUS ? nibbles(values[i]) : Math.max(0, values[i]);
          }
        }
        return module.add(time, bytes) !== 0;
      };
      // Where it is not, its names may be new to the rules.
      return isCounted() || rules !== null && rules.group() && isCounted();
    },
    keepOpen: (time) => module.keepOpen(time),
  };
}
