// Role: the pair of a route and a duration: how long the answers of each route took.

import { durations } from "./duration.ts";
import type { NameDimension } from "./dimension.ts";
import { pairOf } from "./pair.ts";
import { route } from "./route.ts";

export const routeDuration: NameDimension<"route_duration"> = pairOf({
  ...{ id: 13, name: "route_duration", plural: "route_durations", noun: "route with its duration" },
  // Of the busiest routes all bins are kept, and of the others their sums: a percentile lacks nothing.
  ...{ role: "duration", keep: 100, of: [route, durations], isGrouped: true },
});
