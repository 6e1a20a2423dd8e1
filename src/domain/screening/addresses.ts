// Role: makes addresses coarser wherever they stand in a text. Texts are latin1, one character a byte.

import type { AnonymizeLevel } from "./settings.ts";

/** In place of what is not kept. */
export const HIDDEN = "(hidden)";

/** The bits of an address that stay. */
const BITS: Readonly<Record<Exclude<AnonymizeLevel, "all">, { readonly v4: number; readonly v6: number }>> = {
  network: { v4: 24, v6: 48 },
  region: { v4: 16, v6: 32 },
};

/** What an address may be in; after one of version 6 the name of a zone may follow. */
const RUNS = /[0-9A-Fa-f:.]{2,}(?:%[\w.~-]+)*/g;
const QUADS = /(?<!\d)(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})(?!\d)(?::\d{1,5}(?![\d:]))?/g;
/** A run of version 6 with `%3A` for its colons, as in a query, behind another such byte or where a run begins. */
const ENCODED = /(%(?!3[Aa])[0-9A-Fa-f]{2}|(?<![0-9A-Fa-f.]))([0-9A-Fa-f.]*(?:%3[Aa][0-9A-Fa-f.]*){2,})/g;
/** An address that has been cut. */
const CUT = /^\[?(?:[0-9a-f:]*::|(?:::ffff:)?\d+\.\d+\.\d+\.\d+)\]?$/;
/** Longer texts are no address of version 6. */
const LONGEST = 64;
/** What follows the labels of an address in its reverse name. */
const REVERSE = /^(?:(in-addr)|ip6)\.arpa/i;
/** The labels of an address of version 6 in its reverse name, a digit each. */
const NIBBLES = /^(?:[0-9A-Fa-f]\.)+$/;
/** What follows the host and the first number of a part of a network in a reverse name: `3.0/25.2.1.10.in-addr.arpa`. */
const PART = /^[/-]\d{1,3}(?:\.\d{1,3}){3}\.in-addr\.arpa/i;
/**
 * A reverse name of version 4 with its nearest labels, where words may stand between the host's and the network's:
 * `3.net64.2.1.10.in-addr.arpa`.
 */
const REVERSE_FOUR = /(?<![\w-])((?:(?:\d{1,3}(?:\/|%2F)\d{1,3}|[\w-]+)\.){1,16})(in-addr\.arpa)/gi;
/** The port after an address in brackets. */
const PORT = /(:[0-9a-f:]*\]):\d{1,5}(?!\d)/g;

/**
 * The text with all addresses in it cut to their network: `10.1.2.3` is `10.1.2.0`, `2001:db8:1:2::3` is `2001:db8:1::`. Their
 * ports and zones go. Of the reverse name `3.2.1.10.in-addr.arpa` it leaves `0.2.1.10.in-addr.arpa`. Everything else stays.
 */
export function maskAddresses(text: string, level: Exclude<AnonymizeLevel, "all">): string {
  const { v4, v6 } = BITS[level];
  const decoded = !text.includes("%3")
    ? text
    : text.replace(ENCODED, (whole: string, before: string, run: string, at: number) => {
      const colons = run.replace(/%3a/gi, ":"), isGlued = before === "" && isWord(text[at - 1]);
      const masked = maskedSix(colons, isGlued, isWord(text[at + whole.length]), level);
      return masked === null ? whole : before + masked;
    });
  const plain = !/in-addr\.arpa/i.test(decoded)
    ? decoded
    : decoded.replace(REVERSE_FOUR, (_, labels: string, end: string) => maskedNumbers(labels, v4 / 8) + end);
  const masked = plain.replace(RUNS, (run: string, at: number) => {
    const end = at + run.length,
      reverse = run.endsWith(".") ? REVERSE.exec(plain.slice(end, end + 12)) : null;
    const from = run.lastIndexOf(":") + 1, labels = run.slice(from);
    if (reverse !== null && (reverse[1] !== undefined || NIBBLES.test(labels))) {
      const kept = reverse[1] === undefined ? v6 / 4 : v4 / 8;
      return maskAddresses(run.slice(0, from), level) + maskedLabels(labels, kept);
    }
    if (PART.test(plain.slice(end, end + 32))) {
      return maskAddresses(run.slice(0, from), level) + labels.replace(/[^.]+/g, "0");
    }
    const [written] = run.split("%", 1);
    return maskedSix(written, isWord(plain[at - 1]), isWord(plain[at + run.length]), level) ??
      run.replace(QUADS, (_, ...parts) => maskedQuad(parts.slice(0, 4).map(Number), v4));
  });
  return masked.includes("]:") ? masked.replace(PORT, "$1") : masked;
}

