// Role: `RuleSet` → the text of a rule file that says the same, with every default written out. What it writes,
// `read_rule_file.ts` reads back.

import { durationText } from "../domain/rules/duration.ts";
import type {
  BurnTier,
  Match,
  NotifierDefinition,
  RuleDefinition,
  RuleSet,
  SloDefinition,
  StatusRange,
} from "../domain/rules/definition.ts";
import { METRIC_FORMS } from "../domain/rules/metrics/threshold_units.ts";
import { statusesText } from "../domain/rules/status_ranges.ts";
import { tomlText } from "./toml/quote.ts";

/** The rule set as TOML, ending with a line end. Printable: nothing of it steers a terminal. */
export function ruleSetText({ rules, slos, notifiers }: RuleSet): string {
  const parts = [
    "schema = 1",
    ...rules.map((rule) => tableText("rule", ruleLines(rule))),
    ...slos.map((slo) => tableText("slo", sloLines(slo))),
    ...notifiers.map((notifier) => tableText("notifier", notifierLines(notifier))),
  ];
  return parts.join("\n\n") + "\n";
}

/** Keys with their values as TOML; null leaves a key out. */
type Lines = Readonly<Record<string, string | null>>;

function ruleLines(rule: RuleDefinition): Lines {
  const { hasErrors } = METRIC_FORMS[rule.metric];
  return {
    id: tomlText(rule.id),
    metric: tomlText(rule.metric),
    match: matchText(rule.match),
    errors: hasErrors ? inline({ status: statusList(rule.errors) }) : null,
    window: span(rule.window),
    fire: rule.fire && tomlText(rule.fire.text),
    recover: rule.recover && tomlText(rule.recover.text),
    for: span(rule.for),
    keep_firing_for: span(rule.keepFiringFor),
    min_hits: hasErrors ? String(rule.minHits) : null,
    severity: tomlText(rule.severity),
    notify: list(rule.notify.map(tomlText)),
  };
}

function sloLines(slo: SloDefinition): Lines {
  return {
    id: tomlText(slo.id),
    match: matchText(slo.match),
    errors: inline({ status: statusList(slo.errors) }),
    objective: tomlText(slo.objectiveText),
    period: span(slo.period),
    burn: `[\n${slo.burn.map((tier) => `  ${tierText(tier)},\n`).join("")}]`,
    min_errors: String(slo.minErrors),
    notify: list(slo.notify.map(tomlText)),
  };
}

function notifierLines({ id, type, url, secret }: NotifierDefinition): Lines {
  return {
    id: tomlText(id),
    type: tomlText(type),
    url: url === null ? null : tomlText(url),
    secret_env: secret !== null && "env" in secret ? tomlText(secret.env) : null,
    secret_file: secret !== null && "file" in secret ? tomlText(secret.file) : null,
  };
}

function tableText(head: string, lines: Lines): string {
  return `[[${head}]]\n${pairs(lines).join("\n")}`;
}

function pairs(lines: Lines): string[] {
  return Object.entries(lines).filter(([, value]) => value !== null).map(([key, value]) =>
    `${key} = ${value}`
  );
}

function inline(lines: Lines): string {
  return `{ ${pairs(lines).join(", ")} }`;
}

function matchText({ section, host, status }: Match): string | null {
  if (section === null && host === null && status === null) return null;
  return inline({
    section: section && oneOrList(section.map(tomlText)),
    host: host && oneOrList(host.map(tomlText)),
    status: status && statusList(status),
  });
}

function tierText({ severity, long, short, factor }: BurnTier): string {
  return inline({
    severity: tomlText(severity),
    long: span(long),
    short: span(short),
    factor: String(factor),
  });
}

function statusList(ranges: readonly StatusRange[]): string {
  return oneOrList(
    ranges.map((range) => range.from === range.to ? String(range.from) : tomlText(statusesText(range))),
  );
}

function oneOrList(values: readonly string[]): string {
  return values.length === 1 ? values[0] : list(values);
}

function list(values: readonly string[]): string {
  return `[${values.join(", ")}]`;
}

function span(seconds: number): string {
  return tomlText(durationText(seconds));
}
