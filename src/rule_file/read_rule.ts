// Role: one `[[rule]]` → `RuleDefinition`.

import {
  type Match,
  type MetricName,
  type RuleDefinition,
  SEVERITIES,
  type StatusRange,
} from "../domain/rules/definition.ts";
import { METRIC_FORMS } from "../domain/rules/metrics/threshold_units.ts";
import { mergedStatuses, statusesInBoth, statusesText } from "../domain/rules/status_ranges.ts";
import { readChoice, readDuration, readWhole } from "./tables/fields.ts";
import { readComparisons } from "./read_comparisons.ts";
import { readErrors, readMatch } from "./read_match.ts";
import { type Defaults, readNotify } from "./read_notify.ts";
import type { TableReader } from "./tables/table_reader.ts";

const DAY = 86400;

/** Most hits or errors that can be asked for. */
export const MOST_HITS = 1_000_000_000;

/** Reads a rule whose id is known; undefined where something is wrong with it, which `reader` was told. */
export function readRule(reader: TableReader, id: string, defaults: Defaults): RuleDefinition | undefined {
  const metrics = Object.keys(METRIC_FORMS) as MetricName[];
  const metric = readChoice(reader, "metric", metrics);
  if (reader.take("metric") === undefined) reader.missing("metric", `Allowed: ${metrics.join(", ")}.`);
  const match = readMatch(reader);
  const errors = readErrors(reader);
  const window = readDuration(reader, "window", { least: 1, most: DAY });
  if (reader.take("window") === undefined) reader.missing("window", 'Allowed: "1s" to "1d".');
  const comparisons = readComparisons(reader, metric);
  const held = { least: 0, most: DAY };
  const rule = {
    id,
    match,
    errors,
    for: readDuration(reader, "for", held) ?? 0,
    keepFiringFor: readDuration(reader, "keep_firing_for", held) ?? 0,
    minHits: Math.max(1, readWhole(reader, "min_hits", { least: 0, most: MOST_HITS }) ?? 1),
    severity: readChoice(reader, "severity", SEVERITIES) ?? defaults.severity ?? SEVERITIES[0],
    notify: readNotify(reader, defaults),
  };
  if (metric !== undefined) checkErrors(reader, metric, match, errors);
  reader.finish();
  if (metric === undefined || window === undefined || comparisons === undefined) return undefined;
  return { ...rule, metric, window, ...comparisons };
}

/** Refuses `errors` and `min_hits` where they mean nothing, and a ratio that could only be one value. */
function checkErrors(
  reader: TableReader,
  metric: MetricName,
  match: Match,
  errors: readonly StatusRange[],
): void {
  if (!METRIC_FORMS[metric].hasErrors) {
    for (const key of ["errors", "min_hits"]) {
      const value = reader.take(key);
      if (value === undefined) continue;
      reader.refuse(key, value, `means nothing with the metric "${metric}". It goes with "error_ratio".`);
    }
  } else refuseConstantRatio(reader, match, errors);
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
