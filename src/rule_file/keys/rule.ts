// Role: the keys of `[[rule]]`, and what must hold between them.

import type { Match, MetricName, RuleDefinition, StatusRange } from "../../domain/rules/definition.ts";
import { METRIC_FORMS } from "../../domain/rules/metrics/threshold_units.ts";
import { mergedStatuses, statusesInBoth, statusesText } from "../../domain/rules/status_ranges.ts";
import { idKey } from "../tables/ids.ts";
import { readTable, type TableKeys } from "../tables/key.ts";
import type { TableReader } from "../tables/table_reader.ts";
import { choice, duration, whole } from "../tables/types.ts";
import { COMPARISON, readComparisons } from "./comparisons.ts";
import { type Defaults, notifyKey, severityKey } from "./defaults.ts";
import { errorsKey, MATCH } from "./match.ts";

const DAY = 86400;
const METRICS = Object.keys(METRIC_FORMS) as MetricName[];

/** The largest number of hits or errors that a file can ask for. */
export const MOST_HITS = 1_000_000_000;

/** The keys of a rule. */
export function ruleKeys(defaults: Defaults): TableKeys<RuleDefinition> {
  return {
    id: idKey(
      "the name of its alerts; letters, digits, `.`, `_`, `-`. Different from all others, those of SLOs too",
    ),
    metric: {
      type: choice(METRICS),
      about: "what is measured over the window",
      required: `Allowed: ${METRICS.join(", ")}.`,
    },
    match: MATCH,
    errors: errorsKey("with `error_ratio`: which records are errors"),
    window: {
      type: duration(1, DAY),
      about: '`"30s"`, `"2m"`, `"1h30m"`, `"1d"`: 1 s to 1 d',
      required: 'Allowed: "1s" to "1d".',
    },
    fire: {
      type: COMPARISON,
      about: '`"> 10"`, `">= 10"`, `"< 1"` or `"<= 1"`, with the unit of the metric',
      otherwise: null,
    },
    recover: {
      type: COMPARISON,
      about: "the same; it must not hold where `fire` does: " +
        '`"<= 8"` keeps a rate that wavers around 10 from firing again and again',
      otherwise: null,
      defaultText: "where `fire` does not hold",
    },
    for: { type: duration(0, DAY), about: "how long `fire` must have held", otherwise: 0 },
    keepFiringFor: { type: duration(0, DAY), about: "how long `recover` must have held", otherwise: 0 },
    minHits: {
      type: whole(0, MOST_HITS),
      about: "with `error_ratio`: with fewer hits in the window there is no ratio",
      otherwise: 1,
    },
    severity: severityKey(defaults),
    notify: notifyKey(defaults),
  };
}

/** Reads a rule; undefined where a fault was reported. */
export function readRule(reader: TableReader, defaults: Defaults): RuleDefinition | undefined {
  const rule = readTable(reader, ruleKeys(defaults)) as RuleDefinition;
  const { metric, match, errors }: Partial<RuleDefinition> = rule;
  const comparisons = readComparisons(reader, metric);
  if (metric !== undefined) checkErrors(reader, metric, match, errors);
  if (metric === undefined || rule.window === undefined || comparisons === undefined) return undefined;
  return { ...rule, minHits: Math.max(1, rule.minHits), ...comparisons };
}

/** Refuses `errors` and `min_hits` where they mean nothing, and a ratio that could only be one value. */
function checkErrors(
  reader: TableReader,
  metric: MetricName,
  match: Match,
  errors: readonly StatusRange[],
): void {
  if (METRIC_FORMS[metric].hasErrors) return refuseConstantRatio(reader, match, errors);
  for (const key of ["errors", "min_hits"]) {
    const value = reader.take(key);
    if (value === undefined) continue;
    reader.refuse(key, value, `means nothing with the metric "${metric}". It goes with "error_ratio".`);
  }
}

/** Refuses statuses of which all, or none, are errors: what is counted could never change. */
export function refuseConstantRatio(
  reader: TableReader,
  { status }: Match,
  errors: readonly StatusRange[],
): void {
  const value = reader.take("match");
  if (status === null || value === undefined) return;
  const both = statusesInBoth(status, mergedStatuses(errors));
  const all = statusesInBoth(status, status);
  if (both > 0 && both < all) return;
  const [matched, failed] = [status, errors].map((ranges) => ranges.map(statusesText).join(", "));
  reader.fault(
    value.line,
    `match.status ${matched} and errors.status ${failed}: ` +
      (both === 0
        ? "no record that matches is an error, so it can never fire."
        : "every record that matches is an error, so the ratio is always 100%.") +
      " Leave match.status out, or name other errors.",
  );
}
