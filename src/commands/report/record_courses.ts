// Role: the courses of the values of a dimension that matter most, as the file of `report` holds them.

import type { Asked } from "../../api/parameters.ts";
import { stepsOfGroups } from "../../api/sparklines.ts";
import { rowsOfDimension, STEP_START } from "../../api/steps.ts";
import { OTHER } from "../../domain/dimensions/dimension.ts";
import type { KnownDimension } from "../../domain/dimensions/dimensions.ts";
import { stepBegin, valueGrain } from "../../page/data/grains.ts";
import type { PackedCourses } from "../../page/data/model.ts";
import type { Grouping } from "../../reports/grouped_totals.ts";
import { SUM_OF_BYTES } from "../../reports/rows/sql.ts";
import type { Reader } from "../../stores/store.ts";

/** Values whose courses are kept: those that a table shows first, those with most hits of a step, and then those with most hits. */
const MOST_VALUES = 40, MOST_OF_ALL = 10, MOST_OF_STEP = 5;

/**
 * The courses of a range from `begin` on, of values or of groups of them; of a dimension that only hours have in hours, at least.
 * `(other)` has one, too.
 */
export function recordCourses(
  reader: Reader,
  dimension: KnownDimension,
  asked: Asked,
  begin: number,
  grain: number,
  grouping: Grouping | null = null,
): PackedCourses {
  const { name } = dimension, step = valueGrain(grain, dimension.span === "hour");
  const rows = grouping === null
    ? rowsOfDimension(dimension, asked, step, "")
    : stepsOfGroups(grouping, asked, step);
  const [at, value] = grouping === null ? [STEP_START, name] : ["at", "said"];
  const parts = [
    `steps AS MATERIALIZED (SELECT ${at} AS at, ${value} AS value, sum(hits) AS hits, sum(failures) AS failures,
      ${SUM_OF_BYTES} AS bytes FROM (${rows.select}) GROUP BY 1, 2)`,
    `ranked AS (SELECT value, hits, row_number() OVER (PARTITION BY at ORDER BY hits DESC, value) AS place
      FROM steps WHERE value <> '${OTHER}')`,
    `summed AS (SELECT value, min(place) AS best, row_number() OVER (ORDER BY sum(hits) DESC, value) AS place
      FROM ranked GROUP BY value)`,
    `wanted AS MATERIALIZED (SELECT value FROM summed
      ORDER BY place > ${MOST_OF_ALL}, best > ${MOST_OF_STEP}, place LIMIT ${MOST_VALUES})`,
  ];
  const found = reader.query(
    `${rows.with === "" ? "WITH" : `${rows.with},`} ${parts.join(", ")}
      SELECT at, value, hits, failures, bytes FROM steps
      WHERE value IN (SELECT value FROM wanted) OR value = '${OTHER}' ORDER BY at, value`,
    rows.parameters,
  );
  return packed(found.rows, stepBegin(begin, step), step);
}

function packed(rows: ReturnType<Reader["query"]>["rows"], begin: number, step: number): PackedCourses {
  const places = new Map<string, number>();
  const placeOf = (value: string): number => {
    const place = places.get(value) ?? places.size;
    places.set(value, place);
    return place;
  };
  const column = (at: number): number[] => rows.map((row) => Number(row[at]));
  return {
    step,
    begin,
    places: rows.map((row) => placeOf(String(row[1]))),
    values: [...places.keys()],
    steps: column(0).map((start) => (start - begin) / step),
    hits: column(2),
    failures: column(3),
    bytes: column(4),
  };
}
