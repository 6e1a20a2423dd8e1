// Role: the public views of what pruning leaves behind (`rollup_tables.ts`). Part of `views.ts`.

import type { Dimension } from "../../../domain/dimension.ts";
import { COUNT_COLUMNS, isoText, ofSource, SOURCE, START_COLUMNS, type View, view } from "./view.ts";

function rollupView(name: string, dimension: Dimension): View {
  const [expression, join] = dimension === "status"
    ? ["r.name_id", ""]
    : ["n.value", " CROSS JOIN name AS n ON n.id = r.name_id"];
  return view(name, `one row a rollup and ${dimension}`, ofSource(`rollup_${dimension}_cell`) + join, [
    SOURCE,
    ...START_COLUMNS,
    ["size", "r.size", "seconds"],
    [dimension, expression, `as in bucket_${dimension === "status" ? "statuses" : "sections"}`],
    ...COUNT_COLUMNS,
  ]);
}

/** The views. */
export const PRUNE_VIEWS: readonly View[] = [
  view("rollups", "one row a span of pruned buckets", ofSource("rollup"), [
    SOURCE,
    ...START_COLUMNS,
    ["size", "r.size", "seconds"],
    ["hits", "r.hits", "accepted records"],
    ["bytes", "r.bytes", "sum of their bytes"],
    ["successes", "r.hits - r.failures", "hits that are no failures"],
    ["failures", "r.failures", "hits with status 500 or more"],
    ["availability", "(r.hits - r.failures) * 1.0 / r.hits", "successes / hits, from 0 to 1"],
    ["late", "r.late", "hits that were late"],
  ]),
  rollupView("rollup_sections", "section"),
  rollupView("rollup_statuses", "status"),
  view("pruned", "one row a source that was pruned: what its pruned buckets held", ofSource("pruned_sum"), [
    SOURCE,
    ["before", "r.before", "buckets and seconds before this epoch second were pruned"],
    ["before_iso", isoText("r.before"), "the same as UTC text"],
    ["buckets", "r.buckets", "pruned buckets"],
    ...COUNT_COLUMNS,
    ["late", "r.late", "hits that were late"],
    ["rolled", "r.rolled", "hits that are in rollups"],
  ]),
];
