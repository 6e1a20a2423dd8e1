// Role: the options of a replay that are settings of its source: which records are counted, and what of them is stored.

import { unmatchedReason } from "../../domain/rules/unmatched_names.ts";
import { filterText, givenFilter, parseFilter, type RecordFilter } from "../../domain/screening/filter.ts";
import {
  ANONYMIZE_LEVELS,
  type AnonymizeLevel,
  NO_SCREENING,
  type Screening,
} from "../../domain/screening/settings.ts";
import { Problem } from "../../domain/problem.ts";
import { printable } from "../../render/text/printable.ts";
import type { Invocation, OptionSpec } from "../command.ts";

/** In the order of the help. */
export const SCREENING_OPTIONS: readonly OptionSpec[] = [
  {
    name: "exclude",
    value: "FILTER",
    repeated: true,
    defaultText: "that of the source",
    help:
      "count no record that fits this, as in section=/health*,/b, with \\, for a comma of a value; see help replay",
  },
  {
    name: "only",
    value: "FILTER",
    repeated: true,
    defaultText: "that of the source",
    help: "count only records that fit this, as in status=4xx,5xx; of several all must fit",
  },
  {
    name: "exclude-bots",
    defaultText: "as the source",
    help: "count no record whose agent is one of a bot, a library or a tool, by the list of isbot",
  },
  {
    name: "anonymize",
    value: "LEVEL",
    implied: "network",
    choices: ANONYMIZE_LEVELS,
    defaultText: "that of the source",
    help:
      "store no more of hosts than their network (10.1.2.0, 2001:db8:1::), their region (10.1.0.0, 2001:db8::; names and samples " +
      "are hidden), or nothing",
  },
  {
    name: "drop-query",
    help: "store no query (?…) of a URL, not in samples of lines either: the default of a new source",
  },
  { name: "keep-query", help: "store paths and samples with their queries, which may hold tokens" },
];

/**
 * What the options say; what they do not is absent.
 *
 * Errors: `Problem` "usage" for a filter that is none, and for options that contradict each other.
 */
export function givenScreening({ flags, values, lists }: Invocation): Partial<Screening> {
  const { exclude = [], only = [] } = lists, { anonymize } = values;
  const { "drop-query": drops, "keep-query": keeps } = flags;
  if (drops && keeps) {
    throw new Problem("usage", "--drop-query stores no query, --keep-query stores them. Give one of them.");
  }
  return {
    ...exclude.length === 0 ? {} : { exclude: filtersOf("exclude", exclude) },
    ...only.length === 0 ? {} : { only: filtersOf("only", only) },
    // The list is known once it is loaded.
    ...flags["exclude-bots"] ? { bots: "" } : {},
    ...anonymize === undefined ? {} : { anonymize: anonymize as AnonymizeLevel },
    ...drops || keeps ? { keepQuery: keeps ?? false } : {},
  };
}

function filtersOf(option: string, given: readonly string[]): string[] {
  const filters = given.map((text) => {
    const filter = givenFilter(text);
    if ("fault" in filter) {
      throw new Problem("usage", `--${option} "${printable(text)}" ${printable(filter.fault)}.`);
    }
    checkValues(option, text, filter, true);
    return filterText(filter);
  });
  return [...new Set(filters)].sort();
}

/**
 * Checks the filters that a run gives against what its source stores.
 *
 * Errors: `Problem` "usage" for one that asks for the queries of paths, of a source that keeps none.
 */
export function checkQueries(
  { exclude = [], only = [] }: Partial<Screening>,
  { keepQuery }: Screening,
): void {
  for (const [option, texts] of Object.entries({ exclude, only })) {
    for (const text of texts) checkValues(option, text, parseFilter(text) as RecordFilter, keepQuery);
  }
}

function checkValues(
  option: string,
  text: string,
  { dimension, values }: RecordFilter,
  keepsQuery: boolean,
): void {
  for (const value of values) {
    const unmatched = unmatchedReason(dimension.name, value, keepsQuery);
    if (unmatched === undefined) continue;
    const { reason, near } = unmatched;
    const whole = near === `/${value}` && text.includes(`,${value}`)
      ? `, or "\\,${printable(value)}" for a comma of a value`
      : "";
    const meant = near && ` Did you mean "${printable(near)}"${whole}?`;
    throw new Problem("usage", `--${option} "${printable(text)}" matches nothing: ${reason}.${meant ?? ""}`);
  }
}

/** The settings as options, for a person; null where there are none. */
export function screeningText({ exclude, only, bots, anonymize, keepQuery }: Screening): string | null {
  const options = [
    ...exclude.map((filter) => `--exclude "${filter}"`),
    ...only.map((filter) => `--only "${filter}"`),
    ...bots === null ? [] : [`--exclude-bots (${bots})`],
    ...anonymize === null ? [] : [`--anonymize=${anonymize}`],
    ...keepQuery === NO_SCREENING.keepQuery ? [] : ["--keep-query"],
  ];
  return options.length === 0 ? null : options.join(" ");
}
