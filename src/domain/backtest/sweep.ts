// Role: `--sweep RULE.FIELD=VALUES`: parses it, and makes the rule with one of the values.

import { didYouMean } from "../nearest.ts";
import { Problem } from "../problem.ts";
import { canBothHold, complementOf, parseComparison } from "../rules/comparison.ts";
import type { Comparison, RuleDefinition } from "../rules/definition.ts";
import { durationText, parseDuration } from "../rules/duration.ts";
import { parseLatency } from "../rules/latency.ts";
import { METRIC_FORMS } from "../rules/metrics/threshold_units.ts";

/** What may be swept, by its name in a rule file, and how its values are written. */
export const SWEPT_FIELDS = {
  fire: "threshold",
  recover: "threshold",
  window: "duration",
  for: "duration",
  keep_firing_for: "duration",
  min_hits: "count",
  slower_than: "latency",
} as const;

export type SweptField = keyof typeof SWEPT_FIELDS;

/** One field of one rule, and the values to try in it. */
export interface Sweep {
  /** As it was given, for messages. */
  readonly text: string;
  /** Its id. */
  readonly rule: string;
  readonly field: SweptField;
  /** As a rule file would have them, without an operator: "12", "5%", "1m30s". At least one, in the order given. */
  readonly values: readonly string[];
}

/** More values than that are a mistake in the step. */
const MOST_VALUES = 1000;

const FORM = 'RULE.FIELD=FROM..TO:STEP or RULE.FIELD=VALUE,VALUE…, as in "high-traffic.fire=5..20:1"';
const NUMBER = /^(?<digits>\d{1,12}(?:\.\d{1,9})?)\s*(?<unit>[A-Za-zµ/%]*)$/;

/**
 * Reads a sweep. Both ends belong to it, TO where the steps meet it; they have the same unit. "0.5%..2%:0.5%" is 0.5%, 1%,
 * 1.5%, 2%.
 *
 * Errors: `Problem` "usage" that says what is allowed.
 */
export function parseSweep(text: string): Sweep {
  const parts = /^(?<rule>[^=]+)\.(?<field>[^.=]*)=(?<values>.*)$/s.exec(text)?.groups;
  if (parts === undefined) throw wrong(text, `is no sweep. Write ${FORM}`);
  const { rule, field } = parts;
  if (!Object.hasOwn(SWEPT_FIELDS, field)) {
    const fields = Object.keys(SWEPT_FIELDS);
    throw wrong(text, `names the field "${field}".${didYouMean(field, fields)} Fields: ${fields.join(", ")}`);
  }
  const range = /^(?<from>.+)\.\.(?<to>.+):(?<step>.+)$/.exec(parts.values)?.groups;
  const isDuration = SWEPT_FIELDS[field as SweptField] === "duration";
  const values = range === undefined
    ? listed(text, parts.values, isDuration)
    : isDuration
    ? stepped(text, secondsIn(text, range.from), secondsIn(text, range.to), secondsIn(text, range.step))
      .map(durationText)
    : decimals(text, range.from, range.to, range.step);
  return { text, rule, field: field as SweptField, values };
}

function listed(text: string, values: string, isDuration: boolean): string[] {
  const found = values.split(",").map((value) => value.trim());
  if (found.length > MOST_VALUES) throw tooMany(text, found.length);
  for (const value of found) if (!isDuration && !NUMBER.test(value)) throw noValue(text, value);
  return isDuration ? found.map((value) => durationText(secondsIn(text, value))) : found;
}

/** Numbers with one unit, stepped through in whole multiples of the last digit, so that no step is rounded. */
function decimals(text: string, ...given: readonly [from: string, to: string, step: string]): string[] {
  const parts = given.map((each) => {
    const { digits, unit } = NUMBER.exec(each.trim())?.groups ?? {};
    if (digits === undefined) throw noValue(text, each);
    return { digits, unit, places: digits.split(".")[1]?.length ?? 0 };
  });
  const [{ unit }] = parts;
  if (parts.some((part) => part.unit !== unit)) {
    throw wrong(text, "mixes units. Give FROM, TO and STEP the same one");
  }
  const places = Math.max(...parts.map((part) => part.places));
  const [from, to, step] = parts.map(({ digits }) => Math.round(Number(digits) * 10 ** places));
  return stepped(text, from, to, step).map((value) => {
    const digits = (value / 10 ** places).toFixed(places);
    return (places > 0 ? digits.replace(/\.?0+$/, "") : digits) + unit;
  });
}

