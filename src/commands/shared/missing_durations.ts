// Role: what is said where rules look at durations and a log has none: silence would look like health.

import type { RuleSet } from "../../domain/rules/definition.ts";
import { looksAtDurations } from "../../domain/rules/series.ts";
import { printable } from "../../render/text/printable.ts";
import { counted } from "../../domain/grouped.ts";

/** The ids of the rules and objectives that look at durations, in their order, each once. */
export function durationRules({ rules, slos }: Pick<RuleSet, "rules" | "slos">): string[] {
  return [...new Set([...rules, ...slos].filter(looksAtDurations).map(({ id }) => id))];
}

/**
 * The warning, where none of the accepted records had a duration; null where there is none to give. `ids` are those of
 * {@link durationRules}.
 */
export function missingDurations(
  ids: readonly string[],
  { accepted, timed }: { readonly accepted: number; readonly timed: number },
): string | null {
  if (ids.length === 0 || accepted === 0 || timed > 0) return null;
  const names = ids.map((id) => `"${printable(id)}"`), [last] = names.slice(-1);
  const list = names.length === 1 ? last : `${names.slice(0, -1).join(", ")} and ${last}`;
  return `${list} ${names.length === 1 ? "looks" : "look"} at durations, and ` +
    `${accepted === 1 ? "the record has none" : `none of ${counted(accepted, "record")} has one`}: ` +
    "nothing is slow in such a log. Let the server write them, and name a format that reads them with --log-format; " +
    '"httplog check" shows what a log has.';
}
