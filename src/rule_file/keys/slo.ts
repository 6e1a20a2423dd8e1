// Role: the keys of `[[slo]]`, and what must hold between them.

import type { BurnTier, SloDefinition } from "../../domain/rules/definition.ts";
import { durationText } from "../../domain/rules/duration.ts";
import { idKey } from "../tables/ids.ts";
import { readTable, type TableKeys, type ValueType } from "../tables/key.ts";
import type { TableReader } from "../tables/table_reader.ts";
import { bareText, duration, whole } from "../tables/types.ts";
import { tomlText } from "../toml/quote.ts";
import { burnKey, checkBurn, DEFAULT_BURN } from "./burn.ts";
import { type Defaults, notifyKey } from "./defaults.ts";
import { type ErrorConditions, errorsKey, errorsOf, MATCH } from "./match.ts";
import { MOST_HITS, refuseConstantRatio } from "./rule.ts";

const MINUTE = 60, DAY = 86400;

/** An objective as it is written, and the budget that it leaves. */
export type Objective = Pick<SloDefinition, "objectiveText" | "budget">;

/** An SLO by its keys. */
export type SloRow = Omit<SloDefinition, keyof Objective | "errors" | "slowerThan"> & {
  readonly errors: ErrorConditions;
  readonly objective: Objective;
};

const PERCENTAGE = 'a percentage above 0% and below 100%, as in "99.9%"';

const OBJECTIVE: ValueType<Objective> = {
  read(reader, key, value) {
    const written = bareText(value);
    const digits = /^(\d{1,3}(?:\.\d{1,12})?) ?%$/.exec(written)?.[1];
    if (value.kind !== "text" || digits === undefined) {
      return reader.refuse(key, value, `is no percentage.${guessPercent(written)} Allowed: ${PERCENTAGE}.`);
    }
    // In decimal digits, so that 99.9% leaves the double nearest to 0.001.
    const [whole, fraction = ""] = digits.split(".");
    const unit = 10n ** BigInt(fraction.length);
    const left = 100n * unit - BigInt(whole + fraction);
    if (left <= 0n || left >= 100n * unit) {
      return reader.refuse(key, value, `is not allowed. Allowed: ${PERCENTAGE}.`);
    }
    return { objectiveText: `${digits}%`, budget: Number(`${left}e-${fraction.length + 2}`) };
  },
  write: ({ objectiveText }) => tomlText(objectiveText),
};

function guessPercent(written: string): string {
  const number = /^\d{1,3}(\.\d{1,12})?$/.test(written) ? Number(written) : NaN;
  if (number > 1 && number < 100) return ` Did you mean "${written}%"?`;
  if (number > 0 && number < 1) return ` Did you mean "${Number((number * 100).toFixed(10))}%"?`;
  return "";
}

/** The keys of an SLO. */
export function sloKeys(defaults: Defaults): TableKeys<SloRow> {
  return {
    id: idKey("the name of the objective and of its alerts"),
    match: { ...MATCH, about: "as in a rule" },
    errors: errorsKey(
      'which of those are errors: `{ status = "5xx" }`, `{ slower_than = "300ms" }`, or either with both',
    ),
    objective: {
      type: OBJECTIVE,
      about: 'the share of hits that are no errors: `"99.9%"`, above 0 % and below 100 %',
      required: `Allowed: ${PERCENTAGE}.`,
    },
    period: {
      type: duration(MINUTE, 366 * DAY, MINUTE),
      about: 'what the budget is for: up to `"366d"`, not shorter than any window of `burn`',
      otherwise: 30 * DAY,
    },
    burn: burnKey(defaults),
    minErrors: {
      type: whole(0, MOST_HITS),
      about: "with fewer errors in the long window a tier does not fire",
      otherwise: 5,
    },
    notify: notifyKey(defaults),
  };
}

/** Reads an SLO; undefined where a fault was reported. */
export function readSlo(reader: TableReader, defaults: Defaults): SloDefinition | undefined {
  const { objective, errors, ...slo } = readTable(reader, sloKeys(defaults)) as SloRow;
  checkBurn(reader, objective);
  refuseConstantRatio(reader, slo.match, errors);
  checkPeriod(reader, slo.burn, slo.period);
  return objective && { ...slo, ...errorsOf(errors), ...objective };
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
