// Role: tells of late records in the hour that clocks of a zone showed twice, as they do where winter time begins.

import { percentText } from "../../../domain/percent_text.ts";
import type { Amendment, BucketRows } from "../../../domain/buckets/rows.ts";
import { counted, grouped } from "../../../domain/grouped.ts";
import { isoTime } from "../../../domain/time_text.ts";
import { NamedZone, type RepeatedHour } from "../../../formats/decode/zone.ts";
import type { Input } from "../../../inputs/input.ts";
import { sqlite } from "../../../stores/sqlite/sqlite.ts";
import { printable } from "../../../render/text/printable.ts";

/** Where what is counted is stored. */
interface Source {
  readonly database: string;
  readonly source: string;
}

/** Fewer may be stragglers of the first time: one in so many records of the hour, or some, and more than one in so many of their minutes. */
const SHARE_OF_HOUR = 5, SOME = 3, SHARE_OF_MINUTES = 4;

/** Late records of a run by the repeated hour in which their times lie. */
export class RepeatedHours {
  readonly #source: Source;
  #name: string | null = null;
  #zone: NamedZone | null = null;
  /** Of each such hour its late records, by its begin. */
  readonly #late = new Map<number, { readonly hour: RepeatedHour; late: number }>();
  /** Whether one has gained some since it was last judged. */
  #hasMore = false;
  #isTold = false;

  constructor(source: Source) {
    this.#source = source;
  }

  /** Adds what came to buckets of logs that are read with a `--tz`; others add nothing. */
  add(inputs: readonly Input[], rows: Iterable<Pick<BucketRows | Amendment, "start" | "late">>): void {
    const zone = this.#zoneOf(inputs);
    if (zone === null) return;
    for (const { start, late } of rows) {
      const hour = late === 0 ? null : zone.repeatedAt(start);
      if (hour === null) continue;
      this.#hasMore = true;
      const known = this.#late.get(hour.from);
      if (known === undefined) this.#late.set(hour.from, { hour, late });
      else known.late += late;
    }
  }

  /** Told once, and how many late records of this run it explains; null for none. So many are accepted in all. Reads what is stored. */
  warning(accepted: number): { readonly text: string; readonly late: number } | null {
    if (this.#isTold || !this.#hasMore) return null;
    this.#hasMore = false;
    const [found] = [...this.#late.values()].filter(({ hour }) => this.#isSecond(hour))
      .sort((a, b) => b.late - a.late);
    if (found === undefined) return null;
    this.#isTold = true;
    return { text: this.#text(found.hour, found.late, accepted), late: found.late };
  }

  /** Whether the late records of an hour, also those of earlier runs, are more than stragglers. */
  #isSecond({ from, to }: RepeatedHour): boolean {
    using reader = sqlite.readBeside(this.#source.database);
    const { rows } = reader.query(
      "SELECT total(hits), total(late) FROM buckets WHERE source = :source AND start >= :from AND start < :to GROUP BY start / 60",
      { source: this.#source.source, from, to },
    );
    let all = 0, around = 0, late = 0;
    for (const [hits, own] of rows) {
      all += Number(hits);
      late += Number(own);
      if (Number(own) > 0) around += Number(hits);
    }
    return late * SHARE_OF_HOUR >= all || late >= SOME && late * SHARE_OF_MINUTES > around;
  }

  #text({ from, to }: RepeatedHour, late: number, accepted: number): string {
    return `${grouped(late)} of ${counted(accepted, "record")} (${percentText(late / accepted)}) ${
      late === 1 ? "was" : "were"
    } late, and alerts do not see them: the clocks of ${
      printable(this.#name!)
    } (--tz) were turned back, and the times from ${isoTime(from)} to ${
      isoTime(to)
    } came twice. Both are counted as the first, and the time after it has none. Times in UTC, or with their ` +
      "offset, tell them apart.";
  }

  #zoneOf(inputs: readonly Input[]): NamedZone | null {
    const name = inputs.find(({ reading }) => reading !== null)?.reading?.options.zone ?? null;
    if (name !== this.#name) this.#zone = name === null ? null : new NamedZone(name);
    this.#name = name;
    return this.#zone;
  }
}
