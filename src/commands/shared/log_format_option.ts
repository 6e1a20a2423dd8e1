// Role: the options that say how a log is written: `--log-format` and `--tz`.

import { Problem } from "../../domain/problem.ts";
import type { Detected } from "../../formats/detect.ts";
import type { LogFormat, ReadOptions } from "../../formats/format.ts";
import { detect, FAMILIES, parseLogFormat } from "../../formats/mod.ts";
import { refuseSlips } from "../../formats/pasted/slips.ts";
import { printable } from "../../render/text/printable.ts";
import type { Invocation, OptionSpec } from "../command.ts";

/** Both options, for every command that reads logs. */
export const FORMAT_OPTIONS: readonly OptionSpec[] = [
  {
    name: "log-format",
    value: "FORMAT",
    defaultText: "auto",
    help:
      'how the log is written: a name, or log_format or LogFormat as in the server\'s configuration; see "help formats"',
  },
  {
    name: "tz",
    value: "AREA/CITY",
    help: "time zone of a log that writes times without one, as in Europe/Berlin",
  },
];

/** The formats that need not be pasted, each with what it is. */
export function formatRows(): [name: string, summary: string][] {
  return FAMILIES.map(({ name, summary }) => [name, summary]);
}

/** What both options say: null where nothing is given, and for `--log-format auto`. */
export interface FormatChoice {
  readonly format: LogFormat | null;
  readonly zone: string | null;
  /** Says which format a line begins. */
  readonly detect: (line: Uint8Array, options: ReadOptions) => Detected;
}

/** Errors: `Problem` "usage" for a format that cannot be told, with a caret under the place, or a zone that is none. */
export function formatChoice({ values }: Pick<Invocation, "values">): FormatChoice {
  const { "log-format": format = "auto", tz } = values;
  // What is stored with a source was accepted when it was given.
  refuseSlips(format);
  return {
    format: format === "auto" ? null : parseLogFormat(format),
    zone: tz === undefined ? null : zoneOf(tz),
    detect,
  };
}

/** The zone in its usual spelling. */
function zoneOf(given: string): string {
  // An offset is not enough: it changes twice a year in most places.
  if (/^[A-Za-z]/.test(given)) {
    try {
      return new Intl.DateTimeFormat("en", { timeZone: given }).resolvedOptions().timeZone;
    } catch {
      // A zone that is not known, which is reported below.
    }
  }
  throw new Problem(
    "usage",
    `--tz takes the name of a time zone, as in Europe/Berlin, America/New_York or UTC; "${
      printable(given)
    }" was given.`,
  );
}
