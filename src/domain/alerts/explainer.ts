// Role: decides when alerts are explained: one that has fired waits here until the bucket that it fired in is final.

import type { Analysis } from "../analysis.ts";
import type { Alert, Transition } from "./alert.ts";
import type { BucketRows } from "../buckets/rows.ts";
import type { ExplainedRule } from "./cause_amounts.ts";
import { explain } from "./explanation.ts";
import type { ErrorValues } from "./error_values.ts";
import { PERCENTILES, type RuleSet } from "../rules/definition.ts";
import type { WatchingRule } from "../rules/series.ts";

/** An alert that has fired for good and is not explained yet. Plain data. */
export interface WaitingAlert {
  /** As it was when it fired, or when it resolved. */
  readonly alert: Alert;
  /** What its rule was about when it fired, whatever the rule file says by now. */
  readonly watched: ExplainedRule;
}

export class Explainer {
  readonly #rules: Pick<RuleSet, "rules" | "slos">;
  readonly #options: Pick<Analysis, "bucketSize" | "lateness">;
  #waiting: readonly WaitingAlert[];

  /** Resumes with the alerts that wait. `rules` are the ones in force. */
  constructor(
    rules: Pick<RuleSet, "rules" | "slos">,
    options: Pick<Analysis, "bucketSize" | "lateness">,
    waiting: readonly WaitingAlert[],
  ) {
    this.#rules = rules;
    this.#options = options;
    this.#waiting = waiting;
  }

  /** Part of the checkpoint; in the order in which they fired. */
  get waiting(): readonly WaitingAlert[] {
    return this.#waiting;
  }

  /**
   * Takes in the transitions that were decided while `latest` was the largest time so far, and explains the alerts whose
   * buckets are final now, in the order in which they fired. `recent` are the last final buckets, by start, those that
   * turned final in this step among them, all from `since` on; `errors` are what rules on latency are explained by.
   */
  push(
    transitions: readonly Transition[],
    recent: readonly BucketRows[],
    latest: number,
    errors: Pick<ErrorValues, "sums" | "since"> | null = null,
    since = -Infinity,
  ): Alert[] {
    for (const { kind, alert } of transitions) {
      if (kind === "fired") {
        const watched = watchedBy(alert, this.#rules);
        if (watched !== null) this.#waiting = [...this.#waiting, { alert, watched }];
      } else {
        this.#waiting = this.#waiting.map((one) => isSame(one.alert, alert) ? { ...one, alert } : one);
      }
    }
    if (this.#waiting.length === 0) return [];
    const { bucketSize, lateness } = this.#options, explained: Alert[] = [];
    this.#waiting = this.#waiting.filter(({ alert, watched }) => {
      const { firedAt } = alert, end = firedAt - firedAt % bucketSize + bucketSize;
      if (end > latest - lateness) return true;
      explained.push({
        ...alert,
        explanation: explain(watched, firedAt, recent, bucketSize, end, errors, since),
      });
      return false;
    });
    return explained;
  }
}

/** Whether these are the same alert, at two times. */
function isSame(a: Pick<Alert, "rule" | "firedAt">, b: Pick<Alert, "rule" | "firedAt">): boolean {
  return a.rule === b.rule && a.firedAt === b.firedAt;
}

/**
 * What the rule or the objective of an alert is about, over the window of the alert; of an objective over the short window
 * of the tier that fired. Null where the rules do not have it.
 */
export function watchedBy(
  { rule, window, threshold }: Pick<Alert, "rule" | "window" | "threshold">,
  { rules, slos }: Pick<RuleSet, "rules" | "slos">,
): ExplainedRule | null {
  const definition = rules.find(({ id }) => id === rule);
  if (definition !== undefined) {
    const { metric, fire } = definition;
    const limit = Object.hasOwn(PERCENTILES, metric) && fire !== null ? { slowerThan: fire.number } : {};
    return { metric, ...recordsOf(definition), ...limit, window };
  }
  const slo = slos.find(({ id }) => id === rule);
  const tier = slo?.burn.find(({ long, factor }) => long === window && factor === threshold);
  return slo && tier ? { metric: "burn", ...recordsOf(slo), window: tier.short } : null;
}

function recordsOf(
  { match, errors, slowerThan }: WatchingRule,
): Pick<ExplainedRule, "match" | "errors" | "slowerThan"> {
  return { match, errors, ...slowerThan !== undefined && { slowerThan } };
}
