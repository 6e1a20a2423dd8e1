// Role: `wc -l`: the least that can be done with a log, and the unit of the ratios.

import { LINE_FORMAT_NAMES, LINE_FORMATS } from "../../../sample_data/lines/mod.ts";
import { sayingOf } from "../measure.ts";
import { type Peer, reading, versioned } from "./peer.ts";

/** Counts lines. */
export const wc: Peer = {
  name: "wc",
  about: "counts lines",
  compared: "number of records",
  debianPackage: "coreutils",
  isQuick: true,
  formats: LINE_FORMAT_NAMES,
  find: async () => versioned("wc -l", await sayingOf(["wc", "--version"])),
  begin: (log) => ({
    command: reading(log, ["wc", "-l"]),
    found: (stdout) => ({ answer: [`records ${parseInt(stdout) - LINE_FORMATS[log.format].head.length}`] }),
  }),
};
