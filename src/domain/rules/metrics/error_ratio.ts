// Role: the metric `error_ratio`: errors among the hits of the window.

import type { RuleKind } from "./metric.ts";

/** Errors / hits; no value while hits < max(1, min_hits). */
export const errorRatioMetric: RuleKind = {
  name: "error_ratio",
  summary: "errors / hits in the window; no value below min_hits",
  valueOf: ({ hits, errors }, { minHits }) => hits < Math.max(1, minHits) ? null : errors / hits,
  afterFirstHit: false,
  always: null,
  hitsAlone: false,
};
