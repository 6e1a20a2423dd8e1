// Role: the rows of the year of `year.ts`, as statements of plain SQL: buckets of 10 s with values of every dimension that there is.

import { DIMENSIONS, HOURLY } from "../../src/domain/dimensions/dimensions.ts";
import { VisitorSketch } from "../../src/domain/visitors/visitor_sketch.ts";

/** Start of the first bucket, 2024-01-01; bucket size; buckets of a year of 365 days. */
export const FIRST = 1_704_067_200;
const SIZE = 10, BUCKETS = 365 * 86_400 / SIZE;
export const LATENESS = 30, SECTIONS = 8, ALERTS = 4000;
const WINDOW = 120, TOP = 100, THRESHOLD = 10, HOSTS = 2000, ROUTES = 4, BINS = 4;
/** Start of the last bucket that is made here, and when the lines that are replayed begin: then it is final. */
const LAST = FIRST + (BUCKETS - 1) * SIZE;
export const TAIL: number = LAST + SIZE + LATENESS;

/**
 * Every bucket, each with a number `r` that looks random, from which all else follows by arithmetic: `hits` from 24 to 39,
 * 0 to 2 `failures`, and `more` bytes than 1000 a hit. Of each dimension one value, the first, takes what the others leave.
 */
const BUCKET_ROWS = `WITH RECURSIVE
  bucket_number (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM bucket_number WHERE n + 1 < ${BUCKETS}),
  random (n, r) AS (SELECT n, (n * 2654435761 + 20240101) % 4294967296 >> 8 FROM bucket_number),
  made (n, start, r, hits, failures, more) AS
    (SELECT n, ${FIRST} + n * ${SIZE}, r, 24 + r % 16, (r >> 4) % 3, (r >> 6) % 1024 FROM random)`;

/** The numbers from 1 to `count`, as a table `k (k)`. */
const numbers = (count: number): string =>
  `(SELECT value AS k FROM json_each('${
    JSON.stringify(Array.from({ length: count }, (_, i) => i + 1))
  }')) AS k`;

/** A row of a cell: `share` hits, and what is left over where `takesRest` holds. */
const cell = (
  table: string,
  id: string,
  share: string,
  rest: string,
  takesRest: string,
  from: string,
): string =>
  `${BUCKET_ROWS} INSERT INTO ${table} (source_id, start, name_id, hits, bytes, failures)
    SELECT 1, start, ${id}, ${share} + iif(${takesRest}, ${rest}, 0),
      1000 * (${share} + iif(${takesRest}, ${rest}, 0)) + iif(${takesRest}, more, 0), iif(${takesRest}, failures, 0)
    FROM made CROSS JOIN ${from} WHERE true`;

/** Values that hours alone have: of each dimension how many, the id of the first one less 1, and SQL of one by its number k. */
const OF_HOURS = [
  ["method", 1, 100_000, "'GET'"],
  ["path", 1000, 20_000, "format('/section%d/page%d', k % 8, k)"],
  ["referrer", 200, 30_000, "format('https://site%d.example/page%d', k % 50, k)"],
  ["referrer_site", 50, 40_000, "format('site%d.example', k)"],
  [
    "agent",
    300,
    50_000,
    `format('Mozilla/5.0 (%s) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/%d.0.0.0 Safari/537.36',
      iif(k % 3, 'Windows NT 10.0; Win64; x64', 'X11; Linux x86_64'), k)`,
  ],
  ["protocol", 2, 60_000, "format('HTTP/%d.1', k)"],
  ["vhost", 1, 70_000, "'(none)'"],
  ["route_duration", 360, 80_000, "format('/section%d/:id%s%d', k % 6, char(9), 400 + k / 6)"],
  ["not_found", 50, 90_000, "format('/lost%d%shttps://site%d.example/', k, char(9), k)"],
] as const;

const idOf = (wanted: string): number => DIMENSIONS.find(({ name }) => name === wanted)!.id;

/** What each value of an hour has: an equal share, and the first what is left over. */
const ofHours = ([name, count, base, text]: typeof OF_HOURS[number]): string[] => {
  const share = (sum: string): string => `${sum} / ${count} + iif(k = 1, ${sum} % ${count}, 0)`;
  return [
    `INSERT INTO name (id, dimension, value) SELECT ${base} + k, ${idOf(name)}, ${text} FROM ${
      numbers(count)
    }`,
    `INSERT INTO ${name}_hour (source_id, start, name_id, hits, bytes, failures)
      SELECT 1, hour, ${base} + k, ${share("h")}, ${share("b")}, iif(k = 1, f, 0)
      FROM (SELECT start - start % 3600 AS hour, sum(hits) AS h, sum(bytes) AS b, sum(failures) AS f FROM bucket GROUP BY hour)
        CROSS JOIN ${numbers(count)}`,
  ];
};

