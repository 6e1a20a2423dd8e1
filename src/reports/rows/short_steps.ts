// Role: rows along the time whose spans are no whole hours, of all records: a year has hundreds of thousands. Buckets are added up by SQLite
// without sorting them, and many steps come as one text.

import type { Answer, SqlValue } from "../../stores/store.ts";
import { DAY } from "../../domain/counting/hours.ts";
import { allRows, stepsIn } from "./hours.ts";
import type { Question, ReportArguments } from "../report.ts";
import { FITS_SPAN, type Grain, rollupRange } from "./rollups.ts";
import { ALMOST_ALL, also, whereOf } from "./sql.ts";

/** So many steps come together. */
const STEPS = 60;

/** The first column of the answer, which says that {@link asSteps} is to read it. */
const BLOCK = "block";

/** A question whose answer {@link asSteps} makes into rows. Spans are those of buckets and of rollups. */
export function shortSteps(given: ReportArguments, { span, shift }: NonNullable<Grain["span"]>): Question {
  const { spans, parameters } = allRows(given, span), rolled = whereOf(rollupRange(given));
  const size = span * STEPS,
    blockOf = (start: string): string => `${start} - (${start} + ${shift}) % ${size}`;
  const text = "hits) || ',' || sum(failures)";
  const sql = `WITH ${spans.join(", ")},
    numbers AS MATERIALIZED (SELECT value AS k FROM json_each('${
    JSON.stringify(Array.from({ length: STEPS }, (_, k) => k))
  }')),
    blocks AS MATERIALIZED (SELECT source_id, p.start, p.until, ${blockOf("p.start")} AS block
      FROM ${stepsIn("buckets", "all_spans", size, shift)} AS p JOIN keyed_sources USING (source))
    SELECT ${BLOCK}, ${span} AS span, :most AS most, place, steps FROM (
      SELECT block, 0 AS place, (SELECT group_concat(coalesce((SELECT sum(${text} FROM keyed_buckets AS b
          WHERE b.source_id = p.source_id AND b.start >= max(p.start, p.block + k * ${span})
            AND b.start < min(p.until, p.block + k * ${span} + ${span})), '0,0')) FROM numbers) AS steps FROM blocks AS p
      UNION ALL SELECT ${blockOf("start")}, (start + ${shift}) % ${size} / ${span}, sum(${text}
        FROM rollups ${also(rolled.where, FITS_SPAN)} GROUP BY (start + ${shift}) / ${span}
    ) ORDER BY ${BLOCK}`;
  return { sql, parameters: { ...rolled.parameters, ...parameters, span, shift, most: given.limit } };
}

/** The rows of `start_iso`, `hits`, `failures` and `availability`, oldest first; other answers as they are. */
export function asSteps(answer: Answer, columns: readonly string[]): Answer {
  return isOfSteps(answer) ? { columns, rows: Array.from(stepRows(answer)) } : answer;
}

/** Whether {@link asSteps} has to make the rows. */
export function isOfSteps({ columns }: Answer): boolean {
  return columns[0] === BLOCK;
}

/** The same rows one by one: half a million of them would take more time to keep than to make. */
export function* stepRows({ rows }: Answer): Iterable<readonly SqlValue[]> {
  let left = leftOut(rows);
  for (let at = 0; at < rows.length;) {
    const block = Number(rows[at][0]), span = Number(rows[at][1]), begin = at++;
    while (at < rows.length && Number(rows[at][0]) === block) at++;
    const steps = blockSteps(rows, begin, at);
    for (let place = 0; place < steps.length; place += 2) {
      const hits = steps[place], failures = steps[place + 1];
      if (hits > 0 && left-- <= 0) {
        yield [isoText(block + place / 2 * span), hits, failures, availabilityOf(hits, failures)];
      }
    }
  }
}

/** How many of the first rows a limit leaves out. */
function leftOut(rows: Answer["rows"]): number {
  const most = rows.length === 0 ? null : rows[0][2];
  if (most === null) return 0;
  let count = 0;
  for (let at = 0; at < rows.length;) {
    const begin = at++;
    while (at < rows.length && rows[at][0] === rows[begin][0]) at++;
    const steps = blockSteps(rows, begin, at);
    for (let place = 0; place < steps.length; place += 2) if (steps[place] > 0) count++;
  }
  return count - Number(most);
}

/** Several sources, and rollups, may have steps of the same block: those of its rows are summed up. */
function blockSteps(rows: Answer["rows"], begin: number, end: number): number[] {
  let steps = stepsOf(rows[begin]);
  for (let at = begin + 1; at < end; at++) steps = summed(steps, stepsOf(rows[at]));
  return steps;
}

/** Hits and failures of each step of a block, in turns; nothing reads so many numbers faster. */
function stepsOf([, , , place, steps]: readonly SqlValue[]): number[] {
  const read: number[] = JSON.parse(`[${steps}]`);
  return place === 0 ? read : [...Array.from({ length: 2 * Number(place) }, () => 0), ...read];
}

function summed(some: readonly number[], more: readonly number[]): number[] {
  const length = Math.max(some.length, more.length);
  return Array.from({ length }, (_, at) => (some[at] ?? 0) + (more[at] ?? 0));
}

/** Ratios that were rounded, which takes long: small numbers have few. */
const KNOWN = new Map<number, number>(), MOST_KNOWN = 10_000;

/** Like `AVAILABILITY` of `sql.ts`. */
function availabilityOf(hits: number, failures: number): number {
  if (failures === 0) return 1;
  const ratio = (hits - failures) / hits;
  let rounded = KNOWN.get(ratio);
  if (rounded === undefined) {
    rounded = Math.min(Number(ratio.toFixed(6)), ALMOST_ALL);
    if (KNOWN.size < MOST_KNOWN) KNOWN.set(ratio, rounded);
  }
  return rounded;
}

let ofDay = -1, date = "";
/** The text of each second of a day that was needed. */
const TIMES: string[] = [];

/** Like `isoOf` of `sql.ts`. A date is made once for the rows of its day. */
function isoText(time: number): string {
  const second = time % DAY;
  if (time - second !== ofDay) {
    ofDay = time - second;
    date = new Date(ofDay * 1000).toISOString().slice(0, 11);
  }
  return date + (TIMES[second] ??= `${new Date(second * 1000).toISOString().slice(11, 19)}Z`);
}
