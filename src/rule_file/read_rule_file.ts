// Role: the text of a rule file → `RuleSet`, or all its faults in one `Problem`. The walk: TOML → tables with lines
// (`rule_file/toml/parse.ts`) → ids → notifiers, defaults, rules, SLOs by their keys → what must hold between them.

import { BUILT_IN_ID, withBuiltIn } from "../domain/rules/built_in.ts";
import type { RuleSet } from "../domain/rules/definition.ts";
import { MOST_SERIES, seriesText } from "../domain/rules/series.ts";
import { readDefaults } from "./keys/defaults.ts";
import { readNotifier } from "./keys/notifier.ts";
import { readRule } from "./keys/rule.ts";
import { readSlo } from "./keys/slo.ts";
import { Faults } from "./tables/faults.ts";
import { type Identified, tablesOf } from "./tables/ids.ts";
import { TableReader } from "./tables/table_reader.ts";
import { parseToml } from "./toml/parse.ts";

/** Longest rule file, characters. */
const LONGEST = 1 << 20;

/** The only version of rule files so far. */
const SCHEMA = 1;

/**
 * Reads and checks a rule file. The parser of TOML is loaded by the first call.
 *
 * @param path The file as messages name it; relative paths in it begin in its directory.
 *
 * Errors: `Problem` "usage" with all errors as its details, one `file:line: …` each. They hold no secrets.
 */
export async function readRuleFile(text: string, path: string): Promise<RuleSet> {
  const faults = new Faults(path);
  const tree = text.length > LONGEST
    ? { line: 1, message: `the file is longer than ${LONGEST} characters` }
    : await parseToml(text.replace(/^\uFEFF/, ""));
  if ("message" in tree) {
    faults.add(tree.line, `${tree.message}.`);
    faults.throwIfAny();
    return { rules: [], slos: [], notifiers: [] };
  }
  const file = new TableReader(tree, "", faults);
  checkSchema(file);
  const notifiers = tablesOf(file, "notifier", faults, new Map());
  const ids = new Map<string, number>();
  const rules = tablesOf(file, "rule", faults, ids);
  const slos = tablesOf(file, "slo", faults, ids);
  const defaults = readDefaults(file, notifiers.map(({ id }, place) => id ?? `(notifier ${place + 1})`));
  for (const { id, reader } of slos) {
    if (id === BUILT_IN_ID) {
      reader.fault(reader.line, `the id is that of the built-in rule. Choose another one.`);
    }
  }
  file.finish(["schema", "defaults", "rule", "slo", "notifier"]);
  const set: RuleSet = {
    notifiers: notifiers.flatMap(({ reader }) => readNotifier(reader, path) ?? []),
    rules: rules.flatMap(({ reader }) => readRule(reader, defaults) ?? []),
    slos: slos.flatMap(({ reader }) => readSlo(reader, defaults) ?? []),
  };
  checkSeries(set, [...rules, ...slos], faults);
  faults.throwIfAny();
  return set;
}

function checkSchema(file: TableReader): void {
  const value = file.take("schema");
  const advice = `Write schema = ${SCHEMA}, before all tables.`;
  if (value === undefined) file.missing("schema", advice);
  else if (value.kind !== "number" || value.number !== SCHEMA) {
    file.refuse("schema", value, `is none that this version knows. ${advice}`);
  }
}

/** Refuses the first rule or objective that is beyond the most. The built-in rule counts where it is not replaced. */
export function checkSeries(set: RuleSet, tables: readonly Identified[], faults: Faults): void {
  const { rules, slos } = withBuiltIn(set, 1, 1);
  const series = new Set<string>();
  for (const watching of [...rules, ...slos]) {
    const before = series.size;
    series.add(seriesText(watching));
    if (before !== MOST_SERIES || series.size === before) continue;
    const line = tables.find(({ id }) => id === watching.id)?.reader.line ?? 1;
    faults.add(
      line,
      `from here on, rules and objectives need more than ${MOST_SERIES} different combinations of match and errors. ` +
        "Let some have the same ones, or use several files and sources.",
    );
    return;
  }
}
