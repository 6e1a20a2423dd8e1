// Role: the resource `buckets`: the report, or with `step` the sums of each step with the hits of each class of statuses.

import { lateNotes } from "../reports/alerts.ts";
import { WHOLE } from "../domain/dimensions/dimensions.ts";
import { buckets as report } from "../reports/buckets.ts";
import { missingNotes, wholeBucketNotes } from "../reports/rows/rollups.ts";
import { AVAILABILITY, SUM_OF_BYTES } from "../reports/rows/sql.ts";
import type { ApiResource } from "./resource.ts";
import { limitNotes, plainAnswer, reportAnswer } from "./report_resource.ts";
import { newestSteps } from "./parameters.ts";
import { rateOfStep, rowsOfDimension, spanOfStep, STEP_START } from "./steps.ts";

/** The classes with a column each; hits of other statuses are in none. */
const CLASSES = [1, 2, 3, 4, 5] as const;

const ofClass = (digit: number): string =>
  `coalesce(sum(hits) FILTER (WHERE ${WHOLE.name} / 100 = ${digit}), 0) AS "${digit}xx"`;

export const bucketsResource: ApiResource = {
  path: "buckets",
  summary: `${report.summary}; with step their sums, and the hits of each class of statuses`,
  parameters: [...report.options, "step"],
  defaultLimit: report.defaultLimit,
  hasSteps: true,
  answer(reader, asked) {
    const { step } = asked;
    if (step === null) return reportAnswer(report, reader, asked);
    const rows = rowsOfDimension(WHOLE, asked, step, "");
    // Statuses are never cut, so that they sum to all hits.
    const select = `SELECT ${STEP_START} AS start, sum(hits) AS hits,
        ${
      rateOfStep(WHOLE, asked, step, reader)
    } AS rate, ${SUM_OF_BYTES} AS bytes, sum(failures) AS failures,
        ${AVAILABILITY} AS availability, ${CLASSES.map(ofClass).join(", ")}
      FROM (${rows.select}) GROUP BY 1`;
    const answer = reader.query(`${rows.with} ${newestSteps(select, asked)}`, rows.parameters);
    const grain = { hasRollups: true, span: spanOfStep(step) };
    return {
      ...plainAnswer(answer),
      notes: [
        ...limitNotes(answer, asked),
        ...wholeBucketNotes(reader, asked, grain),
        ...missingNotes(reader, asked, grain),
        ...lateNotes(reader, asked),
      ],
      units: { rate: "rate", availability: "share_down" },
    };
  },
};
