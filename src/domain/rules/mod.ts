// Role: the registry of kinds of rule. A new kind is one file and one line here (and its name in `definition.ts`).

import { absence } from "./absence.ts";
import { bytesRate } from "./bytes_rate.ts";
import { count } from "./count.ts";
import { errorRatio } from "./error_ratio.ts";
import { rate } from "./rate.ts";
import type { RuleKind } from "./rule.ts";

/** All kinds of rule. */
export const RULES: readonly [RuleKind, ...RuleKind[]] = [
  rate,
  count,
  bytesRate,
  errorRatio,
  absence,
] as const;
