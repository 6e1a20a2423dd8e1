// Role: names in rules and filters that no record can have: they would match nothing, without a word.

import { isIdentifier } from "../dimensions/identifier.ts";

/** A network as in 10.0.0.0/8 or 2001:db8::/32. */
const NETWORK = /^[0-9a-f.:*]+\/\d{1,3}$/i;

/** Whether a value of hosts is written as a network. */
export function isNetwork(value: string): boolean {
  return NETWORK.test(value);
}

/** The first numbers of an address, without the rest. */
const PART_OF_ADDRESS = /^(?:\d{1,3}\.){1,3}$|^\d{1,3}\.\d{1,3}$/;

/** Addresses with commas and no blanks between them, which no log writes. */
const LIST = /^[0-9a-f]*[.:][0-9a-f.:]*(?:,[0-9a-f]*[.:][0-9a-f.:]*)+$/i;

/** What stands behind a path: a query that names something, as "?" alone is any character; parameters of a segment; a fragment. */
const QUERY = /\?[^/*?=]*=.*$/s, PARAMETERS = /(?:[;&]|%3f)[^/*?]*=[^/]*/gi, FRAGMENT = /#.*$/s;

/** Why no record has a value. */
export interface UnmatchedReason {
  /** To be read after "matches nothing: ". No full stop. */
  readonly reason: string;
  /** What may have been meant, as it was typed: it may hold anything. Absent: not known. */
  readonly near?: string;
}

/**
 * Why no record has this value of a dimension; undefined where one may. Wildcards are those of `domain/glob.ts`. `keepsQuery`: whether
 * paths may have queries.
 *
 * @example
 * ```ts
 * import { unmatchedReason } from "./unmatched_names.ts";
 * import assert from "node:assert/strict";
 *
 * assert.equal(unmatchedReason("section", "/api/user")?.near, "/api");
 * assert.equal(unmatchedReason("host", "10.0.*"), undefined);
 * ```
 */
export function unmatchedReason(
  dimension: string,
  value: string,
  keepsQuery = true,
): UnmatchedReason | undefined {
  switch (dimension) {
    case "section":
      return endReason(dimension, value) ?? sectionReason(value);
    case "path":
      return pathReason(dimension, value) ?? (keepsQuery ? undefined : queryReason(value)) ??
        fragmentReason(value);
    case "route":
      return pathReason(dimension, value) ?? endReason(dimension, value) ?? routeReason(value);
    case "host":
      return hostReason(value);
    case "referrer_site":
      return noneReason(value) ?? siteReason(value);
    case "referrer":
      return noneReason(value) ?? endReason(dimension, value);
    case "agent":
      return noneReason(value);
    case "vhost":
      return noneReason(value) ?? portReason(value);
    case "protocol":
      return /^\d/.test(value)
        ? { reason: "a protocol has a name before its number", near: `HTTP/${value}` }
        : undefined;
    case "method":
      return methodReason(value);
  }
}

const withoutQuery = (value: string): string => value.replace(QUERY, "").replace(PARAMETERS, "");

/** With what may have been meant, where that is another value. */
function shortened(value: string, near: string, reason: string): UnmatchedReason | undefined {
  return near === value ? undefined : { reason, ...near === "" ? {} : { near } };
}

function endReason(dimension: string, value: string): UnmatchedReason | undefined {
  const near = withoutQuery(value).replace(FRAGMENT, "");
  return shortened(value, near, `a ${dimension} has no query and no fragment`);
}

function queryReason(value: string): UnmatchedReason | undefined {
  const near = withoutQuery(value);
  return near === value
    ? undefined
    : shortened(value, near.replace(FRAGMENT, ""), "a path of a source without --keep-query has no query");
}

function fragmentReason(value: string): UnmatchedReason | undefined {
  return shortened(value, value.replace(FRAGMENT, ""), "a path has no fragment");
}

function routeReason(value: string): UnmatchedReason | undefined {
  const isOne = (part: string): boolean => {
    const bytes = new TextEncoder().encode(part);
    return isIdentifier(bytes, 0, bytes.length);
  };
  const near = value.split("/").map((part) => isOne(part) ? ":id" : part).join("/");
  return near === value ? undefined : { reason: "a route has :id in place of numbers and identifiers", near };
}

/** What a log writes as a dash is none. */
function noneReason(value: string): UnmatchedReason | undefined {
  return value === "-" ? { reason: "a record without one has another value", near: "(none)" } : undefined;
}

/** A name with a port; of an address of version 6 without brackets it stays. */
function portReason(value: string): UnmatchedReason | undefined {
  const near = value.replace(/^([^:]+):\d+$/, "$1");
  return shortened(value, near, "a virtual host has no port");
}

function siteReason(value: string): UnmatchedReason | undefined {
  const host = value.toLowerCase().replace(/^[a-z*?]+:\/\//, "").replace(/^[^/@]*@/, "")
    .replace(/\/.*$/s, "").replace(/:\d*$/, "");
  if (host === value) return undefined;
  const reason = "a site of a referrer is a host in small letters, without scheme, user, port and path";
  return { reason, ...host === "" ? {} : { near: host } };
}

/** A section is "/" and one part of a path, "*" or "(none)" (semantics.md, "Records"). */
function sectionReason(value: string): UnmatchedReason | undefined {
  if (/^\**\/[^/]*$|^[*?(][^/]*$/.test(value)) return undefined;
  const [first] = value.replace(/^\w+:\/\/[^/]*/, "").split("/").filter((part) => part !== "");
  return {
    reason: "a section is the first part of a path",
    ...first === undefined ? {} : { near: `/${first}` },
  };
}

/** A method is a token: what stands before the path. */
function methodReason(value: string): UnmatchedReason | undefined {
  const [method, rest] = value.split(/[\s/,]/, 2);
  if (rest === undefined) return undefined;
  return { reason: "a method is one word", ...method === "" ? {} : { near: method } };
}

/** What follows "?" is in neither, but for paths of which it is kept. */
function pathReason(dimension: string, value: string): UnmatchedReason | undefined {
  // A name that begins with a backslash is one of a control character.
  if (/^[/*?(\\]/.test(value)) return undefined;
  const near = /^\w+:\/\//.test(value) ? value.replace(/^\w+:\/\/[^/]*/, "") || "/" : `/${value}`;
  return { reason: `a ${dimension} begins with a slash`, near };
}

/** A host is written in a log as an address, or by its name. */
function hostReason(value: string): UnmatchedReason | undefined {
  if (LIST.test(value)) return { reason: "it holds several addresses: each is a text of its own" };
  if (isNetwork(value)) {
    const [, numbers, bits] = /^(\d+\.\d+\.\d+)\.\d+\/(8|16|24)$/.exec(value) ?? [];
    const kept = numbers?.split(".").slice(0, Number(bits) / 8).join(".");
    return {
      reason: "a network is written with *, not by the length of its prefix",
      ...kept === undefined ? {} : { near: `${kept}.*` },
    };
  }
  return PART_OF_ADDRESS.test(value)
    ? { reason: "it is a part of an address", near: value.replace(/\.?$/, ".*") }
    : undefined;
}
