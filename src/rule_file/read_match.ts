// Role: `match` and `errors` of a rule or an objective: which records are meant. A value that no record can have is refused:
// it would never match.

import { ALL_RECORDS, type Match, SERVER_ERRORS, type StatusRange } from "../domain/rules/definition.ts";
import { mergedStatuses, parseStatuses } from "../domain/rules/status_ranges.ts";
import { bytesOf, textOf } from "../domain/text.ts";
import { readTexts } from "./tables/fields.ts";
import type { TableReader } from "./tables/table_reader.ts";
import { shownText } from "./toml/value.ts";

const STATUS_FORMS = '404, "5xx", "400-499", or a list of them';

/** Reads `match`; all records where there is none, or a wrong one. Values are in one order, each once. */
export function readMatch(reader: TableReader): Match {
  const value = reader.take("match");
  if (value === undefined) return ALL_RECORDS;
  if (value.kind !== "table") {
    reader.refuse(
      "match",
      value,
      'is not allowed. Allowed: a table like { section = "/api", status = "5xx" }.',
    );
    return ALL_RECORDS;
  }
  const within = reader.within("match", value);
  const match: Match = {
    section: readNames(within, "section", sectionFault),
    host: readNames(within, "host", hostFault),
    status: readStatuses(within, "status"),
  };
  within.finish();
  return match;
}

/** Reads `errors`; server errors where there is none, or a wrong one. */
export function readErrors(reader: TableReader): readonly StatusRange[] {
  const value = reader.take("errors");
  if (value === undefined) return SERVER_ERRORS;
  if (value.kind !== "table") {
    reader.refuse("errors", value, 'is not allowed. Allowed: a table like { status = "5xx" }.');
    return SERVER_ERRORS;
  }
  const within = reader.within("errors", value);
  const statuses = readStatuses(within, "status");
  if (!value.entries.has("status")) within.missing("status", `Allowed: ${STATUS_FORMS}.`);
  within.finish();
  return statuses ?? SERVER_ERRORS;
}

function readNames(
  reader: TableReader,
  key: string,
  faultOf: (name: string) => string | undefined,
): readonly string[] | null {
  const texts = readTexts(reader, key, "a text, which may hold * and ?, or a list of texts");
  if (texts === undefined || isEmpty(reader, key)) return null;
  for (const text of texts) {
    const fault = faultOf(text.text);
    if (fault !== undefined) reader.refuse(key, text, `${fault}.`);
  }
  return [...new Set(texts.map(({ text }) => text))].sort();
}

function readStatuses(reader: TableReader, key: string): readonly StatusRange[] | null {
  const value = reader.take(key);
  if (value === undefined) return null;
  const items = value.kind === "list" ? value.items : [value];
  const ranges: StatusRange[] = [];
  for (const item of items) {
    const text = item.kind === "text" ? item.text.trim() : item.kind === "number" ? item.written : "";
    const range = parseStatuses(text);
    if (range !== undefined) ranges.push(range);
    else reader.refuse(key, item, `is no status from 100 to 999. Allowed: ${STATUS_FORMS}.`);
  }
  if (isEmpty(reader, key)) return null;
  return mergedStatuses(ranges);
}

/** Refuses an empty list, which would match nothing. */
function isEmpty(reader: TableReader, key: string): boolean {
  const value = reader.take(key);
  if (value?.kind !== "list" || value.items.length > 0) return false;
  reader.refuse(key, value, "is empty and matches nothing. Leave it out for all.");
  return true;
}

/** A section is "/" and one part of a path, "*" or "(none)" (semantics.md, "Records"). */
function sectionFault(name: string): string | undefined {
  const parts = name.replace(/^\w+:\/\/[^/]*/, "").split("/").filter((part) => part !== "");
  if (/^\**\/[^/]*$|^[*?(][^/]*$/.test(name) || name === "") return hostFault(name);
  const near = parts.length === 0 ? "" : ` Did you mean ${shownText("/" + parts[0])}?`;
  return `matches nothing: a section is the first part of a path.${near} Allowed: values like "/api" or "/a*"`;
}

/** Names are matched as they are stored (`domain/text.ts`), where nothing is invisible. */
function hostFault(name: string): string | undefined {
  if (name === "") return "is empty and matches nothing. Leave it out for all";
  const stored = textOf(bytesOf(name));
  return stored === name
    ? undefined
    : `matches nothing, as it is stored as ${shownText(stored)}. Write it so`;
}
