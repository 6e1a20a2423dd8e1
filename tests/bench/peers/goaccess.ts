// Role: GoAccess, which makes a report of its own of the same log. It has no buckets of seconds, and counts hits, bytes,
// visitors, files, hosts and statuses.

import { sayingOf } from "../measure.ts";
import { type Peer, reading, versioned } from "./peer.ts";

const WORDS = [
  `--log-format="%h","%^","%^",%x,"%r",%s,%b`,
  "--datetime-format=%s",
  "--no-global-config",
  "--no-progress",
];

/** A report as JSON. */
export const goaccess: Peer = {
  name: "goaccess",
  about: "a report of its own as JSON",
  compared: "hits and bytes",
  debianPackage: "goaccess",
  isQuick: false,
  find: async () => versioned("GoAccess", await sayingOf(["goaccess", "--version"])),
  begin(log, directory) {
    const report = `${directory}/report.json`;
    return {
      command: reading(log, ["goaccess", ...WORDS, "-o", report], ["-"]),
      async found() {
        const { general } = JSON.parse(await Deno.readTextFile(report));
        return { answer: [`hits ${general.valid_requests}`, `bytes ${general.bandwidth}`] };
      },
    };
  },
};
