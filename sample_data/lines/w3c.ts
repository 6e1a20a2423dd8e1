// Role: benchmark logs as IIS writes them: W3C extended, with the fields of its dialog, in its order.

import { AGENTS } from "./agents.ts";
import { type LineFormat, STATUSES } from "./line_format.ts";
import { bytesOf, piecesOfSeconds, put, putNumber } from "./pieces.ts";
import { START } from "../traffic.ts";
import { millisecondsIn, referrerIn, REFERRERS, urlIn, URLS_OF_PAGES } from "./urls.ts";

/** The fields of a record, in their order. */
const W3C_FIELDS: readonly string[] = [
  ...["date", "time", "s-ip", "cs-method", "cs-uri-stem", "cs-uri-query", "s-port", "cs-username", "c-ip"],
  ...[
    "cs(User-Agent)",
    "cs(Referer)",
    "sc-status",
    "sc-substatus",
    "sc-win32-status",
    "sc-bytes",
    "time-taken",
  ],
];

/** As in 2019-02-07 21:11:00. */
const w3cTime = (time: Date): string => time.toISOString().slice(0, 19).replace("T", " ");

/** What is absent is a hyphen, a space in a field a plus. Every host has one agent. */
export const w3cLines: LineFormat = {
  head: [
    "#Software: Microsoft Internet Information Services 10.0",
    "#Version: 1.0",
    `#Date: ${w3cTime(new Date(START * 1000))}`,
    `#Fields: ${W3C_FIELDS.join(" ")}`,
  ],
  longest: 1024,
  writer(names) {
    const secondPiece = piecesOfSeconds((time) => `${w3cTime(time)} 192.0.2.10 `);
    const requests = URLS_OF_PAGES.map((urls) =>
      urls.map(({ method, path, query }) => bytesOf(`${method} ${path} ${query === "" ? "-" : query} 443 - `))
    );
    const hosts = names.map((name) => bytesOf(`${name} `));
    const agents = AGENTS.map((agent) => bytesOf(`${agent.replaceAll(" ", "+")} `));
    const referrers = REFERRERS.map((referrer) => bytesOf(`${referrer === "" ? "-" : referrer} `));
    const statuses = STATUSES.map((status) => bytesOf(`${status} 0 0 `));
    return {
      write({ host, time, page, status, bytes, detail }, buffer, at) {
        at = put(secondPiece(time), buffer, at);
        const urls = requests[page];
        at = put(urls[urlIn(detail, urls.length)], buffer, at);
        at = put(hosts[host], buffer, at);
        at = put(agents[host % agents.length], buffer, at);
        at = put(referrers[referrerIn(detail)], buffer, at);
        at = put(statuses[status], buffer, at);
        at = putNumber(bytes, buffer, at);
        buffer[at++] = 32;
        return putNumber(millisecondsIn(detail), buffer, at);
      },
    };
  },
};
