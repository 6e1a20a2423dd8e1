// Role: tells a time from a number that is called one: `time` is a time span in many logs that have a `date` beside it.

import { NO_ZONE } from "./days.ts";

/** 1990-01-01T00:00:00Z, epoch seconds: there were no web servers before. */
const EARLIEST = 631152000;

/** Whether a record may have been written then; also where only the zone of its time is missing. */
export function isPlausibleTime(time: number): boolean {
  return time === NO_ZONE || time >= EARLIEST;
}
