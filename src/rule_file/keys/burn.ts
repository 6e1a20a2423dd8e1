// Role: the key `burn` of an SLO: its tiers, or the usual ones (Google SRE Workbook, chapter 5, table 5-8).

import type { BurnTier, SloDefinition } from "../../domain/rules/definition.ts";
import { durationText } from "../../domain/rules/duration.ts";
import { readTable, type TableKey, type TableKeys, tableLines } from "../tables/key.ts";
import type { TableReader } from "../tables/table_reader.ts";
import { duration } from "../tables/types.ts";
import type { TomlTable } from "../toml/value.ts";
import { type Defaults, severityKey } from "./defaults.ts";

const MINUTE = 60, HOUR = 3600, DAY = 86400;

const MOST_TIERS = 16;

/** Longest window: its minutes are kept from run to run. */
const LONGEST = 31 * DAY;

const EXAMPLE = '{ severity = "page", long = "1h", short = "5m", factor = 14.4 }';

/** The tiers where a file gives none. */
export const DEFAULT_BURN: readonly BurnTier[] = Object.freeze([
  { severity: "page", long: HOUR, short: 5 * MINUTE, factor: 14.4 },
  { severity: "page", long: 6 * HOUR, short: 30 * MINUTE, factor: 6 },
  { severity: "ticket", long: 3 * DAY, short: 6 * HOUR, factor: 1 },
]);

function tierKeys(defaults: Defaults): TableKeys<BurnTier> {
  const window = duration(MINUTE, LONGEST, MINUTE), required = 'Allowed: a span of time, as in "1h".';
  return {
    severity: severityKey(defaults),
    long: { type: window, required },
    short: { type: window, required },
    factor: {
      type: {
        read: (reader, key, value) =>
          value.kind === "number" && value.number > 0 && value.number < Infinity
            ? value.number
            : reader.refuse(key, value, "is not allowed. Allowed: a number above 0, as in 14.4."),
        write: String,
      },
      required: "Allowed: a number above 0.",
    },
  };
}

/** The key `burn`. Wrong tiers are left out. */
export function burnKey(defaults: Defaults): TableKey<readonly BurnTier[]> {
  const keys = tierKeys(defaults);
  return {
    type: {
      read(reader, key, value) {
        const items = value.kind === "list" ? value.items : [];
        if (items.length === 0 || items.length > MOST_TIERS) {
          const allowed = `Allowed: a list of 1 to ${MOST_TIERS} tiers like ${EXAMPLE}.`;
          reader.refuse(key, value, `is not allowed. ${allowed}`);
          return [];
        }
        return items.flatMap((item, place) => {
          if (item.kind === "table") return readTier(tierReader(reader, item, place), keys) ?? [];
          return reader.refuse(key, item, `is no tier. Allowed: a table like ${EXAMPLE}.`) ?? [];
        });
      },
      write: (tiers) =>
        `[\n${tiers.map((tier) => `  { ${tableLines(keys, tier).join(", ")} },\n`).join("")}]`,
    },
    about: `tiers \`${EXAMPLE}\`, up to ${MOST_TIERS}; windows are whole minutes, up to \`"31d"\``,
    otherwise: DEFAULT_BURN,
    defaultText: "see below",
  };
}

function tierReader(reader: TableReader, tier: TomlTable, place: number): TableReader {
  return reader.within("burn", tier, `burn tier ${place + 1}: `);
}

function readTier(reader: TableReader, keys: TableKeys<BurnTier>): BurnTier | undefined {
  const tier = readTable(reader, keys) as BurnTier;
  const { long, short, factor }: Partial<BurnTier> = tier;
  if (long === undefined || short === undefined || factor === undefined) return undefined;
  if (short < long) return tier;
  const allowed = `Allowed: shorter than long, which is "${durationText(long)}"`;
  return reader.refuse("short", reader.take("short")!, `is not shorter than the long window. ${allowed}.`);
}

/** Refuses tiers that could never fire at this objective, the default ones too; nothing where it is wrong itself. */
export function checkBurn(
  reader: TableReader,
  objective: Pick<SloDefinition, "objectiveText" | "budget"> | undefined,
): void {
  if (objective === undefined) return;
  const { objectiveText, budget } = objective;
  const faultOf = (factor: number): string | undefined => {
    // As it is decided: errors / hits, at most 1, must be above this.
    const needed = factor * budget;
    if (needed < 1 || !(needed < Infinity)) return undefined;
    return `factor ${factor} can never fire: at the objective ${objectiveText} it needs more than ` +
      `${rounded(needed * 100)}% errors. Allowed: below ${rounded(1 / budget)}.`;
  };
  const value = reader.take("burn");
  if (value === undefined) {
    const fault = DEFAULT_BURN.map(({ factor }) => faultOf(factor)).find((text) => text !== undefined);
    if (fault === undefined) return;
    reader.fault(reader.line, `burn is missing, and the default ${fault} Give burn with such tiers.`);
    return;
  }
  for (const [place, item] of value.kind === "list" ? value.items.entries() : []) {
    const factor = item.kind === "table" ? item.entries.get("factor") : undefined;
    const fault = factor?.kind === "number" ? faultOf(factor.number) : undefined;
    if (fault !== undefined) reader.fault(factor!.line, `burn tier ${place + 1}: ${fault}`);
  }
}

function rounded(number: number): number {
  return Number(number.toPrecision(6));
}
