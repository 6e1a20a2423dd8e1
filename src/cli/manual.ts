// Role: the tables of the manual, made from the registries when a page is shown: a new option, report or view needs no change of a
// page. A page asks for one with `<!-- table: NAME -->`.

import type { CommandEntry } from "../commands/mod.ts";
import { REJECT_REASONS } from "../domain/reject.ts";
import type { PageTable } from "../manual/page/blocks.ts";
import { ENDINGS, optionRow } from "./help.ts";

/** A row of a list: a name, and what it is. */
type Row = readonly [name: string, about: string];

/** Makes the rows of a list; `argument` is the second word of its name. What only one of them needs is loaded by it. */
type TableMaker = (argument: string, commands: readonly CommandEntry[]) => Promise<Row[]> | Row[];

/** All tables that a page may ask for. */
const TABLES: Readonly<Record<string, TableMaker>> = {
  commands: (_, commands) => commands.map(({ name, summary }) => [name, summary]),
  async options(argument, commands) {
    const command = await commands.find(({ name }) => name === argument)?.load();
    if (command === undefined) throw new Error(`No command "${argument}" has options`);
    return command.options.map(optionRow);
  },
  async reports() {
    const { REPORTS } = await import("../reports/mod.ts");
    return REPORTS.map(({ name, summary, options }) => {
      const understood = options.map((option) => `--${option}`).join(", ");
      return [name, understood === "" ? summary : `${summary} [${understood}]`];
    });
  },
  async resources() {
    const [{ RESOURCES }, { parameterName }] = await Promise.all([
      import("../api/mod.ts"),
      import("../api/parameters.ts"),
    ]);
    return RESOURCES.map(({ path, summary, parameters }) => [
      path,
      parameters.length === 0 ? summary : `${summary} [${parameters.map(parameterName).join(", ")}]`,
    ]);
  },
  async "log-formats"() {
    const { formatRows } = await import("../commands/shared/log_format_option.ts");
    return formatRows();
  },
  async formats() {
    const { RENDERERS } = await import("../render/mod.ts");
    return RENDERERS.map(({ name, summary }) => [name, summary]);
  },
  async views() {
    const { VIEWS } = await import("../stores/sqlite/schema/views.ts");
    return VIEWS.map((
      { name, about, columns },
    ) => [name, `${about}: ${columns.map(([name]) => name).join(", ")}`]);
  },
  async functions() {
    const { SQL_FUNCTIONS } = await import("../stores/sqlite/read/functions.ts");
    return SQL_FUNCTIONS.map(({ name, takes, about }) => [`${name}(${takes})`, about]);
  },
  async measures() {
    const { MEASURES } = await import("../domain/backtest/measures.ts");
    return MEASURES.map(({ name, about }) => [name, about]);
  },
  async metrics() {
    const [{ RULES }, { METRIC_FORMS }] = await Promise.all([
      import("../domain/rules/metrics/mod.ts"),
      import("../domain/rules/metrics/threshold_units.ts"),
    ]);
    return RULES.map(({ name, summary }) => {
      const { example } = METRIC_FORMS[name];
      return [name, example === "" ? summary : `${summary}, as in \`fire = "${example}"\``];
    });
  },
  async keys(argument) {
    const { DOCUMENTED_KEYS } = await import("../rule_file/write_rule_file.ts");
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
