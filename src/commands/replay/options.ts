// Role: the options of `replay` as the help shows them.

import { DEFAULT_DIMENSIONS, DIMENSIONS } from "../../domain/dimensions/dimensions.ts";
import type { OptionSpec } from "../command.ts";
import { MAX_AGE_OPTION } from "../notify/max_age_option.ts";
import { DATABASE_OPTION } from "../shared/database_path.ts";
import { FORMAT_OPTIONS } from "../shared/log_format_option.ts";
import { PUBLIC_URL_OPTION } from "../shared/public_url_option.ts";
import { SCREENING_OPTIONS } from "./screening.ts";
import { RULES_OPTION } from "../shared/rules_option.ts";
import { ALLOW_NETWORK, IF_BUSY } from "../shared/database_lock.ts";

export const REPLAY_OPTIONS: readonly OptionSpec[] = [
  {
    name: "timescale",
    short: "t",
    value: "F",
    defaultText: "0",
    help: "wall seconds per logged second; 0 = as fast as possible",
  },
  {
    name: "alert-threshold",
    short: "a",
    value: "X",
    defaultText: "10",
    help: "alert above this many hits per second, averaged over the window",
  },
  {
    name: "alert-window",
    short: "w",
    value: "SECONDS",
    defaultText: "120",
    help: "width of the alert window",
  },
  RULES_OPTION,
  {
    name: "analysis-bucket-size",
    short: "b",
    aliases: ["bucket-size"],
    value: "SECONDS",
    defaultText: "10",
    help: "size of a time bucket",
  },
  {
    name: "lateness",
    value: "SECONDS",
    defaultText: "30",
    help: "how far behind the newest record a record still counts as on time",
  },
  {
    name: "max-jump",
    value: "SECONDS",
    defaultText: "3600",
    help:
      "a record further ahead than this moves event time only once the log follows for a minute; else it is an outlier",
  },
  {
    name: "idle-log",
    value: "SECONDS",
    defaultText: "600",
    help:
      "of several logs, one that has been read to its end holds alerts back until it is so far behind the others",
  },
  {
    name: "top",
    value: "K",
    defaultText: "100",
    help: "names kept per bucket and dimension (top-k); the rest is (other)",
  },
  ...FORMAT_OPTIONS,
  {
    name: "dimensions",
    value: "LIST",
    defaultText: `those of the source; of a new one all but ${
      DIMENSIONS.filter(({ name }) => !DEFAULT_DIMENSIONS.includes(name)).map(({ name }) => name).join(", ")
    }`,
    help: `all, or which of ${
      DIMENSIONS.map(({ name }) => name).join(", ")
    } to store values of, status always; hosts take most of the room`,
  },
  ...SCREENING_OPTIONS,
  DATABASE_OPTION,
  IF_BUSY,
  ALLOW_NETWORK,
  {
    name: "source",
    value: "NAME",
    defaultText: "real path of the file, or the pattern",
    help: "name of the log",
  },
  {
    name: "since",
    value: "TIME",
    help: "leave out records before this time: they are counted as left out, and no later run reads them",
  },
  {
    name: "until",
    value: "TIME",
    help: "leave out records from this time on, likewise for good",
  },
  { name: "fresh", help: "replace everything that is stored for the source" },
  { name: "complete", help: "count a last line without a line feed" },
  { name: "follow", short: "f", help: "keep reading appended lines, through rotation, until stopped" },
  {
    name: "idle-advance",
    value: "SECONDS",
    defaultText: "10",
    help:
      "with --follow: silence after which the clock moves event time on, so that alerts resolve provisionally",
  },
  {
    name: "advance-to",
    value: "now|TIME",
    help:
      "move event time on to here at the end of the run: silent alerts resolve and absence fires, provisionally; what fires is sent",
  },
  { name: "notify", help: "send alerts of the source to the notifiers of the rule file, while reading" },
  MAX_AGE_OPTION,
  PUBLIC_URL_OPTION,
  {
    name: "workers",
    value: "N",
    defaultText: "auto",
    help: "further threads for a large plain file, 0 to 16; auto: one fewer than processors, where it pays",
  },
  {
    name: "reference",
    help: "use only the slow reference reader: the same results, for comparison",
  },
  {
    name: "warn-rejects",
    value: "SHARE",
    defaultText: "5%",
    help: "warn when more than this share of the run's records is rejected, also with --quiet",
  },
  {
    name: "max-rejects",
    value: "SHARE",
    help: "end with exit code 65 when more is rejected; without it when no record at all is accepted",
  },
  {
    name: "output",
    value: "KIND",
    choices: ["text", "json"],
    defaultText: "text",
    help: "text for people, or one JSON object per line: bucket, alert, explanation, reject, summary",
  },
  { name: "quiet", short: "q", help: "print only problems" },
  { name: "verbose", short: "v", help: "print each rejected line with its reason" },
  { name: "no-color", help: "no colour; NO_COLOR does the same" },
  { name: "no-progress", help: "no status line" },
];
