// Role: the contract of a canned report: a question with a name, as data. One file a report implements it, `mod.ts` lists
// them, `httplog query NAME` runs them. The only file that someone adding a report has to read.

import type { Answer, SqlValue } from "../stores/store.ts";

/** The options a report may understand, as they are called on the command line. `--source` and `--limit` go with all. */
export const REPORT_OPTIONS = ["since", "until", "section", "host", "status", "by"] as const;

/** One of them. */
export type ReportOption = typeof REPORT_OPTIONS[number];

/** What a report is asked, checked: an option the report does not list in {@link Report.options} is null. */
export interface ReportArguments {
  /** Epoch second, inclusive; null = from the beginning. */
  readonly since: number | null;
  /** Epoch second, exclusive; null = to the end. */
  readonly until: number | null;
  /** Name of the only source to look at; null = all of them. */
  readonly source: string | null;
  /** The only section; null = all. */
  readonly section: string | null;
  /** The only host; null = all. */
  readonly host: string | null;
  /** The only status, or a class of them, as an SQL LIKE pattern: "404", "5__"; null = all. */
  readonly status: string | null;
  /** Span that a row covers; null = the report's own choice. */
  readonly by: "hour" | "day" | null;
  /** Most rows; null = all. */
  readonly limit: number | null;
}

/** A question to a store. */
export interface Question {
  /** One statement over the public views. Nothing that a person typed is part of it: that is all in the parameters. */
  readonly sql: string;
  /** Bound by name without a prefix. */
  readonly parameters: Readonly<Record<string, SqlValue>>;
}

/** One canned report. */
export interface Report {
  /** As typed after `httplog query`. */
  readonly name: string;
  /** One line for the help, no full stop. */
  readonly summary: string;
  /** Columns of the answer, in order, whatever the arguments are. */
  readonly columns: readonly string[];
  /** The options it understands beside `--source` and `--limit`. */
  readonly options: readonly ReportOption[];
  /** Rows where no `--limit` is given; null = all. */
  readonly defaultLimit: number | null;
  /**
   * The question for these arguments. Reports along the time are in its order, and a limit keeps the newest rows; the
   * others have the most hits first, and a limit keeps those. Throws nothing.
   */
  question(given: ReportArguments): Question;
  /** Makes the rows that are shown, with {@link columns}, out of those of the question; absent: these are they. */
  present?(answer: Answer): Answer;
}
