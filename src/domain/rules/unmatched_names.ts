// Role: names in rules and filters that no record can have: they would match nothing, without a word.

/** A network as in 10.0.0.0/8 or 2001:db8::/32. */
const NETWORK = /^[0-9a-f.:*]+\/\d{1,3}$/i;

/** The first numbers of an address, without the rest. */
const PART_OF_ADDRESS = /^(?:\d{1,3}\.){1,3}$|^\d{1,3}\.\d{1,3}$/;

/** Why no record has a value. */
export interface UnmatchedReason {
  /** To be read after "matches nothing: ". No full stop. */
  readonly reason: string;
  /** What may have been meant, as it was typed: it may hold anything. Absent: not known. */
  readonly near?: string;
}

/**
 * Why no record has this value of a dimension; undefined where one may. Wildcards are those of `domain/glob.ts`.
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
export function unmatchedReason(dimension: string, value: string): UnmatchedReason | undefined {
  switch (dimension) {
    case "section":
      return sectionReason(value);
    case "method":
      return methodReason(value);
    case "path":
    case "route":
      return pathReason(dimension, value);
    case "host":
      return hostReason(value);
  }
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
  const [method, rest] = value.split(/[\s/]/, 2);
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
  if (NETWORK.test(value)) {
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
