// Role: the metric `slow_ratio`: slow hits among those of the window whose duration is known.

import type { RuleKind } from "./metric.ts";

/** Slow hits / hits with a duration; no value while those are < max(1, min_hits). Its series has no other hits. */
export const slowRatioMetric: RuleKind = {
  name: "slow_ratio",
  summary: "hits slower than slower_than / hits that have a duration; no value below min_hits",
  valueOf: ({ hits, errors }, { minHits }) => hits < Math.max(1, minHits) ? null : errors / hits,
  afterFirstHit: false,
  always: null,
  hitsAlone: false,
};
