// Role: the notifier "slack": messages for an incoming webhook of Slack, or of a compatible service.

import type { NotifierKind } from "../notifier.ts";
import { usualOutcome } from "./http_outcome.ts";

/** The longest text that Slack recommends, in characters; it cuts off at 40,000. */
const LONGEST_TEXT = 4000;

/** Characters that are markup to Slack anywhere in a text: links, mentions, `<!channel>`. */
const ESCAPES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };

const MARKS = { fired: ":rotating_light:", resolved: ":white_check_mark:" } as const;

/** One line per transition. The address is the secret: it is all that a sender needs to post. */
export const slack: NotifierKind = {
  name: "slack",
  repeats: false,
  refusal: (secret) => isWebAddress(secret) ? null : "is no http or https address",
  request({ body, link }, _definition, secret) {
    const more = linkText(link),
      text = escaped(`${MARKS[body.transition]} ${body.summary}`, LONGEST_TEXT - more.length);
    return Promise.resolve({
      url: secret ?? "",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ text: text + more }),
    });
  },
  outcome: (answer, now) =>
    usualOutcome(answer, now, "Make a new incoming webhook, or have its channel back."),
};

/** A link as Slack writes it, after a space; "" without one. In an address `<`, `>` and `|` are always encoded. */
function linkText(link: string | undefined): string {
  return link === undefined ? "" : ` <${link.replaceAll("&", "&amp;")}|httplog>`;
}

/** The escaped text, cut to a length; never within an escape or a character. */
function escaped(text: string, longest: number): string {
  let result = "";
  for (const character of text) {
    const next = ESCAPES[character] ?? character;
    if (result.length + next.length >= longest) return result + "…";
    result += next;
  }
  return result;
}

function isWebAddress(text: string): boolean {
  return /^https?:\/\/\S+$/.test(text) && URL.canParse(text);
}
