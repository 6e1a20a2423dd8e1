// Role: the metric `count`: hits in the window.

import type { RuleKind } from "./metric.ts";

/** Hits. */
export const countMetric: RuleKind = {
  name: "count",
  summary: "hits in the window",
  valueOf: ({ hits }) => hits,
  afterFirstHit: false,
  always: null,
  hitsAlone: true,
};
