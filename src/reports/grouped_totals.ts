// Role: canned reports that group the values of a dimension by what lists say of them when they are asked: countries of hosts,
// browsers, systems and bots of agents.

import { OTHER } from "../domain/dimensions/dimension.ts";
import { DIMENSIONS, type KnownDimension } from "../domain/dimensions/dimensions.ts";
import { unitText } from "../domain/unit.ts";
import type { AnonymizeLevel } from "../domain/screening/settings.ts";
import type { Answer, Reader } from "../stores/store.ts";
import { absentNotes, absentSizeNotes } from "./notes/absent_field.ts";
import { coarseHostNotes } from "./notes/coarse_hosts.ts";
import { keptNotes, sinceNotes, viewsOf } from "./rows/dimension_views.ts";
import type { Question, Report, ReportArguments } from "./report.ts";
import { hitsText, missingNotes, wholeBucketNotes } from "./rows/rollups.ts";
import { AVAILABILITY, shareOf, SUM_OF_BYTES } from "./rows/sql.ts";
import { rangeRows } from "./rows/range_rows.ts";

/** Most rows without `--limit`. */
const LIMIT = 20;

/** The row of all bots. */
const BOTS = "(bots)";

/** What such a report is of. */
export interface Grouping {
  readonly name: string;
  readonly summary: string;
  /** The column of the groups. */
  readonly column: string;
  readonly dimension: KnownDimension;
  /** SQL of the group of the value `name`. */
  readonly group: string;
  /** SQL that values must fulfil; absent: all count. */
  readonly condition?: string;
  readonly required?: Report["required"];
  /** What follows where hosts are stored as networks; absent: nothing. */
  readonly ofNetworks?: (level: AnonymizeLevel) => string | null;
}

/** In the order of the help. */
export const GROUPINGS: readonly Grouping[] = [
  {
    ...{ name: "countries", summary: "totals of each country by the addresses of hosts, most hits first" },
    ...{ column: "country", dimension: dimensionOf("host"), group: "country(name)", required: ["geoip"] },
    // Countries share no network of the narrowest level, and of no address there is no country.
    ofNetworks: (level) =>
      level === "region" ? "all of one count for the country of its first address" : null,
  },
  {
    ...{ name: "browsers", summary: "totals of each browser by the agents, bots as one, most hits first" },
    ...{
      column: "browser",
      dimension: dimensionOf("agent"),
      group: `iif(is_bot(name), '${BOTS}', agent_family(name))`,
    },
  },
  {
    ...{
      name: "systems",
      summary: "totals of each operating system by the agents, bots as one, most hits first",
    },
    ...{
      column: "system",
      dimension: dimensionOf("agent"),
      group: `iif(is_bot(name), '${BOTS}', agent_system(name))`,
    },
  },
  {
    ...{ name: "bots", summary: "totals of each bot, library and tool by the agents, most hits first" },
    ...{ column: "bot", dimension: dimensionOf("agent"), group: "agent_family(name)" },
    condition: `is_bot(name) OR name = '${OTHER}'`,
  },
];

/** Their reports, in the same order. */
export const GROUPED_REPORTS: readonly Report[] = GROUPINGS.map(groupedTotals);

function dimensionOf(wanted: string): KnownDimension {
  return DIMENSIONS.find(({ name }) => name === wanted)!;
}

/** The report of a grouping. */
export function groupedTotals(grouping: Grouping): Report {
  const { name, summary, column, required } = grouping;
  return {
    name,
    summary,
    columns: [column, "hits", "share", "bytes", "failures", "availability"],
    units: { share: "share", availability: "share_down" },
    options: ["since", "until", ...required ?? []],
    required,
    defaultLimit: LIMIT,
    question: (given) => question(grouping, given),
    notes: (reader, given, answer) => notes(reader, grouping, given, answer),
  };
}

/**
 * Each value is summed and judged once. The share is of all hits of the range, whatever is cut off. `(other)`, the hits of values that
 * were not kept by name, comes last, whatever the limit.
 */
function question({ dimension, column, group, condition }: Grouping, given: ReportArguments): Question {
  const { spans, totals, all, parameters } = rangeRows(dimension, given);
  const parts = [
    ...spans,
    `totals AS MATERIALIZED (${totals})`,
    `judged AS MATERIALIZED (SELECT ${group} AS said, hits, bytes, failures FROM totals
      ${condition === undefined ? "" : `WHERE ${condition}`})`,
    `whole AS MATERIALIZED (SELECT sum(hits) AS hits FROM ${all === null ? "totals" : `(${all})`})`,
    `ranked AS (SELECT said, sum(hits) AS hits, ${SUM_OF_BYTES} AS bytes, sum(failures) AS failures,
      ${AVAILABILITY} AS availability, row_number() OVER (ORDER BY said = '${OTHER}', sum(hits) DESC, said) AS place
      FROM judged GROUP BY said)`,
  ];
  const limit = given.limit === null ? "" : `WHERE place <= :limit OR said = '${OTHER}'`;
  return {
    sql: `WITH ${parts.join(", ")}
      SELECT said AS "${column}", hits, ${
      shareOf("hits", "(SELECT hits FROM whole)")
    } AS share, bytes, failures, availability
      FROM ranked ${limit} ORDER BY place`,
    parameters: given.limit === null ? parameters : { ...parameters, limit: given.limit },
  };
}

function notes(
  reader: Reader,
  grouping: Grouping,
  given: ReportArguments,
  answer: Answer,
): string[] {
  const { dimension } = grouping, { rows } = answer;
  const isOfHours = dimension.span === "hour";
  const grain = { hasRollups: viewsOf(dimension).rollups !== null, span: null, isOfHours };
  const first = (): Answer => unconditional(reader, grouping, given);
  const other = rows.find(([name]) => name === OTHER);
  return [
    ...(other === undefined ? [] : [
      `${OTHER} is ${
        unitText("share", Number(other[2]))
      } of the hits: those of ${dimension.plural} that were not kept by name. ` +
      `Any row may have up to ${hitsText(Number(other[1]))} more.`,
    ]),
    ...grouping.ofNetworks === undefined ? [] : coarseHostNotes(reader, given, grouping.ofNetworks),
    ...absentSizeNotes(reader, given, answer),
    ...absentNotes(dimension, rows.length > 0 ? answer : first(), first),
    ...keptNotes(reader, dimension, given.source),
    ...sinceNotes(reader, dimension, given),
    ...wholeBucketNotes(reader, given, grain),
    ...missingNotes(reader, given, grain),
  ];
}

/** What the values are where none of them fulfils the condition: two rows say whether records have any. */
function unconditional(
  reader: Reader,
  { condition: _, ...grouping }: Grouping,
  given: ReportArguments,
): Answer {
  const { sql, parameters } = question({ ...grouping, group: "name" }, { ...given, limit: 2 });
  return reader.query(sql, parameters);
}
