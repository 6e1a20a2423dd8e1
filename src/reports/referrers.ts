// Role: canned report `referrers`: from where requests came, by site or by page.

import { DIMENSIONS, type KnownDimension } from "../domain/dimensions/dimensions.ts";
import { totalsOf } from "./dimension_totals.ts";
import type { Report, ReportArguments } from "./report.ts";

const named = (wanted: string): KnownDimension => DIMENSIONS.find(({ name }) => name === wanted)!;
const SITES = totalsOf(named("referrer_site")), PAGES = totalsOf(named("referrer"));

const reportOf = ({ full }: ReportArguments): Report => full === true ? PAGES : SITES;

/** Both are dimensions of their own; the columns are the same. */
export const referrers: Report = {
  ...SITES,
  name: "referrers",
  summary: "totals of each site that requests came from, most hits first; with --full of each page",
  columns: PAGES.columns,
  options: ["since", "until", "full", "exact-only"],
  question: (given) => reportOf(given).question(given),
  present: ({ rows }) => ({ columns: PAGES.columns, rows }),
  notes: (reader, given, answer) => reportOf(given).notes!(reader, given, answer),
};
