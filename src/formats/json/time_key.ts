// Role: which of several keys that may be the time of a JSON log is it: the first whose value, in the line that begins the log, is a
// time at which there were web servers. `time` is a time span in many logs that have a `date` beside it.

import { LogRecord } from "../../domain/record.ts";
import { zoneOf } from "../beginning.ts";
import { isPlausibleTime } from "../decode/plausible_time.ts";
import type { ReadOptions } from "../format.ts";
import { JsonParser } from "./json_parser.ts";
import { compileKeys, type KeySet } from "./keys.ts";

/**
 * The keys without those of the line that are no plausible time, where another one of it is; else the keys as they are. `parser` is
 * one by all of them.
 */
export function withPlausibleTime(
  keys: KeySet,
  parser: JsonParser,
  line: Uint8Array,
  options: ReadOptions,
): KeySet {
  if (isPlausible(parser, line) !== false) return keys;
  const times = keys.keys.filter(({ role }) => role === "time");
  for (const [at, time] of times.entries()) {
    const others = keys.keys.filter(({ role }) => role !== "time");
    const alone = new JsonParser(compileKeys({ ...keys, keys: [time, ...others] }), zoneOf(options));
    if (isPlausible(alone, line) === true) {
      const dropped = new Set(times.slice(0, at));
      return { ...keys, keys: keys.keys.filter((key) => !dropped.has(key)) };
    }
  }
  return keys;
}

/** Null where the line is no record by other keys than the time. */
function isPlausible(parser: JsonParser, line: Uint8Array): boolean | null {
  const record = new LogRecord();
  if (!parser.parse(line, 0, line.length, record)) return null;
  return isPlausibleTime(record.time);
}
