// Role: tells all viewers of a commit: one watch on the database for any number of them, four looks a second. Commits that follow
// each other closely make one event, for every event makes every viewer ask.

import type { ApiEvent } from "../../api/answer.ts";
import type { Host, StreamClient } from "../../host/host.ts";
import type { SourceState, StoreWatch } from "../../stores/sqlite/read/watch.ts";

/** Seconds between two looks, and between two signs of life to a viewer. */
const BETWEEN_LOOKS = 0.25, BETWEEN_SIGNS = 15;

/** Seconds after a change in which the next one is not looked for: viewers hear of it within a second all the same. */
const AFTER_CHANGE = 0.6;

/**
 * A source that comes further than so many seconds and so many times the time since it last did is read as fast as can be: what was
 * written long ago, or a copy. One that is read as it is written comes as far as the clock.
 */
const AHEAD = 5, TIMES = 4;

/** Seconds for which such a source is taken to be read on. */
const READ_ON = 2;

/** Most viewers; each holds a connection. */
const MOST_VIEWERS = 900;

/** What it looks at. */
type Watch = Pick<StoreWatch, "look" | "states">;

/** What has changed since the last look, and who wants to know. */
export class Events {
  readonly #watch: Watch | null;
  readonly #host: Host;
  readonly #viewers = new Set<StreamClient>();
  #states: Map<string, SourceState>;
  /** Changes of something else than a source. */
  #others = 0;
  #sent = 0;
  /** When the last sign of life was sent, and when the last change was seen, by the monotonic clock. */
  #signed = 0;
  #changed = -Infinity;
  /** When a source was last seen to be read as fast as can be. */
  #raced = -Infinity;
  /** By source: how far it has come, and when that was first seen. */
  readonly #reached = new Map<string, { readonly until: number | null; readonly at: number }>();
  /** Distinguishes the answers of this process from those of an earlier one. */
  readonly #process: string;

  constructor(watch: Watch | null, host: Host) {
    this.#watch = watch;
    this.#host = host;
    this.#process = Math.floor(host.now() * 1000).toString(36);
    watch?.look();
    this.#states = new Map(watch?.states().map((state) => [state.source, state]));
    const at = host.monotonic();
    for (const { source, until } of this.#states.values()) this.#reached.set(source, { until, at });
  }

  get viewers(): number {
    return this.#viewers.size;
  }

  /** Whether a log is being read as fast as can be: what can wait leaves the processors to the one who reads. */
  get isRacing(): boolean {
    return this.#host.monotonic() - this.#raced < READ_ON;
  }

  /** Events that were sent, each once however many got it. */
  get sent(): number {
    return this.#sent;
  }

  /** What an answer about a source, or about all (null), depends on; a weak validator, for a commit may come between the look and the answer. */
  tag(source: string | null): string {
    const sequence = source === null
      ? this.#states.values().reduce((sum, state) => sum + state.sequence, 0)
      : this.#states.get(source)?.sequence ?? 0;
    return `W/"${this.#process}.${this.#others}.${this.#states.size}.${sequence}"`;
  }

  /** Looks four times a second until it is stopped. A database that fails is looked at again. */
  async run(stop: AbortSignal): Promise<void> {
    while (!stop.aborted) {
      try {
        if (this.#host.monotonic() - this.#changed >= AFTER_CHANGE) this.look();
      } catch {
        // It is locked or damaged: requests say so.
      }
      this.#signs(this.#host.monotonic());
      await this.#host.sleep(BETWEEN_LOOKS, stop);
    }
    // They come again, and hear how far each source is then.
    for (const viewer of this.#viewers) viewer.end();
  }

  /** Sends an event for each source that has changed. Errors: those of the watch. */
  look(): void {
    if (this.#watch === null || !this.#watch.look()) return;
    this.#changed = this.#host.monotonic();
    const states = this.#watch.states(), before = this.#states;
    this.#pace(states);
    this.#states = new Map(states.map((state) => [state.source, state]));
    const changed = states.filter(({ source, sequence }) => before.get(source)?.sequence !== sequence);
    const isGone = [...before.keys()].some((source) => !this.#states.has(source));
    if (changed.length === 0 || isGone) this.#others++;
    for (const state of changed) this.#send(eventOf(state));
    if (changed.length === 0 || isGone) this.#send({ source: null, sequence: this.#others, until: null });
  }

  /** Sees whether one is read faster than it was written. */
  #pace(states: readonly SourceState[]): void {
    const at = this.#host.monotonic();
    for (const { source, until } of states) {
      const before = this.#reached.get(source);
      if (until === before?.until) continue;
      const isNew = before === undefined || before.until === null || until === null;
      if (isNew || until - before.until! > AHEAD + TIMES * (at - before.at)) this.#raced = at;
      this.#reached.set(source, { until, at });
    }
  }

  /** Whether there is room for one more viewer. */
  get hasRoom(): boolean {
    return this.#viewers.size < MOST_VIEWERS;
  }

  /** Sends a viewer how far every source has come, a comment, and from then on what changes. */
  add(viewer: StreamClient): void {
    viewer.send(
      "retry: 2000\n\n" + [...this.#states.values()].map((state) => textOf(eventOf(state))).join("") +
        ":\n\n",
    );
    this.#viewers.add(viewer);
    viewer.gone.addEventListener("abort", () => this.#viewers.delete(viewer));
  }

  #send(event: ApiEvent): void {
    this.#sent++;
    const text = textOf(event);
    const bytes = new TextEncoder().encode(text);
    for (const viewer of this.#viewers) viewer.send(bytes);
  }

  /** A comment now and then keeps proxies from closing a silent connection, and finds viewers that have gone. */
  #signs(now: number): void {
    if (now - this.#signed < BETWEEN_SIGNS) return;
    this.#signed = now;
    for (const viewer of this.#viewers) viewer.send(":\n\n");
  }
}

function eventOf({ source, sequence, until }: SourceState): ApiEvent {
  return { source, sequence, until };
}

/** JSON has no line end within it. */
function textOf(event: ApiEvent): string {
  return `data: ${JSON.stringify(event)}\n\n`;
}
