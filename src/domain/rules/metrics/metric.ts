// Role: the contract of a kind of rule, a metric. One file per metric implements it, `mod.ts` lists them. A metric says what is
// measured; the rule's definition says when it fires.

import type { WindowSums } from "../../windows/event_series.ts";
import type { Comparison, MetricName, RuleDefinition } from "../definition.ts";

/** What `mod.ts` lists. */
export interface RuleKind {
  /** As in rule files. */
  readonly name: MetricName;
  /** One line for the help. */
  readonly summary: string;
  /** The value at a second, from the sums over the rule's window; null for no value. Called for every second and rule. */
  valueOf(sums: WindowSums, rule: RuleDefinition): number | null;
  /** Whether values start with the first record that matches. */
  readonly afterFirstHit: boolean;
  /** When all rules of this kind fire and recover; null where each rule says it. */
  readonly always: { readonly fire: Comparison; readonly recover: Comparison } | null;
  /** Whether it needs hits only: of all records, those are counted without a rule file, too. */
  readonly hitsAlone: boolean;
}
