// Role: benchmark logs as nginx writes them with `log_format … escape=json`: one flat object a line.

import { AGENTS } from "./agents.ts";
import { type LineFormat, STATUSES } from "./line_format.ts";
import { bytesOf, piecesOfSeconds, put, putNumber } from "./pieces.ts";
import { millisecondsIn, referrerIn, REFERRERS, urlIn, URLS_OF_PAGES } from "./urls.ts";

/** As in 2019-02-07T21:11:00. */
const isoTime = (time: Date): string => time.toISOString().slice(0, 19);

/** What is absent is an empty text. Every host has one agent. */
export const nginxJsonLines: LineFormat = {
  head: [],
  longest: 1024,
  writer(names) {
    const hosts = names.map((name) =>
      bytesOf(`+00:00","remote_addr":"${name}","remote_user":"","request":"`)
    );
    const secondPiece = piecesOfSeconds((time) => `{"time_iso8601":"${isoTime(time)}`);
    const requests = URLS_OF_PAGES.map((urls) =>
      urls.map(({ method, path, query, protocol }) =>
        bytesOf(`${method} ${path}${query === "" ? "" : `?${query}`} ${protocol}","status":`)
      )
    );
    const statuses = STATUSES.map((status) => bytesOf(`${status},"body_bytes_sent":`));
    const durations = Array.from(
      { length: 1024 },
      (_, milliseconds) => bytesOf(`,"request_time":${(milliseconds / 1000).toFixed(3)},"http_referer":"`),
    );
    const referrers = REFERRERS.map((referrer) => bytesOf(`${referrer}","http_user_agent":"`));
    const agents = AGENTS.map((agent) => bytesOf(`${agent}"}`));
    return {
      write({ host, time, page, status, bytes, detail }, buffer, at) {
        at = put(secondPiece(time), buffer, at);
        at = put(hosts[host], buffer, at);
        const urls = requests[page];
        at = put(urls[urlIn(detail, urls.length)], buffer, at);
        at = put(statuses[status], buffer, at);
        at = putNumber(bytes, buffer, at);
        at = put(durations[millisecondsIn(detail)], buffer, at);
        at = put(referrers[referrerIn(detail)], buffer, at);
        return put(agents[host % agents.length], buffer, at);
      },
    };
  },
};
