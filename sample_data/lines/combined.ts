// Role: benchmark logs as Apache and nginx write them where nobody says otherwise: combined.

import { AGENTS } from "./agents.ts";
import { type LineFormat, STATUSES } from "./line_format.ts";
import { bytesOf, piecesOfSeconds, put, putNumber } from "./pieces.ts";
import { referrerIn, REFERRERS, urlIn, URLS_OF_PAGES } from "./urls.ts";

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** As in 07/Feb/2019:21:11:00. */
function clfTime(time: Date): string {
  const [date, clock] = time.toISOString().split("T");
  const [year, month, day] = date.split("-");
  return `${day}/${MONTHS[Number(month) - 1]}/${year}:${clock.slice(0, 8)}`;
}

/** Every host has one agent. */
export const combinedLines: LineFormat = {
  head: [],
  longest: 1024,
  writer(names) {
    const hosts = names.map((name) => bytesOf(`${name} - - [`));
    const secondPiece = piecesOfSeconds(clfTime);
    const requests = URLS_OF_PAGES.map((urls) =>
      urls.map(({ method, path, query, protocol }) =>
        bytesOf(` +0000] "${method} ${path}${query === "" ? "" : `?${query}`} ${protocol}" `)
      )
    );
    const statuses = STATUSES.map((status) => bytesOf(`${status} `));
    const referrers = REFERRERS.map((referrer) => bytesOf(` "${referrer === "" ? "-" : referrer}" "`));
    const agents = AGENTS.map((agent) => bytesOf(`${agent}"`));
    return {
      write({ host, time, page, status, bytes, detail }, buffer, at) {
        at = put(hosts[host], buffer, at);
        at = put(secondPiece(time), buffer, at);
        const urls = requests[page];
        at = put(urls[urlIn(detail, urls.length)], buffer, at);
        at = put(statuses[status], buffer, at);
        at = putNumber(bytes, buffer, at);
        at = put(referrers[referrerIn(detail)], buffer, at);
        return put(agents[host % agents.length], buffer, at);
      },
    };
  },
};
