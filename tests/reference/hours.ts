// Role: the hours of the reference: what buckets hold by the hour, cut when the hour turns final.

import { add, count, nothing, text, valueRows } from "./counts.ts";
import type { Counted, Expected } from "./expected.ts";
import type { Accepted } from "./records.ts";

/** "exact up to `keep`": by dimension. */
const KEEP = { section: 1000, host: 10_000, method: 1000 } as const;
type Hourly = keyof typeof KEEP;
const HOURLY = Object.keys(KEEP) as Hourly[];

/** An hour while it is being counted. */
interface Hour {
  readonly start: number;
  isFinal: boolean;
  readonly values: Record<Hourly, Map<string, Counted>>;
  readonly others: Record<Hourly, Counted>;
}

/** All hours of a source. */
export class ReferenceHours {
  readonly #bucketSize: number;
  readonly #hours = new Map<number, Hour>();

  constructor(bucketSize: number) {
    this.#bucketSize = bucketSize;
  }

  /** Counts a record. "A bucket belongs to the hour in which it starts" */
  add(bucket: number, record: Accepted, watermark: number): void {
    const hour = this.#hourOf(bucket, watermark);
    for (const dimension of HOURLY) {
      const values = hour.values[dimension], value = record[dimension];
      let row = values.get(value);
      // "to its row if it is there, else a new row while fewer than `keep`, else `(other)`"
      if (row === undefined) {
        if (hour.isFinal && values.size >= KEEP[dimension]) row = hour.others[dimension];
        else values.set(value, row = nothing());
      }
      count(row, record);
    }
  }

  /** "what is over `keep` when the hour turns final goes to `(other)`", ties by the value as it is stored. */
  close(watermark: number): void {
    for (const hour of this.#hours.values()) {
      if (hour.isFinal || !this.#isFinal(hour.start, watermark)) continue;
      hour.isFinal = true;
      for (const dimension of HOURLY) {
        const values = hour.values[dimension];
        const ranked = [...values].sort(([a, one], [b, two]) =>
          two.hits - one.hits || (latin1Of(text(a)) < latin1Of(text(b)) ? -1 : 1)
        );
        for (const [value, row] of ranked.slice(KEEP[dimension])) {
          add(hour.others[dimension], row);
          values.delete(value);
        }
      }
    }
  }

  rows(): Pick<Expected, "hourlySections" | "hourlyHosts" | "hourlyMethods"> {
    const hours = [...this.#hours.values()].sort((a, b) => a.start - b.start);
    const of = (dimension: Hourly) =>
      hours.flatMap(({ start, values, others }) => valueRows(start, values[dimension], others[dimension]));
    return { hourlySections: of("section"), hourlyHosts: of("host"), hourlyMethods: of("method") };
  }

  #hourOf(bucket: number, watermark: number): Hour {
    const start = bucket - bucket % 3600;
    let hour = this.#hours.get(start);
    if (hour === undefined) {
      const values = { section: new Map(), host: new Map(), method: new Map() };
      const others = { section: nothing(), host: nothing(), method: nothing() };
      hour = { start, isFinal: this.#isFinal(start, watermark), values, others };
      this.#hours.set(start, hour);
    }
    return hour;
  }

  /** "An hour is final once the last bucket that starts in it is" */
  #isFinal(start: number, watermark: number): boolean {
    const size = this.#bucketSize;
    let last = start + 3599;
    while (last % size !== 0) last--;
    return last + size <= watermark;
  }
}

/** UTF-8, one character a byte. */
function latin1Of(value: string): string {
  return Array.from(new TextEncoder().encode(value), (byte) => String.fromCharCode(byte)).join("");
}
