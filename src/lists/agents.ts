// Role: what an agent is, by the lists of `isbot` and `ua-parser-js`.

import { isbot } from "isbot";
import UAParser from "ua-parser-js";
import { UNKNOWN } from "../host/lists.ts";

/** Longer agents are judged by their beginning: no list looks further, and patterns take time. */
const LONGEST = 1024;
/** Agents of which it is remembered what they are: a hostile log has ever new ones. */
const MOST_REMEMBERED = 10_000;

/** Words that are part of the name of a bot. */
const OF_BOTS =
  /bot|spider|crawl|slurp|fetch|feed|preview|proxy|archiver|scan|monitor|check|validat|rss|favicon|externalhit|embed|headless/i;
/** Words that name a kind of bot and no bot. */
const KINDS =
  /^(?:(?:ro)?bots?|spider|web|crawl(?:er|ing)?|feed(?:-id|s)?|fetch(?:er)?|proxy|preview|rss|favicon|monitor|check(?:er)?)$/i;
/** Words of browsers and systems, which many bots claim to be, and of languages. */
const OF_BROWSERS = new RegExp(
  "^(?:mozilla|applewebkit|gecko|khtml|like|version|mobile|safari|chrome|firefox|compatible|msie|trident|user-agent|" +
    "windows|nt|wow64|win64|x64|x11|x86_64|linux|i\\d86|macintosh|intel|ppc|mac|os|x|u|rv|or|on|not|sv1|slcc\\d?|" +
    "digext|\\.?net|clr|[a-z]{2}([-_][a-z]{2})?)$",
  "i",
);
const ADDRESSES = /\(?\+?\s*(?:https?:\/\/|www\.)[^\s;,)]*|[^\s;(]+@[^\s;)]+/gi;
const WORDS = /[a-z][\w.!-]*/gi;

const families = new Map<string, string>();
const systems = new Map<string, string>();
const bots = new Map<string, boolean>();

/** `Lists.agentFamily`. */
export function agentFamily(agent: string): string {
  if (isOwnValue(agent)) return agent;
  return remembered(
    families,
    agent,
    (text) => isBotAgent(agent) ? botName(text) : named(new UAParser(text).getBrowser().name),
  );
}

/** `Lists.agentSystem`. */
export function agentSystem(agent: string): string {
  if (isOwnValue(agent)) return agent;
  return remembered(systems, agent, (text) => named(new UAParser(text).getOS().name));
}

/** `Lists.botList`: the package and its version, as the project pins it. */
export const BOT_LIST = "isbot 5.2.3";

/** `Lists.isBot`. */
export function isBotAgent(agent: string): boolean {
  return !isOwnValue(agent) && remembered(bots, agent, isbot);
}

function remembered<Said>(known: Map<string, Said>, agent: string, judge: (text: string) => Said): Said {
  let said = known.get(agent);
  if (said !== undefined) return said;
  if (known.size >= MOST_REMEMBERED) known.clear();
  known.set(agent, said = judge(agent.slice(0, LONGEST)));
  return said;
}

/** `(none)` and `(other)`. */
function isOwnValue(agent: string): boolean {
  return /^\([a-z]+\)$/.test(agent);
}

/** Names that the list writes in several ways, or splits by the device. */
const SAME: Readonly<Record<string, string>> = {
  "Mobile Safari": "Safari",
  "Mobile Chrome": "Chrome",
  "Chrome WebView": "Chrome",
  "Chrome Headless": "Chrome",
  "chrome": "Chrome",
  "Mobile Firefox": "Firefox",
  "Opera Mobi": "Opera",
  "GSA": "Google app",
  "MAXTHON": "Maxthon",
  "linux": "Linux",
  "ubuntu": "Ubuntu",
  "freebsd": "FreeBSD",
  "openbsd": "OpenBSD",
};

function named(name: string | undefined): string {
  if (name === undefined) return UNKNOWN;
  return Object.hasOwn(SAME, name) ? SAME[name] : name;
}

/** No list names all bots: the word that says so, else the one after "compatible", else the first that is no browser's. */
function botName(agent: string): string {
  const text = agent.replace(ADDRESSES, " ");
  const words = [...text.matchAll(WORDS)].map(([word]) => word.replace(/[.!-]+$/, ""));
  const telling = words.find((word) => OF_BOTS.test(word) && !KINDS.test(word));
  const compatible = /compatible; *([a-z][\w.!-]*)/i.exec(text)?.[1];
  const first = [compatible ?? "", ...words].find((word) => word !== "" && !OF_BROWSERS.test(word));
  return telling ?? first ?? UNKNOWN;
}
