// Role: GoAccess, which makes a report of its own of the same log. It has no buckets of seconds, and counts hits, bytes,
// visitors, files, hosts and statuses.

import { LINE_FORMAT_NAMES, type LineFormatName } from "../../../sample_data/lines/mod.ts";
import { sayingOf } from "../measure.ts";
import { type Peer, reading, versioned } from "./peer.ts";

const WORDS = ["--no-global-config", "--no-progress"];

/** How each format is told: it guesses none. */
const FORMATS: Readonly<Record<LineFormatName, readonly string[]>> = {
  csv: [`--log-format="%h","%^","%^",%x,"%r",%s,%b`, "--datetime-format=%s"],
  combined: ["--log-format=COMBINED"],
  "nginx-json": [
    `--log-format=${
      JSON.stringify({
        time_iso8601: "%dT%t+%^",
        remote_addr: "%h",
        request: "%r",
        status: "%s",
        body_bytes_sent: "%b",
        request_time: "%T",
        http_referer: "%R",
        http_user_agent: "%u",
      })
    }`,
    "--date-format=%Y-%m-%d",
    "--time-format=%T",
  ],
  w3c: [
    "--log-format=%d %t %^ %m %U %q %^ %^ %h %u %R %s %^ %^ %b %L",
    "--date-format=%Y-%m-%d",
    "--time-format=%T",
  ],
};

/** A report as JSON. */
export const goaccess: Peer = {
  name: "goaccess",
  about: "a report of its own as JSON",
  compared: "hits and bytes",
  debianPackage: "goaccess",
  isQuick: false,
  formats: LINE_FORMAT_NAMES,
  find: async () => versioned("GoAccess", await sayingOf(["goaccess", "--version"])),
  begin(log, directory) {
    const report = `${directory}/report.json`;
    return {
      command: reading(log, ["goaccess", ...FORMATS[log.format], ...WORDS, "-o", report], ["-"]),
      async found() {
        const { general } = JSON.parse(await Deno.readTextFile(report));
        return { answer: [`hits ${general.valid_requests}`, `bytes ${general.bandwidth}`] };
      },
    };
  },
};
