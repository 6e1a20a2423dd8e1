// Role: the directives of a W3C extended log, and what its `#Fields` mean.

import { textOf } from "../../domain/text.ts";
import { parseClock, parseDay } from "../decode/times.ts";
import { zoneOffset } from "../decode/days.ts";
import { fixedZone, UTC_ZONE, type Zone } from "../decode/zone.ts";
import { type Escape, type FieldSpec, fieldSpec, type Layout } from "../layout.ts";

/** The unit of `time-taken` where the writer's manual tells it. */
const UNITS: readonly (readonly [software: RegExp, unit: TimeTaken])[] = [
  [/microsoft|\bSGOS\b/i, "milliseconds"],
  [/\b(?:tomcat|weblogic)\b/i, "seconds"],
];

/** What the directives up to a line say of the lines after it. */
export interface W3cState {
  /** The directives that are in force, one a line, by which the state is made again. */
  readonly directives: string;
  /** A field a column; null where none have been named, or time or status are not among them. */
  readonly columns: readonly FieldSpec[] | null;
  /** The day of `#Date`, that of lines after it that have a time of day alone: epoch seconds of its begin; negative: there is none. */
  readonly day: number;
  /** The time of day of `#Date`, in seconds; 0 where it has none. */
  readonly clock: number;
  /** The zone of their times; null where it is not known. */
  readonly zone: Zone | null;
  /** The column of `time-taken` where the first value of it that is not 0 is to tell the unit; −1: none. */
  readonly openUnit: number;
  /** What of their fields is not read, and what to do for it; null where nothing is to be said. */
  readonly unread: string | null;
}

/** What a person says of such a log. */
export interface W3cGiven {
  /** The zone of local times; null where none is given. */
  readonly zone: Zone | null;
  /** The unit of `time-taken`; null where its writer is to tell. */
  readonly timeTaken: TimeTaken | null;
}

type TimeTaken = Extract<FieldSpec["decode"], "seconds" | "milliseconds" | "microseconds">;

const DOT = 0x2e, ZERO = 0x30, NINE = 0x39;

/** A tab as {@link textOf} writes it; of such a text in the log the backslash is written otherwise. */
const TAB = String.raw`\x09`;

const TIME_TAKEN = /^"?time-taken"?$/i;

/** A directive with its name and its value. */
const DIRECTIVE = /^#\s*(Fields|Date|Software|GMT-Offset)\s*:\s*(.*?)\s*$/i;

/** What values have told of the unit of `time-taken`, among the directives as they are stored: none begins like it. */
const UNIT = /^unit (seconds|milliseconds)$/gm;

/** What values have told of the unit of `time-taken`, by stored directives; null where they have told nothing. */
export function toldUnit(directives: string): "seconds" | "milliseconds" | null {
  return [...directives.matchAll(UNIT)].at(-1)?.[1] as "seconds" | "milliseconds" | undefined ?? null;
}

/** What the value of `time-taken` tells of its unit, as the text of a directive; null where it tells nothing. */
export function unitDirective(value: Uint8Array): string | null {
  if (value.includes(DOT)) return "unit seconds";
  return value.some((byte) => byte > ZERO && byte <= NINE) ? "unit milliseconds" : null;
}

/** Whether a line is a `#Date`. */
export function isDate(line: string): boolean {
  return /^date$/i.test(DIRECTIVE.exec(line)?.[1] ?? "");
}

/** With these names an extended log begins. */
const BEGINNING = /^#\s*(Version|Software|Fields|Date|Start-Date|End-Date|GMT-Offset|Remark)\s*:/i;

/** A line as the text of a directive: what is between its words is a blank, also where the log has tabs, as WebLogic writes them. */
export function directiveText(line: Uint8Array): string {
  return textOf(line).replaceAll(TAB, " ");
}

/** Whether a log that begins with this line is a W3C extended log. */
export function isDirective(line: string): boolean {
  return BEGINNING.test(line);
}

/**
 * What is in force after the directives, one a line. Times are in the given zone, or else in UTC; local ones in that of
 * `#GMT-Offset`.
 */
export function w3cState(directives: string, { zone, timeTaken }: W3cGiven): W3cState {
  const values: Record<string, string> = {}, told = toldUnit(directives);
  // Earlier versions have stored tabs as they are printed.
  for (const line of directives.replaceAll(TAB, " ").split("\n")) {
    const found = DIRECTIVE.exec(line);
    if (found !== null) values[found[1].toLowerCase()] = found[2];
  }
  const names = values.fields?.split(/ +/).filter((name) => name !== "") ?? [];
  const { software = "" } = values, isUnnamed = software === "" && timeTaken === null;
  const columns = columnsOf(names, timeTaken ?? unitOf(names, software, told)),
    hasLocal = names.some((name) => /^time-local$/i.test(name)),
    isLocal = hasLocal &&
      !names.some((name) => /^time$/i.test(name));
  const kept = Object.entries(values).map(([name, value]) => `#${name}: ${value}`);
  if (isUnnamed && told !== null) kept.push(`unit ${told}`);
  return {
    directives: kept.join("\n"),
    columns,
    day: dayOf(values.date ?? ""),
    clock: clockOf(values.date ?? ""),
    // Beside local times, the others are not.
    zone: isLocal ? zone ?? offsetZone(values["gmt-offset"] ?? "") : hasLocal ? UTC_ZONE : zone ?? UTC_ZONE,
    openUnit: isUnnamed && told === null && !isCloudFront(names)
      ? columns?.findIndex(({ role }, at) => role === "duration" && TIME_TAKEN.test(names[at])) ?? -1
      : -1,
    unread: columns === null || columns.some(({ role }) => role === "duration") ||
        !names.some((name) => TIME_TAKEN.test(name))
      ? null
      : unitText(software),
  };
}

