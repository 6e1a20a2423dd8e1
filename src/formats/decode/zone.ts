// Role: local times of a named zone → epoch seconds. Zones come from the time zone database of the runtime.

/** Zones change their offset only at multiples of this, in seconds. */
const SLOT = 900;

const DAY = 86400;

/** Clocks are never turned back by more than this, seconds: zones once changed their day. */
const LONGEST_TURN = DAY;

/** Slots whose offset is remembered. */
const KEPT_SLOTS = 4096;

/** A time zone. */
export interface Zone {
  /** The epoch second at which clocks of the zone show a local time, which is given as if it were UTC. */
  epochOf(local: number): number;
}

/** A span of epoch seconds whose local times clocks show a second time right after it. */
export interface RepeatedHour {
  readonly from: number;
  /** Exclusive: when clocks are turned back. */
  readonly to: number;
}

/** The zone of times that are given in UTC without saying so. */
export const UTC_ZONE: Zone = { epochOf: (local) => local };

/** A zone whose clocks are always as many seconds ahead of UTC. */
export function fixedZone(offset: number): Zone {
  return { epochOf: (local) => local - offset };
}

/** A zone of the database, such as `Europe/Berlin`. */
export class NamedZone implements Zone {
  readonly #format: Intl.DateTimeFormat;
  readonly #offsets = new Map<number, number>();
  #slot = NaN;
  #offset = 0;

  /** @throws {RangeError} For a name that the time zone database does not have. */
  constructor(name: string) {
    this.#format = new Intl.DateTimeFormat("en-US", {
      timeZone: name,
      hourCycle: "h23",
      era: "short",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
  }

  /**
   * See {@link Zone.epochOf}. Of two such seconds the earlier one counts; a time that clocks skip is read as if they did not.
   */
  epochOf(local: number): number {
    const slot = Math.floor(local / SLOT);
    if (slot !== this.#slot) {
      let offset = this.#offsets.get(slot);
      if (offset === undefined) {
        offset = this.#offsetOf(slot * SLOT);
        if (this.#offsets.size >= KEPT_SLOTS) this.#offsets.clear();
        this.#offsets.set(slot, offset);
      }
      this.#slot = slot;
      this.#offset = offset;
    }
    return local - this.#offset;
  }

  /** Where winter time begins: the hour around an epoch second that is shown again; null for any other second. */
  repeatedAt(epoch: number): RepeatedHour | null {
    const offset = this.#offsetAt(epoch);
    if (this.#offsetAt(epoch + LONGEST_TURN) >= offset) return null;
    let to = (Math.floor(epoch / SLOT) + 1) * SLOT;
    while (this.#offsetAt(to) === offset) to += SLOT;
    const from = to - (offset - this.#offsetAt(to));
    return from <= epoch ? { from, to } : null;
  }

  #offsetOf(local: number): number {
    const before = this.#offsetAt(local - DAY), after = this.#offsetAt(local + DAY);
    if (before === after) return before;
    const isBefore = this.#offsetAt(local - before) === before,
      isAfter = this.#offsetAt(local - after) === after;
    if (isBefore && isAfter) return Math.max(before, after);
    return isAfter ? after : before;
  }

  /** Seconds by which the zone is ahead of UTC at an epoch second. */
  #offsetAt(epoch: number): number {
    const parts = Object.fromEntries(
      this.#format.formatToParts(epoch * 1000).map(({ type, value }) => [type, value]),
    );
    const { year, month, day, hour, minute, second } = parts;
    return Date.UTC(+year, +month - 1, +day, +hour, +minute, +second) / 1000 - epoch;
  }
}
