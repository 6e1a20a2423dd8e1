// Role: the registry of measures for `--fail-if`: an entry here is all that the parser, the help and the messages need.

import type { AlertChange } from "./compare.ts";
import { firesWithin, type RuleResult, type Span } from "./episode.ts";
import { daysOf, type RuleStatistics } from "./statistics.ts";

/** One rule with its numbers. */
export interface MeasuredRule {
  readonly result: RuleResult;
  readonly statistics: RuleStatistics;
  /** How many alerts changed in which way; null where nothing is compared. */
  readonly changes: Readonly<Record<AlertChange, number>> | null;
}

export interface Measure {
  /** As it is typed. */
  readonly name: string;
  /** One line for the help, no full stop. */
  readonly about: string;
  /** How its numbers are written: plain, as a time ("2m"), or as a part of 1 ("5%"). */
  readonly unit: "number" | "seconds" | "share";
  /** Whether there must be something to compare with. */
  readonly comparing?: boolean;
  /** Over several rules; null where there is nothing to measure, which is never a failure. */
  of(rules: readonly MeasuredRule[], span: Span): number | null;
}

const sum = (rules: readonly MeasuredRule[], of: (rule: MeasuredRule) => number): number =>
  rules.reduce((total, rule) => total + of(rule), 0);

const most = (rules: readonly MeasuredRule[], of: (rule: RuleStatistics) => number | null): number | null =>
  rules.reduce<number | null>((largest, { statistics }) => {
    const value = of(statistics);
    return value === null || (largest !== null && largest >= value) ? largest : value;
  }, null);

/** The severity is that of the alert: an SLO has several. */
const pages = (rules: readonly MeasuredRule[], span: Span): number =>
  sum(
    rules,
    ({ result: { episodes } }) =>
      episodes.filter((each) => each.alert.severity === "page" && firesWithin(each, span)).length,
  );

const changed = (change: AlertChange): Pick<Measure, "unit" | "comparing" | "of"> => ({
  unit: "number",
  comparing: true,
  of: (rules) => sum(rules, ({ changes }) => changes?.[change] ?? 0),
});

export const MEASURES: readonly Measure[] = [
  {
    name: "fires",
    about: "alerts, of all rules together",
    unit: "number",
    of: (rules) => sum(rules, ({ statistics }) => statistics.fires),
  },
  {
    name: "fires_per_day",
    about: "the same per day; a log shorter than a day counts as one day",
    unit: "number",
    of: (rules, span) => sum(rules, ({ statistics }) => statistics.fires) / daysOf(span),
  },
  { name: "pages", about: "alerts of severity page, of all rules together", unit: "number", of: pages },
  {
    name: "pages_per_day",
    about: "the same per day",
    unit: "number",
    of: (rules, span) => pages(rules, span) / daysOf(span),
  },
  {
    name: "refires",
    about: "alerts within ten minutes after the one before of the same rule",
    unit: "number",
    of: (rules) => sum(rules, ({ statistics }) => statistics.refires),
  },
  {
    name: "median_duration",
    about: "the largest median duration of a rule",
    unit: "seconds",
    of: (rules) => most(rules, ({ median }) => median),
  },
  {
    name: "longest_duration",
    about: "the longest alert",
    unit: "seconds",
    of: (rules) => most(rules, ({ longest }) => longest),
  },
  {
    name: "short_share",
    about: "the largest part of a rule's alerts that ended within two minutes",
    unit: "share",
    of: (rules) => most(rules, ({ shortShare }) => shortShare),
  },
  {
    name: "firing_share",
    about: "the largest part of the time in which a rule fired",
    unit: "share",
    of: (rules) => most(rules, ({ firingShare }) => firingShare),
  },
  { name: "new", about: "alerts that only the new rules fire (--against)", ...changed("new") },
  { name: "gone", about: "alerts that only the old rules fire (--against)", ...changed("gone") },
  { name: "moved", about: "alerts that begin or end at another second (--against)", ...changed("moved") },
];
