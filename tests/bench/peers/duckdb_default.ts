// Role: what httplog stores of a combined log by default, in SQL, as far as that has a short way: sections, hosts, statuses and
// routes of each bucket, and of each hour those of the first three and methods, paths, referrers and their sites, agents and
// protocols, cut to what httplog keeps. Left out is what needs more than groups: who came (sketches of visitors), identifiers in
// routes other than numbers and UUIDs, durations and virtual hosts, which a combined log does not have.
//
// What is here is the fastest of what was tried: requests are grouped whole by bucket, and taken apart once each; referrers and
// agents are grouped by hour, each on its own.

import { clfSecond, combinedFields } from "./duckdb_logs.ts";
import { byHour, cut, KEPT, SUMS, whole } from "./duckdb_tables.ts";

/** What groups are of: the bits of all others, as `grouping` gives them. */
const BY_HOST = 31, BY_SECOND = 47, BY_STATUS = 55, BY_REQUEST = 59, BY_REFERRER = 61, BY_AGENT = 62;

/** The first 15 characters of a time are those of its hour. */
const groups = (file: string): string => `
  CREATE TEMP TABLE groups AS
  SELECT kind, coalesce(${clfSecond("start || '0'")}, ${clfSecond("hour || ':00:00'")}) AS start,
    ${clfSecond("time")} AS time, host, status, request, referrer, agent, hits, bytes, failures
  FROM (SELECT grouping(host, time, status, request, referrer, agent) AS kind, start, hour, time, host, status, request,
          referrer, agent, count(*) AS hits, sum(bytes)::BIGINT AS bytes, count(*) FILTER (status >= 500) AS failures
        FROM (SELECT left(time, 20) AS start, left(time, 15) AS hour, * FROM ${combinedFields(file)})
        GROUP BY GROUPING SETS ((start, host), (time), (start, status), (start, request), (hour, referrer), (hour, agent)))`;

/** Each request once, with what it is taken apart into. */
const REQUESTS = `
  CREATE TEMP TABLE requests AS
  SELECT request, method, protocol, path, '/' || split_part(path, '/', 2) AS section,
    regexp_replace(regexp_replace(path, '/(\\d+|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})(/|$)', '/:id\\3', 'g'),
      '/\\d+(/|$)', '/:id\\1', 'g') AS route
  FROM (SELECT request, split_part(request, ' ', 1) AS method, split_part(request, ' ', 3) AS protocol,
          regexp_extract(request, ' ([^ ?]*)', 1) AS path
        FROM (SELECT DISTINCT request FROM groups WHERE kind = ${BY_REQUEST}))`;

/** What was asked for, by bucket. */
const TAKEN = `
  CREATE TEMP TABLE taken AS
  SELECT start, section, method, protocol, path, route, ${SUMS}
  FROM groups JOIN requests USING (request) WHERE kind = ${BY_REQUEST} GROUP BY ALL`;

const cellsOf = (column: string, kind: number): string =>
  `SELECT start, ${column}, hits, bytes, failures FROM groups WHERE kind = ${kind}`;
const takenOf = (column: string): string => `SELECT start, ${column}, ${SUMS} FROM taken GROUP BY ALL`;
const REFERRERS = "coalesce(nullif(regexp_extract(referrer, '^[^?#]*'), ''), '(none)') AS referrer";
const SITES =
  "coalesce(nullif(lower(regexp_extract(referrer, '^[^/?#:]+://([^/?#:]+)', 1)), ''), '(none)') AS referrer_site";

/** What leaves the database, in order. */
export function byDefault(file: string): string[] {
  const hosts = cellsOf("host", BY_HOST), statuses = cellsOf("status", BY_STATUS);
  return [
    groups(file),
    REQUESTS,
    TAKEN,
    "BEGIN",
    `CREATE TABLE seconds AS SELECT time, hits, bytes, failures FROM groups WHERE kind = ${BY_SECOND}`,
    whole("bucket_statuses", "status", statuses),
    ...cut("bucket_sections", "section", KEPT, takenOf("section")),
    ...cut("bucket_hosts", "host", KEPT, hosts),
    ...cut("bucket_routes", "route", KEPT, takenOf("route")),
    "CREATE TABLE buckets AS SELECT start, hits, bytes, failures, distinct_values AS hosts FROM top_of_bucket_hosts",
    whole("hourly_statuses", "status", byHour("status", statuses)),
    ...cut("hourly_hosts", "host", 10_000, byHour("host", hosts)),
    ...["section", "method", "path", "protocol"].flatMap((column) =>
      cut(`hourly_${column}s`, column, 1000, byHour(column, "SELECT * FROM taken"))
    ),
    ...cut("hourly_referrers", "referrer", 1000, byHour("referrer", cellsOf(REFERRERS, BY_REFERRER))),
    ...cut(
      "hourly_referrer_sites",
      "referrer_site",
      1000,
      byHour("referrer_site", cellsOf(SITES, BY_REFERRER)),
    ),
    ...cut(
      "hourly_agents",
      "agent",
      1000,
      byHour("agent", cellsOf("coalesce(agent, '(none)') AS agent", BY_AGENT)),
    ),
    "COMMIT",
  ];
}
