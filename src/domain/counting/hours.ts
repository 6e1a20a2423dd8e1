// Role: hours of event time. A bucket belongs to the hour in which it starts, also where it ends in another one.

import { countedSpan, DIMENSIONS, type KnownDimension, SUMMED } from "../dimensions/dimensions.ts";
import { kindOf, KINDS, VALUED } from "./cell_key.ts";
import { CELL_WIDTH, type CellTable } from "./cell_table.ts";

/** Seconds of an hour. */
export const HOUR = 3600;

/** Seconds of a day, in UTC. */
export const DAY: number = 24 * HOUR;

/** The hour of a bucket, by its start. */
export function hourOf(start: number): number {
  return start - start % HOUR;
}

/** When the last bucket ends that belongs to an hour: with it the hour turns final. */
export function hourEnd(hour: number, bucketSize: number): number {
  const last = hour + HOUR - 1;
  return last - last % bucketSize + bucketSize;
}

/** The first hour that is not final at a watermark. */
export function firstOpenHour(watermark: number, bucketSize: number): number {
  let hour = hourOf(Math.max(0, watermark - bucketSize));
  while (hourEnd(hour, bucketSize) <= watermark) hour += HOUR;
  return hour;
}

/** The kinds of dimensions. */
const kindsOf = (dimensions: readonly KnownDimension[]) => new Set(dimensions.map(({ name }) => KINDS[name]));

const COUNTED_KINDS = kindsOf(DIMENSIONS.filter((dimension) => countedSpan(dimension) === "both"));
const SUMMED_KINDS = kindsOf(SUMMED);
/** Which of the values that an ordered table holds are summed up. */
const IS_SUMMED: readonly boolean[] = VALUED.map((name) =>
  SUMMED.some((dimension) => dimension.name === name)
);

/** Adds the cells of a bucket that are counted by the hour, too. */
export function addHourly(hour: CellTable, bucket: CellTable): void {
  addKinds(COUNTED_KINDS, hour, bucket);
}

/** Adds the cells of a bucket, or of a part of it, whose hours are the sums of their buckets. */
export function addSummed(hour: CellTable, bucket: CellTable): void {
  const { order, values } = bucket;
  if (order === null) return addKinds(SUMMED_KINDS, hour, bucket);
  for (let place = 0, cell = order.seconds; place < VALUED.length; place++) {
    const end = cell + order.values[place];
    if (IS_SUMMED[place]) {
      for (let at = cell; at < end; at++) hour.addCell(bucket.keyAt(at), values, at * CELL_WIDTH);
    }
    cell = end;
  }
}

function addKinds(kinds: ReadonlySet<number>, hour: CellTable, bucket: CellTable): void {
  const { keys, values, count } = bucket;
  for (let cell = 0; cell < count; cell++) {
    const key = keys[cell];
    if (key > 0 && kinds.has(kindOf(key))) hour.addCell(key, values, cell * CELL_WIDTH);
  }
}
