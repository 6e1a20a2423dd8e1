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

/** The note about a log that has nothing of a role; `what` are its values. */
export function absentNote(role: string, what: string): string {
  const fields = FIELDS[role];
  const advice = fields === undefined
    ? ""
    : ` A log whose format has ${fields[0]} (nginx) or ${fields[1]} (Apache) has them; ` +
      '"httplog check FILE" lists the fields of one.';
  return `The log has no ${what}.${advice}`;
}

/** The same where the rows are of nothing else than records without a value. */
export function absentNotes({ role, plural }: KnownDimension, { rows }: Answer): string[] {
  return rows.length > 0 && rows.every(([name]) => name === NO_VALUE)
    ? [absentNote(role, plural.replaceAll("_", " "))]
    : [];
}
