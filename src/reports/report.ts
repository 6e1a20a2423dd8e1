// Role: the contract of a canned report: a named question to the store, as data. A new report of `httplog query` is one
// file that implements it and one line in `mod.ts`.

import { ASKABLE, type DimensionName } from "../domain/dimensions/dimensions.ts";
import type { RowSeconds, RowSpanName } from "./options/spans.ts";
import type { ColumnUnit } from "../domain/unit.ts";
import type { Answer, Reader, ShownAnswer, SqlValue } from "../stores/store.ts";

/** The options that a report may have, as on the command line. `--source` and `--limit` belong to all. */
export const REPORT_OPTIONS: readonly ReportOption[] = [
  "since",
  "until",
  ...ASKABLE.map(({ name }) => name),
  "by",
  "exact-only",
  "geoip",
  "with",
  "full",
  "overlap",
];

/** How an option is written on the command line. */
export function optionOf(option: ReportOption): string {
  return option.replaceAll("_", "-");
}

/** An option of {@link REPORT_OPTIONS}. */
export type ReportOption =
  | "since"
  | "until"
  | DimensionName
  | "by"
  | "exact-only"
  | "geoip"
  | "with"
  | "full"
  | "overlap";

/** What a row of a report may be of: a span of time, or a route. */
export type ReportSpan = RowSpanName | RowSeconds | "route";

/** Two dimensions whose values are counted together, as in "these hosts of that status". */
export type DimensionPair = readonly [DimensionName, DimensionName];

/**
 * The first two dimensions, of those that a value is given of, that a report cannot put together, as {@link optionOf} writes them; null where
 * it can. One of the two would have to be left out, and the numbers would be of the other one alone.
 */
export function apart(
  isGiven: (option: string) => boolean,
  pairs: readonly DimensionPair[] = [],
): readonly [string, string] | null {
  const given = ASKABLE.map(({ name }) => name).filter((name) => isGiven(optionOf(name)));
  const [one, other] = given;
  const isPair = given.length === 2 && pairs.some((pair) => pair.includes(one) && pair.includes(other));
  return given.length < 2 || isPair ? null : [optionOf(one), optionOf(other)];
}

/** A span of time, epoch seconds: from `since` on and before `until`. */
export interface SpanOfTime {
  /** Inclusive. */
  readonly since: number;
  /** Exclusive. */
  readonly until: number;
}

/**
 * Of each dimension the only value, as it is stored; null = all. Of one whose values are numbers an SQL LIKE pattern: "404",
 * "5__".
 */
export type OnlyValues = Readonly<Record<DimensionName, string | null>>;

/** The checked arguments of a report. An option that the report does not list in {@link Report.options} is null. */
export interface ReportArguments extends OnlyValues {
  /** Epoch second, inclusive; null = from the beginning. */
  readonly since: number | null;
  /** Epoch second, exclusive; null = to the end. */
  readonly until: number | null;
  /** Name of the only source; null = all. */
  readonly source: string | null;
  /** Time span of a row; null = the report's default. */
  readonly by: ReportSpan | null;
  /** Leave out rows whose figures are bounds. */
  readonly exactOnly: boolean;
  /** The span that the time range is compared with; absent: none. */
  readonly compared?: SpanOfTime;
  /** Alerts that fire within the time range, whenever they fired; absent: no. */
  readonly overlap?: boolean;
  /** Rows of whole values rather than of what they have in common; absent: no. */
  readonly full?: boolean;
  /** Most rows; null = all. */
  readonly limit: number | null;
}

/** A question to the store. */
export interface Question {
  /** One SELECT over the public views, and those by keys that stores have for reports (`keyed_hourly_hosts`). Text that a user typed is bound as a parameter, never part of the SQL. */
  readonly sql: string;
  /** Bound by name without a prefix. */
  readonly parameters: Readonly<Record<string, SqlValue>>;
}