function isWord(character: string | undefined): boolean {
  return character !== undefined && /\w/.test(character);
}

/**
 * A run with the address of version 6 in it cut, where its first word may be none of it: it may be the end of a longer one, as in
 * `client:::1`. Null where there is no such address.
 */
function maskedSix(
  run: string,
  isGluedBefore: boolean,
  isGluedBehind: boolean,
  level: Exclude<AnonymizeLevel, "all">,
): string | null {
  const { v4, v6 } = BITS[level];
  if (run.length > LONGEST || run.split(":", 3).length < 3) return null;
  const [, before, body, after] = /^(:(?!:(?!:))|\.*)(.*?)((?<!:):|\.*)$/.exec(run)!;
  if (after === "" && isGluedBehind) return null;
  const groups = before === "" && isGluedBefore
    ? null
    : groupsOf(body) ?? groupsOf(body.replace(/:\d{1,5}$/, ""));
  if (groups !== null) return before + maskedGroups(groups, v4, v6) + after;
  const word = /^[0-9A-Fa-f]+(?=:)/.exec(run)?.[0] ?? "";
  const rest = word === "" ? null : maskedSix(run.slice(word.length), true, isGluedBehind, level);
  return rest === null ? null : word + rest;
}

/** The text of a host, see {@link maskAddresses}; {@link HIDDEN} where the level keeps nothing of it. */
export function maskHost(text: string, level: AnonymizeLevel): string {
  if (level === "all") return HIDDEN;
  const masked = maskAddresses(text, level);
  if (level === "network") return masked;
  // What is left beside addresses is part of a name.
  return masked.split(/[\s,;]+/).every((part) => CUT.test(part)) ? masked : HIDDEN;
}

/** The labels of a reverse name, with a dot behind each; the last ones are the network's. */
function maskedLabels(text: string, kept: number): string {
  const labels = text.slice(0, -1).split(".");
  return labels.map((label, at) => (label === "" || at >= labels.length - kept ? label : "0") + ".").join("");
}

/** The labels of a reverse name of version 4, without the numbers in all but the last ones, which are the network's. */
function maskedNumbers(text: string, kept: number): string {
  const labels = text.slice(0, -1).split(".");
  return labels.map((label, at) =>
    (at >= labels.length - kept ? label : label.replace(/(%2F)|\d+/gi, (_, slash = "0") => slash)) + "."
  ).join("");
}

function maskedQuad(parts: readonly number[], bits: number): string {
  return parts.map((part, at) => at * 8 < bits ? part : 0).join(".");
}

/** An address of version 6; one of version 4 in it is cut as such. */
function maskedGroups(groups: readonly number[], v4: number, v6: number): string {
  const isMapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff;
  if (isMapped) {
    const [high, low] = groups.slice(6);
    return `::ffff:${maskedQuad([high >> 8, high & 255, low >> 8, low & 255], v4)}`;
  }
  const kept = groups.slice(0, v6 / 16);
  // 6to4: the 32 bits behind this are an address of version 4.
  if (kept[0] === 0x2002 && kept.length > 2) kept[2] &= -(1 << 32 - v4);
  while (kept.at(-1) === 0) kept.pop();
  return `${kept.map((group) => group.toString(16)).join(":")}::`;
}

/** The eight groups of an address of version 6; null for any other text. */
function groupsOf(text: string): number[] | null {
  const quad = /^(.*:)(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text);
  const [a, b, c, d] = quad?.slice(2).map(Number) ?? [];
  const plain = quad === null ? text : `${quad[1]}${(a << 8 | b).toString(16)}:${(c << 8 | d).toString(16)}`;
  const halves = plain.split("::").map((half) => half === "" ? [] : half.split(":"));
  if (halves.length > 2) return null;
  const written = halves.flat();
  if (written.some((group) => !/^[0-9A-Fa-f]{1,4}$/.test(group))) return null;
  if (halves.length === 1 ? written.length !== 8 : written.length > 7) return null;
  const gap = new Array<string>(8 - written.length).fill("0");
  return [...halves[0], ...gap, ...halves[1] ?? []].map((group) => parseInt(group, 16));
}
