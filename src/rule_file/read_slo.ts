// Role: one `[[slo]]` → `SloDefinition`.

import type { BurnTier, SloDefinition } from "../domain/rules/definition.ts";
import { durationText } from "../domain/rules/duration.ts";
import { readDuration, readWhole } from "./tables/fields.ts";
import { DEFAULT_BURN, type Objective, readBurn } from "./read_burn.ts";
import { readErrors, readMatch } from "./read_match.ts";
import { type Defaults, readNotify } from "./read_notify.ts";
import { MOST_HITS, refuseConstantRatio } from "./read_rule.ts";
import type { TableReader } from "./tables/table_reader.ts";

const MINUTE = 60, DAY = 86400;

/** Reads an objective whose id is known; undefined where something is wrong with it, which `reader` was told. */
export function readSlo(reader: TableReader, id: string, defaults: Defaults): SloDefinition | undefined {
  const match = readMatch(reader);
  const errors = readErrors(reader);
  const objective = readObjective(reader);
  const period = readDuration(reader, "period", { least: MINUTE, most: 366 * DAY }, MINUTE) ?? 30 * DAY;
  const burn = readBurn(reader, defaults, objective);
  const minErrors = readWhole(reader, "min_errors", { least: 0, most: MOST_HITS }) ?? 5;
  const notify = readNotify(reader, defaults);
  refuseConstantRatio(reader, match, errors);
  checkPeriod(reader, burn, period);
  reader.finish();
  if (objective === undefined) return undefined;
  return { id, match, errors, ...objective, period, burn, minErrors, notify };
}

function readObjective(reader: TableReader): Objective | undefined {
  const allowed = 'a percentage above 0% and below 100%, as in "99.9%"';
  const value = reader.take("objective");
  if (value === undefined) return reader.missing("objective", `Allowed: ${allowed}.`);
  const written = value.kind === "text" ? value.text.trim() : value.kind === "number" ? value.written : "";
  const digits = /^(\d{1,3}(?:\.\d{1,12})?) ?%$/.exec(written)?.[1];
  if (value.kind !== "text" || digits === undefined) {
    return reader.refuse(
      "objective",
      value,
      `is no percentage.${guessPercent(written)} Allowed: ${allowed}.`,
    );
  }
  // In decimal digits, so that 99.9% leaves the double nearest to 0.001.
  const [whole, fraction = ""] = digits.split(".");
  const unit = 10n ** BigInt(fraction.length);
  const left = 100n * unit - BigInt(whole + fraction);
  if (left <= 0n || left >= 100n * unit) {
    return reader.refuse("objective", value, `is not allowed. Allowed: ${allowed}.`);
  }
  return { objectiveText: `${digits}%`, budget: Number(`${left}e-${fraction.length + 2}`) };
}

function guessPercent(written: string): string {
  const number = /^\d{1,3}(\.\d{1,12})?$/.test(written) ? Number(written) : NaN;
  if (number > 1 && number < 100) return ` Did you mean "${written}%"?`;
  if (number > 0 && number < 1) return ` Did you mean "${Number((number * 100).toFixed(10))}%"?`;
  return "";
}

/** Refuses a period that is shorter than a window of it. */
function checkPeriod(reader: TableReader, burn: readonly BurnTier[], period: number): void {
  const longest = Math.max(0, ...burn.map(({ long }) => long));
  if (longest <= period) return;
  const value = reader.take("period") ?? reader.take("burn");
  const isDefault = burn === DEFAULT_BURN ? " of the default burn" : "";
  reader.fault(
    value?.line ?? reader.line,
    `period "${durationText(period)}" is shorter than the window "${durationText(longest)}"${isDefault}. ` +
      `Allowed: "${durationText(longest)}" or more.`,
  );
}
