// Role: `backtest --from-store`: which source, which rules its seconds can answer for, and what they say. Used by
// `backtest.ts`.

import { combineRuleSets } from "../../domain/backtest/combine_rule_sets.ts";
import { MissWatch } from "../../domain/backtest/nearest_miss.ts";
import type { BacktestOutcome } from "../../domain/backtest/outcome.ts";
import { refusalsOf, type StoredFacts } from "../../domain/backtest/answerable_from_store.ts";
import { nearest } from "../../domain/nearest.ts";
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
import { fireOf } from "./results.ts";
import { resolvedSpan } from "./span.ts";
import type { TimeRange } from "../shared/time_option.ts";
import type { Invocation } from "../command.ts";
import { databasePath } from "../shared/database_path.ts";

/** A source with what limits the answers. */
interface Found extends StoredSource, StoredFacts {
  readonly lateness: number;
}

/**
 * Evaluates the rules that stored seconds can answer for, and says which ones they cannot. The plan that comes back has
 * the others left out; the outcome is null where the source has no record.
 *
 * Errors: `Problem` "usage" where no rule is left, one is that `--fail-if` would judge, or the source is not clear.
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
  const watched = common.rules.map((rule) => ({ ...rule, fire: fireOf(rule) }));
  const misses = new MissWatch(watched, resolvedSpan(asked, source.last));
  const { lateness } = source;
  const watching = { rules: common, hasBuiltIn: false, series: seriesOf(common), kinds: RULES, lateness };
  return { plan: { ...kept, common }, outcome: storedBacktest(reader, source, watching, misses) };
}

/** The plan without the rules that cannot be answered for; each of those is told. */
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
  for (const line of lines) host.stderr.write(`httplog: warning: ${line}\n`);
  return { ...plan, sides };
}

/** The source, or the only one there is. Null where it has no record. */
function sourceOf(reader: Reader, given: string | undefined, path: string, host: Host): Found | null {
  const names = reader.query("SELECT name FROM sources ORDER BY name").rows.map(([name]) => String(name));
  const name = given ?? (names.length === 1 ? names[0] : undefined);
  if (names.length === 0) {
    throw new Problem("usage", `"${printable(path)}" holds no source. Replay a log first.`);
  }
  if (name === undefined) {
    const list = names.map((each) => `"${printable(each)}"`).join(", ");
    throw new Problem("usage", `Several sources are stored: ${list}. Name one with --source.`);
  }
  if (!names.includes(name)) {
    const near = nearest(name, names);
    const advice = near === undefined
      ? "`httplog query sources` lists them."
      : `Did you mean "${printable(near)}"?`;
    throw new Problem("usage", `No source "${printable(name)}" in "${printable(path)}". ${advice}`);
  }
  const one = (sql: string): readonly (number | null)[] =>
    reader.query(sql, { name }).rows[0].map((cell) => cell === null ? null : Number(cell));
  const [first, last, lateness] = one(
    "SELECT first_time, last_time, lateness FROM sources WHERE name = :name",
  );
  if (first === null || last === null) return null;
  const [before] = one("SELECT max(before) FROM pruned WHERE source = :name");
  const from = Math.max(first, before ?? first);
  if (from > first) {
    host.stderr.write(
      `httplog: warning: seconds before ${isoTime(from)} were pruned and are not evaluated\n`,
    );
  }
  const [mixed] = one(
    "SELECT EXISTS (SELECT 1 FROM seconds WHERE source = :name AND late > 0 AND late < hits)",
  );
  const [odd] = one("SELECT EXISTS (SELECT 1 FROM bucket_statuses WHERE source = :name AND status >= 600)");
  return { name, from, last, lateness: lateness!, hasMixedSeconds: mixed === 1, hasOddStatuses: odd === 1 };
}
