// Role: the registry of kinds of rule. A new kind is one file and one line here (and its name in `domain/rules/definition.ts`).

import { absence } from "./absence.ts";
import { bytesRate } from "./bytes_rate.ts";
import { countMetric } from "./count.ts";
import { errorRatioMetric } from "./error_ratio.ts";
import { percentileMetrics } from "./percentiles.ts";
import { rate } from "./rate.ts";
import { slowRatioMetric } from "./slow_ratio.ts";
import type { RuleKind } from "./metric.ts";

export const RULES: readonly [RuleKind, ...RuleKind[]] = [
  rate,
  countMetric,
  bytesRate,
  errorRatioMetric,
  slowRatioMetric,
  ...percentileMetrics,
  absence,
] as const;
