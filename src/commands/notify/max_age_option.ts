// Role: the option `--notify-max-age` of `replay` and `notify`: which alerts are too old to be sent.

import { Problem } from "../../domain/problem.ts";
import { parseMoment } from "../../domain/time_text.ts";
import { printable } from "../../render/text/printable.ts";
import type { Invocation, OptionSpec } from "../command.ts";

/** Seconds. */
const DEFAULT = 3600;

export const MAX_AGE_OPTION: OptionSpec = {
  name: "notify-max-age",
  value: "SPAN",
  defaultText: "1h",
  help: "skip messages of alerts that began longer ago: replaying history pages no one",
};

/** Seconds. Errors: `Problem` "usage" for what is no span of time. */
export function maxAgeOf({ values }: Invocation): number {
  const text = values[MAX_AGE_OPTION.name];
  if (text === undefined) return DEFAULT;
  const moment = parseMoment(text);
  if (moment?.kind === "back" && moment.seconds > 0) return moment.seconds;
  const allowed = 'a number above 0 with s, m, h, d or w: "1h"';
  throw new Problem(
    "usage",
    `--${MAX_AGE_OPTION.name} "${printable(text)}" is no span of time. Allowed: ${allowed}.`,
  );
}
