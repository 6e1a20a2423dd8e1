// Role: the dimension `duration`: how long an answer took, as a bin.

import { binOf } from "../latency/bins.ts";
import type { LogRecord } from "../record.ts";
import type { NumberDimension } from "./dimension.ts";

export const durations: NumberDimension<"duration"> = {
  ...{ id: 12, name: "duration", plural: "durations", noun: "duration in µs" },
  ...{ role: "duration", kind: "number", span: "both", keep: "all", matchable: false, explains: false },
  measure: "bin",
  extract: (record: LogRecord): number => binOf(record.duration),
};
