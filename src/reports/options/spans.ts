// Role: the spans of time that a row of a report along the time may have, in UTC.

import { HOUR } from "../../domain/counting/hours.ts";
import { parseDuration } from "../../domain/rules/duration.ts";

/** A span of a row. */
export interface RowSpan {
  /** Seconds, and how far the spans are shifted against the epoch; null where they differ in length. */
  readonly even: { readonly span: number; readonly shift: number } | null;
  /** SQL of the first second of the span in which a second lies. */
  readonly start: (second: string) => string;
}

const even = (span: number, shift = 0): RowSpan & { readonly even: NonNullable<RowSpan["even"]> } => ({
  even: { span, shift },
  start: (second) =>
    shift === 0 ? `${second} - ${second} % ${span}` : `${second} - (${second} + ${shift}) % ${span}`,
});

/** By their names. A week begins on a Monday, 3 days after the Thursday with which the epoch begins. */
export const ROW_SPANS = {
  "1m": even(60),
  "5m": even(300),
  hour: even(HOUR),
  day: even(24 * HOUR),
  week: even(7 * 24 * HOUR, 3 * 24 * HOUR),
  month: {
    even: null,
    start: (second: string) => `unixepoch(${second}, 'unixepoch', 'start of month')`,
  },
} as const satisfies Readonly<Record<string, RowSpan>>;

/** The name of one. */
export type RowSpanName = keyof typeof ROW_SPANS;

/** So many seconds, beside the spans that have names. */
export type RowSeconds = `${number}s`;

/** Seconds of the longest of them. */
const LONGEST = 366 * 24 * HOUR;
const WEEK = 7 * 24 * HOUR;

/** The span of a row; that of seconds is even, and one of weeks begins on a Monday. */
export function rowSpanOf(name: RowSpanName | RowSeconds): RowSpan {
  if (Object.hasOwn(ROW_SPANS, name)) return ROW_SPANS[name as RowSpanName];
  const seconds = Number(name.slice(0, -1));
  return even(seconds, seconds % WEEK === 0 ? 3 * 24 * HOUR : 0);
}

/** The same where all spans are even, as those of a report that has no months. */
export function evenSpanOf(name: Exclude<RowSpanName, "month"> | RowSeconds): NonNullable<RowSpan["even"]> {
  return rowSpanOf(name).even!;
}

/** Reads "30s" or "2h30m", 1 s to 366 d; null for anything else. */
export function rowSecondsOf(text: string): RowSeconds | null {
  const seconds = parseDuration(text);
  return seconds !== undefined && seconds >= 1 && seconds <= LONGEST ? `${seconds}s` : null;
}
