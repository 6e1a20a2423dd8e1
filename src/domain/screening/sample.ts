// Role: what is kept of a rejected line, or of an outlier: its beginning as printable text, without queries, which hold tokens,
// and without what the source does not store of hosts.

import { SAMPLE_LENGTH } from "../reject.ts";
import { textOf } from "../text.ts";
import { HIDDEN, maskAddresses } from "./addresses.ts";
import { bytesOfLatin1, latin1Of } from "./latin1.ts";
import type { Privacy } from "./settings.ts";

/** Bytes of a line that are looked at. */
const WINDOW = 8192;
const LONGEST_ADDRESS = 64;
/** "…" in UTF-8, one character a byte. */
const CUT = "\xe2\x80\xa6";
const QUOTE = 0x22, BACKSLASH = 0x5c;

/** Takes the sample of the line at [start, end). */
export type Sampler = (bytes: Uint8Array, start: number, end: number) => string;

/** The sampler of a source. At levels that hide names it keeps nothing: a name may stand anywhere in a line. */
export function samplerOf({ anonymize, keepQuery }: Privacy): Sampler {
  if (anonymize !== null && anonymize !== "network") return () => HIDDEN;
  return (bytes, start, end) => {
    if (keepQuery && anonymize === null) {
      return textOf(bytes.subarray(start, Math.min(end, start + SAMPLE_LENGTH)));
    }
    let text = latin1Of(bytes, start, Math.min(end, start + WINDOW));
    if (!keepQuery) text = withoutQueries(text);
    if (anonymize !== null) text = maskAddresses(text, anonymize);
    // What is cut here may be an address, which is not known as one.
    const isCut = end > start + WINDOW && text.length <= SAMPLE_LENGTH + LONGEST_ADDRESS;
    if (isCut) text = text.replace(/[^ \t]*$/, "");
    return textOf(bytesOfLatin1(text.slice(0, SAMPLE_LENGTH)));
  };
}

/** Values of names, as in a query that stands in a field of its own, or in a cookie: `token=…`. */
const VALUES = /([\w.%~[\]-])=[^\s"&;]+/g;
/** The same in JSON, and what else is a secret by its name: `"http_authorization":"Bearer …"`. */
const MEMBERS =
  /("(?:args|query|query_string|querystring|request_query|url_query|cs-uri-query|[\w.-]*(?:authorization|cookie|token|secret|password|api[_-]?key))" *: *")(?:\\.|[^"\\])+/gi;
/** A word after a path, unless it is what follows a target: a protocol, a number, or that there is none. */
const AFTER_PATH = /([ \t]\/[^\s"]*[ \t])(?!HTTP\/\d)(?=[^\s"]*[A-Za-z%]|\d{6})[^\s"]+/g;
/** A blank in front of a number or of a dash. */
const NUMBER_AFTER = /\s(?=(?:-|\d[\d.]*)(?:\s|$))/g;
/** What may hold a user in front of a host: {@link withoutUser}. */
const WORD = /[^\s/"]+/g;

/**
 * A line, one character a byte, with {@link CUT} in place of what may be of a query. A query with blanks goes up to the
 * protocol, or to the closing quote; without either up to a number, or a dash.
 */
export function withoutQueries(line: string): string {
  let text = "", from = 0;
  let protocol = -1, quote = -1;
  for (let mark = line.indexOf("?"); mark >= 0; mark = line.indexOf("?", from)) {
    text += line.slice(from, mark + 1);
    from = mark + 1;
    if (protocol < from) protocol = placeOf(line, / HTTP\/\d/g, from);
    if (quote < from) quote = closingQuote(line, from);
    const last = Math.min(protocol, quote), end = last < line.length ? last : queryEnd(line, from);
    if (end > from) text += CUT;
    from = end;
  }
  return (text + line.slice(from)).replace(MEMBERS, `$1${CUT}`).replace(AFTER_PATH, `$1${CUT}`)
    .replace(VALUES, `$1=${CUT}`).replace(WORD, withoutUser);
}

/**
 * A word without who asks in front of a host: all up to the last `@`, behind a scheme; elsewhere from the first name on that a colon and a
 * password follow. Not one pattern: it would look ahead from each byte of what a client chose.
 */
function withoutUser(word: string, at: number, line: string): string {
  const last = word.lastIndexOf("@");
  if (last < 1) return word;
  if (line.startsWith("://", at - 3) && at >= 3) return CUT + word.slice(last);
  let from = 0;
  for (let end = 0; end < last; end++) {
    const byte = word[end];
    if (byte !== ":" && byte !== "@") continue;
    if (byte === ":" && end > from) return word.slice(0, from) + CUT + word.slice(last);
    from = end + 1;
  }
  return word;
}

/** Where a query ends that neither a quote nor a protocol does: it may hold blanks, but hardly a number by itself. */
function queryEnd(line: string, from: number): number {
  return /\s/.test(line.charAt(from)) ? from : placeOf(line, NUMBER_AFTER, from);
}

/** Where a pattern first fits from here on; the length of the text where it does not. */
function placeOf(text: string, pattern: RegExp, from: number): number {
  pattern.lastIndex = from;
  return pattern.exec(text)?.index ?? text.length;
}

/** What may follow a closing quote: the end of the line, a blank, or what separates fields. */
const AFTER_QUOTE = /^[ \t\r,;|:\]})]?$/;

/**
 * The next quote that no backslash and no second quote makes a part of the text, nor what stands right behind it; the length of the text
 * where there is none.
 */
function closingQuote(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at), next = text.charAt(at + 1);
    if (code === BACKSLASH || code === QUOTE && next === '"') at++;
    else if (code === QUOTE && AFTER_QUOTE.test(next)) return at;
  }
  return text.length;
}
