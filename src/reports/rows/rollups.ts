// Role: what pruning left of the time range of a report: the rollups that fit, and the hits that are missing.

import { DIMENSIONS } from "../../domain/dimensions/dimensions.ts";
import { counted } from "../../domain/grouped.ts";
import { isoTime } from "../../domain/time_text.ts";
import { HOUR } from "../../domain/counting/hours.ts";
import { durationText } from "../../domain/rules/duration.ts";
import type { Reader } from "../../stores/store.ts";
import type { Question, ReportArguments } from "../report.ts";
import { also, type Filters, OLDEST_TIME, whereOf } from "./sql.ts";

/** Filters of rows that start in the time range; a bucket belongs to the range in which it starts. */
export function bucketRange({ source, since, until }: ReportArguments): Filters {
  return { "source = :source": source, "start >= :since": since, "start < :until": until };
}

/** Filters of rollups that lie wholly in the time range: which part of another one does is not known. */
export function rollupRange({ source, since, until }: ReportArguments): Filters {
  return { "source = :source": source, "start >= :since": since, "start + size <= :until": until };
}

/** Filters of rollups of which a part lies in the time range. */
export function touchingRange({ source, since, until }: ReportArguments): Filters {
  return { "source = :source": source, "start + size > :since": since, "start < :until": until };
}

/** SQL that holds for a rollup within one span of a row. The spans are those of `availability`. */
export const FITS_SPAN = "(start + :shift) / :span = (start + size - 1 + :shift) / :span";

/** A report's grain: what of the rollups it can use. */
export interface Grain {
  /** False where rollups lack the dimension. */
  readonly hasRollups: boolean;
  /** Spans of a row: their seconds, and how far they are shifted against the epoch; null where a row has no span. */
  readonly span: { readonly span: number; readonly shift: number } | null;
  /** True where the report counts hours in place of buckets. */
  readonly isOfHours?: boolean;
  /** What rollups lack, where they do; absent: hosts. */
  readonly lacks?: string;
}

/**
 * The hits of the time range that pruning left out of the report, as notes. Rollups may be of several sizes, and rows of
 * several sources: all are summed.
 */
export function missingNotes(reader: Reader, given: ReportArguments, grain: Grain): string[] {
  return [
    ...(grain.hasRollups ? coarseNotes : namelessNotes)(reader, given, grain),
    ...goneNotes(reader, given, grain),
    ...unreadNotes(reader, given),
  ];
}

/**
 * That buckets are not divided, where a time range or the spans of the rows would do so. Of several sources the largest buckets are
 * named.
 */
export function wholeBucketNotes(
  reader: Reader,
  given: ReportArguments,
  { span, isOfHours = false }: Pick<Grain, "span" | "isOfHours">,
): string[] {
  const { where, parameters } = whereOf({ "name = :source": given.source });
  const found = reader.query(`SELECT DISTINCT bucket_size FROM sources ${where}`, parameters).rows;
  // Hours hold the buckets that start in them, which may be longer.
  const sizes = found.map(Number).flatMap((size) =>
    !isOfHours ? [size] : HOUR % size === 0 ? [HOUR] : [HOUR, size]
  );
  const nameOf = (size: number): string => isOfHours && size === HOUR ? "hours" : "buckets";
  const divided = (time: number | null): number[] =>
    time === null ? [] : sizes.filter((size) => time % size !== 0);
  const cut = [...divided(given.since), ...divided(given.until)];
  const largest = Math.max(...cut), of = isOfHours && largest === HOUR ? "" : ` of ${durationText(largest)}`;
  const unfit = span === null
    ? []
    : sizes.filter((size) => span.span % size !== 0 || span.shift % size !== 0);
  return [
    ...(cut.length === 0 ? [] : [`Counted are the whole ${nameOf(largest)}${of} that start in this range.`]),
    ...(unfit.length === 0 ? [] : [
      `A row counts the whole ${nameOf(Math.max(...unfit))} that start in it: ${
        durationText(Math.max(...unfit))
      } each, which do not fit ${durationText(span!.span)}.`,
    ]),
  ];
}

/** Rollups that touch the range and that the report could not use. Hours stay beside those of less than an hour. */
function coarseNotes(reader: Reader, given: ReportArguments, { span, isOfHours = false }: Grain): string[] {
  const conditions = [
    ...(given.since === null ? [] : ["start >= :since"]),
    ...(given.until === null ? [] : ["start + size <= :until"]),
    ...(span === null ? [] : [FITS_SPAN]),
  ];
  if (conditions.length === 0) return [];
  const { where, parameters } = whereOf(touchingRange(given));
  const found = reader.query(
    `SELECT sum(hits), max(size), max(start + size) FROM rollups
      ${also(where, `NOT (${conditions.join(" AND ")})${isOfHours ? ` AND size % ${HOUR} = 0` : ""}`)}`,
    { ...parameters, ...(span ?? {}) },
  ).rows[0];
  if (found[0] === null) return [];
  const [hits, size, end] = found.map(Number);
  return [
    `Missing are ${mostOf(given, end)}${hitsText(hits)} before ${isoTime(end)}: pruning kept sums over ${
      durationText(size)
    }, ` +
    `which fit ${
      span !== null && size > span.span
        ? "no row of this span; a larger --by shows them"
        : "the range in part only"
    }.`,
  ];
}

