// Role: one alert with its rule, value history, causes and notifications, read from the store.

import type { Alert, AlertMetric } from "../../domain/alerts/alert.ts";
import { watchedBy } from "../../domain/alerts/explainer.ts";
import type { Explanation } from "../../domain/alerts/explanation.ts";
import type { RuleDefinition, Severity, SloDefinition } from "../../domain/rules/definition.ts";
import { DIMENSIONS } from "../../domain/dimensions/dimensions.ts";
import { withBuiltIn } from "../../domain/rules/built_in.ts";
import { ruleText, sloText } from "../../domain/rules/rule_signature.ts";
import { seriesText } from "../../domain/rules/series.ts";
import type { Reader, SqlValue } from "../../stores/store.ts";
import { keptNotes } from "../rows/dimension_views.ts";
import { type ValueHistory, valueHistoryOf } from "./value_history.ts";

/** A message about the alert. */
export interface Message {
  /** Id of the notifier. */
  readonly notifier: string;
  /** "fired" or "resolved". */
  readonly transition: string;
  /** A `DeliveryState`. */
  readonly state: string;
  readonly attempts: number;
  /** Epoch second; null until it is sent. */
  readonly sentAt: number | null;
  /** Null where no attempt failed. */
  readonly lastError: string | null;
}

/** All that is stored about one alert. */
export interface AlertDetails {
  readonly id: number;
  readonly source: string;
  readonly alert: Omit<Alert, "resolvedValue">;
  /** Whether later records may still change it. */
  readonly isProvisional: boolean;
  /** Its rule or objective; null where another one is in force now. */
  readonly definition: RuleDefinition | SloDefinition | null;
  /** Null where the stored amounts cannot tell. */
  readonly history: ValueHistory | null;
  /** Notes about dimensions that its rule matches and its source does not keep, so that there is no history. */
  readonly unstored: readonly string[];
  /** In the order in which they were written. */
  readonly messages: readonly Message[];
}

/** Whether it fires on low values. */
export function isLow({ metric, thresholdText }: Pick<Alert, "metric" | "thresholdText">): boolean {
  return metric === "absence" || thresholdText.startsWith("<");
}

const COLUMNS = `source, rule, metric, severity, fired_at, value, peak_value, peak_at, resolved_at, threshold,
  threshold_text, window, superseded, provisional, explanation, detail, rule_text`;

/** The details of an alert; null where there is no such id. Errors: those of the reader. */
export function alertDetails(reader: Reader, id: number): AlertDetails | null {
  const { columns, rows } = reader.query(`SELECT ${COLUMNS} FROM alerts WHERE id = :id`, { id });
  if (rows.length === 0) return null;
  const row = Object.fromEntries(columns.map((name, at) => [name, rows[0][at]]));
  const source = String(row.source), alert = alertOf(row);
  const definition = definitionOf(reader, source, alert);
  const unstored = definition === null ? [] : unstoredOf(reader, source, definition);
  return {
    id,
    source,
    alert,
    isProvisional: row.provisional === 1,
    definition,
    history: definition && unstored.length === 0 ? historyOf(reader, source, alert, definition) : null,
    unstored,
    messages: messagesOf(reader, source, alert),
  };
}

function alertOf(row: Readonly<Record<string, SqlValue>>): AlertDetails["alert"] {
  const text = (value: SqlValue): string | null => value === null ? null : String(value);
  const explanation = text(row.explanation);
  return {
    rule: String(row.rule),
    metric: String(row.metric) as AlertMetric,
    severity: String(row.severity) as Severity,
    firedAt: Number(row.fired_at),
    value: Number(row.value),
    peakValue: Number(row.peak_value),
    peakAt: Number(row.peak_at),
    resolvedAt: row.resolved_at === null ? null : Number(row.resolved_at),
    threshold: Number(row.threshold),
    thresholdText: String(row.threshold_text),
    window: Number(row.window),
    ruleText: text(row.rule_text),
    superseded: row.superseded === 1,
    explanation: explanation === null ? null : JSON.parse(explanation) as Explanation,
    detail: text(row.detail),
  };
}

/** The definition in force under the rule's id, if it has the signature of the one that fired. */
function definitionOf(
  reader: Reader,
  source: string,
  alert: AlertDetails["alert"],
): RuleDefinition | SloDefinition | null {
  const { rule, metric } = alert;
  const read = (view: string, name: string): unknown[] => {
    const sql = `SELECT definition FROM ${view} WHERE source = :source AND ${name} = :rule`;
    return reader.query(sql, { source, rule }).rows.map(([text]) => JSON.parse(String(text)));
  };
  if (metric === "burn") {
    return (read("slos", "slo") as SloDefinition[]).find((one) => sloText(one) === alert.ruleText) ?? null;
  }
  const former = alert.ruleText === null ? formerRule(alert) : null;
  const fired = former === null ? alert.ruleText : ruleText(former);
  const rules = read("rules", "rule") as RuleDefinition[];
  // Every run of this version stores the built-in rule, so there has been none yet.
  if (rules.length === 0 && former !== null) return former;
  return rules.find((one) => ruleText(one) === fired) ?? null;
}

/** The rule of an alert of an earlier version: the built-in one, with the threshold and the window of the alert. */
function formerRule({ threshold, window }: AlertDetails["alert"]): RuleDefinition {
  return withBuiltIn(null, threshold, window).rules[0];
}

function historyOf(
  reader: Reader,
  source: string,
  alert: AlertDetails["alert"],
  definition: RuleDefinition | SloDefinition,
): ValueHistory | null {
  const isRule = "metric" in definition;
  const watched = watchedBy(
    alert,
    isRule ? { rules: [definition], slos: [] } : { rules: [], slos: [definition] },
  );
  if (watched === null) return null;
  // An objective is explained over the short window of its tier; its value is the burn over the long one.
  const asked = { source, ...alert, watched: { ...watched, window: alert.window } };
  const minHits = isRule ? definition.minHits : 0, budget = isRule ? 1 : definition.budget;
  return valueHistoryOf(reader, { ...asked, minHits, budget, series: seriesText(definition) });
}

/** Objectives are known by their minutes, whatever is kept of buckets. */
function unstoredOf(
  reader: Reader,
  source: string,
  definition: RuleDefinition | SloDefinition,
): readonly string[] {
  if (!("metric" in definition)) return [];
  const { section, host } = definition.match, matched = { section, host };
  return DIMENSIONS.filter(({ name }) => (matched[name as keyof typeof matched] ?? null) !== null)
    .flatMap((dimension) => keptNotes(reader, dimension, source));
}

function messagesOf(reader: Reader, source: string, { rule, firedAt }: AlertDetails["alert"]): Message[] {
  const sql = `SELECT notifier, transition, state, attempts, sent_at, last_error FROM outbox
    WHERE source = :source AND rule = :rule AND fired_at = :firedAt ORDER BY created_at, id`;
  return reader.query(sql, { source, rule, firedAt }).rows.map((row) => ({
    notifier: String(row[0]),
    transition: String(row[1]),
    state: String(row[2]),
    attempts: Number(row[3]),
    sentAt: row[4] === null ? null : Number(row[4]),
    lastError: row[5] === null ? null : String(row[5]),
  }));
}