/** Rows as they are shown. */
export interface PresentedAnswer extends Answer {
  /** What was read as a whole, where the rows depend on it: "bucket", "hour" or "day"; absent: they do not. */
  readonly unit?: string;
}

/**
 * One canned report.
 *
 * @example
 * ```ts
 * import { byDimension } from "../domain/dimensions/dimensions.ts";
 * import type { Report } from "./report.ts";
 * import { newest } from "./rows/sql.ts";
 * import assert from "node:assert/strict";
 *
 * const versions: Report = {
 *   name: "versions",
 *   summary: "version of the program of each run, oldest first",
 *   columns: ["run", "version"],
 *   options: [],
 *   defaultLimit: null,
 *   question: ({ source, limit }) =>
 *     newest({ run: "id", version: "version" }, "runs", ["id"], { "source = :source": source }, limit),
 * };
 * const range = { since: null, until: null, source: null, by: null, exactOnly: false, limit: null };
 * const all = { ...range, ...byDimension(() => null) };
 * assert.equal(versions.question(all).sql, 'SELECT id AS "run", version AS "version" FROM runs ORDER BY id');
 * ```
 */
export interface Report {
  /** As typed after `httplog query`. */
  readonly name: string;
  /** One line for the help, no full stop. */
  readonly summary: string;
  /** Columns of the answer in order, whatever the arguments are. */
  readonly columns: readonly string[];
  /**
   * Units of columns that hold numbers; absent: counts, sums and numbers. Formats for people show them, so that a column has
   * one unit; formats for programs hold plain numbers.
   */
  readonly units?: Readonly<Record<string, ColumnUnit>>;
  /** The options it has beside `--source` and `--limit`; others are refused before it is asked. */
  readonly options: readonly ReportOption[];
  /** Two of the dimensions among them of which a value each may be given at once; absent: of one alone. */
  readonly pairs?: readonly DimensionPair[];
  /** What `--by` may be, where it has that option. */
  readonly spans?: readonly ReportSpan[];
  /** Whether `--by` may also be any number of seconds, as in "30s"; absent: no. */
  readonly hasAnySpan?: boolean;
  /** Those of them that must be given. Absent: none. */
  readonly required?: readonly ReportOption[];
  /** Most rows without `--limit`; null = all. A last row `(other)` is not counted. */
  readonly defaultLimit: number | null;
  /**
   * The question for these arguments. Called once per query; pure, and throws nothing. A report along the time returns the
   * oldest row first, and a limit keeps the newest rows; other reports return the most hits first, and a limit keeps those.
   */
  question(given: ReportArguments): Question;
  /**
   * Questions in its place that threads can answer side by side, where one thread alone would take long, else null: the rows of all, in this
   * order, are the rows of the question, or {@link Report.present} makes the same of them. Absent: there are none. Errors: those of the reader.
   */
  parts?(reader: Reader, given: ReportArguments): readonly Question[] | null;
  /**
   * Turns the rows of the question into the rows that are shown, with the columns {@link Report.columns}; called once, with
   * all rows. Absent: the rows are shown as they are.
   */
  present?(answer: Answer, given: ReportArguments): PresentedAnswer;
  /**
   * The same with rows that are made while they are read, each time anew, for answers that may have very many; null where
   * {@link Report.present} serves. There are some if the question has found any, and the notes are of what it has found. Absent: never.
   */
  stream?(answer: Answer, given: ReportArguments): ShownAnswer | null;
  /**
   * What a reader of these rows must know so as not to be misled: figures that are bounds, hits that are missing. One
   * sentence or two each, without a line end; none where the rows say it all. They stand below a table, and go to standard
   * error where the format is for programs. Called once, after the rows were read, with the rows as they are shown. Absent:
   * there is never anything to say.
   *
   * Errors: those of the reader end the query.
   */
  notes?(reader: Reader, given: ReportArguments, answer: PresentedAnswer): string[];
}
