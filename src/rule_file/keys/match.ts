// Role: `match` and `errors` of a rule or an objective: which records are meant. A value that no record can have is refused:
// it would never match.

import {
  ALL_RECORDS,
  type Match,
  type RuleDefinition,
  SERVER_ERRORS,
  type StatusRange,
} from "../../domain/rules/definition.ts";
import { FURTHER_NAMES } from "../../domain/rules/match.ts";
import { unmatchedReason } from "../../domain/rules/unmatched_names.ts";
import { mergedStatuses, parseStatuses, statusesText } from "../../domain/rules/status_ranges.ts";
import { bytesOf, textOf } from "../../domain/text.ts";
import { nested, type TableKey, type TableKeys, type ValueType } from "../tables/key.ts";
import type { TableReader } from "../tables/table_reader.ts";
import { bareText, LATENCY, readTexts, tomlList } from "../tables/types.ts";
import { tomlText } from "../toml/quote.ts";
import { shownText, type TomlValue } from "../toml/value.ts";

const STATUS_FORMS = '404, "5xx", "400-499", or a list of them';

const STATUSES: ValueType<readonly StatusRange[]> = {
  read(reader, key, value) {
    const items = value.kind === "list" ? value.items : [value];
    const ranges = items.flatMap((item) =>
      parseStatuses(bareText(item)) ??
        reader.refuse(key, item, `is no status from 100 to 999. Allowed: ${STATUS_FORMS}.`) ?? []
    );
    return isEmpty(reader, key, value) ? undefined : mergedStatuses(ranges);
  },
  write: (ranges) =>
    oneOrList(
      ranges.map((range) => range.from === range.to ? String(range.from) : tomlText(statusesText(range))),
    ),
};

/** Values in one order, each once. */
function names(dimension: string): ValueType<readonly string[]> {
  return {
    read(reader, key, value) {
      const texts = readTexts(reader, key, value, "a text, which may hold * and ?, or a list of texts");
      if (isEmpty(reader, key, value)) return undefined;
      for (const text of texts) {
        const fault = faultOf(dimension, text.text);
        if (fault !== undefined) reader.refuse(key, text, `${fault}.`);
      }
      return [...new Set(texts.map(({ text }) => text))].sort();
    },
    write: (texts) => oneOrList(texts.map(tomlText)),
  };
}

/** Section, host and status come first, as they always did; a further dimension that is not named has no place in what is stored. */
const MATCH_KEYS: TableKeys<Match> = {
  section: { type: names("section"), otherwise: null },
  host: { type: names("host"), otherwise: null },
  status: { type: STATUSES, otherwise: null },
  ...Object.fromEntries(
    FURTHER_NAMES.map((name) => [name, { type: names(name) }]),
  ) as Omit<TableKeys<Match>, "section" | "host" | "status">,
};

/** Which records are errors: those that meet one of the conditions that are given. */
export interface ErrorConditions {
  readonly status?: readonly StatusRange[];
  /** Microseconds. */
  readonly slowerThan?: number;
}

const ERRORS_KEYS: TableKeys<Required<ErrorConditions>> = {
  status: { type: STATUSES },
  slowerThan: { type: LATENCY },
};

/** The key `match` of a rule or an objective. */
export const MATCH: TableKey<Match> = {
  type: nested(MATCH_KEYS, 'a table like { section = "/api", status = "5xx" }'),
  about: 'which records: `{ section = "/api", status = "5xx" }`, by section, host and status, or by ' +
    `${FURTHER_NAMES.slice(0, -1).join(", ")} and ${
      FURTHER_NAMES.at(-1)
    }. Each is a value or a list; all that are ` +
    "given must fit. In names `*` stands for any characters, `?` for one; a status is `404`, " +
    '`"5xx"` or `"400-499"`',
  otherwise: ALL_RECORDS,
  defaultText: "all records",
};

/** The key `errors` of a rule or an objective. */
export function errorsKey(about: string): TableKey<ErrorConditions> {
  const table = nested(ERRORS_KEYS, 'a table like { status = "5xx", slower_than = "300ms" }');
  return {
    type: {
      read(reader, key, value) {
        if (value.kind === "table" && value.entries.size === 0) {
          const allowed = `status, with ${STATUS_FORMS}, slower_than, as in "300ms", or both`;
          return reader.refuse(key, value, `is empty, so that nothing is an error. Allowed: ${allowed}.`);
        }
        const conditions = table.read(reader, key, value) ?? {};
        return Object.keys(conditions).length === 0 ? undefined : conditions;
      },
      write: table.write,
    },
    about,
    otherwise: { status: SERVER_ERRORS },
  };
}

/** The conditions as a rule or an objective has them. */
export function errorsOf(
  { status = [], slowerThan }: ErrorConditions,
): Pick<RuleDefinition, "errors" | "slowerThan"> {
  return { errors: status, ...slowerThan !== undefined && { slowerThan } };
}

/** The conditions as they are written. */
export function conditionsWritten(
  { errors, slowerThan }: Pick<RuleDefinition, "errors" | "slowerThan">,
): ErrorConditions {
  return { ...errors.length > 0 && { status: errors }, ...slowerThan !== undefined && { slowerThan } };
}

/** Refuses an empty list, which would match nothing. */
function isEmpty(reader: TableReader, key: string, value: TomlValue): boolean {
  if (value.kind !== "list" || value.items.length > 0) return false;
  reader.refuse(key, value, "is empty and matches nothing. Leave it out for all.");
  return true;
}

const PATH_FORMS = '"/user/:id" or "/api/*"';
const FORMS: Readonly<Record<string, string>> = {
  section: '"/api" or "/a*"',
  host: '"10.0.0.1" or "10.1.*"',
  method: '"POST" or "P*"',
  route: PATH_FORMS,
  path: PATH_FORMS,
  referrer_site: '"www.example.com" or "*.example.com"',
  agent: '"*curl*" or "(none)"',
  referrer: '"https://*" or "(none)"',
  vhost: '"www.example.com" or "(none)"',
  protocol: '"HTTP/1.1" or "HTTP/*"',
};

/** Names are matched as they are stored (`domain/text.ts`), where nothing is invisible. */
function faultOf(dimension: string, name: string): string | undefined {
  if (name === "") return "is empty and matches nothing. Leave it out for all";
  const unmatched = unmatchedReason(dimension, name);
  if (unmatched !== undefined) {
    const { reason, near } = unmatched;
    const meant = near === undefined ? "" : ` Did you mean ${shownText(near)}?`;
    return `matches nothing: ${reason}.${meant} Allowed: values like ${FORMS[dimension]}`;
  }
  const stored = textOf(bytesOf(name));
  return stored === name
    ? undefined
    : `matches nothing, as it is stored as ${shownText(stored)}. Write it so`;
}

function oneOrList(values: readonly string[]): string {
  return values.length === 1 ? values[0] : tomlList(values);
}
