// Role: remembers, while a sender runs, until when notifiers are left alone and when messages are due again. Part of
// `sender.ts`; times are those of the clock that never jumps.

/** The longest that one message which fails keeps others of its notifier waiting, seconds. */
const LONGEST_PAUSE = 30;

/** How far two clocks may go apart while one waits, seconds. */
const CLOCKS = 0.25;

/** What waits. */
export class Backoff {
  readonly #monotonic: () => number;
  readonly #notifiers = new Map<string, number>();
  readonly #messages = new Map<number, number>();

  /** Nothing waits yet. */
  constructor(monotonic: () => number) {
    this.#monotonic = monotonic;
  }

  /**
   * A message failed in a way that may pass, and is due again in `wait` seconds (null for one that is not tried for
   * itself). Its notifier is left alone for a moment, or for as long as it asked for.
   */
  failed(notifier: string, message: number | null, wait: number, after: number | null): void {
    const now = this.#monotonic();
    this.#notifiers.set(notifier, now + (after ?? Math.min(LONGEST_PAUSE, wait)) + CLOCKS);
    if (message !== null) this.#messages.set(message, now + wait + CLOCKS);
  }

  /** Whether a notifier is to be left alone now. */
  has(notifier: string): boolean {
    return (this.#notifiers.get(notifier) ?? 0) > this.#monotonic();
  }

  /** Seconds until something is to be tried again; infinite where nothing is. What has been due counts no more. */
  next(): number {
    const now = this.#monotonic();
    let next = Infinity;
    for (const times of [this.#notifiers, this.#messages] as Map<unknown, number>[]) {
      for (const [key, time] of times) {
        if (time <= now) times.delete(key);
        else next = Math.min(next, time);
      }
    }
    return next - now;
  }
}
