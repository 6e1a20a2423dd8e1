// Role: the notifier "slack": messages for an incoming webhook of Slack, or of what understands the same. Listed in `notify/mod.ts`.

import type { NotifierKind } from "../notifier.ts";
import { usualOutcome } from "./http_outcome.ts";

/** Slack's advice for the longest text, in characters; it cuts off what is beyond 40,000. */
const LONGEST_TEXT = 4000;

/** The characters that mean something to Slack wherever they stand: links, mentions, `<!channel>`. */
const ESCAPES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };

const MARKS = { fired: ":rotating_light:", resolved: ":white_check_mark:" } as const;

/** A line a transition. The address is the secret: whoever knows it can post. */
export const slack: NotifierKind = {
  name: "slack",
  repeats: false,
  refusal: (secret) => isWebAddress(secret) ? null : "is no http or https address",
  request({ body }, _definition, secret) {
    return Promise.resolve({
      url: secret ?? "",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ text: escaped(`${MARKS[body.transition]} ${body.summary}`) }),
    });
  },
  outcome: (answer, now) =>
    usualOutcome(answer, now, "Make a new incoming webhook, or have its channel back."),
};

/** The text as Slack shows it, cut where it would be too long; never within an escape or a character. */
function escaped(text: string): string {
  let result = "";
  for (const character of text) {
    const next = ESCAPES[character] ?? character;
    if (result.length + next.length >= LONGEST_TEXT) return result + "…";
    result += next;
  }
  return result;
}

function isWebAddress(text: string): boolean {
  return /^https?:\/\/\S+$/.test(text) && URL.canParse(text);
}
