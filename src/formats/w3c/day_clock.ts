// Role: the day of lines that tell their time of day alone, from `#Date` on: at midnight the next one begins.

const DAY = 86_400;

/** A time of day that falls back by more than this is of the next day: lines are out of order by less. Seconds. */
const FALL = DAY / 2;

/** So close to midnight, on both sides of it, lines of two days may be mixed. Seconds. */
const MIXED = 3600;

/** What lines up to one say of the day of the next. */
export class DayClock {
  readonly #first: number;
  #day: number;
  #latest: number;

  /**
   * @param day The begin of the day of `#Date`, epoch seconds.
   * @param clock The time of day there, seconds. It counts shortly before midnight; a file that is put together later may have a later one
   * than its lines.
   */
  constructor(day: number, clock: number) {
    this.#first = this.#day = day;
    this.#latest = clock >= DAY - MIXED ? clock : 0;
  }

  /** The day of the next line, whose time of day it is, in seconds: its begin, epoch seconds. */
  dayOf(clock: number): number {
    const isAhead = this.#day > this.#first && this.#latest < MIXED && clock >= DAY - MIXED;
    if (isAhead) return this.#day - DAY;
    if (clock < this.#latest - FALL) {
      this.#day += DAY;
      this.#latest = clock;
    } else this.#latest = Math.max(this.#latest, clock);
    return this.#day;
  }

  /** What is to be stored of it, see {@link moveTo}. */
  get text(): string {
    return `${this.#day} ${this.#latest}`;
  }

  /** Takes up a text that was stored; what is none changes nothing. */
  moveTo(text: string): void {
    const [day, latest] = text.split(" ").map(Number);
    if (!Number.isSafeInteger(day) || !Number.isSafeInteger(latest)) return;
    this.#day = day;
    this.#latest = latest;
  }
}
