// Role: the registry of canned reports. A new report is one file and one line here.

import { alerts } from "./alerts.ts";
import { availability } from "./availability.ts";
import { buckets } from "./buckets.ts";
import { DIMENSION_REPORTS } from "./dimension_totals.ts";
import { comparison } from "./compare.ts";
import { gaps } from "./gaps.ts";
import { goesWith } from "./goes_with.ts";
import { GROUPED_REPORTS } from "./grouped_totals.ts";
import { latency } from "./latency.ts";
import { notFoundPages } from "./not_found.ts";
import { outbox } from "./outbox.ts";
import { rejects } from "./rejects.ts";
import { referrers } from "./referrers.ts";
import type { Report } from "./report.ts";
import { runs } from "./runs.ts";
import { slo } from "./slo.ts";
import { sources } from "./sources.ts";
import { visitors } from "./visitors.ts";

/** In the order of the help. */
export const REPORTS: readonly Report[] = [
  alerts,
  outbox,
  slo,
  buckets,
  ...DIMENSION_REPORTS,
  referrers,
  notFoundPages,
  goesWith,
  ...GROUPED_REPORTS,
  availability,
  latency,
  visitors,
  comparison,
  runs,
  rejects,
  gaps,
  sources,
];
