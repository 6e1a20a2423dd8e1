// Role: what `backtest` shows as rows: one for each rule, or one for each alert. Any of the renderers shows them.

import type { ComparedEpisode } from "../../domain/backtest/compare.ts";
import { type Episode, firesWithin } from "../../domain/backtest/episode.ts";
import type { Span } from "../../domain/backtest/span.ts";
import { isoTime } from "../../domain/time_text.ts";
import type { Answer, SqlValue } from "../../stores/store.ts";
import type { TriedRule } from "./results.ts";

/** Names of columns, each with the cell that a row has in it. */
type Columns<Row> = readonly (readonly [name: string, cell: (row: Row) => SqlValue])[];

const RULE_COLUMNS: Columns<TriedRule> = [
  ["per_day", ({ statistics }) => rounded(statistics.perDay, 2)],
  ["median_s", ({ statistics }) => statistics.median],
  ["longest_s", ({ statistics }) => statistics.longest],
  ["short_share", ({ statistics }) => rounded(statistics.shortShare, 4)],
  ["refires", ({ statistics }) => statistics.refires],
  ["firing_share", ({ statistics }) => rounded(statistics.firingShare, 4)],
  ["nearest_miss", ({ result }) => significant(result.miss?.value ?? null)],
  ["nearest_miss_iso", ({ result }) => iso(result.miss?.at ?? null)],
];

const CHANGE_COLUMNS: Columns<TriedRule> = [
  ["fires_before", ({ changes }) => changes!.same + changes!.moved + changes!.gone],
  ["same", ({ changes }) => changes!.same],
  ["moved", ({ changes }) => changes!.moved],
  ["new", ({ changes }) => changes!.new],
  ["gone", ({ changes }) => changes!.gone],
];

/** One row a rule, or a value of a sweep. `field` is what is swept. */
export function ruleRows(tried: readonly TriedRule[], field: string | null): Answer {
  const isComparing = tried.some(({ changes }) => changes !== null);
  return answer(tried, [
    ["rule", ({ result }) => result.id],
    ...(field === null
      ? [
        ["severity", ({ result }: TriedRule) => result.severity] as const,
        ["condition", ({ result }: TriedRule) => result.condition || null] as const,
      ]
      : [[field, ({ value }: TriedRule) => value] as const]),
    ["fires", ({ statistics }) => statistics.fires],
    // On a terminal, columns are left out from the right.
    ...(isComparing ? CHANGE_COLUMNS : []),
    ...RULE_COLUMNS,
  ]);
}

/** An alert of a rule, beside what it was under the old rules. */
interface AlertRow extends ComparedEpisode {
  readonly rule: TriedRule;
  /** The one that is shown: as it is now, or, where it is gone, as it was. */
  readonly shown: Episode;
}

const ALERT_COLUMNS: Columns<AlertRow> = [
  ["fired_iso", ({ shown: { alert } }) => iso(alert.firedAt)],
  ["resolved_iso", ({ shown: { alert } }) => iso(alert.resolvedAt)],
  ["duration", ({ shown: { alert } }) => alert.resolvedAt === null ? null : alert.resolvedAt - alert.firedAt],
  ["rule", ({ rule }) => rule.result.id],
  ["severity", ({ shown: { alert } }) => alert.severity],
  ["value", ({ shown: { alert } }) => significant(alert.value)],
  ["peak_value", ({ shown: { alert } }) => significant(alert.peakValue)],
  ["threshold", ({ shown: { alert } }) => alert.thresholdText],
  ["window", ({ shown: { alert } }) => alert.window],
  ["provisional", ({ shown }) => Number(shown.isProvisional)],
];

const BEFORE_COLUMNS: Columns<AlertRow> = [
  ["fired_iso_before", ({ before }) => iso(before?.alert.firedAt ?? null)],
  ["resolved_iso_before", ({ before }) => iso(before?.alert.resolvedAt ?? null)],
];

/** One row an alert that fired within the span, in order of time; those that are still the same only if `all`. */
export function alertChangeRows(
  tried: readonly TriedRule[],
  within: Span,
  field: string | null,
  all: boolean,
): Answer {
  const isComparing = tried.some(({ compared }) => compared !== null);
  const rows = tried.flatMap((rule) => {
    const compared = rule.compared ?? rule.result.episodes.filter((episode) => firesWithin(episode, within))
      .map((now): ComparedEpisode => ({ change: "same", now, before: null }));
    return compared.filter(({ change }) => all || change !== "same")
      .map((each): AlertRow => ({ ...each, rule, shown: (each.now ?? each.before)! }));
  });
  // Sorting is stable: at the same second, and among the values of a sweep, the order of the rules stays.
  if (field === null) rows.sort((a, b) => a.shown.alert.firedAt - b.shown.alert.firedAt);
  return answer(rows, [
    ...(isComparing ? [["change", ({ change }: AlertRow) => change] as const] : []),
    ...(field === null ? [] : [[field, ({ rule }: AlertRow) => rule.value] as const]),
    ...ALERT_COLUMNS,
    ...(isComparing ? BEFORE_COLUMNS : []),
  ]);
}

function answer<Row>(rows: readonly Row[], columns: Columns<Row>): Answer {
  return {
    columns: columns.map(([name]) => name),
    rows: rows.map((row) => columns.map(([, cell]) => cell(row))),
  };
}

function iso(time: number | null): string | null {
  return time === null ? null : isoTime(time);
}

function rounded(value: number | null, digits: number): number | null {
  return value === null ? null : Math.round(value * 10 ** digits) / 10 ** digits;
}

/** Six digits: enough for a rate and a ratio alike. */
function significant(value: number | null): number | null {
  return value === null ? null : Number(value.toPrecision(6));
}
