// Role: warns of times that are wrong, perhaps: records far ahead of those around them, a first record long before all others, a log that
// is ahead of this machine's clock.

import { counted } from "../../../domain/grouped.ts";
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

/** The starts of the first two buckets of a new source, and of the newest. */
export class FirstTimes {
  #starts: readonly number[] | null;
  #newest = -Infinity;

  /** Of a source that has been read before nothing is said. */
  constructor(isNew: boolean) {
    this.#starts = isNew ? [] : null;
  }

  add(starts: readonly number[]): void {
    if (this.#starts === null || starts.length === 0) return;
    this.#newest = Math.max(this.#newest, ...starts);
    this.#starts = [...this.#starts, ...starts].sort((a, b) => a - b).slice(0, 2);
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

  /** A source that begins long before all its other records: its first one, by which time begins, had a wrong clock, perhaps. */
  warning(): string | null {
    const [first, second] = this.#starts ?? [];
    if (first === undefined || second === undefined || second - first < YEAR) return null;
    return `the log begins at ${isoTime(first)}, ${
      counted(Math.floor(second / DAY) - Math.floor(first / DAY), "day")
    } ` +
      "before its next record, and its rules count the time between as silence. If that time is wrong, replay with " +
      `--since ${isoTime(second).slice(0, 10)} --fresh.`;
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
