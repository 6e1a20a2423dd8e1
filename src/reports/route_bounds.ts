// Role: how many hits a route can have had beside those of the hours that keep its durations by name, which are fewer routes than hours
// count: for `latency --by route`.

import { OTHER } from "../domain/dimensions/dimension.ts";
import { DIMENSIONS, type KnownDimension } from "../domain/dimensions/dimensions.ts";
import { totals } from "./dimension_totals.ts";
import type { Question, ReportArguments } from "./report.ts";
import { type DimensionViews, keeps, viewsOf } from "./rows/dimension_views.ts";

const ROUTE: KnownDimension = DIMENSIONS.find(({ name }) => name === "route")!;

/** After all starts. */
const NEVER = Number.MAX_SAFE_INTEGER;

/** Parts of a question that has the tables `bins` and `bounded`. */
export interface RouteBounds {
  /** A common table expression that `bins` refers to. */
  readonly told: string;
  /**
   * SQL: whether the routes of the hours from a start on tell how many hits each has. Not where a source does not keep them, or where a
   * part of an hour was pruned.
   */
  isTold(start: string): string;
  /**
   * Common table expressions. The last, `bounded`, has the `hits` of each `route` in `bins` and what these are `at_most`, NULL for
   * `(other)`. Of a row of `bins` so many hits are `untold`.
   */
  readonly bounded: readonly string[];
  readonly parameters: Question["parameters"];
}

/**
 * A route has at most its hits and all of `(other)`. Where the routes of the hours tell it, it has at most what these say: of them hours
 * keep ten times as many as of those with durations, and both have the same hits.
 */
export function routeBounds(given: ReportArguments): RouteBounds {
  const routes = totals(ROUTE, ofHours(), { ...given, route: null, exactOnly: false, limit: null });
  const most = "min(t.hits + other, t.untold + other_untold + coalesce(r.at_most, unnamed))";
  return {
    told: `told AS MATERIALIZED (SELECT max(coalesce(h.since, ${NEVER})) AS since FROM sources AS s
      LEFT JOIN hourly_since AS h ON h.source = s.name AND h.dimension = '${ROUTE.name}' AND ${
      keeps("s", ROUTE.name)
    }
      WHERE ${keeps("s", "route_duration")} ${given.source === null ? "" : "AND s.name = :source"})`,
    isTold: (start) => `(${start} >= (SELECT since FROM told))`,
    bounded: [
      "sums AS MATERIALIZED (SELECT route, sum(hits) AS hits, sum(untold) AS untold FROM bins GROUP BY route)",
      // A tab within a route is a space where its durations are kept. Nothing is read where all routes are named.
      `routed AS MATERIALIZED (SELECT replace(route, char(9), ' ') AS route, sum(hits) AS hits, sum(at_most) AS at_most
        FROM (${routes.sql}) WHERE EXISTS (SELECT 1 FROM sums WHERE route = '${OTHER}') GROUP BY 1)`,
      `others AS MATERIALIZED (SELECT coalesce(sum(hits), 0) AS other, coalesce(sum(untold), 0) AS other_untold,
        coalesce((SELECT hits FROM routed WHERE route = '${OTHER}'), 0) AS unnamed FROM sums WHERE route = '${OTHER}')`,
      `bounded AS (SELECT t.route, t.hits, iif(t.route = '${OTHER}', NULL, max(t.hits, ${most})) AS at_most
        FROM sums AS t CROSS JOIN others LEFT JOIN routed AS r ON r.route = t.route)`,
    ],
    parameters: routes.parameters,
  };
}

/** The views of routes as if hours alone had them, as with durations. */
function ofHours(): DimensionViews {
  const { cutHours } = viewsOf(ROUTE);
  return { ...viewsOf({ ...ROUTE, span: "hour" }), cut: cutHours, cutHours };
}
