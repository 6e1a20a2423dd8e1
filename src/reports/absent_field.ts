// Role: that a log has nothing of a dimension, and which field of its format would bring it.

import { NO_VALUE } from "../domain/dimensions/dimension.ts";
import type { KnownDimension } from "../domain/dimensions/dimensions.ts";
import type { Answer } from "../stores/store.ts";

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

function isEmptyOf({ rows }: Answer): boolean {
  return rows.length > 0 && rows.every(([name]) => name === NO_VALUE || name === null);
}
