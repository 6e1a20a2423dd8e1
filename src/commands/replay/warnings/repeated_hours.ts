// Role: tells of late records in the hour that clocks of a zone showed twice, as they do where winter time begins.

import { percentText } from "../../../domain/percent_text.ts";
import type { Amendment, BucketRows } from "../../../domain/buckets/rows.ts";
import { counted, grouped } from "../../../domain/grouped.ts";
import { isoTime } from "../../../domain/time_text.ts";
import { NamedZone, type RepeatedHour } from "../../../formats/decode/zone.ts";
import type { Input } from "../../../inputs/input.ts";
import { printable } from "../../../render/text/printable.ts";

/** Fewer may be stragglers of the first time. */
const SOME = 3;

/** Late records of a run by the repeated hour in which their times lie. */
export class RepeatedHours {
  #name: string | null = null;
  #zone: NamedZone | null = null;
  /** Of each such hour its late records, by its begin. */
  readonly #late = new Map<number, { readonly hour: RepeatedHour; late: number }>();
  #isTold = false;

  /** Adds what came to buckets of logs that are read with a `--tz`; others add nothing. */
  add(inputs: readonly Input[], rows: Iterable<Pick<BucketRows | Amendment, "start" | "late">>): void {
    const zone = this.#zoneOf(inputs);
    if (zone === null) return;
    for (const { start, late } of rows) {
      const hour = late === 0 ? null : zone.repeatedAt(start);
      if (hour === null) continue;
      const known = this.#late.get(hour.from);
      if (known === undefined) this.#late.set(hour.from, { hour, late });
      else known.late += late;
    }
  }

  /** How many late records there are by which clocks were turned back. */
  get count(): number {
    return [...this.#late.values()].reduce((sum, { late }) => late >= SOME ? sum + late : sum, 0);
  }

  /** Told once; null for none. `late` of `accepted` records are late in all. */
  warning({ late, accepted }: { readonly late: number; readonly accepted: number }): string | null {
    const [found] = [...this.#late.values()].filter(({ late }) => late >= SOME).sort((a, b) =>
      b.late - a.late
    );
    if (found === undefined || this.#isTold) return null;
    this.#isTold = true;
    const { hour: { from, to } } = found;
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
