// Role: the tables of the manual, made from the registries when a page is shown: a new option, report or view needs no change of a
// page. A page asks for one with `<!-- table: NAME -->`.

import type { CommandEntry } from "../commands/mod.ts";
import { RESOURCES } from "../api/mod.ts";
import { parameterName } from "../api/parameters.ts";
import { formatRows } from "../commands/shared/log_format_option.ts";
import { MEASURES } from "../domain/backtest/measures.ts";
import { REJECT_REASONS } from "../domain/reject.ts";
import { RULES } from "../domain/rules/metrics/mod.ts";
import { METRIC_FORMS } from "../domain/rules/metrics/threshold_units.ts";
import type { PageTable } from "../manual/page/blocks.ts";
import { RENDERERS } from "../render/mod.ts";
import { REPORTS } from "../reports/mod.ts";
import { optionOf } from "../reports/report.ts";
import { DOCUMENTED_KEYS } from "../rule_file/write_rule_file.ts";
import { SQL_FUNCTIONS } from "../stores/sqlite/read/functions.ts";
import { VIEWS } from "../stores/sqlite/schema/views.ts";
import { ENDINGS, optionRow } from "./help.ts";

/** A row of a list: a name, and what it is. */
type Row = readonly [name: string, about: string];

/** Makes the rows of a list; `argument` is the second word of its name. */
type TableMaker = (argument: string, commands: readonly CommandEntry[]) => Promise<Row[]> | Row[];

/** All tables that a page may ask for. */
const TABLES: Readonly<Record<string, TableMaker>> = {
  commands: (_, commands) => commands.map(({ name, summary }) => [name, summary]),
  async options(argument, commands) {
    const command = await commands.find(({ name }) => name === argument)?.load();
    if (command === undefined) throw new Error(`No command "${argument}" has options`);
    return command.options.map(optionRow);
  },
  reports() {
    return REPORTS.map(({ name, summary, options }) => {
      const understood = options.map((option) => `--${optionOf(option)}`).join(", ");
      return [name, understood === "" ? summary : `${summary} [${understood}]`];
    });
  },
  resources() {
    return RESOURCES.map(({ path, summary, parameters }) => [
      path,
      parameters.length === 0 ? summary : `${summary} [${parameters.map(parameterName).join(", ")}]`,
    ]);
  },
  "log-formats": formatRows,
  formats: () => RENDERERS.map(({ name, summary }) => [name, summary]),
  views() {
    return VIEWS.map((
      { name, about, columns },
    ) => [name, `${about}: ${columns.map(([name]) => name).join(", ")}`]);
  },
  functions: () => SQL_FUNCTIONS.map(({ name, takes, about }) => [`${name}(${takes})`, about]),
  measures: () => MEASURES.map(({ name, about }) => [name, about]),
  metrics() {
    return RULES.map(({ name, summary }) => {
      const { example } = METRIC_FORMS[name];
      return [name, example === "" ? summary : `${summary}, as in \`fire = "${example}"\``];
    });
  },
  keys(argument) {
    if (!Object.hasOwn(DOCUMENTED_KEYS, argument)) throw new Error(`No table "${argument}" has keys`);
    const keys = DOCUMENTED_KEYS[argument as keyof typeof DOCUMENTED_KEYS];
    return keys.map(({ key, about, default: preset }) => {
      return [key, `${about} [${preset === "must be given" ? "required" : `default: ${preset}`}]`];
    });
  },
  "exit-codes": () => [...ENDINGS],
  "reject-reasons": () => Object.entries(REJECT_REASONS),
};

/**
 * The table of this name.
 *
 * Errors: a plain `Error`, which is a bug of the page, where there is none.
 */
export async function manualTable(name: string, commands: readonly CommandEntry[]): Promise<PageTable> {
  const [kind, argument = ""] = name.split(" ");
  if (!Object.hasOwn(TABLES, kind)) throw new Error(`No table "${name}" can be made`);
  return { head: ["", ""], rows: await TABLES[kind](argument, commands) };
}
