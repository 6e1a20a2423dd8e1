// Role: the resources `latency/…`: how long answers took along the time, as percentiles and as classes.

import { HOUR } from "../domain/counting/hours.ts";
import { DIMENSIONS, type KnownDimension } from "../domain/dimensions/dimensions.ts";
import { BINS, boundsOf, NOT_KNOWN } from "../domain/latency/bins.ts";
import { type BinSums, percentiles } from "../domain/latency/percentile.ts";
import { keptNotes, viewsOf } from "../reports/rows/dimension_views.ts";
import { BIN_TEXT, BINS_TEXT, binsIn } from "../reports/rows/durations.ts";
import { hourlyRows } from "../reports/rows/hours.ts";
import { FITS_SPAN, missingNotes, rollupRange, wholeBucketNotes } from "../reports/rows/rollups.ts";
import { also, whereOf } from "../reports/rows/sql.ts";
import type { Reader, SqlValue } from "../stores/store.ts";
import type { Asked } from "./parameters.ts";
import type { ApiResource } from "./resource.ts";
import { spanOfStep, STEP_START } from "./steps.ts";

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
    const rows = [...binsOf(reader, asked)].flatMap(([start, text]) => {
      const bins = binsIn(text), durations = percentiles(bins, SHARES);
      if (durations === null) return [];
      return [[start, bins.all - bins.hits[NOT_KNOWN], ...durations.map(Math.round)]];
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
    const rows = [...binsOf(reader, asked)].flatMap(([start, text]) =>
      [...classesOf(binsIn(text))].map((
        [place, hits],
      ) => [start, CLASSES[place], CLASSES[place + 1] ?? null, hits])
    );
    return { columns: ["start", "least", "most", "hits"], rows, notes: notesOf(reader, asked) };
  },
};

function stepOf({ step }: Asked): number {
  return step ?? HOUR;
}

/** The bins of each step as a text, ascending. */
function binsOf(reader: Reader, asked: Asked): Map<number, SqlValue> {
  const { span, shift } = spanOfStep(stepOf(asked)), rolled = whereOf(rollupRange(asked));
  const hourly = hourlyRows(DURATION, viewsOf(DURATION), asked, span);
  const found = reader.query(
    `WITH ${hourly.spans.join(", ")} SELECT start, group_concat(found) FROM (${
      hourly.along(span, shift, BINS_TEXT)
    } UNION ALL SELECT ${STEP_START} AS start, ${BIN_TEXT} FROM rollup_durations ${
      also(rolled.where, FITS_SPAN)
    }) GROUP BY start ORDER BY start`,
    { ...rolled.parameters, ...hourly.parameters, span, shift },
  );
  return new Map(found.rows.map(([start, text]) => [Number(start), text]));
}

/** The class of each bin that is known, by its place: that in which it begins. */
const CLASS_OF: readonly number[] = Array.from(
  { length: BINS },
  (_, bin) => bin === NOT_KNOWN ? -1 : CLASSES.findLastIndex((begin) => begin <= boundsOf(bin).least),
);

/** The hits of each class that has any, by its place, in rising order. */
function classesOf({ hits, least, most }: BinSums): Map<number, number> {
  const classes = new Map<number, number>();
  for (let bin = Math.max(least, NOT_KNOWN + 1); bin <= most; bin++) {
    if (hits[bin] === 0) continue;
    classes.set(CLASS_OF[bin], (classes.get(CLASS_OF[bin]) ?? 0) + hits[bin]);
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
