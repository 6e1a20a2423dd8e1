// Role: the registry of kinds of rule. A new kind is one file and one line here (and its name in `domain/rules/definition.ts`).

import { absence } from "./absence.ts";
import { bytesRate } from "./bytes_rate.ts";
import { countMetric } from "./count.ts";
import { errorRatioMetric } from "./error_ratio.ts";
import { rate } from "./rate.ts";
import type { RuleKind } from "./metric.ts";

/** All kinds of rule. */
export const RULES: readonly [RuleKind, ...RuleKind[]] = [
  rate,
  countMetric,
  bytesRate,
  errorRatioMetric,
  absence,
] as const;
