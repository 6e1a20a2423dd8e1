// Role: the option `--rules`, which names a file of alert rules. The reader of rule files is loaded only if it is given.

import { replacesBuiltIn } from "../../domain/rules/built_in.ts";
import { PERCENTILES, type RuleSet } from "../../domain/rules/definition.ts";
import { durationText } from "../../domain/rules/duration.ts";
import { Problem } from "../../domain/problem.ts";
import type { Host } from "../../host/host.ts";
import type { Invocation, OptionSpec } from "../command.ts";

export const RULES_OPTION: OptionSpec = {
  name: "rules",
  value: "FILE",
  help: "TOML file of alert rules, beside the built-in rule",
};

/**
 * The rules of a file.
 *
 * @param path As given; "-" is standard input.
 *
 * Errors: `Problem` "usage" with one detail per error in the file; "input", "permission", "data" where it cannot be read.
 */
export async function rulesIn(path: string, host: Host): Promise<RuleSet> {
  const { readRuleFile } = await import("../../rule_file/read_rule_file.ts");
  return await readRuleFile(await host.readText(path), path === "-" ? "standard input" : path);
}

/**
 * Refuses percentiles over parts of buckets: buckets are what their durations are counted by.
 *
 * Errors: `Problem` "usage" with one detail for each such rule.
 */
export function checkWindows({ rules }: Pick<RuleSet, "rules">, bucketSize: number): void {
  const wrong = rules.filter(({ metric, window }) =>
    Object.hasOwn(PERCENTILES, metric) && window % bucketSize !== 0
  );
  if (wrong.length === 0) return;
  const details = wrong.map(({ id, metric, window }) => {
    const below = window - window % bucketSize, near = [below, below + bucketSize].filter((one) => one > 0);
    const advice = near.map((one) => `"${durationText(one)}"`).join(" or ");
    return `rule "${id}": window "${durationText(window)}" with the metric "${metric}". Write ${advice}.`;
  });
  throw new Problem(
    "usage",
    `Percentiles are of whole buckets, and a bucket has ${
      durationText(bucketSize)
    } (--analysis-bucket-size): ` +
      `the window must be a multiple of it.`,
    { details },
  );
}

/**
 * The rules of the file that `--rules` names; null without the option.
 *
 * Errors: as {@link rulesIn}; `Problem` "usage" if the file replaces the built-in rule while -a or -w sets it.
 */
export async function givenRules({ values }: Invocation, host: Host): Promise<RuleSet | null> {
  if (values.rules === undefined) return null;
  const set = await rulesIn(values.rules, host);
  const beside = ["alert-threshold", "alert-window"].find((name) => values[name] !== undefined);
  if (beside === undefined || !replacesBuiltIn(set)) return set;
  throw new Problem(
    "usage",
    `--${beside} sets the built-in rule, which "${values.rules}" replaces by its own "high-traffic". Leave the option ` +
      "out, or change the file.",
  );
}
