// Role: what a run that follows logs has read lately: when a share that is wrong there is worth a warning, again where it was right
// in between.

/** Records of a stretch: so many that more than one in a hundred of them is more than a few. */
const STRETCH = 2_000;
/** A stretch is judged from so many records on. */
const ENOUGH = 100;
/** Least seconds between two warnings. */
const PAUSE = 3_600;

/** Sums since the beginning of a run, which only grow; `judged` is the number of records that they are of. */
export type Sums = Readonly<Record<string, number>> & { readonly judged: number };

/** The sums of a log, or of all of them (null). */
export type LogSums = readonly [number | null, Sums];

interface Stretch {
  /** The sums at its beginning. */
  before: Sums;
  /** Whether it may be warned of: nothing was wrong in the one before. */
  isArmed: boolean;
}

/** What is wrong lately. */
export interface Lately {
  /** The log; null for all of them. */
  readonly log: number | null;
  /** What came in the stretch. */
  readonly sums: Sums;
  /** Whether that is all that the run has read. */
  readonly isAll: boolean;
}

export class Stretches {
  readonly #stretches = new Map<number | null, Stretch>();
  #warnedAt = -Infinity;

  /**
   * The first of these, logs or all of them (null), of which so much is wrong lately that it has to be said now; null where there is
   * none. `now`: seconds of a clock that never jumps.
   */
  take(
    now: number,
    current: readonly LogSums[],
    isWrong: (lately: Sums) => boolean,
  ): Lately | null {
    let worst: Lately | null = null;
    for (const [log, sums] of current) {
      const stretch = this.#stretches.get(log) ?? { before: NOTHING, isArmed: true };
      this.#stretches.set(log, stretch);
      const since = difference(sums, stretch.before), isBad = since.judged >= ENOUGH && isWrong(since);
      if (isBad && stretch.isArmed && now - this.#warnedAt >= PAUSE) {
        worst ??= { log, sums: since, isAll: since.judged === sums.judged };
      }
      if (since.judged < STRETCH) continue;
      stretch.before = sums;
      stretch.isArmed ||= !isBad;
    }
    if (worst !== null) this.said(now, current);
    return worst;
  }

  /** Something wrong has been said of these: it is news only once. */
  said(now: number, current: readonly LogSums[]): void {
    this.#warnedAt = now;
    for (const [log, sums] of current) this.#stretches.set(log, { before: sums, isArmed: false });
  }
}

const NOTHING: Sums = Object.freeze({ judged: 0 });

function difference(now: Sums, before: Sums): Sums {
  const entries = Object.entries(now).map(([name, sum]) => [name, sum - (before[name] ?? 0)]);
  return { ...Object.fromEntries(entries), judged: now.judged - before.judged };
}
