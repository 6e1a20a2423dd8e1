// Role: the conditions of `--fail-if`: parses "pages_per_day > 4" or "api-5xx.fires < 1", and evaluates them.

import { didYouMean } from "../nearest.ts";
import { Problem } from "../problem.ts";
import { parseDuration } from "../rules/duration.ts";
import type { Span } from "./episode.ts";
import { type Measure, type MeasuredRule, MEASURES } from "./measures.ts";

/** A condition that fails a rule file. */
export interface FailCondition {
  /** As it was given, for messages. */
  readonly text: string;
  /** The only rule that is measured; null for all of them. */
  readonly rule: string | null;
  readonly measure: Measure;
  readonly operator: Operator;
  /** In the unit of the measure: seconds, or a part of 1. */
  readonly number: number;
}

export type Operator = ">=" | "<=" | "==" | "!=" | ">" | "<";

const OPERATORS: Readonly<Record<Operator, (a: number, b: number) => boolean>> = {
  ">=": (a, b) => a >= b,
  "<=": (a, b) => a <= b,
  "==": (a, b) => a === b,
  "!=": (a, b) => a !== b,
  ">": (a, b) => a > b,
  "<": (a, b) => a < b,
};

const FORM =
  /^\s*(?:(?<rule>.+)\.)?(?<measure>[A-Za-z_]+)\s*(?<operator>>=|<=|==|!=|>|<)\s*(?<number>\S+)\s*$/;

/**
 * Reads a condition. `rules` are the ids that it may name.
 *
 * Errors: `Problem` "usage" that says what is allowed.
 */
export function failCondition(text: string, rules: readonly string[]): FailCondition {
  const parts = FORM.exec(text)?.groups;
  if (parts === undefined) {
    throw wrong(
      text,
      `is no condition. Write a measure, ${
        Object.keys(OPERATORS).join(" ")
      }, and a number: "pages_per_day > 4"`,
    );
  }
  const { rule = null } = parts;
  if (rule !== null && !rules.includes(rule)) {
    throw wrong(
      text,
      `names the rule "${rule}", which is not there.${didYouMean(rule, rules)} Rules: ${rules.join(", ")}`,
    );
  }
  const measure = MEASURES.find(({ name }) => name === parts.measure);
  if (measure === undefined) {
    const names = MEASURES.map(({ name }) => name);
    throw wrong(text, `names no measure.${didYouMean(parts.measure, names)} Measures: ${names.join(", ")}`);
  }
  return {
    text,
    rule,
    measure,
    operator: parts.operator as Operator,
    number: numberOf(parts.number, measure, text),
  };
}

/** The value for which the condition holds; null where it does not hold, or where there is nothing to measure. */
export function evaluateFailCondition(
  { rule, measure, operator, number }: FailCondition,
  rules: readonly MeasuredRule[],
  span: Span,
): number | null {
  const value = measure.of(rule === null ? rules : rules.filter(({ result }) => result.id === rule), span);
  return value !== null && OPERATORS[operator](value, number) ? value : null;
}

function numberOf(given: string, { name, unit }: Measure, text: string): number {
  if (unit === "seconds") {
    const seconds = /^\d{1,15}$/.test(given) ? Number(given) : parseDuration(given);
    if (seconds !== undefined) return seconds;
    throw wrong(text, `compares ${name} with "${given}". Allowed: seconds, or a span such as "15m", "1h30m"`);
  }
  const parts = /^(\d{1,15}(?:\.\d{1,15})?|\.\d{1,15})(%?)$/.exec(given);
  if (parts !== null && (parts[2] === "" || unit === "share")) {
    return parts[2] === "" ? Number(parts[1]) : Number(`${parts[1]}e-2`);
  }
  const allowed = unit === "share" ? 'a share, "5%" or "0.05"' : "a decimal number";
  throw wrong(text, `compares ${name} with "${given}". Allowed: ${allowed}`);
}

function wrong(text: string, what: string): Problem {
  return new Problem("usage", `--fail-if "${text}" ${what}.`);
}
