// Role: keeps count of a replay for its announcer: turns commits into `Saved`, and all of them into the `RunSummary`.

import type { Transition } from "../../domain/alerts/alert.ts";
import { BUILT_IN_ID, withBuiltIn } from "../../domain/rules/built_in.ts";
import type { Host } from "../../host/host.ts";
import type { Engine } from "../../pipeline/engine.ts";
import type { Committed } from "../../pipeline/persist.ts";
import type { Plan } from "../../plan.ts";
import { NO_COUNTS, type RunCounts, type RunStatus } from "../../stores/store.ts";
import type { Progress, RunSummary, Saved } from "./events.ts";
import type { RunLogs } from "./log_counts.ts";

export class ReplayProgress {
  readonly #logs: RunLogs;
  readonly #engine: Engine;
  readonly #plan: Plan;
  readonly #host: Host;
  readonly #begun: number;
  readonly #threshold: number | null;
  readonly #watched: ReturnType<typeof withBuiltIn>["rules"];
  readonly #bytesTotal: number | null;
  readonly #totals = { ...NO_COUNTS, buckets: 0, alerts: 0 };
  /** Keys of the provisional transitions that were announced. */
  readonly #announced = new Set<string>();
  #openBuckets = 0;
  #provisional: readonly Transition[] = [];

  /** Begins to count; the logs stand where this run begins. */
  constructor(logs: RunLogs, engine: Engine, plan: Plan, host: Host) {
    this.#logs = logs;
    this.#engine = engine;
    this.#plan = plan;
    this.#host = host;
    this.#begun = host.monotonic();
    this.#watched = withBuiltIn(plan.rules, plan.threshold, plan.window).rules;
    const rate = this.#watched.find(({ id, metric }) => id === BUILT_IN_ID && metric === "rate");
    this.#threshold = rate?.fire?.number ?? null;
    let total: number | null = 0;
    for (const { file, start } of logs.inputs) {
      total = total === null || file.size === null ? null : total + file.size - start.offset;
    }
    this.#bytesTotal = total;
  }

  /** What the run has brought up to its last commit; grows with the next. */
  get totals(): RunCounts {
    return this.#totals;
  }

  now(): Progress {
    return {
      bytesDone: this.#totals.bytes,
      bytesTotal: this.#bytesTotal,
      eventTime: this.#engine.eventTime,
      live: this.#plan.follow && this.#bytesTotal !== null && this.#totals.bytes >= this.#bytesTotal,
      read: this.#totals.read,
      rate: this.#engine.monitor.valueOf(BUILT_IN_ID),
      threshold: this.#threshold,
      firing: this.#plan.rules === null ? null : this.#engine.monitor.open.length,
      elapsed: this.#host.monotonic() - this.#begun,
    };
  }

  take({ closed, transitions, explained, rejects, counts, ending }: Committed): Saved {
    const totals = this.#totals;
    totals.bytes += counts.bytes;
    totals.read += counts.read;
    totals.accepted += counts.accepted;
    totals.rejected += counts.rejected;
    totals.late += counts.late;
    totals.outliers += counts.outliers;
    totals.leftOut += counts.leftOut;
    totals.excluded += counts.excluded;
    totals.buckets += closed.length;
    totals.alerts += transitions.filter(({ kind }) => kind === "fired").length;
    if (ending !== null) {
      this.#openBuckets = ending.openBuckets;
      this.#provisional = ending.provisional;
    }
    const foreseen = this.#plan.follow
      ? this.#provisional.filter((transition) => this.#isNews(transition))
      : [];
    return { closed, transitions, explained, foreseen, rejects, progress: this.now() };
  }

  #isNews({ kind, alert: { rule, firedAt, resolvedAt } }: Transition): boolean {
    const key = JSON.stringify([kind, rule, firedAt, kind === "fired" ? null : resolvedAt]);
    return !this.#announced.has(key) && this.#announced.add(key).size > 0;
  }

  /** The rule with the shortest window that the log does not fill. */
  #tooShort(): RunSummary["tooShort"] {
    const { times } = this.#engine;
    if (times === null) return null;
    const covered = times.last - times.first + 1;
    const [least] = this.#watched.filter(({ window }) => window > covered).sort((a, b) =>
      a.window - b.window
    );
    return least === undefined ? null : { covered, rule: least.id, window: least.window };
  }

  summary(source: string, status: RunStatus, format: string | null): RunSummary {
    return {
      source,
      format,
      status,
      ...this.#totals,
      elapsed: this.#host.monotonic() - this.#begun,
      timescale: this.#plan.timescale,
      since: this.#plan.since,
      until: this.#plan.until,
      screening: this.#plan.screening,
      isEmpty: this.#engine.times === null,
      tooShort: this.#tooShort(),
      openBuckets: this.#openBuckets,
      provisional: this.#provisional,
      pendingBytes: this.#logs.inputs.reduce((sum, { pending }) => sum + pending, 0),
      waiting: this.#engine.logs.unsettled,
      database: this.#plan.database,
    };
  }
}
