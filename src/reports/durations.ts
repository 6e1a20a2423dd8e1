// Role: bins of durations as people read them: µs in place of bins, and the percentiles of all.

import { binOf, BINS, durationOf, LONGEST_DURATION, NOT_KNOWN } from "../domain/latency/bins.ts";
import { type BinHits, knownHits, percentile } from "../domain/latency/percentile.ts";
import type { Answer, SqlValue } from "../stores/store.ts";
import type { ReportArguments } from "./report.ts";
import { hitsText } from "./rollups.ts";

const SHARES = [["p50", 0.5], ["p90", 0.9], ["p95", 0.95], ["p99", 0.99], ["longest", 1]] as const;

/** SQL of rows `bin`, `hits` as one text, which {@link binsIn} reads: a call for each of millions of rows would take seconds. */
export const BINS_TEXT = "group_concat(bin || ' ' || hits)";

const SPACE = 0x20, ZERO = 0x30;
/** The hits of each bin while a text is read; all 0 before and afterwards. */
const sums = new Float64Array(BINS);

/** The bins of {@link BINS_TEXT}, each once, in rising order. */
export function binsIn(text: SqlValue): BinHits[] {
  const written = String(text);
  let least = BINS, most = -1;
  for (let at = 0, number = 0, bin = 0; at <= written.length; at++) {
    const code = written.charCodeAt(at);
    if (code >= ZERO) number = number * 10 + code - ZERO;
    else {
      if (code === SPACE) bin = number;
      else {
        sums[bin] += number;
        if (bin < least) least = bin;
        if (bin > most) most = bin;
      }
      number = 0;
    }
  }
  const bins: BinHits[] = [];
  for (let bin = least; bin <= most; bin++) if (sums[bin] > 0) bins.push({ bin, hits: sums[bin] });
  sums.fill(0, least, most + 1);
  return bins;
}

/** What the bins in the first column say, whole µs; null of those that are not known. */
export function asDurations({ columns, rows }: Answer): Answer {
  const shown = (bin: SqlValue) => Number(bin) === NOT_KNOWN ? null : Math.round(durationOf(Number(bin)));
  return { columns, rows: rows.map(([bin, ...rest]) => [shown(bin), ...rest]) };
}

/** The percentiles of what {@link asDurations} shows, as a note, where all is shown and some is known. */
export function percentileNotes({ limit }: Pick<ReportArguments, "limit">, { rows }: Answer): string[] {
  const bins = rows.filter(([duration]) => duration !== null)
    .map(([duration, hits]) => ({ bin: binShownAs(Number(duration)), hits: Number(hits) }))
    .sort((a, b) => a.bin - b.bin);
  if (limit !== null || bins.length === 0) return [];
  const texts = SHARES.map(([name, share]) => `${name} ${millisecondsText(percentile(bins, share)!)}`);
  return [
    `Of the ${hitsText(knownHits(bins))} with a duration: ${texts.join(", ")}, each up to 1 %.`,
    ...overNotes(bins.map(({ bin }) => durationOf(bin))),
  ];
}

/** That a duration which a report shows stands for all that are longer. */
export function overNotes(durations: readonly SqlValue[]): string[] {
  return durations.some((duration) => duration === LONGEST_DURATION)
    ? [`A duration of an hour (${LONGEST_DURATION} µs) stands for all that took longer: it is a lower bound.`]
    : [];
}

/** The bin that {@link asDurations} shows so: no other one says an hour. */
function binShownAs(duration: number): number {
  return duration === LONGEST_DURATION ? binOf(Infinity) : binOf(duration);
}

function millisecondsText(duration: number): string {
  if (duration === LONGEST_DURATION) return "over 1h";
  return `${Number((duration / 1000).toPrecision(3))} ms`;
}
