// Role: how DuckDB reads a log of each format, in SQL: what differs between formats in `duckdb_program.ts`.
//
// What is here is the fastest of what was tried: a combined log is read as a table with spaces between its fields, and times are
// grouped as text, whose groups alone are then read as times. Method and section are cut out of the request together, for the log
// has too many URLs to group by them. In JSON and W3C logs times are read as such. A regular expression in place of the table,
// with which DuckDB is measured beside it, takes nearly twice as long.

import type { LineFormatName } from "../../../sample_data/lines/mod.ts";

/** A log in SQL. */
export interface LogSql {
  /**
   * A query of the records of the log in this file, given as a literal: columns start (of the bucket), time, host, page (of which
   * method and section come), status (an integer) and bytes (an integer).
   */
  rows(file: string): string;
  /** The start of a bucket in epoch seconds, out of the column start. */
  readonly start: string;
  /** The epoch second, out of the column time. */
  readonly time: string;
  /** The section, out of the column page. */
  readonly section: string;
  /** The method, likewise. */
  readonly method: string;
}

/** What DuckDB is told of text, so that it neither guesses nor stops at a line that it cannot read. */
export const TEXT = "auto_detect = false, ignore_errors = true, strict_mode = false, buffer_size = 8388608";

/** Requests as they are: the log has few different ones, whose sections are cut out of the groups. */
const csv: LogSql = {
  rows: (file) => `
    SELECT date - date % 10 AS start, date AS time, remotehost AS host, request AS page, status, bytes
    FROM read_csv(${file}, ${TEXT}, header = true, delim = ',', quote = '"', escape = '"',
      columns = {remotehost: 'VARCHAR', rfc931: 'VARCHAR', authuser: 'VARCHAR', date: 'BIGINT', request: 'VARCHAR',
        status: 'INTEGER', bytes: 'BIGINT'})`,
  start: "start",
  time: "time",
  section: "regexp_extract(page, '^[^ ]* (/[^/? ]*)', 1)",
  method: "split_part(page, ' ', 1)",
};

/** Page is the method, a space and the section. */
const JOINT = { section: "split_part(page, ' ', 2)", method: "split_part(page, ' ', 1)" };
const AS_JOINT = "regexp_extract(request, '^[^ ]* /[^/? ]*')";

/** The fields of a combined line. A time is two of them, of which the second one is the zone: that of the log is known. */
export const combinedFields = (file: string): string =>
  `read_csv(${file}, ${TEXT}, header = false, delim = ' ', quote = '"', escape = '\\', nullstr = '-',
    columns = {host: 'VARCHAR', ident: 'VARCHAR', authuser: 'VARCHAR', time: 'VARCHAR', zone: 'VARCHAR',
      request: 'VARCHAR', status: 'INTEGER', bytes: 'BIGINT', referrer: 'VARCHAR', agent: 'VARCHAR'})`;

/** The epoch second of a time as in [07/Feb/2019:21:11:00 in UTC. */
export const clfSecond = (text: string): string =>
  `epoch_us(strptime(${text}, '[%d/%b/%Y:%H:%M:%S')) // 1000000`;

/** The first 20 characters of a time are those of its ten seconds. */
const combined: LogSql = {
  rows: (file) => `
    SELECT left(time, 20) AS start, time, host, ${AS_JOINT} AS page, status, bytes FROM ${
    combinedFields(file)
  }`,
  start: clfSecond("start || '0'"),
  time: clfSecond("time"),
  ...JOINT,
};

const LINE = String.raw`^([^ ]*) [^ ]* [^ ]* (\[[^\]]*) [^ ]* "([^ ]* /[^/? "]*)[^"]*" (\d*) (\d*)`;

/** The same by one regular expression. */
export const combinedByRegexp: LogSql = {
  ...combined,
  rows: (file) => `
    SELECT left(time, 20) AS start, time, host, page, status::INTEGER AS status, bytes::BIGINT AS bytes
    FROM (SELECT unnest(regexp_extract(line, '${LINE}', ['host', 'time', 'page', 'status', 'bytes']))
          FROM read_csv(${file}, ${TEXT}, header = false, delim = '', quote = '', escape = '',
            columns = {line: 'VARCHAR'}))`,
};

const nginxJson: LogSql = {
  rows: (file) => `
    SELECT second - second % 10 AS start, second AS time, remote_addr AS host,
      ${AS_JOINT} AS page, status, body_bytes_sent AS bytes
    FROM (SELECT *, epoch_us(time_iso8601) // 1000000 AS second
          FROM read_json(${file}, format = 'newline_delimited', auto_detect = false, ignore_errors = true,
            columns = {time_iso8601: 'TIMESTAMPTZ', remote_addr: 'VARCHAR', request: 'VARCHAR', status: 'INTEGER',
              body_bytes_sent: 'BIGINT'}))`,
  start: "start",
  time: "time",
  ...JOINT,
};

/** All columns of the log have a name and a type, or it would not be read. */
const w3c: LogSql = {
  rows: (file) => `
    SELECT second - second % 10 AS start, second AS time, host, method || ' ' || regexp_extract(stem, '^/[^/]*') AS page, status, bytes
    FROM (SELECT *, epoch_us(date + time) // 1000000 AS second
          FROM read_csv(${file}, ${TEXT}, header = false, delim = ' ', quote = '', escape = '', comment = '#',
            columns = {date: 'DATE', time: 'TIME', server: 'VARCHAR', method: 'VARCHAR', stem: 'VARCHAR',
              query: 'VARCHAR', port: 'VARCHAR', user: 'VARCHAR', host: 'VARCHAR', agent: 'VARCHAR',
              referrer: 'VARCHAR', status: 'INTEGER', substatus: 'VARCHAR', win32: 'VARCHAR', bytes: 'BIGINT',
              taken: 'VARCHAR'}))`,
  start: "start",
  time: "time",
  ...JOINT,
};

/** Every format that it reads. */
export const LOGS_IN_SQL: Readonly<Record<LineFormatName, LogSql>> = {
  csv,
  combined,
  "nginx-json": nginxJson,
  w3c,
};
