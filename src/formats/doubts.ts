// Role: what is odd about the record of a line that would begin a log: values that such values never are. A line of another form can
// be read so by chance, and all that follow would be read wrongly, in silence. Such a line decides nothing; the next one may.

import { type LogRecord, TEXT_ROLES, type TextRole } from "../domain/record.ts";
import { textOf } from "../domain/text.ts";
import { IPV4_PATTERN, IPV6_PATTERN } from "./decode/address_words.ts";
import type { Misfit } from "./format.ts";

/** What to do where every line of a log is odd. */
const WAY_OUT = "; --log-format, with what stands in the configuration of its server, says how it is meant";

/** An address of IPv6, perhaps with a zone. */
const IPV6 = new RegExp(String.raw`^${IPV6_PATTERN}(?:%[\w.-]+)?$`, "i");
const ADDRESS_AT_END = new RegExp(String.raw`[^\d.]${IPV4_PATTERN}$`);
const ADDRESS_AND_COLON = new RegExp(`^${IPV4_PATTERN}:$`);
const ADDRESS_WITHIN = new RegExp(
  String.raw`(^|\s)(${IPV4_PATTERN}|[23f][0-9a-f]{3}:[0-9a-f:]+)(\s|$)`,
  "i",
);
/** Letters, digits, points, dashes and low lines; a star for a part of an address that is hidden. */
const CLIENT_NAME = /^[\p{L}\p{N}_][\p{L}\p{N}._-]*(?:\.\*)*$/u;
const VHOST_NAME = /^(?:_|\*?[\p{L}\p{N}._-]*[\p{L}\p{N}][\p{L}\p{N}._-]*)$/u;
/** A number or a time, a level, a method, a scheme, what a cache says, an id of a request or of a machine, a country. */
const NO_VHOST = new RegExp(
  "^(\\d+(\\.\\d*)?|\\d{4}-\\d\\d-\\d\\d|(?:trace|debug|info|notice|warn|warning|error|get|head|post|put|https?|hit|miss|bypass|expired|stale|tlsv1(?:\\.\\d)?)" +
    "|[0-9a-f-]{16,}|i-[0-9a-f]{8,17})$",
  "i",
);
const COUNTRY = /^[A-Z]{2}$/;

const METHOD_FIRST = /^[A-Za-z][\w-]{0,30} \S/, CLOSED = / HTTP\/[\d.]+" /;
const METHOD_LATER = /^\S+ (GET|HEAD|POST|PUT|DELETE|OPTIONS|PATCH|CONNECT) /;

/** Statuses that servers and proxies answer; 0 stands for none. */
export const STATUSES: ReadonlySet<number> = new Set([
  ...[0, 100, 101, 102, 103, 200, 201, 202, 203, 204, 205, 206, 207, 208, 226],
  ...[300, 301, 302, 303, 304, 305, 306, 307, 308],
  ...[400, 401, 402, 403, 404, 405, 406, 407, 408, 409, 410, 411, 412, 413, 414, 415, 416, 417, 418, 419],
  ...[420, 421, 422, 423, 424, 425, 426, 428, 429, 430, 431, 440, 444, 449, 450, 451, 460, 463, 464],
  ...[494, 495, 496, 497, 498, 499, 500, 501, 502, 503, 504, 505, 506, 507, 508, 509, 510, 511],
  ...[520, 521, 522, 523, 524, 525, 526, 527, 529, 530, 561, 598, 599, 999],
]);

/** A site, an address or a program where a referrer should be; a place where an agent should be. */
export const NO_REFERRER: RegExp =
  /^[\w-]+(\.[\w-]+)+(:\d+)?$|^[0-9a-f:.]+(, *[0-9a-f:.]+)+$|^[A-Za-z][\w.-]*\/\d/i;
const THIRD = /^ +(\d+)(?= |$)/;
export const NO_AGENT: RegExp = /^https?:\/\//;
const AGENT_THIRD = /^ "-" "-" "[A-Za-z][\w.-]*\/\d/;

/** Characters of a text that are shown. */
const SHOWN = 80;

/** What is odd, see `Misfit`. */
export type Doubt = Pick<Misfit, "failed" | "isInFront">;

/** The text of a role; null where it is absent. */
export function roleText(record: LogRecord, role: TextRole): string | null {
  const at = TEXT_ROLES.indexOf(role);
  return record.has(at) ? textOf(record.bytes.subarray(record.starts[at], record.ends[at])) : null;
}

