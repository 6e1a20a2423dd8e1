// Role: `httplog query alert ID`: one alert whole. A part of `query.ts`, which hands over to it.

import { Problem } from "../../domain/problem.ts";
import { REPORT_OPTIONS } from "../../reports/report.ts";
import { type AlertDetails, alertDetails } from "../../reports/alert/alert.ts";
import type { Host } from "../../host/host.ts";
import { printable } from "../../render/text/printable.ts";
import type { Reader } from "../../stores/store.ts";
import type { Invocation } from "../command.ts";
import { wholeAlertText } from "./alert_text.ts";

/** The word before the number, and what it does, for the help. */
export const ALERT_WORD = "alert", ALERT_SUMMARY = "one alert: its rule, value over time, causes, messages";

/** Columns of the text where there is no terminal. */
const WIDTH = 100;

/**
 * The number of the alert that is asked for.
 *
 * Errors: `Problem` "usage" where there is none, or more than that, or an option that does not go with it.
 */
export function alertId({ positionals, values, lists }: Invocation): number {
  const [, word, ...more] = positionals;
  const advice = '"httplog query alerts" lists them';
  if (word === undefined) throw new Problem("usage", `Which alert? Give its number: ${advice}.`);
  if (more.length > 0) {
    throw new Problem("usage", `Unexpected "${printable(more[0])}" after the number of the alert.`);
  }
  if (!/^[1-9]\d{0,14}$/.test(word)) {
    throw new Problem("usage", `"${printable(word)}" is no number of an alert: ${advice}.`);
  }
  const given = [...REPORT_OPTIONS, "source", "limit", "timeout"].find((name) => values[name] !== undefined);
  const refused = given ?? (lists.param?.length > 0 ? "param" : undefined);
  if (refused !== undefined) throw new Problem("usage", `--${refused} does not go with "alert ${word}".`);
  return Number(word);
}

/** The alert of this number. Errors: `Problem` "usage" where there is none, those of the reader. */
export function foundAlert(reader: Reader, id: number, path: string): AlertDetails {
  const found = alertDetails(reader, id);
  if (found !== null) return found;
  throw new Problem(
    "usage",
    `No alert ${id} in "${printable(path)}". "httplog query alerts" lists those there are.`,
  );
}

/** The alert as lines, each with its end. */
export async function alertText(whole: AlertDetails, host: Host): Promise<string> {
  const width = host.stdout.isTerminal ? host.stdout.columns() : WIDTH;
  const ascii = host.env("TERM") === "dumb";
  const lines = wholeAlertText(whole, await ruleLines(whole), { width, ascii });
  return lines.map((line) => line + "\n").join("");
}

/** The rule as a rule file has it. The writer of rule files is loaded for that alone. */
async function ruleLines({ definition }: AlertDetails): Promise<string[]> {
  if (definition === null) return [];
  const { ruleSetText } = await import("../../rule_file/write_rule_file.ts");
  const [rules, slos] = "metric" in definition ? [[definition], []] : [[], [definition]];
  const text = ruleSetText({ rules, slos, notifiers: [] });
  return text.trim().split("\n").filter((line) => !/^(schema =|\[\[|$)/.test(line));
}
