// Role: bins of durations as people read them: µs in place of bins, and the percentiles of all.

import { binOf, BINS, durationOf, LONGEST_DURATION, NOT_KNOWN } from "../../domain/latency/bins.ts";
import { type BinSums, knownHits, percentile } from "../../domain/latency/percentile.ts";
import type { Answer, SqlValue } from "../../stores/store.ts";
import type { ReportArguments } from "../report.ts";
import { hitsText } from "./rollups.ts";

const SHARES = [["p50", 0.5], ["p90", 0.9], ["p95", 0.95], ["p99", 0.99], ["longest", 1]] as const;

/** SQL of the bin and the hits of a row as a text. */
export const BIN_TEXT = "duration || ' ' || hits";

/** SQL of all rows as one text, which {@link binsIn} reads: a call for each of millions of rows would take seconds. */
export const BINS_TEXT: string = `group_concat(${BIN_TEXT})`;

const SPACE = 0x20, ZERO = 0x30;
/** What is read last. */
const sums = { hits: new Float64Array(BINS), least: BINS, most: -1, all: 0 };

/** The hits of each bin of {@link BINS_TEXT}. They are there until the next text is read. */
export function binsIn(text: SqlValue): BinSums {
  const written = String(text), { hits } = sums;
  hits.fill(0);
  let least = BINS, most = -1, all = 0;
  for (let at = 0, number = 0, bin = 0; at <= written.length; at++) {
    const code = written.charCodeAt(at);
    if (code >= ZERO) number = number * 10 + code - ZERO;
    else {
      if (code === SPACE) bin = number;
      else {
        hits[bin] += number;
        all += number;
        if (bin < least) least = bin;
        if (bin > most) most = bin;
      }
      number = 0;
    }
  }
  return Object.assign(sums, { least, most, all });
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
