// Role: the option `--notify-max-age` of `replay` and `notify`: which alerts are too old to be sent.

import type { Invocation, OptionSpec } from "../command.ts";
import { spanSeconds } from "../shared/number_options.ts";

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
  return text === undefined ? DEFAULT : spanSeconds(MAX_AGE_OPTION.name, text, "1h");
}
