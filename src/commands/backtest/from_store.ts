// Role: `backtest --from-store`: chooses the source, leaves out the rules that its seconds cannot evaluate, and evaluates the
// others.

import { combineRuleSets } from "../../domain/backtest/combine_rule_sets.ts";
import type { BacktestOutcome } from "../../domain/backtest/outcome.ts";
import { refusalsOf, type StoredFacts } from "../../domain/backtest/answerable_from_store.ts";
import { Problem } from "../../domain/problem.ts";
import type { RuleSet } from "../../domain/rules/definition.ts";
import { RULES } from "../../domain/rules/metrics/mod.ts";
import { seriesOf } from "../../domain/rules/series.ts";
import { isoTime } from "../../domain/time_text.ts";
import type { Host } from "../../host/host.ts";
import { storedBacktest, type StoredSource } from "../../pipeline/backtest_seconds.ts";
import { printable } from "../../render/text/printable.ts";
import { sqlite } from "../../stores/sqlite/sqlite.ts";
import type { Reader } from "../../stores/store.ts";
import type { BacktestPlan } from "./make_plan.ts";
import { missWatch } from "./results.ts";
import { resolvedSpan } from "./span.ts";
import type { TimeRange } from "../shared/time_option.ts";
import type { Invocation } from "../command.ts";
import { databasePath } from "../shared/database_path.ts";
import { checkSource, sourceNames } from "../shared/source_option.ts";
import { warn } from "../shared/messages.ts";

interface Found extends StoredSource, StoredFacts {
  readonly lateness: number;
}

/**
 * Evaluates the rules that stored seconds allow, and prints a warning for each of the others. The plan that it returns is
 * without those; the outcome is null if the source has no record.
 *
 * Errors: `Problem` "usage" where no rule is left, `--fail-if` would judge without some of them, or the source is unknown.
 */
export function fromStore(
  plan: BacktestPlan,
  { values }: Invocation,
  asked: TimeRange,
  host: Host,
): { readonly plan: BacktestPlan; readonly outcome: BacktestOutcome | null } {
  const path = databasePath(values.db, host);
  using reader = sqlite.read(path);
  const source = sourceOf(reader, values.source, path, host);
  if (source === null) return { plan, outcome: null };
  const kept = answerable(plan, source, host);
  const common = combineRuleSets(kept.sides);
  const { lateness } = source, { bucketSize } = plan.replay, series = seriesOf(common);
  const misses = missWatch(common.rules, resolvedSpan(asked, source.last), bucketSize);
  const watching = { rules: common, hasBuiltIn: false, series, kinds: RULES, lateness, bucketSize };
  return { plan: { ...kept, common }, outcome: storedBacktest(reader, source, watching, misses) };
}

/** The plan without the rules that cannot be evaluated; prints a warning for each of those. */
function answerable(plan: BacktestPlan, facts: StoredFacts, host: Host): BacktestPlan {
  const refused = refusalsOf(plan.sides, facts);
  const lines = [...refused].map(([id, reason]) =>
    `"${printable(id)}" cannot be answered from the store: ${reason}.`
  );
  const isLeft = ({ id }: { readonly id: string }): boolean => !refused.has(id);
  const sides = plan.sides.map(({ rules, slos }): RuleSet => ({
    rules: rules.filter(isLeft),
    slos: slos.filter(isLeft),
    notifiers: [],
  }));
  const isEmpty = sides.every(({ rules, slos }) => rules.length + slos.length === 0);
  if (lines.length > 0 && (isEmpty || plan.conditions.length > 0)) {
    const what = isEmpty
      ? "No rule can be answered from the store"
      : "--fail-if would judge without some of the rules";
    throw new Problem("usage", `${what}. Backtest the log instead.`, { details: lines });
  }
  for (const line of lines) warn(host, line);
  return { ...plan, sides };
}

const FACTS = `SELECT first_time, last_time, watermark + lateness, lateness,
    (SELECT max(before) FROM pruned WHERE source = :name),
    EXISTS (SELECT 1 FROM seconds WHERE source = :name AND late > 0 AND late < hits),
    EXISTS (SELECT 1 FROM bucket_statuses WHERE source = :name AND status >= 600)
  FROM sources WHERE name = :name`;

/** The source that was given, or the only one. Null where it has no record. */
function sourceOf(reader: Reader, given: string | undefined, path: string, host: Host): Found | null {
  const names = sourceNames(reader);
  const name = given ?? (names.length === 1 ? names[0] : undefined);
  if (names.length === 0) {
    throw new Problem("usage", `"${printable(path)}" holds no source. Replay a log first.`);
  }
  if (name === undefined) {
    const list = names.map((each) => `"${printable(each)}"`).join(", ");
    throw new Problem("usage", `Several sources are stored: ${list}. Name one with --source.`);
  }
  checkSource(reader, name, path);
  const { rows: [[first, last, reached, lateness, before, mixed, odd]] } = reader.query(FACTS, { name });
  if (first === null || last === null) return null;
  const from = Math.max(Number(first), Number(before ?? first));
  if (from > Number(first)) {
    warn(host, `seconds before ${isoTime(from)} were pruned and are not evaluated`);
  }
  const facts = { hasMixedSeconds: mixed === 1, hasOddStatuses: odd === 1 };
  const times = { last: Number(last), reached: reached === null ? null : Number(reached) };
  return { name, from, ...times, lateness: Number(lateness), ...facts };
}
