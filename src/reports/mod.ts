// Role: the list of canned reports. A new report is one file beside this one and one line here; the command, the help, the
// error messages and the contract tests follow.

import { alerts } from "./alerts.ts";
import { availability } from "./availability.ts";
import { buckets } from "./buckets.ts";
import { gaps } from "./gaps.ts";
import { hosts } from "./hosts.ts";
import { outbox } from "./outbox.ts";
import { rejects } from "./rejects.ts";
import type { Report } from "./report.ts";
import { runs } from "./runs.ts";
import { sections } from "./sections.ts";
import { slo } from "./slo.ts";
import { sources } from "./sources.ts";
import { statuses } from "./statuses.ts";

/** All canned reports, in the order of the help. */
export const REPORTS: readonly Report[] = [
  alerts,
  outbox,
  slo,
  buckets,
  sections,
  hosts,
  statuses,
  availability,
  runs,
  rejects,
  gaps,
  sources,
] as const;