/** All rollups that touch the range, for a report about what they do not hold. */
function namelessNotes(reader: Reader, given: ReportArguments, { lacks = "hosts" }: Grain): string[] {
  const { where, parameters } = whereOf(touchingRange(given));
  const found = reader.query(`SELECT sum(hits), max(start + size) FROM rollups ${where}`, parameters).rows[0];
  if (found[0] === null) return [];
  const [hits, end] = found.map(Number);
  return [
    `Missing are ${mostOf(given, end)}${hitsText(hits)} before ${
      isoTime(end)
    }: they were pruned, and rollups keep no ${lacks}.`,
  ];
}

/** What was pruned without a rollup; only how much it was in all is known. An hour of which a part was pruned may be whole. */
function goneNotes(reader: Reader, given: ReportArguments, { isOfHours }: Grain): string[] {
  const { sql, parameters } = goneHits(given), found = reader.query(sql, parameters).rows[0];
  if (found[0] === null) return [];
  const [hits, before] = found.map(Number);
  return [
    `Missing are ${isOfHours ? "up to " : mostOf(given, before)}${hitsText(hits)} before ${
      isoTime(before)
    }: they were pruned without a rollup.`,
  ];
}

/** How many hits that the time range may have had were pruned without a rollup, and before when. */
function goneHits({ source, since, until }: ReportArguments): Question {
  // Further than the lateness before the first record of a source lay late ones alone, if any.
  const isOwn = until === null ? "1" : `${OLDEST_TIME} - lateness < :until`;
  const { where, parameters } = whereOf({
    "source = :source": source,
    "before > :since": since,
    [`(${isOwn} OR p.late > 0)`]: until,
  });
  const sql = `SELECT sum(iif(${isOwn}, p.hits - rolled, min(p.hits - rolled, p.late))) AS hits, max(before)
    FROM pruned AS p JOIN sources ON name = source ${also(where, "p.hits > rolled")}`;
  return { sql, parameters };
}

/** One row: the most hits of a time range that rollups hold, those that fit it in part only, and what nothing holds any more. */
export function prunedHits(given: ReportArguments): Question {
  const touching = whereOf(touchingRange(given)), whole = whereOf(rollupRange(given)), gone = goneHits(given);
  const sum = (rows: string): string => `(SELECT coalesce(sum(hits), 0) FROM ${rows})`;
  const rolled = sum(`rollups ${touching.where}`);
  return {
    sql: `SELECT ${rolled} AS rolled, ${rolled} - ${sum(`rollups ${whole.where}`)} AS coarse,
      ${sum(`(${gone.sql})`)} AS gone`,
    parameters: { ...touching.parameters, ...whole.parameters, ...gone.parameters },
  };
}

/** What of the logs is not counted; at which times it lay is not known. */
export function unreadNotes(reader: Reader, { source }: Pick<ReportArguments, "source">): string[] {
  const of = whereOf({ "source = :source": source }), named = whereOf({ "name = :source": source });
  const gaps = Number(reader.query(`SELECT count(*) FROM gaps ${of.where}`, of.parameters).rows[0][0]);
  const [out, excluded] = reader.query(
    `SELECT coalesce(sum(left_out), 0), coalesce(sum(excluded), 0) FROM sources ${named.where}`,
    named.parameters,
  ).rows[0].map(Number);
  return [
    ...(gaps === 0
      ? []
      : [`Lines may be missing: parts of logs were gone unread; "httplog query gaps" lists ${gaps}.`]),
    ...(out === 0
      ? []
      : [`Not counted: ${counted(out, "record")} that a replay's --since or --until left out.`]),
    ...(excluded === 0 ? [] : [
      `Not counted: ${counted(excluded, "record")} that filters of ${
        source === null ? "sources" : "the source"
      } exclude; "httplog query sources" shows them.`,
    ]),
  ];
}

/** "up to " where a report asks for a part of the hits before this time only: how many of them that part holds is not known. */
function mostOf(given: ReportArguments, before: number): string {
  const { since, until } = given, isOfAll = DIMENSIONS.every(({ name }) => given[name] === null);
  const isWhole = since === null && (until ?? Infinity) >= before && isOfAll;
  return isWhole ? "" : "up to ";
}

/** "1 hit", "2,896 hits". */
export function hitsText(hits: number): string {
  return counted(hits, "hit");
}
