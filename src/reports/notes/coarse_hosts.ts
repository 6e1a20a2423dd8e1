// Role: that a source stores hosts as networks, or not at all (`--anonymize`), where a report counts them or asks where they are.

import { ANONYMIZE_LEVELS, type AnonymizeLevel } from "../../domain/screening/settings.ts";
import type { Reader } from "../../stores/store.ts";
import type { ReportArguments } from "../report.ts";
import { also, whereOf } from "../rows/sql.ts";

const STORED: Readonly<Record<AnonymizeLevel, string>> = {
  network: "stored as networks",
  region: "stored as networks of 65,536 addresses",
  all: "not stored",
};

/** A note for each source that stores hosts so; `means` is what follows for the report, and null where nothing does. */
export function coarseHostNotes(
  reader: Reader,
  { source }: Pick<ReportArguments, "source">,
  means: (level: AnonymizeLevel) => string | null,
): string[] {
  const { where, parameters } = whereOf({ "name = :source": source });
  const stored = `SELECT name, anonymize FROM sources ${also(where, "anonymize IS NOT NULL")} ORDER BY name`;
  return reader.query(stored, parameters).rows.flatMap(([name, stored]) => {
    const level = ANONYMIZE_LEVELS.find((each) => each === stored), meaning = level && means(level);
    return level === undefined || !meaning
      ? []
      : [`Hosts of source "${name}" are ${STORED[level]} (--anonymize=${level}): ${meaning}.`];
  });
}

/** The same where a host is asked for by its name. */
export function askedHostNotes(reader: Reader, given: Pick<ReportArguments, "source" | "host">): string[] {
  return given.host === null
    ? []
    : coarseHostNotes(reader, given, (level) =>
      level === "all" ? "none is found by its address" : "one is found by the first address of its network");
}
