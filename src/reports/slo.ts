// Role: canned report `slo`: the state of each error budget. SQL sums the minutes; `error_budget.ts` computes the rest.

import type { SloDefinition } from "../domain/rules/definition.ts";
import { seriesText } from "../domain/rules/series.ts";
import { durationText } from "../domain/rules/duration.ts";
import * as budgets from "../domain/rules/error_budget.ts";
import { isoTime } from "../domain/time_text.ts";
import type { Answer, Reader, SqlValue } from "../stores/store.ts";
import { lateNote } from "./alerts.ts";
import type { Question, Report, ReportArguments } from "./report.ts";
import { unreadNotes } from "./rows/rollups.ts";
import { minutesKnownFrom } from "./rows/slo_minutes.ts";
import { ALMOST_ALL, whereOf } from "./rows/sql.ts";

const COLUMNS = [
  "slo",
  "objective",
  "period",
  "hits",
  "errors",
  "availability",
  "budget_remaining",
  "burn",
  "coverage",
  "budget_gone",
  "until_iso",
  "source",
] as const;

/** The window of the burn that predicts when the budget is gone. */
const DAY = 86400;
/** The last second of the year 9999: a budget that lasts longer never ends. */
const LAST_SECOND = 253402300799;

/**
 * One row per objective and window; the period and the day are windows too. Only final minutes count, of the times in which the
 * objective was counted; where no such time is known, as in a database that an earlier version wrote, all of them.
 */
const WINDOWS = `asked AS (
    SELECT o.source, slo, objective, budget, period, definition, watermark / 60 * 60 AS until
    FROM slos AS o JOIN sources AS s ON s.name = o.source WHERE watermark IS NOT NULL AND_SOURCE
    ORDER BY o.source, slo LIMIT :limit
  ), windows AS (
    SELECT source, slo, period AS seconds FROM asked
    UNION SELECT source, slo, ${DAY} FROM asked
    UNION SELECT source, slo, value ->> 'long' FROM asked, json_each(definition, '$.burn')
    UNION SELECT source, slo, value ->> 'short' FROM asked, json_each(definition, '$.burn')
  ), counted AS (
    SELECT p.source, p.slo, p.since, p.until, series FROM asked AS a CROSS JOIN slo_spans AS p
      ON p.source = a.source AND p.slo = a.slo
    UNION ALL SELECT source, slo, 0, until, NULL FROM asked AS a
      WHERE NOT EXISTS (SELECT 1 FROM slo_spans AS p WHERE p.source = a.source AND p.slo = a.slo)
  )`;

/**
 * Each objective of the last run: hits and errors of its period up to the last final minute, the burn over each window of
 * its tiers (- without traffic), and when the budget will be gone at the burn of the last 24 hours.
 */
export const slo: Report = {
  name: "slo",
  summary: "objectives: availability, error budget left, burn, when the budget is empty",
  columns: COLUMNS,
  units: { availability: "share_down", budget_remaining: "share_down", coverage: "share_down" },
  options: [],
  defaultLimit: null,
  question({ source, limit }: ReportArguments): Question {
    const { where, parameters } = whereOf({ "o.source = :source": source });
    const minutes = (of: string): string =>
      `(SELECT ${of} FROM slo_minutes AS m WHERE m.source = a.source AND m.slo = a.slo
        AND minute >= max(a.until - w.seconds, c.since) AND minute < min(a.until, c.until))`;
    const sql = `WITH ${windowsOf(where)}
      SELECT a.source, a.slo, objective, budget, period, a.until, definition, w.seconds,
        coalesce(${minutes("sum(hits)")}, 0), coalesce(${minutes("sum(errors)")}, 0),
        max(c.since, a.until - period, (SELECT min(minute) FROM slo_minutes AS m
          WHERE m.source = a.source AND m.slo = a.slo)), min(a.until, c.until), series
      FROM asked AS a JOIN windows AS w ON w.source = a.source AND w.slo = a.slo
        LEFT JOIN counted AS c ON c.source = a.source AND c.slo = a.slo AND c.until > a.until - w.seconds
      ORDER BY a.source, a.slo, w.seconds`;
    return { sql, parameters: { ...parameters, limit: limit ?? -1 } };
  },
  present({ rows }: Answer): Answer {
    const objectives = Map.groupBy(rows, ([source, slo]) => JSON.stringify([source, slo]));
    return { columns: COLUMNS, rows: [...objectives.values()].map(objectiveRow) };
  },
  notes: (reader, given) => [
    ...prunedNotes(reader, given),
    ...uncountedNotes(reader, given),
    ...lateNotes(reader, given),
    ...unreadNotes(reader, given),
  ],
};

