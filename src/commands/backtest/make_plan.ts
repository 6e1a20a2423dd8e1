// Role: validates the options of `backtest` once: which rule sets are evaluated together, over what, and what is asked.

import { combineRuleSets } from "../../domain/backtest/combine_rule_sets.ts";
import { type FailCondition, failCondition } from "../../domain/backtest/fail_condition.ts";
import { parseSweep, type Sweep, variantOf } from "../../domain/backtest/sweep.ts";
import { didYouMean } from "../../domain/nearest.ts";
import { Problem } from "../../domain/problem.ts";
import { withBuiltIn } from "../../domain/rules/built_in.ts";
import type { RuleSet } from "../../domain/rules/definition.ts";
import { MOST_SERIES, seriesText } from "../../domain/rules/series.ts";
import type { Host } from "../../host/host.ts";
import type { Plan } from "../../plan.ts";
import type { Invocation } from "../command.ts";
import { LOG_OPTIONS, SHARED_OPTIONS } from "./options.ts";
import { withSettings } from "./settings.ts";
import { replayPlan } from "../replay/make_plan.ts";
import { checkWindows, givenRules, rulesIn } from "../shared/rules_option.ts";

export interface BacktestPlan {
  /**
   * The rule sets that are tried: the one asked for; with it that of `--against`; or, for a sweep, one with a single rule
   * for each value.
   */
  readonly sides: readonly RuleSet[];
  /** All of them as one, see `domain/backtest/combine_rule_sets.ts`. */
  readonly common: RuleSet;
  /** Null where nothing is swept. */
  readonly sweep: Sweep | null;
  /** Whether the second side is that of `--against`. */
  readonly isComparing: boolean;
  readonly conditions: readonly FailCondition[];
  /** How the logs are read. */
  readonly replay: Plan;
  /** Whether stored seconds are read instead of logs. */
  readonly fromStore: boolean;
}

/**
 * The plan that the options ask for; reads the rule files.
 *
 * Errors: `Problem` "usage" that says what was given and what is allowed, and those of `rulesIn`.
 */
export async function backtestPlan(invocation: Invocation, host: Host): Promise<BacktestPlan> {
  const { values, lists } = invocation, fromStore = invocation.flags["from-store"] ?? false;
  refuseTogether(invocation);
  const settings = replayPlan(forReplay(invocation), host);
  const inForce = (set: RuleSet | null): RuleSet => withBuiltIn(set, settings.threshold, settings.window);
  const rules = inForce(await givenRules(invocation, host));
  const old = values.against === undefined ? null : inForce(await rulesIn(values.against, host));
  const sweep = values.sweep === undefined ? null : parseSweep(values.sweep);
  const sides = sweep !== null ? sweptSides(rules, sweep) : old !== null ? [rules, old] : [rules];
  const ids = new Set(sides.flatMap(({ rules, slos }) => [...rules, ...slos].map(({ id }) => id)));
  const conditions = (lists["fail-if"] ?? []).map((text) => failCondition(text, [...ids]));
  const comparing = conditions.find(({ measure }) => measure.comparing && old === null);
  if (comparing !== undefined) {
    throw new Problem(
      "usage",
      `--fail-if "${comparing.text}" compares. Name the rules to compare with: --against FILE.`,
    );
  }
  // A store answers for no percentile, and has its own size of buckets.
  if (!fromStore) { for (const side of sides) checkWindows(side, settings.bucketSize); }
  const common = combineRuleSets(sides);
  const watching = [...common.rules, ...common.slos];
  if (new Set(watching.map(seriesText)).size > MOST_SERIES) {
    const [what, advice] = sweep === null
      ? ["Both rule files together need", "Backtest them one by one."]
      : [`The values of --sweep "${sweep.text}" need`, "Sweep fewer of them at once."];
    throw new Problem(
      "usage",
      `${what} more than ${MOST_SERIES} different combinations of match and errors. ${advice}`,
    );
  }
  return {
    sides,
    common,
    sweep,
    isComparing: old !== null,
    conditions,
    replay: fromStore ? settings : await withSettings(settings, invocation, host),
    fromStore,
  };
}

/** One rule for each value. */
function sweptSides({ rules, slos }: RuleSet, sweep: Sweep): RuleSet[] {
  const rule = rules.find(({ id }) => id === sweep.rule);
  if (rule !== undefined) {
    return sweep.values.map((value) => ({ rules: [variantOf(rule, sweep, value)], slos: [], notifiers: [] }));
  }
  const ids = rules.map(({ id }) => id);
  const isSlo = slos.some(({ id }) => id === sweep.rule);
  const what = isSlo ? "an SLO, but only rules can be swept" : "no rule";
  throw new Problem(
    "usage",
    `--sweep "${sweep.text}": "${sweep.rule}" is ${what}.${didYouMean(sweep.rule, ids)} Rules: ${
      ids.join(", ")
    }.`,
  );
}

/** The options that `replay` shares. */
function forReplay({ flags, values, lists, positionals }: Invocation): Invocation {
  const { complete, "exclude-bots": excludeBots } = flags, { exclude = [], only = [] } = lists;
  const shared = [...SHARED_OPTIONS, "anonymize", "db", "source"];
  const picked = Object.fromEntries(shared.map((name) => [name, values[name]]));
  // A replay needs a file, even if the store is read.
  return {
    flags: { complete, "exclude-bots": excludeBots },
    values: picked,
    lists: { exclude, only },
    positionals: positionals.length > 0 ? positionals : ["-"],
  };
}

function refuseTogether({ flags, values, lists, positionals }: Invocation): void {
  const refuse = (text: string): never => {
    throw new Problem("usage", text);
  };
  const fromStore = flags["from-store"] ?? false;
  if (!fromStore && positionals.length === 0) {
    refuse(
      'No FILE to evaluate. Name one, as in "httplog backtest access.csv", - for standard input, or --from-store.',
    );
  }
  if (fromStore && positionals.length > 0) {
    refuse(`--from-store reads the database instead of "${positionals[0]}". Give one of them.`);
  }
  if (!fromStore && values.db !== undefined && values.source === undefined) {
    refuse(
      "--db goes with --from-store, or with --source, of which it has the filters; logs are read without it.",
    );
  }
  for (const name of LOG_OPTIONS) {
    if (fromStore && (values[name] ?? flags[name] ?? lists[name]?.at(0)) !== undefined) {
      refuse(`--${name} is about reading a log, which --from-store does not. Leave one of them out.`);
    }
  }
  if (values.sweep !== undefined && values.against !== undefined) {
    refuse("--sweep and --against do not go together. Give one of them.");
  }
  if (values.sweep !== undefined && (lists["fail-if"] ?? []).length > 0) {
    refuse("--fail-if judges one rule file, --sweep tries many. Give one of them.");
  }
}
