// Role: what the rows that rule files bring satisfy. Part of `sqlite_invariants.ts`, which also says what the parts of an
// invariant are; all of the list read every row.

import { PAIR_DIMENSIONS } from "../domain/dimension.ts";
import { PAIR_COLUMNS } from "./sqlite_error_pairs.ts";

/** Sums of bytes below this are exact. */
const EXACT = "9007199254740991";

/** Buckets with more in a column of pairs than their statuses from 400 on have; less where rules came in between. */
function tooManyPairs(column: string): string {
  const pairs = (sum: string) => `(SELECT ${sum} FROM json_each(r.${column}) AS p)`;
  const statuses = (sum: string) =>
    `(SELECT ${sum} FROM status_cell AS c
    WHERE c.source_id = r.source_id AND c.start = r.start AND c.name_id >= 400)`;
  return `SELECT s.name AS source, format('${column} at %d hold more than the statuses from 400 on', r.start) AS found
    FROM error_pairs AS r LEFT JOIN source AS s ON s.id = r.source_id
    WHERE ${pairs("total(p.value ->> 1)")} > ${statuses("total(hits)")}
      OR ${pairs("total(p.value ->> 3)")} > ${statuses("total(failures)")}
      OR (${pairs("total(p.value ->> 2)")} > ${statuses("total(bytes)")} AND ${
    statuses("total(bytes)")
  } < ${EXACT})`;
}

/**
 * Messages about what is not decided. A row is provisional as soon as its peak or its end is, also where its beginning is
 * decided and told; whether that is, is seen at its time: a second is decided once no record on time may come for it. Of an
 * end it is seen at the row as well: once it is decided, nothing of the alert changes any more.
 */
export const UNTRUE_MESSAGES =
  `SELECT s.name AS source, format(iif(a.id IS NULL, 'message %d is about no alert',
    'message %d is about what is undecided for its alert'), r.id) AS found
  FROM outbox_entry AS r LEFT JOIN source AS s ON s.id = r.source_id
  LEFT JOIN alert AS a ON a.source_id = r.source_id AND a.fired_at = r.fired_at AND a.rule = r.rule
  WHERE a.id IS NULL OR r.created_at >= s.last_time - s.lateness OR NOT iif(r.transition = 'fired',
    r.created_at = a.fired_at,
    r.transition = 'resolved' AND a.provisional = 0 AND coalesce(r.created_at = a.resolved_at, 0))`;

/** The invariants. */
export const RULE_INVARIANTS: readonly {
  readonly check: string;
  readonly holds: string;
  readonly sql: string;
}[] = [
  {
    check: "pairs",
    holds: "no bucket has more pairs of errors than errors",
    sql: PAIR_DIMENSIONS.map((dimension) => `SELECT * FROM (${tooManyPairs(PAIR_COLUMNS[dimension])})`)
      .join("\nUNION ALL\n"),
  },
  {
    check: "minutes",
    holds: "minutes of objectives are whole ones, and have no more errors than hits",
    sql: `SELECT s.name AS source, format('the minute %d of %s contradicts itself', r.minute, r.slo) AS found
      FROM slo_minute AS r LEFT JOIN source AS s ON s.id = r.source_id
      WHERE minute % 60 <> 0 OR hits < 1 OR errors < 0 OR errors > hits`,
  },
];
