// Role: an explanation as text, one sentence per cause. Names appear as they are stored: the caller escapes them for a
// terminal, JSON or a message.

import { percentText } from "../percent_text.ts";
import { timeSpan } from "../time_text.ts";
import type { Cause, Explanation } from "./explanation.ts";

/** What a total is of where it is not of what matches: behind "all hits". */
const MATCHED: Readonly<Record<Exclude<Cause["of"], "matching">, string>> = {
  all: "",
  section: " in the rule's section",
  host: " from the rule's host",
  status: " with the rule's status",
  status_section: " with the rule's status in its section",
  status_host: " with the rule's status from its host",
};

/**
 * The sentences, without full stops, strongest cause first. They name the span of the buckets that were
 * counted, "so far" where the last ones were not final; "before: not known" where the rule was new.
 *
 * @example
 * ```ts
 * import { causeTexts } from "./cause_text.ts";
 * import assert from "node:assert/strict";
 *
 * const found = { amount: 90, share: 0.9, before: 0.04, lift: 22.5, of: "matching" } as const;
 * const cause = { status: "500", section: null, host: "10.0.0.1", ...found };
 * assert.deepEqual(causeTexts({ measure: "errors", from: 0, to: 120, causes: [cause] }), [
 *   "status 500 from host 10.0.0.1 accounts for 90 % of the errors in 00:00:00 – 00:02:00 (before: 4 %)",
 * ]);
 * ```
 */
export function causeTexts({ measure, from, to, soFar, isFirst, causes }: Explanation): string[] {
  const span = `${timeSpan(from, to)}${soFar ? " so far" : ""}`;
  return causes.map((cause) => {
    const what = measure === "slow" ? "slow hits" : measure === "missing" ? "hits" : measure;
    const whole = cause.of === "matching" ? `the ${what}` : `all ${what}${MATCHED[cause.of]}`;
    const part = `${percentText(cause.share)} of ${whole}`;
    if (measure === "missing") return `${subjectOf(cause)} made up ${part} before the silence`;
    const none = isFirst ? "not known" : `no ${what}`;
    const before = cause.before === null ? none : percentText(cause.before);
    return `${subjectOf(cause)} accounts for ${part} in ${span} (before: ${before})`;
  });
}

function subjectOf({ status, section, host, route, agent }: Cause): string {
  if (route !== undefined) return `route ${route}`;
  if (agent !== undefined) return `agent ${agent}`;
  if (status === null) return section === null ? `host ${host}` : `section ${section}`;
  if (host !== null) return `status ${status} from host ${host}`;
  return section === null ? `status ${status}` : `status ${status} in section ${section}`;
}
