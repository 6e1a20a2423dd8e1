// Role: filters of records, "section=/health*,/metrics": a dimension and the values of it that are meant.

import { NameTable } from "../counting/name_table.ts";
import { ASKABLE, type KnownDimension } from "../dimensions/dimensions.ts";
import type { ValuePlace } from "../dimensions/dimension.ts";
import { didYouMean } from "../nearest.ts";
import type { LogRecord } from "../record.ts";
import type { StatusRange } from "../rules/definition.ts";
import { isStatusIn, matcherOf } from "../rules/match.ts";
import { mergedStatuses, parseStatuses, statusesText } from "../rules/status_ranges.ts";
import { bytesOf, textOf } from "../text.ts";

/** A filter: the values of one dimension. */
export interface RecordFilter {
  readonly dimension: KnownDimension;
  /** Values or globs of `domain/glob.ts`; of `status` also classes and ranges. In order, each once. */
  readonly values: readonly string[];
}

/** What is wrong with a filter, as the end of a sentence that begins with the option and what was given. */
export interface FilterFault {
  readonly fault: string;
}

/**
 * Reads "dimension=value,value…", in which `*` and `?` stand for any characters and for one, and `\\,` for a comma of a value. As it is
 * typed see {@link givenFilter}.
 *
 * @example
 * ```ts
 * import { filterText, parseFilter } from "./filter.ts";
 * import assert from "node:assert/strict";
 *
 * const filter = parseFilter("status=404,5xx");
 * assert.ok("values" in filter);
 * assert.equal(filterText(filter), "status=404,5xx");
 * assert.ok("fault" in parseFilter("sektion=/api"));
 * ```
 */
export function parseFilter(text: string): RecordFilter | FilterFault {
  const [name] = text.split("=", 1), names = ASKABLE.map(({ name }) => name);
  const dimension = ASKABLE.find((each) => each.name === name.trim());
  if (name.length === text.length) {
    return { fault: 'is no filter: write a dimension, = and values, as in "section=/health*,/metrics"' };
  }
  if (dimension === undefined) {
    return {
      fault: `names no dimension that can be filtered.${didYouMean(name.trim(), names)} Allowed: ${
        names.join(", ")
      }`,
    };
  }
  const given = listed(text.slice(name.length + 1)).map((value) => value.trim());
  if (given.includes("")) return { fault: 'has an empty value; a record without one has "(none)"' };
  if (dimension.name === "status") return statusFilter(dimension, given);
  const unstored = given.find((value) => textOf(bytesOf(value)) !== value);
  if (unstored !== undefined) {
    const stored = textOf(bytesOf(unstored));
    return { fault: `fits nothing, as such a value is stored as "${stored}". Write it so` };
  }
  return { dimension, values: [...new Set(given)].sort() };
}

/**
 * As {@link parseFilter}, of what a person typed or pasted: a comma within brackets, as in "(KHTML, like Gecko)", belongs to the value,
 * and any other with a blank behind it, which may be either, is a fault.
 */
export function givenFilter(text: string): RecordFilter | FilterFault {
  const written = withinBrackets(text), filter = parseFilter(written);
  if ("fault" in filter || filter.dimension.name === "status" || !/(?<!\\)(?:\\\\)*,\s/.test(written)) {
    return filter;
  }
  return {
    fault:
      'has a comma with a blank behind it: write a list without blanks, as in "section=/a,/b", and "\\," for a ' +
      "comma of a value",
  };
}

/** The text with `\\,` for each comma between a bracket and the one that closes it. */
function withinBrackets(text: string): string {
  const opened: number[] = [], escaped: number[] = [];
  let open: number[] = [];
  for (const { 0: sign, index } of text.matchAll(/\\+,?|[(),]/g)) {
    if (sign === "(") opened.push(index);
    else if (sign === ")") {
      const from = opened.pop() ?? index;
      escaped.push(...open.filter((at) => at > from));
      open = open.filter((at) => at < from);
    } else if (sign.endsWith(",") && sign.length % 2 === 1) open.push(index + sign.length - 1);
  }
  const places = new Set(escaped);
  return text.replace(/,/g, (comma, at) => places.has(at) ? `\\${comma}` : comma);
}

/** The values of a list. Of backslashes before a comma two are one, and one is for the comma: it belongs to the value. */
function listed(text: string): string[] {
  const values = [""];
  for (const [piece] of text.matchAll(/\\*,|[^,\\]+|\\+/g)) {
    const last = values.length - 1, before = piece.length - 1;
    if (!piece.endsWith(",")) values[last] += piece;
    else {
      values[last] += "\\".repeat(before >> 1) + (before % 2 === 1 ? "," : "");
      if (before % 2 === 0) values.push("");
    }
  }
  return values;
}

/** As {@link parseStatuses}, and 000 for records without a status, as reports show it. */
export function filteredStatuses(text: string): StatusRange | undefined {
  return text === "000" ? { from: 0, to: 0 } : parseStatuses(text);
}

function statusFilter(dimension: KnownDimension, given: readonly string[]): RecordFilter | FilterFault {
  const ranges = given.map(filteredStatuses);
  if (!ranges.every((range) => range !== undefined)) {
    return {
      fault:
        'has a value that is no status. Allowed: "404", "5xx", "400-499", several with commas, or "000" for none',
    };
  }
  return { dimension, values: mergedStatuses(ranges).map(statusesText) };
}

/** A filter as {@link parseFilter} reads it. */
export function filterText({ dimension, values }: RecordFilter): string {
  const written = values.map((value, at) => {
    const text = value.replace(/(\\*),/g, "$1$1\\,");
    return at < values.length - 1 ? text.replace(/\\+$/, "$&$&") : text;
  });
  return `${dimension.name}=${written.join(",")}`;
}

/** A test of records by their own texts. Keeps the answers for the texts that came last. */
export function recordTest({ dimension, values }: RecordFilter): (record: LogRecord) => boolean {
  if (dimension.kind === "number") {
    const ranges = values.map((value) => filteredStatuses(value)!);
    return (record) => isStatusIn(ranges, dimension.extract(record));
  }
  const fits = remembering(matcherOf(values)),
    place: ValuePlace = { bytes: new Uint8Array(0), start: 0, end: 0 };
  return (record) => {
    dimension.extract(record, place);
    return fits(place.bytes, place.start, place.end);
  };
}

/** Texts of which the answers are kept, and bytes of them. */
const MOST_KEPT = 10_000, MOST_BYTES = 4 << 20;

/** The same test of bytes as they stand in a log, which asks less often: most texts come again and again. */
export function remembering(
  test: (text: string) => boolean,
): (bytes: Uint8Array, start: number, end: number) => boolean {
  let known = new NameTable();
  /** By the number of the text. */
  let answers: boolean[] = [];
  return (bytes, start, end) => {
    const text = known.intern(bytes, start, end);
    if (text < answers.length) return answers[text];
    const answer = test(known.text(text));
    answers.push(answer);
    if (answers.length < MOST_KEPT && known.used < MOST_BYTES) return answer;
    known = new NameTable();
    answers = [];
    return answer;
  };
}