/** What is odd about the client; null where nothing is. */
export function clientDoubt(record: LogRecord): Doubt | null {
  const client = roleText(record, "host");
  if (client === null || isClient(client)) return null;
  const what = `its client would be <${client}>, which is no address and no name`;
  return { failed: `${what}: something stands in front of it${WAY_OUT}`, isInFront: true };
}

/** Whether a text can be the address or the name of a client. */
export function isClient(text: string): boolean {
  if (IPV6.test(text) || text.startsWith("unix:") || ADDRESS_AND_COLON.test(text)) return true;
  return CLIENT_NAME.test(text) && !ADDRESS_AT_END.test(text);
}

/** What is odd about a line of the common form; `behind` is what follows its number of bytes. Null where nothing is. */
export function commonDoubt(record: LogRecord, behind: string): Doubt | null {
  const found = clientDoubt(record);
  if (found !== null) return found;
  // A text that passed through Windows twice.
  if (behind.endsWith("\r")) {
    return { failed: "two carriage returns stand at its end: tr -d '\\r' takes them away" };
  }
  const vhost = roleText(record, "vhost");
  if (vhost !== null && !isVhost(vhost)) {
    const what = `its virtual host would be <${vhost}>, which is no name`;
    return { failed: `${what}: something stands in front of the line${WAY_OUT}`, isInFront: true };
  }
  const failed = userDoubt(roleText(record, "user")) ??
    requestDoubt(roleText(record, "request"), record.status) ??
    numbersDoubt(record, behind) ?? tailDoubt(record, behind);
  return failed === null ? null : { failed: failed + WAY_OUT };
}

function userDoubt(user: string | null): string | null {
  if (user === null || !ADDRESS_WITHIN.test(user)) return null;
  return `an address stands where its user should be, <${user}>: which one is the client's is not clear`;
}

/** Whether a text can be the name of a virtual host. */
export function isVhost(text: string): boolean {
  if (/^https?:\/\/[^\s"]*$/.test(text) || text.startsWith("~") || IPV6.test(text)) return true;
  return VHOST_NAME.test(text) && !NO_VHOST.test(text) && !COUNTRY.test(text);
}

function requestDoubt(request: string | null, status: number): string | null {
  if (request === null || request === "") return null;
  if (METHOD_FIRST.test(request)) {
    return CLOSED.test(request) ? "something stands between its request and its status" : null;
  }
  if (/^[A-Z]+" "/.test(request)) return "its request is in several parts";
  if (/" "[A-Z]+ /.test(request) || METHOD_LATER.test(request)) {
    return "something stands in front of its request";
  }
  // What is no request at all is answered with an error.
  const isError = status === 0 || status >= 400;
  return isError && !/^\/|^\w+:\/\//.test(request) ? null : "its request has no method and path";
}

/**
 * What may be wrong where a whole number follows the bytes: Apache writes `%D` behind or in front of them. Null where none does.
 */
export function thirdNumber(behind: string): string | null {
  const third = THIRD.exec(behind)?.[1];
  return third === undefined
    ? null
    : `of the numbers behind the request the second is taken for the bytes, and the third, ${third} in the first ` +
      "line, is not read: if they are meant otherwise, or one is a duration that you want, --log-format with what stands in the configuration of " +
      "the server says so";
}

/** What of a text between quotes behind the bytes is not read, where neither referrer nor agent is. Null where there is none. */
export function unreadQuotes(behind: string): string | null {
  return behind.includes('"')
    ? `what stands between quotes behind the bytes is not read as referrer and user agent, <${
      behind.trim().slice(0, SHOWN)
    }> in the first line` + WAY_OUT
    : null;
}

/** With a number more beside the status each of them may be the bytes, or the status. */
function numbersDoubt({ status, size }: LogRecord, behind: string): string | null {
  if (!STATUSES.has(status)) return `its status would be ${status}, which no server answers`;
  const third = THIRD.exec(behind);
  if (third === null) return null;
  if (size > 0 && STATUSES.has(size)) return `of the numbers behind its request two could be its status`;
  const isWhole = status === 200 && size === 0 && Number(third[1]) > 0;
  return isWhole ? "a number stands behind its bytes, which would be none" : null;
}

function tailDoubt(record: LogRecord, behind: string): string | null {
  const referrer = roleText(record, "referrer"), agent = roleText(record, "agent");
  if (referrer !== null && NO_REFERRER.test(referrer)) {
    return `its referrer would be <${referrer}>, which is none`;
  }
  if (agent !== null && NO_AGENT.test(agent)) return `its user agent would be <${agent}>, which is none`;
  return AGENT_THIRD.test(behind) ? "its user agent stands in third place behind the bytes" : null;
}
