// Role: benchmark logs as CSV with a header: about 71 bytes a line.

import { HEADER } from "../traffic.ts";
import { type LineFormat, PAGES_OF_SECTIONS, STATUSES } from "./line_format.ts";
import { bytesOf, put, putNumber } from "./pieces.ts";

/** One request a page: no URLs beside it, agents or referrers. */
export const csvLines: LineFormat = {
  head: [HEADER.trimEnd()],
  longest: 128,
  writer(names) {
    const hosts = names.map((name) => bytesOf(`"${name}","-","apache",`));
    const requests = PAGES_OF_SECTIONS.map((path) => bytesOf(`,"GET ${path} HTTP/1.0",`));
    const statuses = STATUSES.map((status) => bytesOf(`${status},`));
    return {
      write({ host, time, page, status, bytes }, buffer, at) {
        at = put(hosts[host], buffer, at);
        at = putNumber(time, buffer, at);
        at = put(requests[page], buffer, at);
        at = put(statuses[status], buffer, at);
        return putNumber(bytes, buffer, at);
      },
    };
  },
};
