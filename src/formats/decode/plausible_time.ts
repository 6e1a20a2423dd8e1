// Role: tells a time from a number that is called one: `time` is a time span in many logs that have a `date` beside it.

import { isoTime } from "../../domain/time_text.ts";
import { NO_ZONE } from "./days.ts";
import { parseAnyEpoch } from "./times.ts";

/** 1990-01-01T00:00:00Z, epoch seconds: there were no web servers before. */
const EARLIEST = 631152000;

/** Digits that are shown of a number. */
const SHOWN = 20;

/** Whether a record may have been written then; also where only the zone of its time is missing. */
export function isPlausibleTime(time: number): boolean {
  return time === NO_ZONE || time >= EARLIEST;
}

/**
 * Why the value of what is named so is no time of a log, though it can be read as one: a mere number that would be a time when there were
 * no web servers. Null where it may be a time: a date of those years is a date.
 */
export function otherNumber(value: Uint8Array, named: string): string | null {
  const time = parseAnyEpoch(value, 0, value.length);
  if (time < 0 || isPlausibleTime(time)) return null;
  const text = new TextDecoder().decode(value.subarray(0, SHOWN));
  return `its time would be ${
    isoTime(time)
  }, by the ${named} with the value ${text}, which may be a time span or the number of a day ` +
    "as spreadsheets count them";
}
