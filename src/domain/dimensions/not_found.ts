// Role: the pair of a path and a referrer of requests that found nothing: which links lead nowhere.

import type { LogRecord } from "../record.ts";
import type { NameDimension } from "./dimension.ts";
import { pairOf } from "./pair.ts";
import { path } from "./path.ts";
import { referrer } from "./referrer.ts";

const NOT_FOUND = 404;

export const notFound: NameDimension<"not_found"> = pairOf({
  ...{ id: 14, name: "not_found", plural: "not_founds", noun: "path that was not found, with its referrer" },
  ...{ role: "request", keep: 1000, of: [path, referrer], isGrouped: false },
  has: ({ status }: LogRecord) => status === NOT_FOUND,
});
