// Role: the option `--rules`, which names a file of alert rules. The reader of rule files is loaded only if it is given.

import { replacesBuiltIn } from "../../domain/rules/built_in.ts";
import type { RuleSet } from "../../domain/rules/definition.ts";
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
