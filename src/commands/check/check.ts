// Role: `httplog check`: says how a log would be read, and what of it; stores nothing.

import { EXIT_CODES, Problem } from "../../domain/problem.ts";
import { FAMILIES } from "../../formats/mod.ts";
import { ADVICE } from "../../formats/no_format.ts";
import { type Host, stopCode } from "../../host/host.ts";
import type { Input } from "../../inputs/input.ts";
import { openInputs } from "../../inputs/open_inputs.ts";
import { firstLines, otherFormats } from "../../inputs/try_format.ts";
import type { Plan } from "../../plan.ts";
import type { Command, Invocation } from "../command.ts";
import { replayPlan } from "../replay/make_plan.ts";
import { FORMAT_OPTIONS } from "../shared/log_format_option.ts";
import { writeLines } from "../shared/messages.ts";
import { examine } from "./examine.ts";
import {
  contentLines,
  formatLines,
  misfitLines,
  recordLines,
  type ReportLine,
  trialLine,
  unreadLines,
} from "./report.ts";

/** Bytes of a log that other formats are tried with. */
const TRIED = 1 << 17;

/** Columns of the labels. */
const LABEL = 20;

export const check: Command = {
  name: "check",
  summary: "say how a log would be read, and what of it; store nothing",
  usage: ["check [OPTIONS] FILE…", "check [OPTIONS] -"],
  details:
    "Reads each log from its first line to its last one and prints: its format and why; how many records are accepted and " +
    "rejected, with reasons and the first line of each; the time range; the fields that it has; its first record field by " +
    "field; and what the next nearest format would have made of it. It writes nothing, and opens no database.\n\n" +
    `Exit code 0: every log has records that can be read; ${EXIT_CODES.data}: one has no known format or no record.`,
  options: [...FORMAT_OPTIONS, {
    name: "complete",
    help: "take a last line without a line feed for a record",
  }],
  examples: [
    ["httplog check /var/log/nginx/access.log", "its format, its fields, its first record"],
    ["zcat -f access.log.2.gz | httplog check -", "standard input"],
    ["httplog check app.log --tz Europe/Berlin", "a log whose times have no zone"],
  ],
  run,
};

async function run({ flags, values, positionals }: Invocation, host: Host): Promise<number> {
  if (positionals.length === 0) {
    throw new Problem(
      "usage",
      'No FILE to check. Name one, as in "httplog check access.log", or - for standard input.',
    );
  }
  const plan = replayPlan({ flags, values, lists: {}, positionals }, host);
  let areAllRead = true, isFirst = true;
  for (const file of positionals) {
    using opened = await openInputs({ ...plan, files: [file] }, host);
    const named = opened.groups.flatMap(({ inputs }) => inputs).filter(({ isNamed }) => isNamed);
    for (const input of [...named, ...opened.unfit]) {
      if (host.stopSignal().aborted) return stopCode(host.stopSignal());
      if (!isFirst) host.stdout.write("\n");
      isFirst = false;
      // Beside the logs of a directory may be others.
      if (!await checkInput(input, plan, host) && named.includes(input)) areAllRead = false;
    }
  }
  return stopCode(host.stopSignal()) || (areAllRead ? 0 : EXIT_CODES.data);
}

/** Prints what an input is; returns whether a record of it can be read. */
async function checkInput(input: Input, plan: Plan, host: Host): Promise<boolean> {
  const { reading, problem, path } = input, newest = plan.futureLimit();
  if (problem?.kind === "usage") throw problem;
  const name = path === "-" ? "standard input" : path;
  const lines = await firstLines(input, TRIED);
  const others = otherFormats(lines, FAMILIES, reading?.format ?? null, { ...plan, format: null }, newest);
  if (reading === null) {
    print(
      [["log", name], ["format", problem?.message.split(ADVICE)[0] ?? "none: it has no whole line yet"]],
      host,
    );
    if (problem !== null) print(misfitLines(others), host);
    return false;
  }
  const examined = await examine(input, newest, host);
  const found = [
    ["log", name] as const,
    ...formatLines(input, plan.format !== null),
    ...unreadLines(input, lines),
    ...contentLines(examined),
  ];
  print([...found, ...others.slice(0, 1).map(trialLine)], host);
  if (examined.first !== null) print([["first record", ""], ...recordLines(examined)], host);
  return examined.accepted > 0;
}

function print(lines: readonly ReportLine[], { stdout }: Host): void {
  writeLines(stdout, lines.map(([label, text]) => `${label.padEnd(LABEL)}${text}`.trimEnd()), LABEL);
}
