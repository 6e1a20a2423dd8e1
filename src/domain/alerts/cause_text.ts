// Role: an explanation in words, one sentence a cause. Names are told as they are stored: whoever shows the words to a
// terminal, or as a part of something else, makes them safe for it.

import type { Cause, Explanation } from "./explanation.ts";

/**
 * The sentences, without full stops, what explains most first. Percentages are rounded for reading, but what is not all is
 * never told as 100 %, nor what is something as 0 %.
 *
 * @example
 * ```ts
 * import { causeWords } from "./cause_text.ts";
 * import assert from "node:assert/strict";
 *
 * const found = { amount: 90, share: 0.9, before: 0.04, lift: 22.5, of: "matching" } as const;
 * const cause = { status: "500", section: null, host: "10.0.0.1", ...found };
 * assert.deepEqual(causeWords({ measure: "errors", from: 0, to: 120, causes: [cause] }), [
 *   "status 500 from host 10.0.0.1 accounts for 90 % of the errors in this window (before: 4 %)",
 * ]);
 * ```
 */
export function causeWords({ measure, causes }: Explanation): string[] {
  return causes.map((cause) => {
    const part = `${percentText(cause.share)} of ${cause.of === "all" ? "all" : "the"}`;
    if (measure === "missing") {
      return `${nameOf(cause)} made up ${part} hits before this window, which has none`;
    }
    const before = cause.before === null ? `no ${measure}` : percentText(cause.before);
    return `${nameOf(cause)} accounts for ${part} ${measure} in this window (before: ${before})`;
  });
}

function nameOf({ status, section, host }: Cause): string {
  if (status === null) return section === null ? `host ${host}` : `section ${section}`;
  if (host !== null) return `status ${status} from host ${host}`;
  return section === null ? `status ${status}` : `status ${status} in section ${section}`;
}

/** "90 %"; "99 %" for what is nearly all, "under 1 %" for what is nearly nothing. */
function percentText(share: number): string {
  if (share > 0 && share < 0.01) return "under 1 %";
  return `${share < 1 ? Math.min(99, Math.round(share * 100)) : 100} %`;
}
