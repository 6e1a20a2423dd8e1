// Role: the registry of alert rules. A new kind is one file and one line here.

import { highTraffic } from "./high_traffic.ts";
import type { RuleKind } from "./rule.ts";

/** All kinds of rule. */
export const RULES: readonly [RuleKind, ...RuleKind[]] = [highTraffic] as const;
