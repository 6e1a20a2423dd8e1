// Role: the resources `values/…`, one per dimension: totals of its values, with `step` a sparkline of each, and with `value`
// the course of one.

import { HOUR } from "../domain/counting/hours.ts";
import { ASKABLE, type KnownDimension } from "../domain/dimensions/dimensions.ts";
import { boundNotes } from "../reports/rows/cut_buckets.ts";
import { totalsOf } from "../reports/dimension_totals.ts";
import { keptNotes, viewsOf } from "../reports/rows/dimension_views.ts";
import { optionOf } from "../reports/report.ts";
import { hitsText, missingNotes, wholeBucketNotes } from "../reports/rows/rollups.ts";
import { AVAILABILITY, SUM_OF_BYTES } from "../reports/rows/sql.ts";
import type { Reader } from "../stores/store.ts";
import type { ApiAnswer, Sparklines } from "./answer.ts";
import { ApiFault } from "./fault.ts";
import { apartFault, type Asked, newestSteps } from "./parameters.ts";
import { limitNotes, plainAnswer, reportAnswer, reportResource } from "./report_resource.ts";
import type { ApiResource, ResourceAnswer } from "./resource.ts";
import { sparklinesOf } from "./sparklines.ts";
import { rateOfStep, rowsOfDimension, spanOfStep, STEP_START } from "./steps.ts";

/** The resource of a dimension. */
export function valuesResource(dimension: KnownDimension): ApiResource {
  const report = totalsOf(dimension);
  // The values of durations are bins, none of which is asked for by itself.
  if (!ASKABLE.includes(dimension)) return { ...reportResource(report), path: `values/${dimension.name}` };
  return {
    path: `values/${dimension.name}`,
    summary:
      `${report.summary}; with step the hits of each over time, with value and step one of them over time`,
    parameters: [...report.options, "step", "value"],
    defaultLimit: report.defaultLimit,
    answer(reader, asked) {
      refuseApart(dimension, asked);
      const hours = hourNotes(dimension, asked);
      if (asked.value !== null) {
        const course = courseOf(dimension, asked.value, reader, asked);
        return { ...course, notes: [...hours, ...course.notes] };
      }
      const totals = reportAnswer(report, reader, asked);
      if (asked.step === null) return totals;
      const values = totals.rows.map((row) => row[report.columns.indexOf(dimension.name)]);
      const sparklines = sparklinesOf(dimension, null, values, reader, asked);
      return {
        ...totals,
        notes: [...hours, ...totals.notes, ...courseNotes(totals, sparklines)],
        sparklines,
      };
    },
  };
}

/** Courses are of all records: what else is asked for would be left out of them. Errors: {@link ApiFault}. */
function refuseApart(dimension: KnownDimension, asked: Asked): void {
  if (asked.step === null) return;
  const [other] = ASKABLE.filter((each) =>
    asked[each.name] !== null && (asked.value !== null || each !== dimension)
  );
  if (other !== undefined) {
    throw apartFault(asked.value === null ? "step" : "value", optionOf(other.name));
  }
}

/** That hours are not divided, where steps would do so. */
export function hourNotes({ plural, span }: KnownDimension, { step }: Asked): string[] {
  return span === "hour" && step !== null && step % HOUR !== 0
    ? [`The values of ${plural} are kept by the hour: a step has the whole hours that start in it.`]
    : [];
}

/** That courses lack hits which the rows have: those of buckets that do not name the value. */
function courseNotes({ columns, rows }: Pick<ApiAnswer, "columns" | "rows">, { hits }: Sparklines): string[] {
  const place = columns.indexOf("hits");
  const lacking = rows.map((row, at) => Number(row[place]) - hits[at].reduce((sum, one) => sum + one, 0))
    .filter((more) => more > 0);
  if (lacking.length === 0) return [];
  return [
    `The courses of ${lacking.length === 1 ? "1 value" : `${lacking.length} values`} lack hits, up to ${
      hitsText(Math.max(...lacking))
    } of one: in none are buckets that do not name it, nor records ahead of event time.`,
  ];
}

/** The course of one value. */
function courseOf(dimension: KnownDimension, value: string, reader: Reader, asked: Asked): ResourceAnswer {
  const { step } = asked;
  if (step === null) throw new ApiFault(400, `"value" needs "step": the seconds of a row.`, "step");
  const isNumber = dimension.kind === "number";
  if (isNumber && !/^\d{1,9}$/.test(value)) {
    throw new ApiFault(400, `"${value}" is no ${dimension.noun}. Allowed: a whole number.`, "value");
  }
  const rows = rowsOfDimension(dimension, asked, step, `${dimension.name} = :value`);
  const select = `SELECT ${STEP_START} AS start, sum(hits) AS hits, ${
    rateOfStep(dimension, asked, step, reader)
  } AS rate,
      ${SUM_OF_BYTES} AS bytes, sum(failures) AS failures, ${AVAILABILITY} AS availability
    FROM (${rows.select}) GROUP BY 1`;
  const answer = reader.query(`${rows.with} ${newestSteps(select, asked)}`, {
    ...rows.parameters,
    value: isNumber ? Number(value) : value,
  });
  const { cut, rollups } = viewsOf(dimension),
    grain = { hasRollups: rollups !== null, span: spanOfStep(step), isOfHours: dimension.span === "hour" };
  const isShown = answer.rows.length > 0;
  return {
    ...plainAnswer(answer),
    notes: [
      ...limitNotes(answer, asked),
      ...(cut === null ? [] : boundNotes(reader, dimension, value, asked, isShown, step)),
      ...keptNotes(reader, dimension, asked.source),
      ...wholeBucketNotes(reader, asked, grain),
      ...missingNotes(reader, asked, grain),
    ],
    units: { rate: "rate", availability: "share_down" },
  };
}