/** The tables of {@link WINDOWS}, of the sources that the condition selects. */
function windowsOf(where: string): string {
  return WINDOWS.replace("AND_SOURCE", where.replace("WHERE", "AND"));
}

/** Whether minutes were counted by a definition as it is now; those of which it is not known, too. */
function isOf(definition: SqlValue, series: SqlValue): boolean {
  return series === null || series === seriesText(JSON.parse(String(definition)));
}

/** Of times within a period that count in no row, because runs had another definition of the objective, or none. */
function uncountedNotes(reader: Reader, { source, limit }: ReportArguments): string[] {
  const { where, parameters } = whereOf({ "o.source = :source": source });
  const sql = `WITH ${windowsOf(where)}
    SELECT a.source, a.slo, definition, a.until,
      max(a.until - period, first_time / 60 * 60, coalesce(${minutesKnownFrom("a.source", "a.slo")}, 0)),
      c.since, c.until, series
    FROM asked AS a JOIN sources AS s ON s.name = a.source JOIN counted AS c ON c.source = a.source AND c.slo = a.slo
    ORDER BY a.source, a.slo, c.since`;
  const { rows } = reader.query(sql, { ...parameters, limit: limit ?? -1 });
  const objectives = Map.groupBy(rows, ([source, slo]) => JSON.stringify([source, slo]));
  return [...objectives.values()].flatMap((spans) => {
    const [source, slo, definition] = spans[0], [until, from] = spans[0].slice(3, 5).map(Number);
    const counted = spans.filter(([, , , , , , , series]) => isOf(definition, series))
      .map((span) => span.slice(5, 7).map(Number));
    const missing = counted.reduce(
      (left, [since, end]) => left - Math.max(0, Math.min(end, until) - Math.max(since, from)),
      until - from,
    );
    if (missing <= 0) return [];
    const before = counted.length === 0 ? until : counted.at(-1)![0];
    return [
      `Objective "${slo}" of source "${source}" was not counted for ${
        durationText(missing)
      } of its period, before ` +
      `${isoTime(before)}: runs had no such objective, or one with another match or other errors.`,
    ];
  });
}

/** Of minutes that were pruned within a period, which count in no row. */
function prunedNotes(reader: Reader, { source }: ReportArguments): string[] {
  const { where, parameters } = whereOf({ "o.source = :source": source });
  const sql = `SELECT max(known) FROM (SELECT ${
    minutesKnownFrom("o.source", "o.slo")
  } AS known, watermark - period AS since
      FROM slos AS o JOIN sources AS s ON s.name = o.source ${where}) WHERE known > since`;
  const [[before]] = reader.query(sql, parameters).rows;
  return before === null
    ? []
    : [`What lies before ${isoTime(Number(before))} was pruned, and counts in no row.`];
}

/** Of records that came late within the periods, while the objective was counted: they count in no row. */
function lateNotes(reader: Reader, given: ReportArguments): string[] {
  const spans = countedSpans(reader, given);
  if (spans.length === 0) return [];
  // Spans do not touch each other, but a rollup may lie in several.
  const sql = `WITH spans AS (
      SELECT value ->> 0 AS source, value ->> 1 AS since, value ->> 2 AS until FROM json_each(:spans)
    ) SELECT coalesce(sum(late), 0), coalesce(sum(hits), 0), coalesce(max(cut), 0) FROM (
      SELECT b.late, b.hits, 0 AS cut FROM spans AS p CROSS JOIN buckets AS b
        ON b.source = p.source AND b.start >= p.since AND b.start < p.until
      UNION ALL
      SELECT r.late, r.hits, iif(max(r.start >= p.since AND r.start + r.size <= p.until), 0, r.size) FROM spans AS p
        CROSS JOIN rollups AS r ON r.source = p.source AND r.start + r.size > p.since AND r.start < p.until
        GROUP BY r.source, r.start, r.size)`;
  const [late, hits, cut] = reader.query(sql, { spans: JSON.stringify(spans) }).rows[0].map(Number);
  return lateNote("Objectives", late, hits, cut);
}