/** The unit of `time-taken`, unless a person says it; null where it is not known. What no writer is named of may be Microsoft's. */
function unitOf(names: readonly string[], software: string, told: TimeTaken | null): TimeTaken | null {
  if (isCloudFront(names)) return "seconds";
  return software === "" ? told ?? "milliseconds" : UNITS.find(([name]) => name.test(software))?.[1] ?? null;
}

function isCloudFront(names: readonly string[]): boolean {
  return names.some((name) => /^"?x-edge-location"?$/i.test(name));
}

function unitText(software: string): string {
  return `time-taken is not read: whether ${software} writes seconds, as the draft of this format says, or milliseconds, as Microsoft's ` +
    "servers do, is not known; --log-format w3c:time-taken=s, or =ms, says it";
}

function dayOf(date: string): number {
  const bytes = new TextEncoder().encode(date.split(/[ T]+/)[0]);
  return parseDay(bytes, 0, bytes.length);
}

function clockOf(date: string): number {
  const bytes = new TextEncoder().encode(date.split(/[ T]+/)[1] ?? "");
  return Math.max(0, parseClock(bytes, 0, bytes.length));
}

function offsetZone(text: string): Zone | null {
  const bytes = new TextEncoder().encode(text), offset = zoneOffset(bytes, 0, bytes.length);
  return Number.isNaN(offset) ? null : fixedZone(offset);
}

/** Columns by what they are: of those of one kind the first name that is there counts. */
const COLUMNS: readonly (readonly [role: FieldSpec["role"], decode: FieldSpec["decode"], names: string])[] = [
  ["date", "date", "date date-local"],
  ["clock", "clock", "time time-local"],
  ["time", "any-time", "timestamp x-timestamp"],
  ["host", "address", "c-ip x-forwarded-for cs(x-forwarded-for) c-dns"],
  ["method", "name", "cs-method"],
  ["target", "name", "cs-uri-stem cs-uri cs-uri-path"],
  ["query", "name", "cs-uri-query"],
  ["protocol", "name", "cs-version cs-protocol-version"],
  ["status", "status", "sc-status"],
  ["size", "count", "sc-bytes bytes"],
  ["duration", "milliseconds", "timetakenms time-taken"],
  ["user", "name", "cs-username"],
  ["vhost", "address", "x-host-header cs-host cs(host)"],
  ["referrer", "name", "cs(referer) cs(referrer)"],
  ["agent", "name", "cs(user-agent)"],
];

function columnsOf(names: readonly string[], timeTaken: TimeTaken | null): readonly FieldSpec[] | null {
  const lower = names.map((name) => name.toLowerCase().replace(/^"|"$/g, "")),
    isOfCloudFront = isCloudFront(names);
  const close = isOfCloudFront ? "\t" : " ",
    columns = lower.map(() => fieldSpec(null, "name", { close, escape: "token" }));
  const isLocal = !lower.includes("time") && lower.includes("time-local");
  const taken = new Set<FieldSpec["role"]>();
  for (const [role, decode, text] of COLUMNS) {
    let all = text.split(" ");
    // Both halves are local, or none.
    if (role === "date" || role === "clock") all = isLocal ? [all[1]] : [all[0]];
    const name = all.find((name) => lower.includes(name));
    if (name === undefined || taken.has(role)) continue;
    if (name === "time-taken" && timeTaken === null) continue;
    if (role === "query" && !lower.includes("cs-uri-stem")) continue;
    taken.add(role);
    const unit = name === "time-taken" ? timeTaken! : decode;
    columns[lower.indexOf(name)] = fieldSpec(role, unit, { close, escape: escapeOf(role, isOfCloudFront) });
  }
  const hasTime = taken.has("clock") || taken.has("time"), hasMore = taken.has("host") || taken.has("target");
  return hasTime && taken.has("status") && hasMore ? columns : null;
}

function escapeOf(role: FieldSpec["role"], isCloudFront: boolean): Escape {
  if (role === "agent") return isCloudFront ? "percent" : "w3c";
  return role === "referrer" && isCloudFront ? "percent" : "token";
}

/** The layout of most lines; undefined where their day or a unit is not known without the lines, or their zone is not that of layouts. */
export function w3cLayout({ columns, zone, openUnit }: W3cState): Layout | undefined {
  if (
    openUnit >= 0 || columns === null || zone !== UTC_ZONE || !columns.some(({ role }) => role === "date")
  ) return undefined;
  return columns.map((column, index) => index === columns.length - 1 ? { ...column, close: "" } : column);
}

/** Whether the day of a line is that of `#Date`. */
export function isDayless({ columns }: W3cState): boolean {
  return columns !== null && columns.some(({ role }) => role === "clock") &&
    !columns.some(({ role }) => role === "date");
}
