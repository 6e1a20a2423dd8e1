// Role: warns of times that are wrong, perhaps: records far ahead of those around them, first records long before all others, a log that
// is ahead of this machine's clock.

import { counted } from "../../../domain/grouped.ts";
import type { SourceTimes } from "../../../domain/counting/log_state.ts";
import type { Monitor } from "../../../domain/monitor/monitor.ts";
import { type Reject, TIME_JUMP } from "../../../domain/reject.ts";
import { isoTime } from "../../../domain/time_text.ts";
import { unitText } from "../../../domain/unit.ts";
import { isPlausibleTime } from "../../../formats/decode/plausible_time.ts";
import { printable } from "../../../render/text/printable.ts";

const DAY = 86_400;
/** Seconds without a record after the first ones of a log that are worth a warning. */
const YEAR = 365 * DAY;

/** Seconds by which a log may be ahead of this machine without a word. */
const AHEAD = 600;

/** Where a log begins long before what follows: all times are starts of buckets, or of a run before. */
interface EarlyStretch {
  readonly first: number;
  /** The last of the stretch. */
  readonly last: number;
  /** The first of what follows. */
  readonly next: number;
}

/**
 * Looks for the end of a stretch of less than a day at the beginning of a source, such as a machine without a battery writes before it knows
 * the time.
 */
export class FirstTimes {
  #first: number | null;
  /** The last of the stretch so far. */
  #last: number;
  #isOver: boolean;
  #found: EarlyStretch | null = null;
  readonly #isNew: boolean;
  /** The newest of a new source. */
  #newest = -Infinity;

  /** Where a source that has been read before begins, and the event time that it has reached; null of a new one. */
  constructor(times: SourceTimes | null, eventTime: number | null) {
    this.#isNew = times === null;
    this.#first = times?.first ?? null;
    this.#last = times === null ? -Infinity : eventTime ?? times.last;
    this.#isOver = times !== null && this.#last - times.first >= DAY;
  }

  /**
   * The starts of buckets, none of them before those that were added before. What lies ahead of the event time that was `reached` may have a wrong
   * time itself, unless there is but one before it.
   */
  add(starts: readonly number[], reached = Infinity): void {
    if (this.#isNew) this.#newest = starts.reduce((most, start) => Math.max(most, start), this.#newest);
    if (this.#isOver) return;
    for (const start of starts.toSorted((a, b) => a - b)) {
      const first = this.#first ??= start, last = Math.max(first, this.#last);
      if (start > reached && last > first) return;
      if (start - last >= YEAR) this.#found = { first, last, next: start };
      if (start - first >= DAY) {
        this.#isOver = true;
        return;
      }
      this.#last = Math.max(this.#last, start);
    }
  }

  /** A source all of whose records are older than web servers are: their times are numbers of another kind, perhaps. */
  oldWarning(): string | null {
    return this.#newest < 0 || isPlausibleTime(this.#newest)
      ? null
      : `the newest bucket begins at ${
        isoTime(this.#newest)
      }, when there were no web servers: what is read as the time may be a time ` +
        'span, or the number of a day as spreadsheets count them. "httplog check" shows how a record is read.';
  }

  /** A source that begins long before all its other records: its first ones, by which time begins, had a wrong clock, perhaps. */
  warning(): string | null {
    if (this.#found === null) return null;
    const { first, last, next } = this.#found;
    const days = counted(Math.floor(next / DAY) - Math.floor(last / DAY), "day");
    const isStretch = last > first;
    return `the log begins at ${isoTime(first)}${isStretch ? " with a stretch that ends" : ","} ${days} ` +
      `before its next record, and its rules count the time between as silence. ` +
      `If ${isStretch ? "those times are" : "that time is"} wrong, replay with ` +
      `--since ${isoTime(next).slice(0, 10)} --fresh.`;
  }
}

/** Records of jumps that event time did not follow; `first` is the first that was kept. */
export function outlierWarning(outliers: number, first: Reject | null): string | null {
  if (outliers === 0) return null;
  const where = first === null ? "" : `: the first is line ${first.line} of "${printable(first.file)}"`;
  return `${counted(outliers, "record")} came with a time far ahead of the records around ` +
    `${outliers === 1 ? "it" : "them"}, and event time did not follow${where}. ` +
    `${outliers === 1 ? "It is" : "They are"} counted at that time; "httplog query rejects" lists ${
      outliers === 1 ? "it" : "them"
    } as "${TIME_JUMP}".`;
}

/** Rules that decide nothing yet, as {@link Monitor.undecidedRules} has them. */
export function undecidedRulesWarning(rules: ReturnType<Monitor["undecidedRules"]>): string | null {
  const [first, ...others] = [...rules].sort((a, b) => b.decides - a.decides);
  if (first === undefined) return null;
  const more = others.length === 0
    ? ""
    : `; so is ${counted(others.length, "rule")} more, which ${
      others.length === 1 ? "decides" : "decide"
    } earlier`;
  return `the rule "${printable(first.id)}" is new, or has another window: what it matches is known from ${
    isoTime(first.known)
  } on, and it decides nothing before ${
    isoTime(first.decides)
  }${more}. "httplog backtest" says what it would have said before.`;
}

/** A log that follows a clock which is ahead: of its server, or of a zone that is not what the log says. Times in epoch seconds. */
export function aheadWarning(eventTime: number | null, now: number): string | null {
  if (eventTime === null || eventTime < now + AHEAD) return null;
  return `the log has reached ${isoTime(eventTime)}, ${
    unitText("seconds", eventTime - now)
  } ahead of this machine's clock: ` +
    "one of the clocks is wrong, or the zone of the log. Until then --advance-to now sees no silence, and what comes with the right " +
    "time is late.";
}
