// Role: the filters of a source and what it stores of hosts and queries: what it was begun with.

import { Problem } from "../../../domain/problem.ts";
import {
  ANONYMIZE_LEVELS,
  type AnonymizeLevel,
  NO_SCREENING,
  type Screening,
} from "../../../domain/screening/settings.ts";
import type { SqliteConnection } from "../connection.ts";
import { quoted } from "../errors.ts";
import type { RunDescription } from "../../store.ts";

/** What the column `filters` holds, as JSON. */
interface FilterColumn {
  readonly exclude?: readonly string[];
  readonly only?: readonly string[];
  readonly bots?: string | null;
}

/** The settings that a source is stored with; none of one that is not there. */
export function readScreening(connection: SqliteConnection, source: string): Screening {
  const row = connection.get("SELECT filters, anonymize, keep_query FROM source WHERE name = ?", source);
  if (row === undefined) return NO_SCREENING;
  const { exclude = [], only = [], bots = null }: FilterColumn = JSON.parse(String(row.filters ?? "{}"));
  const level = ANONYMIZE_LEVELS.find((each) => each === row.anonymize) ?? null;
  return { exclude, only, bots, anonymize: level, keepQuery: row.keep_query === 1 };
}

/** Stores them. Only within a transaction. */
export function writeScreening(
  connection: SqliteConnection,
  source: number,
  { exclude, only, bots, anonymize, keepQuery }: Screening,
): void {
  const column: FilterColumn = {
    ...exclude.length === 0 ? {} : { exclude },
    ...only.length === 0 ? {} : { only },
    ...bots === null ? {} : { bots },
  };
  const filters = Object.keys(column).length === 0 ? null : JSON.stringify(column);
  connection.run(
    "UPDATE source SET filters = ?, anonymize = ?, keep_query = ? WHERE id = ?",
    ...[filters, anonymize, keepQuery ? 1 : 0, source],
  );
}

/** How the user knows each of them, and how a value of it is written. */
const OPTIONS: Readonly<Record<keyof Screening, (value: Screening[keyof Screening]) => string>> = {
  exclude: (value) => listText("--exclude", value as readonly string[]),
  only: (value) => listText("--only", value as readonly string[]),
  // The list may be another one: that is said by the run.
  bots: (value) => value === null ? "no --exclude-bots" : "--exclude-bots",
  anonymize: (value) => value === null ? "no --anonymize" : `--anonymize=${value as AnonymizeLevel}`,
  keepQuery: (value) => value === true ? "--keep-query" : "--drop-query",
};

function listText(option: string, values: readonly string[]): string {
  return values.length === 0 ? `no ${option}` : values.map((value) => `${option} ${quoted(value)}`).join(" ");
}

/** Throws a `Problem` "usage" where a run says other settings than the stored ones; what it does not say is as stored. */
export function checkScreening({ source, screening = {} }: RunDescription, stored: Screening): void {
  const differing = (Object.keys(OPTIONS) as (keyof Screening)[]).flatMap((key) => {
    const given = screening[key], textOf = OPTIONS[key];
    if (given === undefined || textOf(given) === textOf(stored[key])) return [];
    return [`${textOf(stored[key])}, not ${textOf(given)}`];
  });
  if (differing.length === 0) return;
  const advice = "Leave the option out, use --fresh to replace what is stored, or --source to keep it apart";
  throw new Problem("usage", `Source ${quoted(source)} is stored with ${differing.join(", ")}. ${advice}.`);
}
