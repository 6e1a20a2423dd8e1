// Role: the metric `bytes_rate`: bytes per second, averaged over the window.

import type { RuleKind } from "./metric.ts";

export const bytesRate: RuleKind = {
  name: "bytes_rate",
  summary: "bytes per second, averaged over the window",
  valueOf: ({ bytes }, { window }) => bytes / window,
  afterFirstHit: false,
  always: null,
  hitsAlone: false,
};
