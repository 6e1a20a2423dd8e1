// Role: decides what `httplog query` has to answer: a canned report, an alert, SQL from one of three places, or the schema.

import { nearest } from "../../domain/nearest.ts";
import { Problem } from "../../domain/problem.ts";
import type { Host } from "../../host/host.ts";
import { printable } from "../../render/text/printable.ts";
import { REPORTS } from "../../reports/mod.ts";
import type { Report } from "../../reports/report.ts";
import type { Invocation } from "../command.ts";
import { ALERT_WORD, alertId } from "./alert.ts";

type Target =
  | { readonly kind: "schema" }
  | { readonly kind: "report"; readonly report: Report }
  | { readonly kind: "alert"; readonly id: number }
  | { readonly kind: "sql"; readonly sql: string };

/** Names of all reports, for messages. */
const REPORT_NAMES: readonly string[] = [...REPORTS.map((report) => report.name), ALERT_WORD];

/**
 * A word is a report. Text with a space, that begins like a statement, or that is empty, is SQL; so is the text of
 * `--file` and of standard input.
 *
 * Errors: `Problem` "usage" for no target, several, or an unknown report; those of `Host.readText`.
 */
export async function targetOf(invocation: Invocation, host: Host): Promise<Target> {
  const { flags, values, positionals } = invocation;
  const [word] = positionals;
  const file = values.file;
  const asked = Number(flags.schema ?? false) + Number(file !== undefined) + Number(word !== undefined);
  if (asked === 0) {
    throw new Problem(
      "usage",
      `No query was given. Name a report (${REPORT_NAMES.join(", ")}) or give SQL in quotes.`,
    );
  }
  if (asked > 1) {
    throw new Problem("usage", "Give one of: a report, SQL in quotes, --file, --schema. Not several.");
  }
  if (flags.schema) return { kind: "schema" };
  if (file !== undefined) return { kind: "sql", sql: await host.readText(file) };
  if (word === ALERT_WORD) return { kind: "alert", id: alertId(invocation) };
  if (positionals.length > 1) throw tooMany(positionals);
  if (word === "-") return { kind: "sql", sql: await host.readText("-") };
  const report = REPORTS.find(({ name }) => name === word);
  if (report) return { kind: "report", report };
  if (/\s|^;*$|^(select|with|values|explain)/i.test(word)) return { kind: "sql", sql: word };
  throw unknown(word);
}

function tooMany(positionals: readonly string[]): Problem {
  const [first, second] = positionals;
  const advice = REPORT_NAMES.includes(first)
    ? "Narrow a report with options, such as --section or --since."
    : `SQL is one argument: put it in quotes.`;
  return new Problem("usage", `Unexpected "${printable(second)}" after "${printable(first)}". ${advice}`);
}

function unknown(word: string): Problem {
  const near = nearest(word, REPORT_NAMES);
  const guess = near === undefined ? "" : ` Did you mean "${near}"?`;
  return new Problem(
    "usage",
    `Unknown report "${printable(word)}".${guess} Reports: ${
      REPORT_NAMES.join(", ")
    }; or give SQL in quotes.`,
  );
}
