// Role: the hits of values over time, a list for each row of an answer.

import type { KnownDimension } from "../domain/dimensions/dimensions.ts";
import type { Grouping } from "../reports/grouped_totals.ts";
import type { Reader } from "../stores/store.ts";
import type { ApiCell, Sparklines } from "./answer.ts";
import { ApiFault } from "./fault.ts";
import type { Asked } from "./parameters.ts";
import { rowsOfDimension, spanOfStep, STEP_START, type StepRows } from "./steps.ts";

/** Most points of a sparkline. */
const MOST_POINTS = 500;

/**
 * The hits of these values of a dimension, or of groups of its values.
 *
 * Errors: {@link ApiFault} where the step makes too many points.
 */
export function sparklinesOf(
  dimension: KnownDimension,
  grouping: Grouping | null,
  values: readonly ApiCell[],
  reader: Reader,
  asked: Asked & { readonly step: number | null },
): Sparklines {
  const step = asked.step!, { since, until, first, last } = asked.range;
  const { shift } = spanOfStep(step), start = (time: number): number => time - (time + shift) % step;
  const from = start(Math.max(since ?? 0, first ?? 0));
  const end = Math.min(until ?? Infinity, (last ?? from) + 1),
    points = Math.max(0, Math.ceil((end - from) / step));
  if (points > MOST_POINTS) {
    const least = Math.ceil((end - from) / MOST_POINTS);
    throw new ApiFault(
      400,
      `A sparkline has at most ${MOST_POINTS} points, not ${points}: a step of ${least} s or more.`,
      "step",
    );
  }
  const { with: named, select, parameters } = grouping === null
    ? stepsOfValues(dimension, asked, step)
    : stepsOfGroups(grouping, asked, step);
  const sql =
    `${named} SELECT said, at, hits FROM (${select}) WHERE said IN (SELECT value FROM json_each(:names))`;
  const hits = new Map(values.map((value) => [value, new Array<number>(points).fill(0)]));
  for (const [value, at, sum] of reader.query(sql, { ...parameters, names: JSON.stringify(values) }).rows) {
    const line = hits.get(value as ApiCell), point = (Number(at) - from) / step;
    if (line !== undefined && point in line) line[point] += Number(sum);
  }
  return { from, hits: values.map((value) => hits.get(value)!) };
}

/** `said`, `at` and `hits` of the values; only those of `:names` are read. */
function stepsOfValues(dimension: KnownDimension, asked: Asked, step: number): StepRows {
  const condition = `${dimension.name} IN (SELECT value FROM json_each(:names))`;
  const rows = rowsOfDimension(dimension, asked, step, condition, false);
  return {
    ...rows,
    select:
      `SELECT ${dimension.name} AS said, ${STEP_START} AS at, sum(hits) AS hits FROM (${rows.select}) GROUP BY 1, 2`,
  };
}

/** `said`, `at`, `hits`, `bytes` and `failures` of groups of values: each value of a step is judged once. */
export function stepsOfGroups(
  { dimension, group, condition }: Grouping,
  asked: Asked,
  step: number,
): StepRows {
  const rows = rowsOfDimension(dimension, asked, step, "");
  const sums =
    `SELECT ${dimension.name} AS name, ${STEP_START} AS at, sum(hits) AS hits, total(bytes) AS bytes,
    sum(failures) AS failures FROM (${rows.select}) GROUP BY 1, 2`;
  return {
    ...rows,
    select: `SELECT ${group} AS said, at, hits, bytes, failures FROM (${sums}) ${
      condition === undefined ? "" : `WHERE ${condition}`
    }`,
  };
}
