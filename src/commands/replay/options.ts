// Role: the options of `replay` as the help shows them.

import type { OptionSpec } from "../command.ts";
import { MAX_AGE_OPTION } from "../notify/max_age_option.ts";
import { RULES_OPTION } from "../shared/rules_option.ts";
import { ALLOW_NETWORK, IF_BUSY } from "../shared/database_lock.ts";

export const REPLAY_OPTIONS: readonly OptionSpec[] = [
  {
    name: "timescale",
    short: "t",
    value: "F",
    defaultText: "0",
    help: "wall seconds per logged second; 0 = as fast as it goes",
  },
  {
    name: "alert-threshold",
    short: "a",
    value: "X",
    defaultText: "10",
    help: "hits per second, averaged over the window, above which to alert",
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
    help: "how far a record may lie behind the newest one and still count as on time",
  },
  {
    name: "top",
    value: "K",
    defaultText: "100",
    help: "names kept per bucket and dimension; the rest is (other)",
  },
  { name: "db", value: "PATH", defaultText: "$HTTPLOG_DB, else httplog.db", help: "the database" },
  IF_BUSY,
  ALLOW_NETWORK,
  { name: "source", value: "NAME", defaultText: "real path of the first file", help: "name of the log" },
  { name: "fresh", help: "replace all that the database holds for the source" },
  { name: "complete", help: "take a last line without a line feed for a record" },
  { name: "follow", short: "f", help: "go on reading what is appended, through rotation, until stopped" },
  {
    name: "idle-advance",
    value: "SECONDS",
    defaultText: "10",
    help: "with --follow: silence after which time goes on, so that alerts resolve provisionally",
  },
  {
    name: "advance-to",
    value: "now|TIME",
    help:
      "let time go on to here at the end of the run, so that silent alerts resolve and absence fires, provisionally",
  },
  { name: "notify", help: "send what alerts there are to the notifiers of the rule file, while reading" },
  MAX_AGE_OPTION,
  {
    name: "workers",
    value: "N",
    defaultText: "auto",
    help:
      "threads that help to read a large plain file, 0 to 16; auto: one less than processors, where it pays",
  },
  {
    name: "reference",
    help: "read with the reference reader alone: slower, the same results; for comparing",
  },
  {
    name: "output",
    value: "KIND",
    choices: ["text", "json"],
    defaultText: "text",
    help: "text for people, json for one object a line: bucket, alert, explanation, reject, summary",
  },
  { name: "quiet", short: "q", help: "print nothing but problems" },
  { name: "verbose", short: "v", help: "print each rejected line with its reason" },
  { name: "no-color", help: "no colour; NO_COLOR does the same" },
  { name: "no-progress", help: "no status line" },
];
