// Role: what is known of one series of records (`rules/series.ts`), and since when. Filled by `monitor.ts`, slid over by
// `rule_group.ts`, kept in the checkpoint by `monitor_state.ts`.

import { EventSeries } from "./event_series.ts";

/** The seconds of one series that its windows cover, and those ahead. */
export class SeriesFeed {
  /** By second. */
  readonly points: EventSeries = new EventSeries();
  /** Width of the widest window over it, seconds. */
  widest = 1;
  /** The first second from which on all is known; null before the source's first record. */
  from: number | null;
  /** The earliest second with a record, also where it is forgotten by now; Infinity before there is one. */
  firstHit: number;

  /** Nothing is there yet. */
  constructor(from: number | null, firstHit: number) {
    this.from = from;
    this.firstHit = firstHit;
  }

  /** Counts on-time records in. */
  add(time: number, hits: number, bytes: number, errors: number): void {
    if (time < this.firstHit) this.firstHit = time;
    this.points.add(time, hits, bytes, errors);
  }

  /** Forgets what no window that stands at `through` holds. */
  settle(through: number): void {
    const oldest = through + 1 - this.widest;
    this.points.forgetBefore(oldest);
    if (this.from !== null && this.from < oldest) this.from = oldest;
  }
}
