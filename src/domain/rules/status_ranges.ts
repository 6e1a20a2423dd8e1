// Role: ranges of statuses as in a rule file: "5xx", "400-499", "404" ↔ `StatusRange`.

import type { StatusRange } from "./definition.ts";

const LEAST = 100, MOST = 999;

/** One status, a class or a range within 100 … 999; undefined for any other text. */
export function parseStatuses(text: string): StatusRange | undefined {
  const hundreds = /^([1-9])xx$/i.exec(text);
  if (hundreds) return { from: Number(hundreds[1]) * 100, to: Number(hundreds[1]) * 100 + 99 };
  const range = /^(\d{3})(?:-(\d{3}))?$/.exec(text);
  if (range === null) return undefined;
  const [from, to] = [Number(range[1]), Number(range[2] ?? range[1])];
  return from >= LEAST && from <= to && to <= MOST ? { from, to } : undefined;
}

/** A range as {@link parseStatuses} reads it. */
export function statusesText({ from, to }: StatusRange): string {
  if (from === to) return String(from).padStart(3, "0");
  return from % 100 === 0 && to === from + 99 ? `${from / 100}xx` : `${from}-${to}`;
}

/** The same statuses as ranges in ascending order, as few as possible. */
export function mergedStatuses(ranges: readonly StatusRange[]): StatusRange[] {
  const merged: StatusRange[] = [];
  for (const { from, to } of ranges.toSorted((left, right) => left.from - right.from)) {
    const last = merged.at(-1);
    if (last === undefined || from > last.to + 1) merged.push({ from, to });
    else merged[merged.length - 1] = { from: last.from, to: Math.max(last.to, to) };
  }
  return merged;
}

/** How many statuses are in both; each list is one of {@link mergedStatuses}. */
export function statusesInBoth(left: readonly StatusRange[], right: readonly StatusRange[]): number {
  let count = 0;
  for (const one of left) {
    for (const other of right) {
      count += Math.max(0, Math.min(one.to, other.to) - Math.max(one.from, other.from) + 1);
    }
  }
  return count;
}
