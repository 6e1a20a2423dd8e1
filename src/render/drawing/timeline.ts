// Role: a timeline for a terminal: one line per row, marked where its spans lie.

import { isoTime } from "../../domain/time_text.ts";
import { printable } from "../text/printable.ts";
import { displayWidth, fit } from "../text/width.ts";

interface TimelineRow {
  /** May hold any text. */
  readonly label: string;
  /** Times [from, to) in epoch seconds, in order, without overlap. */
  readonly spans: readonly { readonly from: number; readonly to: number }[];
}

const QUIET = "·";
/** Marks for the share of a character's time that lies within spans; the smallest share shows. */
const SHARES = "▁▂▃▄▅▆▇█";
/** Shares below this are what rounding leaves of a span that ends where the character begins; a second of 30 years is more. */
const NOTHING = 1e-9;
const LONGEST_LABEL = 30;
/** Least characters of a line, beside its label. */
const SHORTEST = 12;

/**
 * The rows from `from` to `to` (exclusive, epoch seconds) in at most `width` columns, 25 or more, with the times of both ends
 * below. A character stands for an equal part of the time, at least a second; its height is the share of it that lies within spans.
 *
 * @example
 * ```ts
 * import { timeline } from "./timeline.ts";
 * import assert from "node:assert/strict";
 *
 * const rows = [{ label: "a", spans: [{ from: 10, to: 12 }, { from: 18, to: 40 }] }];
 * assert.equal([...timeline(rows, { from: 0, to: 40 }, 23)][0], "a  ·····█···███████████\n");
 * ```
 */
export function* timeline(
  rows: readonly TimelineRow[],
  { from, to }: { readonly from: number; readonly to: number },
  width: number,
): Iterable<string> {
  const labels = rows.map(({ label }) =>
    fit(printable(label), Math.min(LONGEST_LABEL, width - SHORTEST - 2))
  );
  const margin = Math.max(0, ...labels.map(displayWidth)) + 2;
  const count = Math.min(Math.max(SHORTEST, width - margin), to - from);
  const step = (to - from) / count;
  for (const [at, { spans }] of rows.entries()) {
    const label = labels[at] + " ".repeat(margin - displayWidth(labels[at]));
    yield label + plotted(spans, from, step, count) + "\n";
  }
  const [begin, end] = [isoTime(from), isoTime(to)];
  const gap = count - begin.length - end.length;
  if (gap >= 2) yield " ".repeat(margin) + begin + " ".repeat(gap) + end + "\n";
  else if (margin + begin.length + 2 + end.length <= width) yield " ".repeat(margin) + `${begin}  ${end}\n`;
  else yield `from ${begin}\nto   ${end}\n`;
}

function plotted(spans: TimelineRow["spans"], from: number, step: number, count: number): string {
  const shares = new Float64Array(count);
  for (const span of spans) {
    const [first, last] = [(span.from - from) / step, (span.to - from) / step];
    for (let cell = Math.max(0, Math.floor(first)); cell < Math.min(count, last); cell++) {
      shares[cell] += Math.max(0, Math.min(last, cell + 1) - Math.max(first, cell));
    }
  }
  return Array.from(shares, (share) => {
    if (share <= NOTHING) return QUIET;
    return SHARES[Math.min(SHARES.length, Math.ceil((share - NOTHING) * SHARES.length)) - 1];
  }).join("");
}
