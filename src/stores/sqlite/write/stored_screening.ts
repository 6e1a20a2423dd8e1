// Role: the filters of a source and what it stores of hosts and queries: what it was begun with.

import { Problem } from "../../../domain/problem.ts";
import {
  type AnonymizeLevel,
  type FilterColumn,
  NO_SCREENING,
  type Screening,
  storedSettings,
} from "../../../domain/screening/settings.ts";
import type { SqliteConnection } from "../connection.ts";
import { quoted } from "../errors.ts";
import type { RunDescription } from "../../store.ts";

/** The settings that a source is stored with; none of one that is not there. */
export function readScreening(connection: SqliteConnection, source: string): Screening {
  const row = connection.get("SELECT filters, anonymize, keep_query FROM source WHERE name = ?", source);
  return row === undefined ? NO_SCREENING : storedSettings(row.filters, row.anonymize, row.keep_query);
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

/** How the user knows each of them, and how a value of it is written; null for one that no option asked for. */
const OPTIONS: Readonly<Record<keyof Screening, SettingOption>> = {
  exclude: { name: "--exclude", textOf: (value) => listText("--exclude", value as readonly string[]) },
  only: { name: "--only", textOf: (value) => listText("--only", value as readonly string[]) },
  // The list may be another one: that is said by the run.
  bots: { name: "--exclude-bots", textOf: (value) => value === null ? null : "--exclude-bots" },
  anonymize: {
    name: "--anonymize",
    textOf: (value) => value === null ? null : `--anonymize=${value as AnonymizeLevel}`,
  },
  keepQuery: { name: "--keep-query", textOf: (value) => value === true ? "--keep-query" : "--drop-query" },
};

interface SettingOption {
  readonly name: string;
  readonly textOf: (value: Screening[keyof Screening]) => string | null;
}

function listText(option: string, values: readonly string[]): string | null {
  return values.length === 0 ? null : values.map((value) => `${option} ${quoted(value)}`).join(" ");
}

/** In which settings a run differs from the stored ones, "with --anonymize=all, not without"; what it does not say is as stored. */
export function otherSettings({ screening = {} }: RunDescription, stored: Screening): string[] {
  return (Object.keys(OPTIONS) as (keyof Screening)[]).flatMap((key) => {
    const given = screening[key], { name, textOf } = OPTIONS[key];
    if (given === undefined) return [];
    const was = textOf(stored[key]), is = textOf(given);
    if (was === is) return [];
    if (was === null) return [`without ${name}, not with ${is === name ? "it" : is}`];
    return [`with ${was}, not ${is ?? "without"}`];
  });
}

/** Throws a `Problem` "usage" where a run says other settings than the stored ones. */
export function checkScreening(run: RunDescription, stored: Screening): void {
  const differing = otherSettings(run, stored);
  if (differing.length === 0) return;
  const advice = "Leave the option out, use --fresh to replace what is stored, or --source to keep it apart";
  throw new Problem(
    "usage",
    `Source ${quoted(run.source)} is stored ${differing.join(", and ")}. ${advice}.`,
  );
}
