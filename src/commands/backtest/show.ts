// Role: what `backtest` prints: one row per rule or per alert in the format asked for, and in the table format a timeline and
// the changes below.

import type { ComparedEpisode } from "../../domain/backtest/compare.ts";
import { type Episode, firesWithin, firingWithin, type Span } from "../../domain/backtest/episode.ts";
import { isoTime } from "../../domain/time_text.ts";
import type { Host } from "../../host/host.ts";
import { timeline } from "../../render/drawing/timeline.ts";
import { RENDERERS } from "../../render/mod.ts";
import type { Answer, SqlValue } from "../../stores/store.ts";
import type { Invocation } from "../command.ts";
import type { TriedRule } from "./results.ts";

/** Columns of the timeline without a terminal. */
const WIDTH = 100;

/** Prints the results within the span. `field` is the field that is swept, or null. */
export function show(
  tried: readonly TriedRule[],
  field: string | null,
  within: Span,
  { values }: Invocation,
  { stdout }: Host,
): void {
  const renderer = RENDERERS.find(({ name }) => name === values.format) ?? RENDERERS[0];
  const width = stdout.isTerminal ? stdout.columns() : null;
  const rendered = (answer: Answer): string => [...renderer.render(answer, { width })].join("");
  if (values.show === "alerts") return stdout.write(rendered(alertChangeRows(tried, within, field, true)));
  stdout.write(rendered(ruleRows(tried, field)));
  if (renderer !== RENDERERS[0]) return;
  const rows = tried.map((rule) => ({
    label: rule.value ?? rule.result.id,
    spans: rule.result.episodes.map((episode) => firingWithin(episode, within)).filter(({ from, to }) =>
      to > from
    ),
  }));
  stdout.write(["\n", ...timeline(rows, within, width ?? WIDTH)].join(""));
  if (!tried.some(({ changes }) => changes !== null)) return;
  const changed = alertChangeRows(tried, within, field, false);
  stdout.write(changed.rows.length === 0 ? "\nNo alert changes.\n" : `\n${rendered(changed)}`);
}

/** Names of columns, each with the cell of a row. */
type Columns<Row> = readonly (readonly [name: string, cell: (row: Row) => SqlValue])[];

const RULE_COLUMNS: Columns<TriedRule> = [
  ["per_day", ({ statistics }) => rounded(statistics.perDay, 2)],
  ["median_s", ({ statistics }) => statistics.median],
  ["longest_s", ({ statistics }) => statistics.longest],
  ["short_share", ({ statistics }) => rounded(statistics.shortShare, 4)],
  ["refires", ({ statistics }) => statistics.refires],
  ["firing_share", ({ statistics }) => rounded(statistics.firingShare, 4)],
  ["nearest_miss", ({ result }) => rounded(result.miss?.value ?? null, DECIMALS)],
  ["nearest_miss_iso", ({ result }) => iso(result.miss?.at ?? null)],
];

/** Of values, as `query alerts` shows them. */
const DECIMALS = 6;

const CHANGE_COLUMNS: Columns<TriedRule> = [
  ["fires_before", ({ changes }) => changes!.same + changes!.moved + changes!.gone],
  ["same", ({ changes }) => changes!.same],
  ["moved", ({ changes }) => changes!.moved],
  ["new", ({ changes }) => changes!.new],
  ["gone", ({ changes }) => changes!.gone],
];

/** One row per rule, or per value of a sweep. */
function ruleRows(tried: readonly TriedRule[], field: string | null): Answer {
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
    // A narrow terminal leaves out columns from the right.
    ...(isComparing ? CHANGE_COLUMNS : []),
    ...RULE_COLUMNS,
  ]);
}

/** An alert of a rule under the new rules, the old ones, or both. */
interface AlertRow extends ComparedEpisode {
  readonly rule: TriedRule;
  /** The new one, or the old one if it is gone. */
  readonly shown: Episode;
}

const ALERT_COLUMNS: Columns<AlertRow> = [
  ["fired_iso", ({ shown: { alert } }) => iso(alert.firedAt)],
  ["resolved_iso", ({ shown: { alert } }) => iso(alert.resolvedAt)],
  ["duration", ({ shown: { alert } }) => alert.resolvedAt === null ? null : alert.resolvedAt - alert.firedAt],
  ["rule", ({ rule }) => rule.result.id],
  ["severity", ({ shown: { alert } }) => alert.severity],
  ["value", ({ shown: { alert } }) => rounded(alert.value, DECIMALS)],
  ["peak_value", ({ shown: { alert } }) => rounded(alert.peakValue, DECIMALS)],
  ["threshold", ({ shown: { alert } }) => alert.thresholdText],
  ["window", ({ shown: { alert } }) => alert.window],
  ["provisional", ({ shown }) => Number(shown.isProvisional)],
];

const BEFORE_COLUMNS: Columns<AlertRow> = [
  ["fired_iso_before", ({ before }) => iso(before?.alert.firedAt ?? null)],
  ["resolved_iso_before", ({ before }) => iso(before?.alert.resolvedAt ?? null)],
];

/** One row per alert that fired within the span, in order of time; unchanged ones only if `all`. */
function alertChangeRows(
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
  // The sort is stable: alerts of the same second keep the order of the rules.
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
