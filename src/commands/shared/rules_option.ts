// Role: the option `--rules`, which names a file of alert rules, and what it means beside -a and -w. Used by every command
// that evaluates rules. The reader of rule files is loaded where one is named.

import { replacesBuiltIn } from "../../domain/rules/built_in.ts";
import type { RuleSet } from "../../domain/rules/definition.ts";
import { Problem } from "../../domain/problem.ts";
import type { Host } from "../../host/host.ts";
import type { Invocation, OptionSpec } from "../command.ts";

/** The option. */
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
 * Errors: `Problem` "usage" with everything that is wrong in its details; "input", "permission", "data" where it cannot be
 * read.
 */
export async function rulesIn(path: string, host: Host): Promise<RuleSet> {
  const { readRuleFile } = await import("../../rule_file/read_rule_file.ts");
  return await readRuleFile(await host.readText(path), path === "-" ? "standard input" : path);
}

/**
 * The rules of the file that `--rules` names; null where it is not given.
 *
 * Errors: as {@link rulesIn}; `Problem` "usage" too where the file replaces the built-in rule and -a or -w, which would set
 * that one, is given beside it.
 */
export async function givenRules({ values }: Invocation, host: Host): Promise<RuleSet | null> {
  if (values.rules === undefined) return null;
  const set = await rulesIn(values.rules, host);
  const beside = ["alert-threshold", "alert-window"].find((name) => values[name] !== undefined);
  if (beside === undefined || !replacesBuiltIn(set)) return set;
  throw new Problem(
    "usage",
    `--${beside} sets the built-in rule, which "${values.rules}" replaces by its own "high-traffic". Leave the option ` +
      "out, or mend the file.",
  );
}
