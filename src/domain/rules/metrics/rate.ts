// Role: the metric `rate`: hits per second, averaged over the window.

import type { RuleKind } from "./metric.ts";

export const rate: RuleKind = {
  name: "rate",
  summary: "hits per second, averaged over the window",
  valueOf: ({ hits }, { window }) => hits / window,
  afterFirstHit: false,
  always: null,
  hitsAlone: true,
};
