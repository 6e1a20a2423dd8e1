// Role: the metric `absence`: nothing came in the whole window, after something had come before.

import type { RuleKind } from "./metric.ts";

/** Fires when there was no hit, once there has been one. The value is the hits, which are 0 while it fires. */
export const absence: RuleKind = {
  name: "absence",
  summary: "no hits in the window, once there has been one",
  valueOf: ({ hits }) => hits,
  afterFirstHit: true,
  always: Object.freeze({
    fire: Object.freeze({ operator: "<=", number: 0, text: "= 0" }),
    recover: Object.freeze({ operator: ">", number: 0, text: "> 0" }),
  }),
  hitsAlone: true,
};
