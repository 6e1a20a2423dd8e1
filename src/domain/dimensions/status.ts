// Role: the dimension `status`: how a request ended. Its few values are all kept, so that they tell what a bucket holds.

import type { LogRecord } from "../record.ts";
import type { NumberDimension } from "./dimension.ts";

export const status: NumberDimension<"status"> = {
  ...{ id: 3, name: "status", plural: "statuses", noun: "status code" },
  ...{ role: "status", kind: "number", span: "both", keep: "all", matchable: true, explains: true },
  measure: "code",
  extract: (record: LogRecord): number => record.status,
};
