// Role: `burn` of an objective: its tiers, or the usual ones (Google SRE Workbook, chapter 5, table 5-8).

import { type BurnTier, SEVERITIES } from "../domain/rules/definition.ts";
import { durationText } from "../domain/rules/duration.ts";
import { readChoice, readDuration } from "./tables/fields.ts";
import type { Defaults } from "./read_notify.ts";
import type { TableReader } from "./tables/table_reader.ts";
import type { TomlTable } from "./toml/value.ts";

const MINUTE = 60, HOUR = 3600, DAY = 86400;

/** More tiers than anybody can tell apart. */
const MOST_TIERS = 16;

/** Longest window: its minutes are kept from run to run. */
const LONGEST = 31 * DAY;

const EXAMPLE = '{ severity = "page", long = "1h", short = "5m", factor = 14.4 }';

/** An objective and what it leaves to be spent. */
export interface Objective {
  /** See `SloDefinition.objectiveText`. */
  readonly objectiveText: string;
  /** See `SloDefinition.budget`. */
  readonly budget: number;
}

/** The tiers where a file gives none. */
export const DEFAULT_BURN: readonly BurnTier[] = Object.freeze([
  { severity: "page", long: HOUR, short: 5 * MINUTE, factor: 14.4 },
  { severity: "page", long: 6 * HOUR, short: 30 * MINUTE, factor: 6 },
  { severity: "ticket", long: 3 * DAY, short: 6 * HOUR, factor: 1 },
]);

/** Reads the tiers, all that are right. `objective` is undefined where it is wrong itself. */
export function readBurn(
  reader: TableReader,
  defaults: Defaults,
  objective: Objective | undefined,
): readonly BurnTier[] {
  const value = reader.take("burn");
  if (value === undefined) {
    const fault = DEFAULT_BURN.map(({ factor }) => factorFault(factor, objective)).find((text) =>
      text !== null
    );
    if (fault) {
      reader.fault(reader.line, `burn is missing, and the default ${fault} Give burn with such tiers.`);
    }
    return DEFAULT_BURN;
  }
  const items = value.kind === "list" ? value.items : [];
  if (items.length === 0 || items.length > MOST_TIERS) {
    const allowed = `Allowed: a list of 1 to ${MOST_TIERS} tiers like ${EXAMPLE}.`;
    reader.refuse("burn", value, `is not allowed. ${allowed}`);
    return [];
  }
  const tiers: BurnTier[] = [];
  for (const [place, item] of items.entries()) {
    if (item.kind !== "table") {
      reader.refuse("burn", item, `is no tier. Allowed: a table like ${EXAMPLE}.`);
      continue;
    }
    const within = reader.within("burn", item, `burn tier ${place + 1}: `);
    const tier = readTier(within, item, defaults, objective);
    if (tier !== undefined) tiers.push(tier);
  }
  return tiers;
}

function readTier(
  reader: TableReader,
  table: TomlTable,
  defaults: Defaults,
  objective: Objective | undefined,
): BurnTier | undefined {
  const bounds = { least: MINUTE, most: LONGEST };
  const severity = readChoice(reader, "severity", SEVERITIES) ?? defaults.severity ?? SEVERITIES[0];
  const long = readDuration(reader, "long", bounds, MINUTE);
  const short = readDuration(reader, "short", bounds, MINUTE);
  const factor = readFactor(reader, objective);
  for (const key of ["long", "short", "factor"]) {
    if (!table.entries.has(key)) {
      reader.missing(
        key,
        key === "factor" ? "Allowed: a number above 0." : 'Allowed: a span of time, as in "1h".',
      );
    }
  }
  reader.finish();
  if (long === undefined || short === undefined || factor === undefined) return undefined;
  if (short < long) return { severity, long, short, factor };
  const allowed = `Allowed: shorter than long, which is "${durationText(long)}"`;
  return reader.refuse(
    "short",
    table.entries.get("short")!,
    `is not shorter than the long window. ${allowed}.`,
  );
}

/** Why a factor can never fire; null where it can. */
function factorFault(factor: number, objective: Objective | undefined): string | null {
  if (objective === undefined) return null;
  const { objectiveText, budget } = objective;
  // As it is decided: errors / hits, at most 1, must be above this.
  const needed = factor * budget;
  if (needed < 1) return null;
  return `factor ${factor} can never fire: at the objective ${objectiveText} it needs more than ${
    rounded(needed * 100)
  }% errors. ` +
    `Allowed: below ${rounded(1 / budget)}.`;
}

function rounded(number: number): number {
  return Number(number.toPrecision(6));
}

function readFactor(reader: TableReader, objective: Objective | undefined): number | undefined {
  const value = reader.take("factor");
  if (value === undefined) return undefined;
  if (value.kind === "number" && value.number > 0 && value.number < Infinity) {
    const fault = factorFault(value.number, objective);
    if (fault !== null) reader.fault(value.line, `${reader.place}${fault}`);
    return value.number;
  }
  return reader.refuse("factor", value, "is not allowed. Allowed: a number above 0, as in 14.4.");
}
