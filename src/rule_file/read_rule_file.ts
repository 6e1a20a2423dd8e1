// Role: the text of a rule file → `RuleSet`, or all that is wrong with it in one `Problem`. The walk: TOML → tables with
// lines (`rule_file/toml/parse.ts`) → ids → notifiers, defaults, rules, objectives, one reader each → what holds between them.

import { BUILT_IN_ID } from "../domain/rules/built_in.ts";
import type { RuleSet } from "../domain/rules/definition.ts";
import { Faults } from "./tables/faults.ts";
import { checkSeries } from "./check_series.ts";
import { parseToml } from "./toml/parse.ts";
import { readIds } from "./read_ids.ts";
import { readNotifier } from "./read_notifier.ts";
import { readDefaults } from "./read_notify.ts";
import { readRule } from "./read_rule.ts";
import { readSlo } from "./read_slo.ts";
import { TableReader } from "./tables/table_reader.ts";

/** Longest rule file, in characters. */
const LONGEST = 1 << 20;

/** The only form of rule files so far. */
const SCHEMA = 1;

/**
 * Reads and checks a rule file. The parser of TOML is loaded by the first call.
 *
 * @param path The file as messages name it; relative paths in it begin in its directory.
 *
 * Errors: `Problem` "usage" whose details are all that is wrong, one `file:line: …` each. Nothing of a secret is in them.
 *
 * @example
 * ```ts
 * import { readRuleFile } from "./read_rule_file.ts";
 * import assert from "node:assert/strict";
 *
 * const text = 'schema = 1\n[[rule]]\nid = "burst"\nmetric = "count"\nwindow = "10s"\nfire = "> 500"\n';
 * const { rules: [rule] } = await readRuleFile(text, "rules.toml");
 * assert.deepEqual([rule.id, rule.window, rule.recover?.text], ["burst", 10, "<= 500"]);
 * ```
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
  // In this order messages name the keys that there may be.
  for (const key of ["defaults", "rule", "slo"]) file.take(key);
  const notifiers = readIds(file, "notifier", faults, new Map());
  const ids = new Map<string, number>();
  const rules = readIds(file, "rule", faults, ids);
  const slos = readIds(file, "slo", faults, ids);
  const defaults = readDefaults(file, notifiers.map(({ id }) => id));
  for (const { id, reader } of slos) {
    if (id === BUILT_IN_ID) {
      reader.fault(reader.line, `the id is that of the built-in rule. Choose another one.`);
    }
  }
  file.finish();
  const set: RuleSet = {
    notifiers: notifiers.flatMap(({ id, reader }) => readNotifier(reader, id, path) ?? []),
    rules: rules.flatMap(({ id, reader }) => readRule(reader, id, defaults) ?? []),
    slos: slos.flatMap(({ id, reader }) => readSlo(reader, id, defaults) ?? []),
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
