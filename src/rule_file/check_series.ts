// Role: holds a rule set to the number of series that can be told apart while a log is read (`domain/rules/series.ts`).

import { withBuiltIn } from "../domain/rules/built_in.ts";
import type { RuleSet } from "../domain/rules/definition.ts";
import { MOST_SERIES, seriesText } from "../domain/rules/series.ts";
import type { Faults } from "./tables/faults.ts";
import type { Identified } from "./read_ids.ts";

/** Refuses the first rule or objective that is beyond the most. The built-in rule counts where it is not replaced. */
export function checkSeries(set: RuleSet, tables: readonly Identified[], faults: Faults): void {
  const { rules, slos } = withBuiltIn(set, 1, 1);
  const series = new Set<string>();
  for (const watching of [...rules, ...slos]) {
    const before = series.size;
    series.add(seriesText(watching));
    if (before !== MOST_SERIES || series.size === before) continue;
    const line = tables.find(({ id }) => id === watching.id)?.reader.line ?? 1;
    faults.add(
      line,
      `from here on, rules and objectives need more than ${MOST_SERIES} different combinations of match and errors. ` +
        "Let some have the same ones, or use several files and sources.",
    );
    return;
  }
}