function stepped(text: string, from: number, to: number, step: number): number[] {
  if (step === 0 || from > to) throw wrong(text, "has no values: FROM must not be above TO, nor STEP 0");
  const count = Math.floor((to - from) / step) + 1;
  if (count > MOST_VALUES) throw tooMany(text, count);
  return Array.from({ length: count }, (_, index) => from + index * step);
}

function secondsIn(text: string, value: string): number {
  const trimmed = value.trim();
  const seconds = /^\d{1,9}$/.test(trimmed) ? Number(trimmed) : parseDuration(trimmed);
  if (seconds === undefined) {
    throw wrong(text, `has "${value}" where a span is to stand. Allowed: "90", "30s", "1h30m"`);
  }
  return seconds;
}

function noValue(text: string, value: string): Problem {
  return wrong(text, `has "${value}" where a value is to stand. Write ${FORM}`);
}

function tooMany(text: string, count: number): Problem {
  return wrong(text, `has ${count} values, at most ${MOST_VALUES} are allowed`);
}

function wrong(text: string, what: string): Problem {
  return new Problem("usage", `--sweep "${text}" ${what}.`);
}

const DAY = 86400;

/**
 * The rule with a value of the sweep. A `recover` that is the complement of `fire`, as it is where the file does not say
 * otherwise, moves along with it.
 *
 * Errors: `Problem` "usage" where the rule has no such field, the value is outside its range, or the rule could recover
 * at a value at which it fires.
 */
export function variantOf(rule: RuleDefinition, { text, field }: Sweep, value: string): RuleDefinition {
  const wrong = (what: string): Problem => new Problem("usage", `--sweep "${text}": ${what}.`);
  const ranged = (number: number, least: number, most: number): number => {
    if (number >= least && number <= most) return number;
    throw wrong(`${field} = ${value} is outside its range, ${least} to ${most}`);
  };
  if (field === "window") return { ...rule, window: ranged(parseDuration(value)!, 1, DAY) };
  if (field === "for") return { ...rule, for: ranged(parseDuration(value)!, 0, DAY) };
  if (field === "keep_firing_for") return { ...rule, keepFiringFor: ranged(parseDuration(value)!, 0, DAY) };
  const form = METRIC_FORMS[rule.metric];
  if (field === "slower_than") {
    if (rule.slowerThan === undefined) {
      throw wrong(`"${rule.id}" has no slower_than, neither its own nor of its errors`);
    }
    const slowerThan = parseLatency(value);
    if (slowerThan !== undefined) return { ...rule, slowerThan };
    throw wrong(`"${value}" is no latency from 1 µs to 1 h. Write it as in "300ms" or "1.5s"`);
  }
  if (field === "min_hits") {
    if (!form.takes.includes("min_hits")) {
      throw wrong(`"${rule.id}" measures ${rule.metric}, which has no min_hits`);
    }
    if (!/^\d+$/.test(value)) throw wrong(`min_hits takes a whole number; "${value}" was given`);
    return { ...rule, minHits: Number(value) };
  }
  const { fire, recover } = rule;
  if (fire === null || recover === null) {
    throw wrong(`"${rule.id}" measures ${rule.metric}, which has no ${field}`);
  }
  const parsed = parseComparison(`${(field === "fire" ? fire : recover).operator} ${value}`, form);
  if (parsed.kind !== "comparison") {
    throw wrong(
      `"${value}" is nothing that ${rule.metric} is compared with. Write it as in "${form.example}"`,
    );
  }
  const { comparison } = parsed;
  ranged(comparison.number, 0, form.most);
  if (field === "fire" && isComplement(fire, recover)) {
    return { ...rule, fire: comparison, recover: complementOf(comparison) };
  }
  const changed = field === "fire" ? { fire: comparison, recover } : { fire, recover: comparison };
  if (canBothHold(changed.recover, changed.fire)) {
    throw wrong(
      `recover "${changed.recover.text}" is not on the healthy side of fire "${changed.fire.text}"`,
    );
  }
  return { ...rule, ...changed };
}

function isComplement(fire: Comparison, recover: Comparison): boolean {
  return recover.operator === complementOf(fire).operator && recover.number === fire.number;
}