/** As many visitors as there are hosts, in each hour the same. */
function visitors(): string {
  const sketch = new VisitorSketch();
  for (let i = 1; i <= HOSTS; i++) {
    sketch.add(Int32Array.of(Math.imul(i, 0x9e3779b1), Math.imul(i, 0x85ebca6b)));
  }
  return Array.from(sketch.bytes(), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

const SUM = "FROM bucket WHERE source_id = 1";

/** The statements that fill the tables, in the order of their keys. */
export const ROWS: readonly string[] = [
  `INSERT INTO name (id, dimension, value) SELECT 10 + k, 1, '/section' || k FROM ${numbers(SECTIONS)}`,
  `INSERT INTO name (id, dimension, value) SELECT 100 + k, 2, format('10.0.%d.%d', k / 250, k % 250)
    FROM ${numbers(HOSTS)}`,
  `${BUCKET_ROWS} INSERT INTO bucket (source_id, start, hits, bytes, failures, late, hosts, open)
    SELECT 1, start, hits, 1000 * hits + more, failures, 0, 7, 0 FROM made`,
  // Two seconds of each bucket have hits.
  `${BUCKET_ROWS} INSERT INTO second (source_id, time, hits, bytes, failures, late)
    SELECT 1, start + k * 4, iif(k = 1, 10, hits - 10), iif(k = 1, 10000, 1000 * (hits - 10) + more),
      iif(k = 1, 0, failures), 0 FROM made CROSS JOIN ${numbers(2)}`,
  cell("section_cell", "10 + k", "2", `hits - ${2 * SECTIONS}`, "k = 1 + (r >> 16) % 8", numbers(SECTIONS)),
  cell("host_cell", "100 + (k - 1) * 285 + 1 + n * 7 % 285", "3", "hits - 21", "k = 1", numbers(7)),
  // 200 and three others with one hit each; 503 only where there are failures, which are all of its hits.
  `${BUCKET_ROWS}, code (status) AS (VALUES (200), (301), (304), (404), (503))
    INSERT INTO status_cell (source_id, start, name_id, hits, bytes, failures)
    SELECT 1, start, status, h, 1000 * h + iif(status = 200, more, 0), iif(status = 503, h, 0)
    FROM (SELECT *, CASE status WHEN 200 THEN hits - 3 - failures WHEN 503 THEN failures ELSE 1 END AS h
      FROM made CROSS JOIN code) WHERE h > 0`,
  `INSERT INTO name (id, dimension, value) SELECT 10000 + k, 5, '/section' || k || '/:id' FROM ${
    numbers(ROUTES)
  }`,
  cell("route_cell", "10000 + k", "3", `hits - ${3 * ROUTES}`, "k = 1 + (r >> 16) % 4", numbers(ROUTES)),
  cell("duration_cell", "400 + (k * 61 + n * 7) % 240", "3", `hits - ${3 * BINS}`, "k = 1", numbers(BINS)),
  ...OF_HOURS.flatMap(ofHours),
  `INSERT INTO visitor_hour (source_id, start, size, registers)
    SELECT DISTINCT 1, start - start % 3600, 3600, x'${visitors()}' FROM bucket`,
  ...["section", "host", "status", "route", "duration"].map((name) =>
    `INSERT INTO ${name}_hour (source_id, start, name_id, hits, bytes, failures)
    SELECT 1, start - start % 3600 AS hour, name_id, sum(hits), sum(bytes), sum(failures) FROM ${name}_cell
    GROUP BY hour, name_id ORDER BY hour, name_id`
  ),
  // All hours are final.
  ...HOURLY.map(({ name }) =>
    `INSERT INTO ${name}_day (source_id, start, name_id, hits, bytes, failures)
    SELECT 1, start - start % 86400 AS day, name_id, sum(hits), sum(bytes), sum(failures) FROM ${name}_hour
    GROUP BY day, name_id ORDER BY day, name_id`
  ),
  `INSERT INTO alert (source_id, fired_at, peak_at, resolved_at, window, provisional, value, peak_value, threshold, rule)
    SELECT 1, at, at + 60, at + 300, ${WINDOW}, 0, 10.5, 12.25, ${THRESHOLD}, 'high-traffic'
    FROM (SELECT ${FIRST + WINDOW} + (k - 1) * ${Math.floor((LAST - FIRST) / ALERTS)} AS at FROM ${
    numbers(ALERTS)
  })`,
  `INSERT INTO source (id, sequence, settled, bucket_size, lateness, top, first_time, last_time, watermark, read, accepted, rejected,
      late, format, dimensions, name)
    SELECT 1, 1, 0, ${SIZE}, ${LATENESS}, ${TOP}, ${FIRST + 4}, ${TAIL}, ${
    TAIL - LATENESS
  }, sum(hits), sum(hits), 0, 0, 'csv', '${DIMENSIONS.map(({ name }) => name).join(",")}', 'year' ${SUM}`,
  `INSERT INTO run (source_id, started_at, ended_at, bytes, read, accepted, rejected, late, status, version, files, options)
    SELECT 1, ${TAIL}, ${TAIL}, 80 * sum(hits), sum(hits), sum(hits), 0, 0, 'ok', '0', '["year.csv"]', '{}' ${SUM}`,
];
