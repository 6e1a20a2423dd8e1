// Role: an explanation as text, one sentence per cause. Names appear as they are stored: the caller escapes them for a
// terminal, JSON or a message.

import type { Cause, Explanation } from "./explanation.ts";

/**
 * The sentences, without full stops, strongest cause first. Percentages are rounded, but only a share of exactly 1 becomes
 * 100 %, and only 0 becomes 0 %.
 *
 * @example
 * ```ts
 * import { causeTexts } from "./cause_text.ts";
 * import assert from "node:assert/strict";
 *
 * const found = { amount: 90, share: 0.9, before: 0.04, lift: 22.5, of: "matching" } as const;
 * const cause = { status: "500", section: null, host: "10.0.0.1", ...found };
 * assert.deepEqual(causeTexts({ measure: "errors", from: 0, to: 120, causes: [cause] }), [
 *   "status 500 from host 10.0.0.1 accounts for 90 % of the errors in this window (before: 4 %)",
 * ]);
 * ```
 */
export function causeTexts({ measure, causes }: Explanation): string[] {
  return causes.map((cause) => {
    const part = `${percentText(cause.share)} of ${cause.of === "all" ? "all" : "the"}`;
    if (measure === "missing") {
      return `${subjectOf(cause)} made up ${part} hits before this window, which has none`;
    }
    const before = cause.before === null ? `no ${measure}` : percentText(cause.before);
    return `${subjectOf(cause)} accounts for ${part} ${measure} in this window (before: ${before})`;
  });
}

function subjectOf({ status, section, host }: Cause): string {
  if (status === null) return section === null ? `host ${host}` : `section ${section}`;
  if (host !== null) return `status ${status} from host ${host}`;
  return section === null ? `status ${status}` : `status ${status} in section ${section}`;
}

/** "90 %"; at most "99 %" below 1, and "under 1 %" below 0.01. */
function percentText(share: number): string {
  if (share > 0 && share < 0.01) return "under 1 %";
  return `${share < 1 ? Math.min(99, Math.round(share * 100)) : 100} %`;
}
