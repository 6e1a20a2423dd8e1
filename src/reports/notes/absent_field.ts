// Role: that a log has nothing of a dimension, and which field of its format would bring it.

import { NO_VALUE } from "../../domain/dimensions/dimension.ts";
import type { KnownDimension } from "../../domain/dimensions/dimensions.ts";
import type { Answer, Reader } from "../../stores/store.ts";
import type { ReportArguments } from "../report.ts";

/** Of each role the fields that bring it: in nginx's log_format, and in Apache's LogFormat. */
const FIELDS: Readonly<Record<string, readonly [nginx: string, apache: string]>> = {
  agent: ["$http_user_agent", "%{User-Agent}i"],
  referrer: ["$http_referer", "%{Referer}i"],
  vhost: ["$host", "%v"],
  host: ["$remote_addr", "%h"],
  method: ["$request", "%r"],
  protocol: ["$request", "%r"],
  request: ["$request", "%r"],
  duration: ["$request_time", "%D"],
  size: ["$body_bytes_sent", "%b"],
};

/** The note about records that have nothing of a role; `what` is one value of it. */
export function absentNote(role: string, what: string): string {
  const fields = FIELDS[role];
  const lacked = fields === undefined ? "" : ` (${fields[0]} in nginx, ${fields[1]} in Apache)`;
  const isSent = role !== "duration";
  return `No record has a ${what}: ${
    isSent ? "none was sent, or " : ""
  }the format of the log lacks the field${lacked}${isSent ? "" : ", or does not say its unit"}. ` +
    '"httplog check FILE" lists the fields of a log.';
}

/**
 * The same where the rows are of nothing else than records without a value. They may be only those that were asked for, so `first` is called
 * for the first two rows of all.
 */
export function absentNotes({ role, noun }: KnownDimension, answer: Answer, first: () => Answer): string[] {
  return isEmptyOf(answer) && isEmptyOf(first()) ? [absentNote(role, noun)] : [];
}

/** The first buckets tell whether records have numbers of bytes, where these have so many hits. */
const TELLING = 1000, ENOUGH = 20;

/** Whether no record of a source, or of all (null), has a number of bytes, as far as the first buckets tell. */
export function hasNoSizes(reader: Reader, source: string | null): boolean {
  const first = `SELECT hits, bytes FROM buckets WHERE :source IS NULL OR source = :source LIMIT ${TELLING}`;
  const { rows: [[hits, most]] } = reader.query(`SELECT sum(hits), max(bytes) FROM (${first})`, { source });
  return Number(hits) >= ENOUGH && Number(most) === 0;
}

/** That no record has a number of bytes, where the rows have none. */
export function absentSizeNotes(
  reader: Reader,
  { source }: Pick<ReportArguments, "source">,
  { columns, rows }: Answer,
): string[] {
  const place = columns.indexOf("bytes");
  const isEmpty = place >= 0 && rows.length > 0 && rows.every((row) => Number(row[place]) === 0);
  return isEmpty && hasNoSizes(reader, source) ? [absentNote("size", "number of bytes")] : [];
}

function isEmptyOf({ rows }: Answer): boolean {
  return rows.length > 0 && rows.every(([name]) => name === NO_VALUE || name === null);
}
