// Role: the command `rules`: `rules check` prints all errors of rule files (`src/rule_file/`), `rules show` prints the rules
// in force as a rule file.

import { EXIT_CODES, Problem } from "../../domain/problem.ts";
import { didYouMean } from "../../domain/nearest.ts";
import { withBuiltIn } from "../../domain/rules/built_in.ts";
import type { RuleSet } from "../../domain/rules/definition.ts";
import type { Host } from "../../host/host.ts";
import { printable } from "../../render/text/printable.ts";
import { durationRules } from "../shared/missing_durations.ts";
import { counted } from "../../domain/grouped.ts";
import type { Command, Invocation } from "../command.ts";
import { decimal, wholeNumber } from "../shared/number_options.ts";
import { REPLAY_OPTIONS } from "../replay/options.ts";
import { givenRules, RULES_OPTION, rulesIn } from "../shared/rules_option.ts";
import { writeLines } from "../shared/messages.ts";

const ACTIONS: Readonly<Record<string, (invocation: Invocation, host: Host) => Promise<number>>> = {
  check,
  show,
};

const OF_BUILT_IN = REPLAY_OPTIONS.filter(({ name }) =>
  name === "alert-threshold" || name === "alert-window"
);

/** Every file is checked, whatever the others hold; the code is that of the first problem. */
async function check({ positionals, values }: Invocation, host: Host): Promise<number> {
  const [, ...files] = positionals;
  for (const { name } of [RULES_OPTION, ...OF_BUILT_IN]) {
    if (values[name] === undefined) continue;
    throw new Problem("usage", `--${name} goes with "rules show". Name the files behind "rules check".`);
  }
  if (files.length === 0) {
    throw new Problem("usage", 'No FILE to check. Name one, as in "httplog rules check rules.toml", or -.');
  }
  let code = 0;
  for (const file of files) {
    try {
      writeLines(host.stdout, [`${file}: ${summary(await rulesIn(file, host))}`]);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      const lines = error.details.length > 0 ? error.details : [`httplog: ${error.message}`];
      writeLines(host.stderr, lines);
      code ||= error.exitCode;
    }
  }
  return code;
}

async function show(invocation: Invocation, host: Host): Promise<number> {
  const { positionals, values } = invocation;
  if (positionals.length > 1) {
    const word = printable(positionals[1]);
    throw new Problem(
      "usage",
      `Unexpected "${word}" after "rules show". Name the file with --rules ${word}.`,
    );
  }
  const threshold = decimal("alert-threshold", values["alert-threshold"], 10, 1e9);
  const window = wholeNumber("alert-window", values["alert-window"], 120, 1, 86400);
  const set = withBuiltIn(await givenRules(invocation, host), threshold, window);
  const { ruleSetText } = await import("../../rule_file/write_rule_file.ts");
  host.stdout.write(ruleSetText(set));
  return 0;
}

function summary(set: RuleSet): string {
  const { rules, slos, notifiers } = set, { length } = durationRules(set);
  const counts = [[rules, "rule"], [slos, "SLO"], [notifiers, "notifier"]] as const;
  const needs = length === 0
    ? ""
    : `; ${length} of them ${length === 1 ? "needs" : "need"} a log with durations`;
  return counts.map(([list, thing]) => counted(list.length, thing)).join(", ") + needs;
}

export const rules: Command = {
  name: "rules",
  summary: "check files of alert rules, and show the rules in force",
  usage: ["rules check FILE…", "rules show [OPTIONS]"],
  details: "A rule file in TOML holds alert rules, service level objectives and notifiers. " +
    "replay takes it with --rules.\n\n" +
    "rules check reads rule files and prints one line each: how many rules, SLOs and notifiers it holds. " +
    "Every mistake is one line on standard error, with the line of the file, the rule, the given value and the " +
    "allowed ones: wrong names and values, and also rules that could never fire, or never resolve.\n\n" +
    "rules show prints the rules in force, those of the file and the built-in one, as a rule file in " +
    "which every default is written out.\n\n" +
    `Exit code 0: no mistakes; ${EXIT_CODES.usage}: mistakes; ${EXIT_CODES.input}: a file is missing.`,
  options: [RULES_OPTION, ...OF_BUILT_IN],
  examples: [
    ["httplog rules check rules.toml", "check a rule file before cron uses it"],
    ["httplog rules show --rules rules.toml", "print the rules in force, with every default"],
    ["httplog rules show -a 20 > rules.toml", "start a rule file from the built-in rule"],
  ],
  run(invocation: Invocation, host: Host): Promise<number> {
    const [action] = invocation.positionals;
    if (action !== undefined && Object.hasOwn(ACTIONS, action)) return ACTIONS[action](invocation, host);
    const given = action === undefined
      ? "rules needs to know what to do."
      : `"rules ${printable(action)}" is unknown.${didYouMean(action, Object.keys(ACTIONS))}`;
    throw new Problem("usage", `${given} Allowed: rules check FILE…, rules show.`);
  },
};
