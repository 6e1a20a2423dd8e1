// Role: the keys of `[[rule]]`, and what must hold between them.

import type { Match, MetricName, RuleDefinition } from "../../domain/rules/definition.ts";
import { METRIC_FORMS, type MetricKey } from "../../domain/rules/metrics/threshold_units.ts";
import { mergedStatuses, statusesInBoth, statusesText } from "../../domain/rules/status_ranges.ts";
import { idKey } from "../tables/ids.ts";
import { readTable, type TableKeys } from "../tables/key.ts";
import type { TableReader } from "../tables/table_reader.ts";
import { choice, duration, LATENCY, whole } from "../tables/types.ts";
import { COMPARISON, readComparisons } from "./comparisons.ts";
import { type Defaults, notifyKey, severityKey } from "./defaults.ts";
import { type ErrorConditions, errorsKey, errorsOf, MATCH } from "./match.ts";

const DAY = 86400;
const METRICS = Object.keys(METRIC_FORMS) as MetricName[];

/** The largest number of hits or errors that a file can ask for. */
export const MOST_HITS = 1_000_000_000;

/** A rule by its keys. */
export type RuleRow = Omit<RuleDefinition, "errors" | "slowerThan"> & {
  readonly errors: ErrorConditions;
  /** For "slow_ratio"; null for other metrics. */
  readonly slowerThan: number | null;
};

/** The keys of a rule. */
export function ruleKeys(defaults: Defaults): TableKeys<RuleRow> {
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
    errors: errorsKey(
      'with `error_ratio`: which records are errors: by status, by latency, or either, `{ status = "5xx", ' +
        'slower_than = "300ms" }`',
    ),
    slowerThan: {
      type: LATENCY,
      about: 'with `slow_ratio`: the latency above which a hit is slow: `"250us"`, `"300ms"`, `"1.5s"`',
      otherwise: null,
      defaultText: "must be given there",
    },
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
    keepFiringFor: {
      type: duration(0, DAY),
      about: "how long `recover` must have held, its first second included",
      otherwise: 0,
    },
    minHits: {
      type: whole(0, MOST_HITS),
      about: "with `error_ratio` and `slow_ratio`: with fewer hits in the window there is no ratio",
      otherwise: 1,
    },
    severity: severityKey(defaults),
    notify: notifyKey(defaults),
  };
}

/** Reads a rule; undefined where a fault was reported. */
export function readRule(reader: TableReader, defaults: Defaults): RuleDefinition | undefined {
  const { slowerThan, ...row } = readTable(reader, ruleKeys(defaults)) as RuleRow;
  const { metric, match, errors }: Partial<RuleRow> = row;
  const comparisons = readComparisons(reader, metric);
  if (metric === undefined) return undefined;
  const { takes } = METRIC_FORMS[metric];
  refuseMeaningless(reader, metric, takes);
  if (takes.includes("errors")) refuseConstantRatio(reader, match, errors);
  if (takes.includes("slower_than") && reader.take("slower_than") === undefined) {
    reader.missing("slower_than", 'Allowed: a latency, as in "300ms" or "1.5s".');
  }
  const isSlow = takes.includes("slower_than");
  if (row.window === undefined || comparisons === undefined || isSlow && slowerThan === null) {
    return undefined;
  }
  const conditions = isSlow ? { errors: [], slowerThan: slowerThan! } : errorsOf(errors);
  return { ...row, minHits: Math.max(1, row.minHits), ...comparisons, ...conditions };
}

/** Refuses keys that mean nothing with a metric. */
function refuseMeaningless(reader: TableReader, metric: MetricName, takes: readonly MetricKey[]): void {
  for (const key of ["errors", "slower_than", "min_hits"] as const) {
    const value = reader.take(key);
    if (value === undefined || takes.includes(key)) continue;
    const others = METRICS.filter((name) => METRIC_FORMS[name].takes.includes(key));
    const among = others.map((name) => `"${name}"`).join(" and ");
    const near = key === "slower_than" && takes.includes("errors")
      ? ' Write errors = { slower_than = "…" }.'
      : key === "errors" && takes.includes("slower_than")
      ? ' Write slower_than = "…".'
      : "";
    reader.refuse(key, value, `means nothing with the metric "${metric}". It goes with ${among}.${near}`);
  }
}

/**
 * Refuses statuses of which all, or none, are errors: what is counted could never change. Where slow records are errors, too, it is
 * enough that one status is none.
 */
export function refuseConstantRatio(
  reader: TableReader,
  { status }: Match,
  { status: errors = [], slowerThan }: ErrorConditions,
): void {
  const value = reader.take("match");
  if (status === null || value === undefined) return;
  const both = statusesInBoth(status, mergedStatuses(errors));
  const all = statusesInBoth(status, status);
  if ((both > 0 || slowerThan !== undefined) && both < all) return;
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
