// Role: canned report `slo`: the state of each error budget. SQL sums the minutes; `error_budget.ts` computes the rest.

import type { SloDefinition } from "../domain/rules/definition.ts";
import { durationText } from "../domain/rules/duration.ts";
import * as budgets from "../domain/rules/error_budget.ts";
import { isoTime } from "../domain/time_text.ts";
import type { Answer, Reader, SqlValue } from "../stores/store.ts";
import type { Question, Report, ReportArguments } from "./report.ts";
import { unreadNotes } from "./rollups.ts";
import { ALMOST_ALL, also, whereOf } from "./sql.ts";

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

/** One row per objective and window; the period and the day are windows too. Only final minutes count. */
const WINDOWS = `asked AS (
    SELECT o.source, slo, objective, budget, period, definition, watermark / 60 * 60 AS until
    FROM slos AS o JOIN sources AS s ON s.name = o.source WHERE watermark IS NOT NULL AND_SOURCE
    ORDER BY o.source, slo LIMIT :limit
  ), windows AS (
    SELECT source, slo, period AS seconds FROM asked
    UNION SELECT source, slo, ${DAY} FROM asked
    UNION SELECT source, slo, value ->> 'long' FROM asked, json_each(definition, '$.burn')
    UNION SELECT source, slo, value ->> 'short' FROM asked, json_each(definition, '$.burn')
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
        AND minute >= a.until - w.seconds AND minute < a.until)`;
    const sql = `WITH ${WINDOWS.replace("AND_SOURCE", where.replace("WHERE", "AND"))}
      SELECT a.source, a.slo, objective, budget, period, until, definition, w.seconds,
        coalesce(${minutes("sum(hits)")}, 0), coalesce(${minutes("sum(errors)")}, 0), ${
      minutes("min(minute)")
    }
      FROM asked AS a JOIN windows AS w ON w.source = a.source AND w.slo = a.slo
      ORDER BY a.source, a.slo, w.seconds`;
    return { sql, parameters: { ...parameters, limit: limit ?? -1 } };
  },
  present({ rows }: Answer): Answer {
    const objectives = Map.groupBy(rows, ([source, slo]) => JSON.stringify([source, slo]));
    return { columns: COLUMNS, rows: [...objectives.values()].map(objectiveRow) };
  },
  notes: (reader, given) => [...prunedNotes(reader, given), ...unreadNotes(reader, given)],
};

/** Of minutes that were pruned within a period, which count in no row. */
function prunedNotes(reader: Reader, { source }: ReportArguments): string[] {
  const { where, parameters } = whereOf({ "o.source = :source": source });
  const sql =
    `SELECT max(before) FROM slos AS o JOIN sources AS s ON s.name = o.source JOIN pruned AS p ON p.source = o.source
    ${also(where, "before > watermark - period")} AND NOT EXISTS (SELECT 1 FROM slo_minutes AS m
      WHERE m.source = o.source AND m.slo = o.slo AND minute < before)`;
  const [[before]] = reader.query(sql, parameters).rows;
  return before === null
    ? []
    : [`What lies before ${isoTime(Number(before))} was pruned, and counts in no row.`];
}

/** Joins the rows of one objective, one per window. */
function objectiveRow(windows: readonly (readonly SqlValue[])[]): SqlValue[] {
  const [source, slo, objective] = windows[0];
  const [budget, period, until] = windows[0].slice(3, 6).map(Number);
  const amounts = windows.map((row) => ({
    seconds: Number(row[7]),
    hits: Number(row[8]),
    errors: Number(row[9]),
    first: row[10] === null ? null : Number(row[10]),
  }));
  const whole = amounts.find(({ seconds }) => seconds === period)!;
  const remaining = budgets.budgetRemaining(whole, budget);
  const today = budgets.burnRate(amounts.find(({ seconds }) => seconds === DAY)!, budget);
  const { burn: tiers }: Pick<SloDefinition, "burn"> = JSON.parse(String(windows[0][6]));
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
    whole.first === null ? 0 : rounded(budgets.coverage(whole.first, until, period)),
    remaining === null || today === null
      ? null
      : goneText(budgets.secondsLeft(remaining, today, period), until),
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
