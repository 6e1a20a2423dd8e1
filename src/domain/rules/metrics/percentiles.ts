// Role: the metrics `p50` … `p99`: how long answers take, a percentile of the durations of the window.

import { PERCENTILES } from "../definition.ts";
import { percentileOf } from "../../windows/bin_counts.ts";
import type { RuleKind } from "./metric.ts";

/** Microseconds, to 1 %, over the whole buckets of the window; no value while hits with a duration are < max(1, min_hits). */
export const percentileMetrics: readonly RuleKind[] = Object.entries(PERCENTILES).map(
  ([name, percent]): RuleKind => ({
    name: name as keyof typeof PERCENTILES,
    summary: `${percent}th percentile of the durations, to 1 %, over whole buckets; no value below min_hits`,
    valueOf: ({ hits, bins = null }, { minHits }) =>
      bins === null || hits < Math.max(1, minHits) ? null : percentileOf(bins, hits, percent),
    afterFirstHit: false,
    always: null,
    hitsAlone: false,
  }),
);
