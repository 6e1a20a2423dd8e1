// Role: the options, help text and examples of `httplog backtest`, made from the registries.

import { MEASURES } from "../../domain/backtest/measures.ts";
import { SWEPT_FIELDS } from "../../domain/backtest/sweep.ts";
import { EXIT_CODES } from "../../domain/problem.ts";
import { MOMENT_FORMS } from "../../domain/time_text.ts";
import { RENDERERS } from "../../render/mod.ts";
import type { OptionSpec } from "../command.ts";
import { REPLAY_OPTIONS } from "../replay/options.ts";
import { SCREENING_OPTIONS } from "../replay/screening.ts";
import { DATABASE_OPTION } from "../shared/database_path.ts";
import { RULES_OPTION } from "../shared/rules_option.ts";

/** Those options of `replay` that decide when alerts fire, and how the log is read. */
export const SHARED_OPTIONS: readonly string[] = [
  "alert-threshold",
  "alert-window",
  "analysis-bucket-size",
  "lateness",
  "max-jump",
  "idle-log",
  "log-format",
  "tz",
  "complete",
  "workers",
];

/** Those of them that set the built-in rule, whatever the logs are. */
const OF_BUILT_IN = ["alert-threshold", "alert-window"];

/** Settings of a source that rules see: which records are counted, and what their hosts are. */
const SETTINGS = ["exclude", "only", "exclude-bots", "anonymize"];

/** Options about reading a log, which `--from-store` does not take. */
export const LOG_OPTIONS: readonly string[] = [
  ...SHARED_OPTIONS.filter((name) => !OF_BUILT_IN.includes(name)),
  ...SETTINGS,
];

/** In the order of the help. */
export const BACKTEST_OPTIONS: readonly OptionSpec[] = [
  RULES_OPTION,
  { name: "against", value: "FILE", help: "a rule file to compare with: what is new, gone, moved" },
  {
    name: "sweep",
    value: "RULE.FIELD=VALUES",
    help: "try values in a field of a rule: FROM..TO:STEP, or a list",
  },
  {
    name: "fail-if",
    value: "CONDITION",
    repeated: true,
    help: 'exit with 1 if this holds: "pages_per_day > 4", "api-5xx.fires < 1"',
  },
  { name: "since", value: "TIME", help: "count only what fired from this time on" },
  { name: "until", value: "TIME", help: "count only what fired before this time" },
  { name: "from-store", help: "evaluate the seconds that replay has stored, not logs" },
  { ...DATABASE_OPTION, help: "the database (--from-store, --source)" },
  {
    name: "source",
    value: "NAME",
    help: "which log (--from-store; by default the only one); with FILE whose filters to use",
  },
  ...REPLAY_OPTIONS.filter(({ name }) => SHARED_OPTIONS.includes(name)),
  ...SCREENING_OPTIONS.filter(({ name }) => SETTINGS.includes(name)).map((option): OptionSpec => ({
    ...option,
    defaultText: "that of --source, if given",
  })),
  {
    name: "show",
    value: "ROWS",
    choices: ["rules", "alerts"],
    defaultText: "rules",
    help: "one row per rule, or per alert",
  },
  {
    name: "format",
    short: "f",
    value: "FORMAT",
    defaultText: RENDERERS[0].name,
    choices: RENDERERS.map(({ name }) => name),
    help: "how rows are printed; only table has a timeline",
  },
];

const measures = (): string => {
  const width = Math.max(...MEASURES.map(({ name }) => name.length));
  return MEASURES.map(({ name, about }) => `  ${name.padEnd(width)}  ${about}`).join("\n");
};

export const BACKTEST_DETAILS: string =
  `Evaluates alert rules over logs, from their beginning, and shows when they would have fired. The alerts are those that ` +
  `replay would store with the same rules. It stores nothing and sends nothing.

Each rule has one row: how often it fired, and per day; median and longest duration in seconds; short_share, the share ` +
  `of its alerts that ended within two minutes; refires, alerts within ten minutes after the one before; firing_share, the ` +
  `share of the time in which it fired; nearest_miss, the furthest value of a window that shares no second with one that ` +
  `fired. A log shorter than a day counts as one day.

--against pairs alerts of rules with the same id that fire at a common second. --sweep evaluates all values in one pass; ` +
  `fields: ${
    Object.keys(SWEPT_FIELDS).join(", ")
  }. A recover that is the complement of fire moves along with it.

--exclude, --only, --exclude-bots and --anonymize are as those of replay: rules see only what passes. --source NAME with ` +
  `FILE takes those of that source, so that the alerts are those that it would store; an option stands in the place of the ` +
  `stored one.

--from-store evaluates stored seconds, for rules over all records: rate, count, bytes_rate, absence, and error_ratio ` +
  `with errors of status 5xx. Seconds hold no durations.

--fail-if takes a measure, one of > >= < <= == !=, and a number, a span ("2m") or a share ("5%"). RULE.MEASURE is that ` +
  `of one rule. Measures:
${measures()}

TIME is ${MOMENT_FORMS}. --until is exclusive.

Exit code 1: a --fail-if condition holds; ${EXIT_CODES.data}: there is no record.`;

export const BACKTEST_EXAMPLES: readonly (readonly [command: string, does: string])[] = [
  ["httplog backtest --rules rules.toml access.csv", "see when these rules would have fired"],
  ["httplog backtest --rules new.toml --against old.toml access.csv*", "compare two rule files"],
  ["httplog backtest --sweep high-traffic.fire=5..20:1 access.csv", "find a threshold"],
  [
    'httplog backtest --rules rules.toml --fail-if "pages_per_day > 4" access.csv',
    "hold a rule file to a limit in CI",
  ],
  ["httplog backtest --rules rules.toml --from-store --since 30d", "try rules on stored seconds"],
];
