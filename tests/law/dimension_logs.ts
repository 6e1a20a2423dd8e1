// Role: logs with agents, referrers and durations, and what a slow count by regular expressions says of their lines; for the law of all
// dimensions.

import fc from "fast-check";
import { BINS, boundsOf } from "../../src/domain/latency/bins.ts";

/** The format of the logs: combined, with the duration in seconds at the end. */
export const FORMAT =
  '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent" $request_time';

/** 2019-02-07T21:00:00Z. */
const START = 1549573200;

const TARGETS = [
  "/",
  "/a?x=1",
  "/users/17",
  "/users/4711/orders/9",
  "/c/deadbee5",
  "*",
  "-",
  "http://h/b#c",
  "/cart;jsessionid=1F3A",
  "http://u:p@h/a;s=1/17&t=2/c%3Fd=3",
  "/a;b/c=1",
  "/ü",
];
const REFERRERS = [
  "-",
  "",
  "https://A.example/x?q",
  "https://b.example:8080/#f",
  "news",
  "http://u@c.example",
  "https://a.example/x;s=1/y",
];
const AGENTS = ["-", "", "curl/8.5", "Mozilla/5.0 (X11; Linux)", "a".repeat(1100), String.raw`x\"y`];

const line = fc.record({
  step: fc.oneof({ weight: 9, arbitrary: fc.nat(40) }, { weight: 1, arbitrary: fc.constant(2000) }),
  back: fc.oneof({ weight: 9, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(9000) }),
  host: fc.nat(5),
  method: fc.constantFrom("GET", "POST"),
  target: fc.constantFrom(...TARGETS),
  protocol: fc.constantFrom(" HTTP/1.1", " HTTP/2.0", ""),
  status: fc.constantFrom(200, 304, 404, 503),
  bytes: fc.nat(900),
  referrer: fc.constantFrom(...REFERRERS),
  agent: fc.constantFrom(...AGENTS),
  duration: fc.oneof(fc.nat(2_000_000), fc.constantFrom(0, 4_000_000_000)),
  isJunk: fc.oneof({ weight: 30, arbitrary: fc.constant(false) }, {
    weight: 1,
    arbitrary: fc.constant(true),
  }),
});

/** Lines of a log, the late ones up to hours behind; each with its line end. */
export const dimensionLogs: fc.Arbitrary<string[]> = fc.array(line, { minLength: 2, maxLength: 150 }).map(
  (lines) => {
    let time = START;
    return lines.map(({ step, back, isJunk, ...one }) => {
      time += step;
      if (isJunk) return "junk\n";
      const at = new Date((time - back) * 1000).toISOString();
      const day = `${at.slice(8, 10)}/Feb/${at.slice(0, 4)}:${at.slice(11, 19)} +0000`;
      const { host, method, target, protocol, status, bytes, referrer, agent, duration } = one;
      return `10.0.0.${host} - - [${day}] "${method} ${target}${protocol}" ${status} ${bytes} "${referrer}" "${agent}" ${
        (duration / 1e6).toFixed(6)
      }\n`;
    });
  },
);

/** What is counted of a record. */
export interface PlainHit {
  readonly time: number;
  /** By name of the dimension; absent of one by which it is not counted. */
  readonly values: Readonly<Record<string, string>>;
}

const LINE =
  /^(\S+) - - \[(\d+)\/Feb\/(\d+):([\d:]+) \+0000\] "([^"]*)" (\d+) \d+ "([^"]*)" "((?:[^"\\]|\\.)*)" (\S+)$/;

/** The records of a log, read by a regular expression. */
export function hitsOf(lines: readonly string[]): PlainHit[] {
  return lines.flatMap((text) => {
    const found = LINE.exec(text.trimEnd());
    if (found === null) return [];
    const [, host, day, year, clock, request, status, referrer, agent, seconds] = found;
    const time = Date.parse(`${year}-02-${day}T${clock}Z`) / 1000;
    const path = pathOf(request), page = withoutParameters(withoutUser(referrer.replace(/[?#].*$/s, "")));
    const route = routeOf(path), duration = binText(Math.round(Number(seconds) * 1e6));
    const lost: Record<string, string> = status === "404" ? { not_found: `${path}\t${known(page)}` } : {};
    return [{
      time,
      values: {
        ...lost,
        route_duration: `${route}\t${duration}`,
        ...{ host, status, path, method: /^[A-Z]+(?= )/.exec(request)?.[0] ?? "(none)" },
        section: path.startsWith("/") ? /^\/[^/]*/.exec(path)![0] : path,
        route,
        referrer: known(page),
        referrer_site: /^[a-z-]+:\/\/([^/:]+)/i.exec(page)?.[1].toLowerCase() ?? "(none)",
        agent: shortened(known(agent.replaceAll('\\"', '"'))),
        protocol: / ([A-Z]+\/[\d.]+)$/.exec(request)?.[1] ?? "(none)",
        vhost: "(none)",
        duration,
      },
    }];
  });
}

function withoutUser(page: string): string {
  return page.replace(/^([a-z-]+:\/\/)[^/]*@/i, "$1");
}

/** "of each segment what follows `;`, `&` or `%3F`, where it holds a `=`, is left out" */
function withoutParameters(text: string): string {
  return text.split("/").map((part) => part.replace(/(?:[;&]|%3F)[^]*?=[^]*$/i, "")).join("/");
}

/** The path of a request by what its parts look like. */
export function pathOf(request: string): string {
  const target = /^[!#$%&'*+.^`|~\w-]+ (\S+)/.exec(request)?.[1] ?? "";
  if (target === "*") return "*";
  const inside = /^[a-z][a-z+.-]*:\/\/[^/?#]*(.*)$/i.exec(target)?.[1] ||
    (/^[a-z]+:\/\//.test(target) ? "/" : target);
  const path = withoutParameters(inside.replace(/[?#].*$/s, ""));
  return path.startsWith("/") ? path : /^[?#]/.test(inside) ? "/" : "(none)";
}

/** The route of a path. */
export function routeOf(path: string): string {
  const id =
    /^(\d+|[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}|(?=.*\d)[\da-f]{8,}|(?=.*\d)(?=.*[a-z])(?=.*[A-Z])[\w=-]{16,})$/;
  const isId = (segment: string) =>
    id.test(segment) || /^((?=.*\d)[\da-f]{8,}|[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12})$/i.test(segment);
  return path.startsWith("/") ? path.split("/").map((one) => isId(one) ? ":id" : one).join("/") : path;
}

function known(text: string): string {
  return text === "" || text === "-" ? "(none)" : text;
}

/** "cut to 1,024 bytes, with `…` at their end" */
function shortened(text: string): string {
  return text.length <= 1024 ? text : text.slice(0, 1021) + "…";
}

/** The bin whose bounds hold a duration, found one by one. */
function binText(duration: number): string {
  for (let bin = 1; bin < BINS; bin++) if (boundsOf(bin).most >= duration) return `${bin}`;
  throw new RangeError(`no bin of ${duration}`);
}
