// Role: hours of event time. A bucket belongs to the hour in which it starts, also where it ends in another one.

import { DIMENSIONS } from "../dimensions/dimensions.ts";
import { kindOf, KINDS } from "./cell_key.ts";
import { CELL_WIDTH, type CellTable } from "./cell_table.ts";

/** Seconds of an hour. */
export const HOUR = 3600;

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

const IS_HOURLY = new Set(DIMENSIONS.filter(({ span }) => span === "both").map(({ name }) => KINDS[name]));

/** Adds the cells of a bucket that are kept by the hour, too. */
export function addHourly(hour: CellTable, bucket: CellTable): void {
  const { keys, values, count } = bucket;
  for (let cell = 0; cell < count; cell++) {
    const key = keys[cell];
    if (key > 0 && IS_HOURLY.has(kindOf(key))) hour.addCell(key, values, cell * CELL_WIDTH);
  }
}
