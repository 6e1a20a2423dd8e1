// Role: `httplog query alert ID`: one alert in full.

import { Problem } from "../../domain/problem.ts";
import { REPORT_OPTIONS } from "../../reports/report.ts";
import { type AlertDetails, alertDetails } from "../../reports/alert/alert.ts";
import type { Host } from "../../host/host.ts";
import { printable } from "../../render/text/printable.ts";
import type { Reader } from "../../stores/store.ts";
import type { Invocation } from "../command.ts";
import { alertDetailsText } from "./alert_text.ts";

/** The word before the id, and its line of the help. */
export const ALERT_WORD = "alert",
  ALERT_SUMMARY = "one alert: its rule, value over time, causes, messages";

/** Columns of the text if standard output is no terminal. */
const WIDTH = 100;

/** The id after the word. Errors: `Problem` "usage" where it is missing, for further arguments, and for other options. */
export function alertId({ positionals, values, flags, lists }: Invocation): number {
  const [, word, ...more] = positionals;
  const advice = '"httplog query alerts" lists them';
  if (word === undefined) throw new Problem("usage", `Which alert? Give its number: ${advice}.`);
  if (more.length > 0) {
    throw new Problem("usage", `Unexpected "${printable(more[0])}" after the number of the alert.`);
  }
  if (!/^[1-9]\d{0,14}$/.test(word)) {
    throw new Problem("usage", `"${printable(word)}" is no number of an alert: ${advice}.`);
  }
  const given = [...REPORT_OPTIONS, "source", "limit", "timeout"].find((name) =>
    (values[name] ?? flags[name]) !== undefined
  );
  const refused = given ?? (lists.param?.length > 0 ? "param" : undefined);
  if (refused !== undefined) throw new Problem("usage", `--${refused} does not go with "alert ${word}".`);
  return Number(word);
}

/** Errors: `Problem` "usage" for an unknown id; those of the reader. */
export function foundAlert(reader: Reader, id: number, path: string): AlertDetails {
  const found = alertDetails(reader, id);
  if (found !== null) return found;
  throw new Problem(
    "usage",
    `No alert ${id} in "${printable(path)}". "httplog query alerts" lists them.`,
  );
}

/** The alert as lines with line ends. */
export async function alertText(details: AlertDetails, host: Host): Promise<string> {
  const width = host.stdout.isTerminal ? host.stdout.columns() : WIDTH;
  const ascii = host.env("TERM") === "dumb";
  const lines = alertDetailsText(details, await ruleLines(details), { width, ascii });
  return lines.map((line) => line + "\n").join("");
}

/** The rule as lines of a rule file; the writer of rule files is loaded only here. */
async function ruleLines({ definition }: AlertDetails): Promise<string[]> {
  if (definition === null) return [];
  const { ruleSetText } = await import("../../rule_file/write_rule_file.ts");
  const [rules, slos] = "metric" in definition ? [[definition], []] : [[], [definition]];
  const text = ruleSetText({ rules, slos, notifiers: [] });
  return text.trim().split("\n").filter((line) => !/^(schema =|\[\[|$)/.test(line));
}
