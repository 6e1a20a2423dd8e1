// Role: local times of a named zone → epoch seconds. Zones come from the time zone database of the runtime.

const MINUTE = 60, HOUR = 3600, DAY = 86400;

/** Clocks are never turned back by more than this, seconds: zones once changed their day. */
const LONGEST_TURN = DAY;

/** Days and minutes whose offset is remembered. */
const KEPT = 4096;

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
  /** By the first second of local days; null around a change, where each minute has its own: zones change at whole minutes. */
  readonly #days = new Map<number, number | null>();
  readonly #minutes = new Map<number, number>();
  #minute = NaN;
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
    const minute = local - modulo(local, MINUTE);
    if (minute !== this.#minute) {
      this.#offset = remembered(this.#days, local - modulo(local, DAY), (day) => this.#offsetOfDay(day)) ??
        remembered(this.#minutes, minute, () => this.#offsetOf(minute));
      this.#minute = minute;
    }
    return local - this.#offset;
  }

  /** Where winter time begins: the hour around an epoch second that is shown again; null for any other second. */
  repeatedAt(epoch: number): RepeatedHour | null {
    const offset = this.#offsetAt(epoch);
    if (this.#offsetAt(epoch + LONGEST_TURN) >= offset) return null;
    let to = epoch - modulo(epoch, MINUTE);
    for (const step of [HOUR, MINUTE]) while (this.#offsetAt(to + step) === offset) to += step;
    to += MINUTE;
    const from = to - (offset - this.#offsetAt(to));
    return from <= epoch ? { from, to } : null;
  }

  /** The offset of a whole local day, which begins at `local`; null where it is near a change. */
  #offsetOfDay(local: number): number | null {
    const before = this.#offsetAt(local - DAY);
    return before === this.#offsetAt(local + 2 * DAY) ? before : null;
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

function modulo(seconds: number, size: number): number {
  return ((seconds % size) + size) % size;
}

/** The value of a key, which is found once. */
function remembered<Value>(known: Map<number, Value>, key: number, find: (key: number) => Value): Value {
  const value = known.get(key);
  if (value !== undefined) return value;
  if (known.size >= KEPT) known.clear();
  const found = find(key);
  known.set(key, found);
  return found;
}
