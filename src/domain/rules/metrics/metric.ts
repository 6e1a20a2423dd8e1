// Role: the contract of a kind of rule: one file a kind, `mod.ts` lists them, `domain/monitor/rule_evaluator.ts` runs the states that all of
// them share. A kind says what is measured; when it fires is in the rule's definition.

import type { WindowSums } from "../../windows/event_series.ts";
import type { Comparison, MetricName, RuleDefinition } from "../definition.ts";

/** A kind of rule. */
export interface RuleKind {
  /** What it measures, as rule files name it. */
  readonly name: MetricName;
  /** One line for the help. */
  readonly summary: string;
  /** The value at a second, from the sums over the rule's window; null where there is none. Called very often. */
  valueOf(sums: WindowSums, rule: RuleDefinition): number | null;
  /** Whether there is no value before the first record that matches. */
  readonly afterFirstHit: boolean;
  /** When rules of this kind fire and recover that cannot say so themselves; null where each one says it. */
  readonly always: { readonly fire: Comparison; readonly recover: Comparison } | null;
  /** Whether it asks for hits alone: of all records, those are known without a rule file. */
  readonly hitsAlone: boolean;
}
