// Role: what was found out about a log, as lines for a person.

import { percentText } from "../../domain/percent_text.ts";
import { REJECT_REASONS } from "../../domain/reject.ts";
import { textOf } from "../../domain/text.ts";
import { isoTime } from "../../domain/time_text.ts";
import type { Input } from "../../inputs/input.ts";
import { begunBy, firstSaid, type Trial } from "../../inputs/try_format.ts";
import { counted, grouped } from "../../domain/grouped.ts";
import { type Examined, type Field, FIELDS } from "./examine.ts";

/** A label and what it is about. */
export type ReportLine = readonly [label: string, text: string];

/** Bytes that are shown of the line that has decided. */
const SHOWN = 80;

/** The names of fields as a person knows them. */
const NAMES: Readonly<Partial<Record<Field, string>>> = { upstreamDuration: "upstream duration" };

const PARTS: readonly Field[] = ["method", "target", "query", "protocol"];

/** How the log is read, and why. */
export function formatLines({ reading }: Input, isGiven: boolean): ReportLine[] {
  const { format, options, line } = reading!;
  const shown = line === null ? "" : `<${textOf(line.subarray(0, SHOWN))}${line.length > SHOWN ? "…" : ""}>`;
  const why = line === null
    ? "--log-format names it; no line begins it"
    : isGiven
    ? `--log-format names it; the first line of it is ${shown}`
    : `the first line that any format accepts is ${shown}`;
  const lines: ReportLine[] = [["format", `${format.name}: ${format.summary}`], ["because", why]];
  const begun = line === null ? null : format.begin(line, options);
  if (begun === null || !("reader" in begun)) return lines;
  if (begun.around !== undefined) lines.push(["around each line", begun.around.join(", ")]);
  for (const text of [begun.note, begun.warning]) if (text !== undefined) lines.push(["note", text]);
  return lines;
}

/** What of its fields is not read, as its lines have told. */
export function unreadLines(input: Input, firstLines: Uint8Array): ReportLine[] {
  const unread = firstSaid(firstLines, begunBy(input)?.unreadIn);
  return unread === null ? [] : [["note", unread]];
}

/** What its lines hold. */
export function contentLines(examined: Examined): ReportLine[] {
  const { accepted, rejected, times, first, having, isDamaged } = examined;
  const lost = rejected.reduce((sum, { count }) => sum + count, 0), all = accepted + lost;
  const share = all === 0 ? "" : ` (${percentText(accepted / all)})`;
  const lines: ReportLine[] = [
    ["records", `${grouped(accepted)} accepted of ${grouped(all)}${share}, ${grouped(lost)} rejected`],
    ...rejected.map(({ reason, count, line, sample, why }): ReportLine => [
      "rejected",
      `${grouped(count)}: ${REJECT_REASONS[reason]}; the first at line ${line}: <${sample}>${
        why === null ? "" : `: ${why}`
      }`,
    ]),
  ];
  if (isDamaged) lines.push(["damaged", "the archive ends early or is damaged: what follows was not read"]);
  if (times === null || first === null) return lines;
  lines.push(["times", `${isoTime(times.first)} to ${isoTime(times.last)}`]);
  const has = FIELDS.filter((field) => having.has(field)).map((field) => {
    const count = having.get(field)!;
    return count === accepted ? nameOf(field) : `${nameOf(field)} (${percentText(count / accepted)})`;
  });
  // A request line holds these.
  const within = having.has("request") ? PARTS : [];
  const lacks = FIELDS.filter((field) => !having.has(field) && !within.includes(field)).map(nameOf);
  if (!examined.hasBytes) lacks.unshift("bytes");
  lines.push(["fields", ["time", "status", ...examined.hasBytes ? ["bytes"] : [], ...has].join(", ")]);
  if (lacks.length > 0) lines.push(["not there", lacks.join(", ")]);
  return lines;
}

/** The first record, field by field. */
export function recordLines({ first }: Examined): ReportLine[] {
  if (first === null) return [];
  const { time, status, size, fields } = first;
  return [
    ["  time", `${isoTime(time)} (${time})`],
    ["  status", String(status).padStart(3, "0")],
    ["  bytes", grouped(size)],
    ...FIELDS.filter((field) => fields.has(field)).map((
      field,
    ): ReportLine => [`  ${nameOf(field)}`, fields.get(field)!]),
  ];
}

/** What the next nearest format would have made of the first lines. */
export function trialLine({ format, accepted, rejected, misfit }: Trial): ReportLine {
  const why = misfit === null ? "" : `: of the first line it says that ${misfit.failed}`;
  return [
    "next",
    `${format.name} would accept ${grouped(accepted)} of the first ${
      counted(accepted + rejected, "line")
    }${why}`,
  ];
}

/** What each format finds wrong with a log that none accepts. */
export function misfitLines(trials: readonly Trial[]): ReportLine[] {
  return trials.map(({ format, misfit }) => [`  ${format.name}`, misfit?.failed ?? "it has no record"]);
}

function nameOf(field: Field): string {
  return NAMES[field] ?? field;
}