/** The times of whole buckets that count in a row; none where nothing is late: they are read for that alone. */
function countedSpans(reader: Reader, { source, limit }: ReportArguments): [string, number, number][] {
  const { where, parameters } = whereOf({ "o.source = :source": source });
  const sql = `WITH ${windowsOf(where)}
    SELECT a.source, definition, series, max(a.until - period, c.since) / bucket_size * bucket_size AS since,
      (min(a.until, c.until) + bucket_size - 1) / bucket_size * bucket_size AS until
    FROM asked AS a JOIN sources AS s ON s.name = a.source JOIN counted AS c ON c.source = a.source AND c.slo = a.slo
    WHERE EXISTS (SELECT 1 FROM asked AS o JOIN sources AS s ON s.name = o.source WHERE s.late > 0)
      AND c.until > a.until - period AND c.since < a.until ORDER BY a.source, since`;
  const spans: [string, number, number][] = [];
  const { rows } = reader.query(sql, { ...parameters, limit: limit ?? -1 });
  for (const [name, definition, series, ...times] of rows) {
    const [since, until] = times.map(Number), last = spans.at(-1);
    if (!isOf(definition, series)) continue;
    if (last?.[0] === name && since <= last[2]) last[2] = Math.max(last[2], until);
    else spans.push([String(name), since, until]);
  }
  return spans;
}

/** What one window of an objective holds. */
interface WindowAmounts extends budgets.SloAmounts {
  readonly seconds: number;
  /** Seconds of it in which the objective was counted, from its first hit on. */
  readonly covered: number;
}

/** The amounts of one window, of which there is a row for each time in which the objective was counted. */
function amountsOf(seconds: number, rows: readonly (readonly SqlValue[])[]): WindowAmounts {
  let hits = 0, errors = 0, covered = 0;
  for (const row of rows) {
    if (!isOf(row[6], row[12])) continue;
    hits += Number(row[8]);
    errors += Number(row[9]);
    if (row[10] !== null) covered += Math.max(0, Number(row[11]) - Number(row[10]));
  }
  return { seconds, hits, errors, covered };
}

/** Joins the rows of one objective. */
function objectiveRow(rows: readonly (readonly SqlValue[])[]): SqlValue[] {
  const [source, slo, objective] = rows[0];
  const [budget, period, until] = rows[0].slice(3, 6).map(Number);
  const windows = Map.groupBy(rows, (row) => Number(row[7]));
  const amounts = [...windows].map(([seconds, rows]) => amountsOf(seconds, rows));
  const whole = amounts.find(({ seconds }) => seconds === period)!;
  const remaining = budgets.budgetRemaining(whole, budget);
  const today = budgets.burnRate(amounts.find(({ seconds }) => seconds === DAY)!, budget);
  const { burn: tiers }: Pick<SloDefinition, "burn"> = JSON.parse(String(rows[0][6]));
  const ofTiers = new Set(tiers.flatMap(({ long, short }) => [long, short]));
  const burns = amounts.filter(({ seconds }) => ofTiers.has(seconds)).map(({ seconds, ...amount }) => {
    const burn = budgets.burnRate(amount, budget);
    return `${burn === null ? "-" : `${burn.toFixed(2)}x`} over ${durationText(seconds)}`;
  });
  return [
    slo,
    objective,
    durationText(period),
    whole.hits,
    whole.errors,
    rounded(budgets.availabilityOf(whole)),
    rounded(remaining),
    burns.join(", "),
    rounded(budgets.coverage(until - whole.covered, until, period)),
    remaining === null || today === null
      ? null
      : goneText(budgets.secondsLeft(remaining, today, period, Math.min(whole.covered, period)), until),
    isoTime(Math.max(0, until)),
    source,
  ];
}

/** "gone", or when the budget will be gone; null for never. */
function goneText(left: number, until: number): string | null {
  if (left === 0) return "gone";
  return until + left > LAST_SECOND ? null : isoTime(until + left);
}

/** 1 only for the whole. */
function rounded(part: number | null): number | null {
  const millionths = part === null ? null : Math.round(part * 1e6) / 1e6;
  return millionths === 1 && part! < 1 ? ALMOST_ALL : millionths;
}
