// Role: the spans of time that a row of a report along the time may have, in UTC.

import { HOUR } from "../domain/counting/hours.ts";

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
