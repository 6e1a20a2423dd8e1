// Role: 10,000 real requests in combined format as a person reads them, and slow counts of them; for the tests of the reports.

import assert from "node:assert/strict";
import { lists } from "../../src/lists/lists.ts";

/** Not there where the project lies alone. */
export const REAL_LOG: URL = new URL(
  "../../../shared/data/access_2015_may_10k.combined.log",
  import.meta.url,
);
const LINE =
  /^(\S+) \S+ \S+ \[([^\]]+)\] "((?:[^"\\]|\\.)*)" (\d{3}) (\d+|-) "((?:[^"\\]|\\.)*)" "((?:[^"\\]|\\.)*)"?$/;

/** A line as a person reads it. */
export interface RealLine {
  readonly time: number;
  readonly host: string;
  readonly method: string;
  readonly target: string;
  readonly protocol: string;
  readonly status: string;
  readonly bytes: number;
  readonly referrer: string;
  readonly agent: string;
}

function readLine(line: string): RealLine {
  const [, host, date, request, status, bytes, referrer, agent] = LINE.exec(line) ?? assert.fail(line);
  const [, day, month, year, clock] = /^(\d+)\/(\w+)\/(\d+):(\S+) \+0000$/.exec(date)!;
  const [method, target, protocol] = request.split(" ");
  // The agent of one line is cut, and has no closing quote.
  const own = (text: string): string => text === "-" || text === "" ? "(none)" : text;
  return {
    time: Date.parse(`${day} ${month} ${year} ${clock} GMT`) / 1000,
    ...{ host, method, target, protocol, status, bytes: Number(bytes === "-" ? 0 : bytes) },
    ...{ referrer: own(referrer), agent: own(agent) },
  };
}

/** What stands behind `?` may hold secrets, and is not kept; nor is what a segment has behind `;`, `&` or `%3F` with a `=`. */
const withoutQuery = (url: string): string =>
  url.replace(/[?#].*$/, "").split("/").map((part) => part.replace(/(?:[;&]|%3F).*?=.*$/i, "")).join("/");

export const pathIn = ({ target }: RealLine): string => withoutQuery(target);
const siteOf = ({ referrer }: RealLine): string => {
  const site = /^[^:/?#]+:\/\/(?:[^/?#]*@)?([^/?#:]+)/.exec(referrer)?.[1];
  return site?.toLowerCase() ?? "(none)";
};

/** A number, a UUID, 8 or more hexadecimal digits with one of 0 to 9, or 16 or more of base64url with all kinds of characters. */
function isIdentifier(part: string): boolean {
  return /^\d+$/.test(part) || /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(part) ||
    /^(?=.*\d)[\da-f]{8,}$/i.test(part) || /^(?=.*\d)(?=.*[a-z])(?=.*[A-Z])[\w-]{16,}$/.test(part);
}

/** What each report counts of a line; null where it leaves the line out. */
export const COUNTED: Readonly<Record<string, (line: RealLine) => string | null>> = {
  sections: (line) => /^\/[^/]*/.exec(pathIn(line))![0],
  hosts: ({ host }) => host,
  statuses: ({ status }) => status,
  methods: ({ method }) => method,
  urls: pathIn,
  routes: (line) => pathIn(line).split("/").map((part) => isIdentifier(part) ? ":id" : part).join("/"),
  referrers: siteOf,
  "referrers --full": ({ referrer }) => withoutQuery(referrer),
  agents: ({ agent }) => agent,
  protocols: ({ protocol }) => protocol,
  vhosts: () => "(none)",
  browsers: ({ agent }) => lists.isBot(agent) ? "(bots)" : lists.agentFamily(agent),
  systems: ({ agent }) => lists.isBot(agent) ? "(bots)" : lists.agentSystem(agent),
  bots: ({ agent }) => lists.isBot(agent) ? lists.agentFamily(agent) : null,
  countries: ({ host }) => countryOf(host),
};

/** The rows that a report should have, by its value: hits, bytes, failures. */
export function slowCount(
  lines: readonly RealLine[],
  valueOf: (line: RealLine) => string | null,
): Map<string, number[]> {
  const counts = new Map<string, number[]>();
  for (const line of lines) {
    const value = valueOf(line);
    if (value === null) continue;
    const [hits, bytes, failures] = counts.get(value) ?? [0, 0, 0];
    counts.set(value, [hits + 1, bytes + line.bytes, failures + Number(line.status >= "500")]);
  }
  return counts;
}

/** All lines, in the order of the log; null where it is not there. */
export function realLines(): RealLine[] | null {
  try {
    return Deno.readTextFileSync(REAL_LOG).trimEnd().split("\n").map(readLine);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotCapable) return null;
    throw error;
  }
}

/** Countries as they are in no file: of so many networks that each has some of the hosts. */
export const COUNTRIES: Readonly<Record<string, string>> = {
  "46.0.0.0/8": "DE",
  "64.0.0.0/4": "US",
  "83.149.0.0/16": "RU",
  "208.115.111.0/24": "CA",
};

function countryOf(host: string): string {
  const parts = host.split(".").map(Number);
  if (parts.length !== 4 || parts.some((part) => !(part <= 255))) return "(unknown)";
  const [a, b, c] = parts;
  if (a === 10 || a === 127 || (a === 192 && b === 168)) return "(private)";
  if (a === 46) return "DE";
  if (a >= 64 && a < 80) return "US";
  if (a === 83 && b === 149) return "RU";
  return a === 208 && b === 115 && c === 111 ? "CA" : "(unknown)";
}
