// Role: the command `backtest`: evaluates rules over logs or over stored seconds; stores and sends nothing.

import { evaluateFailCondition } from "../../domain/backtest/fail_condition.ts";
import type { BacktestOutcome } from "../../domain/backtest/outcome.ts";
import type { Span } from "../../domain/backtest/episode.ts";
import { Problem } from "../../domain/problem.ts";
import { withBuiltIn } from "../../domain/rules/built_in.ts";
import type { RuleDefinition, RuleSet } from "../../domain/rules/definition.ts";
import { isEverything } from "../../domain/rules/match.ts";
import { RULES } from "../../domain/rules/metrics/mod.ts";
import { type Series, seriesOf } from "../../domain/rules/series.ts";
import { type Host, stopCode } from "../../host/host.ts";
import { backtest as evaluate, lastTime, type OpenLogs } from "../../pipeline/backtest.ts";
import type { Input } from "../../inputs/input.ts";
import type { Plan } from "../../plan.ts";
import { printable } from "../../render/text/printable.ts";
import { BACKTEST_DETAILS, BACKTEST_EXAMPLES, BACKTEST_OPTIONS } from "./options.ts";
import { type BacktestPlan, backtestPlan } from "./make_plan.ts";
import { missWatch, resultsOf, type TriedRule } from "./results.ts";
import { show } from "./show.ts";
import { isRelative, type TimeRange, timeRange } from "../shared/time_option.ts";
import { resolvedSpan, spanWithin } from "./span.ts";
import { fromStore } from "./from_store.ts";
import type { Command, Invocation } from "../command.ts";
import { filterHint } from "../replay/warnings/filter_hint.ts";
import { ReplayLogs } from "../replay/logs.ts";
import { screeningText } from "../replay/screening.ts";
import { say, warn } from "../shared/messages.ts";
import { blindRulesText } from "../shared/blind_rules_text.ts";
import { durationRules, missingDurations } from "../shared/missing_durations.ts";
import { counted, grouped } from "../../domain/grouped.ts";

async function run(invocation: Invocation, host: Host): Promise<number> {
  const asked = timeRange(invocation, host.now());
  const given = await backtestPlan(invocation, host);
  const { plan, outcome } = given.fromStore
    ? fromStore(given, invocation, asked, host)
    : { plan: given, outcome: await fromLogs(given, asked, host) };
  const stop = host.stopSignal();
  if (stop.aborted) return stopCode(stop);
  if (outcome === null) {
    const settings = screeningText(plan.replay.screening);
    const filters = settings === null ? "" : `, and what passes ${printable(settings)}`;
    throw new Problem(
      "data",
      `There is no record to evaluate. Check the log, and what replay rejects${filters}.`,
    );
  }
  const within = spanWithin(asked, outcome.span);
  const tried = resultsOf(plan, outcome, within);
  show(tried, plan.sweep?.field ?? null, within, invocation, host);
  return passes(plan, tried, within, host) ? 0 : 1;
}

/** Evaluates the logs from their beginning. Reads them twice if the span depends on their last record. */
async function fromLogs(plan: BacktestPlan, asked: TimeRange, host: Host): Promise<BacktestOutcome | null> {
  const { common, replay } = plan;
  const needsEnd = isRelative(asked);
  if (needsEnd && replay.files.includes("-")) {
    throw new Problem(
      "usage",
      "Standard input can be read only once, so its last record is not known in time. Give --since and --until as times.",
    );
  }
  const rules: Plan = { ...replay, rules: common, series: neededSeries(common) };
  const told = new Set<string>();
  const last = needsEnd ? await withLogs(replay, told, host, (open) => lastTime(open, replay, host)) : null;
  if (needsEnd && last === null) return null;
  // The engine evaluates the built-in rule, too. No result is asked of it: the rules that are tried have other ids.
  const watched = withBuiltIn(common, replay.threshold, replay.window).rules;
  const misses = missWatch(watched, resolvedSpan(asked, last), replay.bucketSize);
  const { outcome, unmatched } = await withLogs(rules, told, host, async (open, inputs) => ({
    outcome: await evaluate(open, rules, misses, host),
    unmatched: await filterHint(inputs, { ...replay, rules: allOf(plan) }, new Set()),
  }));
  if (outcome !== null && outcome.late > 0) {
    const records = `${grouped(outcome.late)} of ${counted(outcome.accepted, "record")}`;
    say(host, `${records} came late, more than --lateness behind; rules do not see them.`);
  }
  const blind = blindRulesText(allOf(plan), replay.screening);
  if (blind !== null) warn(host, blind);
  const missing = outcome && missingDurations(askingForDurations(plan), outcome);
  for (const text of [missing, unmatched]) if (text !== null) warn(host, text);
  return outcome;
}

/** The rules of all sides, which may have the same ids. */
function allOf({ sides }: BacktestPlan): Pick<RuleSet, "rules" | "slos"> {
  return { rules: sides.flatMap(({ rules }) => rules), slos: sides.flatMap(({ slos }) => slos) };
}

/** The ids of the rules that look at durations; one that is swept has the same for all its values. */
function askingForDurations({ sides }: BacktestPlan): string[] {
  return [...new Set(sides.flatMap(durationRules))];
}

/** The series to be counted; null for none, which is much faster: the hits of all records are known anyway. */
function neededSeries({ rules, slos }: RuleSet): readonly Series[] | null {
  const asksForMore = ({ metric, match }: RuleDefinition): boolean =>
    !RULES.find(({ name }) => name === metric)!.hitsAlone || !isEverything(match);
  const asking = rules.filter(asksForMore);
  return asking.length + slos.length === 0 ? null : seriesOf({ rules: asking, slos }, false);
}

/** Opens the logs for some work, and says what is not in `told` yet; `inputs` are theirs once it has opened them. */
async function withLogs<Result>(
  plan: Plan,
  told: Set<string>,
  host: Host,
  work: (open: OpenLogs, inputs: readonly Input[]) => Promise<Result>,
): Promise<Result> {
  using logs = await ReplayLogs.open(plan, { isQuiet: false, keeps: false }, host);
  logs.onWarning = (text) => {
    if (!told.has(text)) warn(host, text);
    told.add(text);
  };
  const inputs: Input[] = [];
  const open: OpenLogs = async (engine, session) => {
    const opened = await logs.refresh(engine, session);
    inputs.push(...opened.flatMap((log) => log.inputs));
    return opened;
  };
  return await work(open, inputs);
}

/** Whether no condition of `--fail-if` holds; prints those that do. */
function passes(
  { conditions }: BacktestPlan,
  tried: readonly TriedRule[],
  within: Span,
  host: Host,
): boolean {
  let passed = true;
  for (const condition of conditions) {
    const value = evaluateFailCondition(condition, tried, within);
    if (value === null) continue;
    passed = false;
    const shown = Math.round(value * 1e4) / 1e4;
    say(host, `failed: ${condition.text}: ${condition.measure.name} is ${shown}`);
  }
  return passed;
}

export const backtestCommand: Command = {
  name: "backtest",
  summary: "try alert rules on logs: when they would have fired, and how often",
  usage: ["backtest [OPTIONS] FILE…", "backtest [OPTIONS] --from-store"],
  details: BACKTEST_DETAILS,
  options: BACKTEST_OPTIONS,
  examples: BACKTEST_EXAMPLES,
  run,
};
