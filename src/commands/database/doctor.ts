// Role: `httplog doctor`: prints what the checks of the database find, one line each, and sets the exit code.

import { EXIT_CODES } from "../../domain/problem.ts";
import type { Host } from "../../host/host.ts";
import { RENDERERS } from "../../render/mod.ts";
import { checkDatabase } from "../../stores/sqlite/check/check.ts";
import { type Finding, finding, type FindingState } from "../../stores/sqlite/check/finding.ts";
import { VERSION } from "../../version.ts";
import type { Command, Invocation } from "../command.ts";
import { writeLines } from "../shared/messages.ts";
import { DATABASE_OPTION, databasePath } from "../shared/database_path.ts";
import { refuseArguments } from "../shared/number_options.ts";

/** The default format, which no renderer has: findings are too long for the columns of a table. */
const TEXT = "text";

const COLUMNS = ["state", "check", "source", "found", "advice"] as const;

/** The exit code of each state; the worst finding decides. */
const CODES: Readonly<Record<FindingState, number>> = {
  ok: 0,
  warning: 0,
  problem: EXIT_CODES.data,
  damaged: EXIT_CODES.io,
};

export const doctor: Command = {
  name: "doctor",
  summary: "check the database: pages, sums, lock and unfinished runs",
  usage: ["doctor [OPTIONS]"],
  details: "Opens the database read-only and prints one line per check: ok, warning (nothing is lost), " +
    "problem (stored data contradicts itself) or damaged, with what to do. It may run at any time, beside a replay " +
    "too.\n\n" +
    "It checks: the file is a sound database of this version; read = accepted + rejected + left out + excluded; seconds, " +
    "buckets and the values of each dimension sum to the accepted records; no bucket stays open too long; alerts, " +
    "unfinished runs, the lock and the size of the write-ahead log.\nWith --full also: every page and index, every " +
    "bucket and value on its own, every reference, and the checkpoint against the open buckets.\n\n" +
    `Exit code 0: all is well, warnings included; ${CODES.problem}: a problem; ${CODES.damaged}: damage.`,
  options: [
    { name: "full", help: "read every row; as slow as reading the file a few times" },
    {
      name: "format",
      short: "f",
      value: "FORMAT",
      defaultText: TEXT,
      choices: [TEXT, ...RENDERERS.map(({ name }) => name)],
      help: "how the findings are printed",
    },
    DATABASE_OPTION,
  ],
  examples: [
    ["httplog doctor", "the quick checks"],
    ["httplog doctor --full --format json", "everything, for a monitoring system"],
  ],
  run: (invocation, host) => new Promise((resolve) => resolve(examine(invocation, host))),
};

/** Columns of a terminal from which on texts have a column of their own. */
const ROOMY = 60;

function examine(invocation: Invocation, host: Host): number {
  refuseArguments(invocation, "doctor");
  const path = databasePath(invocation.values.db, host);
  const findings = [
    finding("program", "ok", `httplog ${VERSION} checks "${path}"`),
    ...checkDatabase(path, invocation.flags.full ?? false),
  ];
  const renderer = RENDERERS.find(({ name }) => name === invocation.values.format);
  if (renderer === undefined) writeFindings(findings, host);
  else {
    const rows = findings.map((one) => COLUMNS.map((column) => one[column]));
    const width = host.stdout.isTerminal ? host.stdout.columns() : null;
    host.stdout.write([...renderer.render({ columns: COLUMNS, rows }, { width })].join(""));
  }
  return Math.max(...findings.map(({ state }) => CODES[state]));
}

function writeFindings(findings: readonly Finding[], { stdout }: Host): void {
  const width = Math.max(...findings.map(({ check }) => check.length));
  const lines = findings.map(({ state, check, source, found, advice }) => {
    const about = source === null ? found : `source "${source}": ${found}`;
    return `${state.padEnd(7)}  ${check.padEnd(width)}  ${about}${advice === null ? "" : `. ${advice}`}`;
  });
  // Further lines under the text, where that leaves room for it.
  writeLines(stdout, lines, stdout.columns() < ROOMY ? undefined : width + 11);
}
