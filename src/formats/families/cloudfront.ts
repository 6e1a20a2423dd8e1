// Role: the family of CloudFront's standard logs whose header is missing: the columns are known by their order.

import { misfitOf } from "../beginning.ts";
import type { LogFormat } from "../format.ts";
import { type W3cGiven, w3cState } from "../w3c/w3c_fields.ts";
import { W3cParser, W3cReader } from "../w3c/w3c_reader.ts";

const TAB = 0x09;

/** All columns; they have been added at the end over the years. */
const COLUMNS =
  "date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem sc-status cs(Referer) cs(User-Agent) " +
  "cs-uri-query cs(Cookie) x-edge-result-type x-edge-request-id x-host-header cs-protocol cs-bytes time-taken " +
  "x-forwarded-for ssl-protocol ssl-cipher x-edge-response-result-type cs-protocol-version fle-status " +
  "fle-encrypted-fields c-port time-to-first-byte x-edge-detailed-result-type sc-content-type sc-content-len " +
  "sc-range-start sc-range-end";

const GIVEN: W3cGiven = { zone: null, timeTaken: null };

/** As many as there were in 2016. */
const FEWEST = 23;

/** Standard logs of CloudFront without their header. */
export const cloudfrontFormat: LogFormat = {
  name: "cloudfront",
  summary: "CloudFront's standard logs without their header",
  begin: (line) => {
    const names = COLUMNS.split(" ");
    let count = 1;
    for (const byte of line) if (byte === TAB) count++;
    if (count < FEWEST || count > names.length) {
      return { fitting: 0, failed: "it has no 23 to 33 columns with tabs between" };
    }
    const directives = `#fields: ${names.slice(0, count).join(" ")}`;
    const misfit = misfitOf(new W3cParser(w3cState(directives, GIVEN)), line);
    return misfit ?? { reader: new W3cReader(directives, GIVEN), isHeader: false };
  },
};
