// Role: the registry of the API's resources. A new one is one line here.

import { PLAIN } from "../domain/dimensions/dimensions.ts";
import { availability } from "../reports/availability.ts";
import { comparison } from "../reports/compare.ts";
import { gaps } from "../reports/gaps.ts";
import { goesWith } from "../reports/goes_with.ts";
import { GROUPINGS } from "../reports/grouped_totals.ts";
import { latency } from "../reports/latency.ts";
import { notFoundPages } from "../reports/not_found.ts";
import { outbox } from "../reports/outbox.ts";
import { referrers } from "../reports/referrers.ts";
import { rejects } from "../reports/rejects.ts";
import { runs } from "../reports/runs.ts";
import { slo } from "../reports/slo.ts";
import { sources } from "../reports/sources.ts";
import { visitors } from "../reports/visitors.ts";
import type { ApiResource } from "./resource.ts";
import { alertResource, alertsResource } from "./alerts.ts";
import { bucketsResource } from "./buckets.ts";
import { dimensionsResource, rulesResource } from "./known.ts";
import { groupsResource } from "./groups.ts";
import { latencyHeat, latencySteps } from "./latency.ts";
import { latestResource } from "./latest.ts";
import { reportResource } from "./report_resource.ts";
import { valuesResource } from "./values.ts";

/** In the order of the manual. */
export const RESOURCES: readonly ApiResource[] = [
  reportResource(sources),
  latestResource,
  bucketsResource,
  ...PLAIN.map(valuesResource),
  reportResource(referrers),
  ...GROUPINGS.map(groupsResource),
  latencySteps,
  latencyHeat,
  reportResource(availability),
  reportResource(notFoundPages),
  reportResource(goesWith),
  reportResource(visitors),
  reportResource(latency),
  reportResource(comparison),
  alertsResource,
  alertResource,
  reportResource(outbox),
  reportResource(slo),
  rulesResource,
  dimensionsResource,
  reportResource(runs),
  reportResource(rejects),
  reportResource(gaps),
];
