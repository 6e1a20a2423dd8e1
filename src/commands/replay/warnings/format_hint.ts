// Role: what a replay says about the format of the log: how it is read, and whether another format would fit better.

import { percentText } from "../../../domain/percent_text.ts";
import type { LogFormat } from "../../../formats/format.ts";
import { FAMILIES } from "../../../formats/mod.ts";
import { isNear } from "../../../formats/no_format.ts";
import type { Host } from "../../../host/host.ts";
import type { Input } from "../../../inputs/input.ts";
import {
  begunBy,
  firstLines,
  firstSaid,
  otherFormats,
  type Trial,
  tryFormat,
} from "../../../inputs/try_format.ts";
import type { Plan } from "../../../plan.ts";
import { printable } from "../../../render/text/printable.ts";
import type { RejectWatch } from "./reject_limits.ts";

/** Bytes of a log that other formats are tried with. */
const TRIED = 1 << 17;

/** Says how the logs are read, where that is not what their header says; null where it is, or nothing is read. */
export function readAs(inputs: readonly Input[]): string | null {
  const reading = inputs.find(({ reading }) => reading !== null)?.reading ?? null;
  if (reading === null) return null;
  const { format, options, line } = reading, begun = line && format.begin(line, options);
  // A header that names the usual columns says it all.
  if (begun !== null && "reader" in begun && begun.reader.columns !== undefined) return null;
  return `Read as ${printable(format.name)}: ${printable(format.summary)}${aroundText(begun)}`;
}

/** What of the lines is not read, or may be something else, where their format cannot tell; null where nothing is. */
export async function formatWarning(inputs: readonly Input[]): Promise<string | null> {
  for (const input of inputs) {
    const { path } = input, begun = begunBy(input), unreadIn = begun?.unreadIn;
    const warning = begun?.warning ??
      (unreadIn === undefined ? null : firstSaid(await firstLines(input, TRIED), unreadIn));
    if (warning) return `${path === "-" ? "standard input" : `"${printable(path)}"`}: ${printable(warning)}.`;
  }
  return null;
}

/** What is around each line, where something is. */
function aroundText(begun: ReturnType<LogFormat["begin"]> | null): string {
  const around = begun !== null && "reader" in begun ? begun.around : undefined;
  return around === undefined ? "" : `; around each line: ${printable(around.join(", "))}`;
}

/**
 * A hint where many lines do not fit: of a format that was given, with the one that would fit; else where it is most of them.
 * Null for none. `hasRecords`: whether the source has any, of this run or of earlier ones.
 */
export async function formatHint(
  inputs: readonly Input[],
  plan: Plan,
  rejects: RejectWatch,
  host: Host,
  hasRecords: boolean,
): Promise<string | null> {
  const isGiven = plan.format !== null;
  if (
    !rejects.areMany || !rejects.areOfAnotherForm || !isGiven && rejects.share <= 0.5 || plan.follow ||
    host.stopSignal().aborted
  ) {
    return null;
  }
  const input = worstOf(inputs), reading = input?.reading ?? null;
  if (input === undefined || reading === null) return null;
  const isContinued = input.start.offset > input.bodyOffset && input.file.size !== null;
  const lines = await linesOf(input, isContinued), expected = { ...plan, ...reading.options };
  const own = tryFormat(lines, reading.format, expected, plan.futureLimit());
  const [nearest] = otherFormats(lines, FAMILIES, reading.format, expected, plan.futureLimit());
  const share = percentText(rejects.share), name = printable(reading.format.name);
  const rest = `${share} of the records do not fit the format ${name}`,
    odd = firstSaid(lines, begunBy(input)?.explain);
  if (odd !== null) return `hint: ${rest}. As for one of them, ${printable(odd)}.`;
  if (nearest !== undefined && nearest.accepted > own.accepted) {
    const other = nearest.format.name;
    // What was read before is of its format, and would not be any more.
    const isChange = hasRecords || isContinued;
    return `hint: ${rest}; ${shareText(nearest)} of the first lines ${
      isContinued ? "of this run " : ""
    }fit ${other}. ` +
      (isChange
        ? `If the log has changed to it, give it another --source from here on, with --log-format ${other}.`
        : `Read the log anew with --log-format ${other} --fresh.`);
  }
  const isWorthWords = nearest !== undefined &&
    (nearest.accepted > 0 || nearest.misfit !== null && isNear(nearest.misfit));
  if (isGiven || !isWorthWords) return null;
  const why = nearest.misfit === null
    ? `only ${shareText(nearest)} of the first lines fit it`
    : nearest.misfit.failed;
  return `hint: ${rest}, and no other does better: the nearest is ${nearest.format.name}, but ${why}. ` +
    '"httplog check" shows the log line by line.';
}

/** The input of which the most records were rejected in this run. */
function worstOf(inputs: readonly Input[]): Input | undefined {
  return inputs.filter(({ reading }) => reading !== null)
    .reduce<Input | undefined>(
      (worst, each) => worst !== undefined && worst.counts.rejected >= each.counts.rejected ? worst : each,
      undefined,
    );
}

/** The lines that a run has read first of an input, behind its header. */
async function linesOf(input: Input, isContinued: boolean): Promise<Uint8Array> {
  if (!isContinued) return await firstLines(input, TRIED);
  const lines = await firstLines(input, TRIED, input.start.offset),
    all = new Uint8Array(input.header.length + lines.length);
  all.set(input.header);
  all.set(lines, input.header.length);
  return all;
}

function shareText({ accepted, rejected }: Trial): string {
  return percentText(accepted / Math.max(1, accepted + rejected));
}
