// Role: the resources `latency/…`: how long answers took along the time, as percentiles and as classes.

import { HOUR } from "../domain/counting/hours.ts";
import { DIMENSIONS, type KnownDimension } from "../domain/dimensions/dimensions.ts";
import { boundsOf, NOT_KNOWN } from "../domain/latency/bins.ts";
import { type BinHits, knownHits, percentile } from "../domain/latency/percentile.ts";
import { keptNotes } from "../reports/dimension_views.ts";
import { BINS_TEXT, binsIn } from "../reports/durations.ts";
import { missingNotes, wholeBucketNotes } from "../reports/rollups.ts";
import type { Reader } from "../stores/store.ts";
import type { Asked } from "./parameters.ts";
import type { ApiResource } from "./resource.ts";
import { rowsOfDimension, spanOfStep, STEP_START } from "./steps.ts";

const DURATION: KnownDimension = DIMENSIONS.find(({ name }) => name === "duration")!;

const SHARES = [0.5, 0.9, 0.95, 0.99] as const;

/** Where the classes begin, µs: 1, 2 and 5 of each power of ten from a millisecond to a minute. */
const CLASSES: readonly number[] = [
  0,
  ...[1e3, 1e4, 1e5, 1e6, 1e7].flatMap((power) => [power, 2 * power, 5 * power]),
  6e7,
];

/** The percentiles of each step. */
export const latencySteps: ApiResource = {
  path: "latency/steps",
  summary: "percentiles of durations within 1 % of each step, without one of each hour, in µs",
  parameters: ["since", "until", "step"],
  defaultLimit: null,
  answer(reader, asked) {
    const rows = [...binsOf(reader, asked)].flatMap(([start, bins]) => {
      const hits = knownHits(bins);
      return hits === 0
        ? []
        : [[start, hits, ...SHARES.map((share) => Math.round(percentile(bins, share)!))]];
    });
    return { columns: ["start", "hits", "p50", "p90", "p95", "p99"], rows, notes: notesOf(reader, asked) };
  },
};

/** How many took how long in each step. */
export const latencyHeat: ApiResource = {
  path: "latency/heat",
  summary:
    "hits of each step, without one of each hour, whose duration is in a class, from least up to below most, in µs",
  parameters: ["since", "until", "step"],
  defaultLimit: null,
  answer(reader, asked) {
    const rows = [...binsOf(reader, asked)].flatMap(([start, bins]) =>
      [...classesOf(bins)].map(([place, hits]) => [start, CLASSES[place], CLASSES[place + 1] ?? null, hits])
    );
    return { columns: ["start", "least", "most", "hits"], rows, notes: notesOf(reader, asked) };
  },
};

function stepOf({ step }: Asked): number {
  return step ?? HOUR;
}

/** The bins of each step, both ascending. */
function binsOf(reader: Reader, asked: Asked): Map<number, BinHits[]> {
  const rows = rowsOfDimension(DURATION, asked, stepOf(asked), "");
  const found = reader.query(
    `${rows.with} SELECT ${STEP_START} AS start, ${BINS_TEXT} FROM (SELECT start, duration AS bin, hits FROM (${rows.select}))
      GROUP BY 1 ORDER BY 1`,
    rows.parameters,
  );
  return new Map(found.rows.map(([start, text]) => [Number(start), binsIn(text)]));
}

/** The hits of each class, by its place. A bin counts in the class in which it begins. */
function classesOf(bins: readonly BinHits[]): Map<number, number> {
  const classes = new Map<number, number>();
  for (const { bin, hits } of bins) {
    if (bin === NOT_KNOWN) continue;
    const place = CLASSES.findLastIndex((begin) => begin <= boundsOf(bin).least);
    classes.set(place, (classes.get(place) ?? 0) + hits);
  }
  return classes;
}

function notesOf(reader: Reader, asked: Asked): string[] {
  const grain = { hasRollups: true, span: spanOfStep(stepOf(asked)) };
  return [
    ...keptNotes(reader, DURATION, asked.source),
    ...wholeBucketNotes(reader, asked, grain),
    ...missingNotes(reader, asked, grain),
  ];
}
