// Role: everything that the page may show of a time range, read from the store: what a report file holds.

import { causeTexts } from "../../domain/alerts/cause_text.ts";
import type { Explanation } from "../../domain/alerts/explanation.ts";
import { DIMENSIONS } from "../../domain/dimensions/dimensions.ts";
import type { RuleDefinition } from "../../domain/rules/definition.ts";
import { grainsOf } from "../../page/data/grains.ts";
import type {
  AlertFacts,
  Extent,
  RateLine,
  RecordedSource,
  Recording,
  Rows,
  SourceFacts,
} from "../../page/data/model.ts";
import { alertDetails } from "../../reports/alert/alert.ts";
import { REPORTS } from "../../reports/mod.ts";
import type { ReportArguments } from "../../reports/report.ts";
import type { Reader, SqlValue } from "../../stores/store.ts";
import { VERSION } from "../../version.ts";
import { alertDetailsRows } from "../query/alert_rows.ts";
import { asArguments, recordCourses, recordTraffic } from "./record_traffic.ts";

/** Rows of a table of values, alerts with their details, rejects, and sources that are recorded apart. */
const MOST_VALUES = 40,
  MOST_DETAILS = 100,
  MOST_ALERTS = 2000,
  MOST_REJECTS = 50,
  MOST_RUNS = 100,
  MOST_APART = 6;

/** What is asked for: epoch seconds, null = all. */
export type ReportRange = Pick<ReportArguments, "since" | "until" | "source">;

/**
 * Reads it. A run may commit meanwhile: then it is read again, so that all numbers are of one moment; after three times they may not
 * be.
 *
 * @param now Wall clock, epoch seconds.
 * Errors: those of the reader.
 */
export function record(reader: Reader, asked: ReportRange, now: number): Recording {
  for (let attempt = 1;; attempt++) {
    const before = stateOf(reader), recording = recordOnce(reader, asked, now);
    if (attempt === 3 || stateOf(reader) === before) return recording;
  }
}

function stateOf(reader: Reader): string {
  return JSON.stringify(
    reader.query("SELECT name, hits, watermark, read FROM sources ORDER BY name").rows.map(String),
  );
}

function recordOnce(reader: Reader, asked: ReportRange, now: number): Recording {
  const sources = sourcesOf(reader, asked), span = spanOf(sources, asked);
  const largest = Math.max(1, ...sources.map(({ bucketSize }) => bucketSize));
  const grains = grainsOf(span, largest);
  const names = sources.map(({ name }) => name);
  const apart = names.length > 1 && names.length <= MOST_APART ? names : [];
  const parts: Record<string, RecordedSource> = {};
  for (const name of span === null ? [] : ["", ...apart]) {
    parts[name] = recordSource(
      reader,
      asked,
      { span: span!, source: name === "" ? asked.source : name },
      grains,
    );
  }
  const alerts = span === null ? [] : alertsOf(reader, asked, span);
  const detailed = alerts.slice(-MOST_DETAILS).map(({ id }) => [String(id), detailsOf(reader, id)]);
  const rows = (name: string, limit: number | null): Rows => canned(reader, name, { ...asked, limit });
  return {
    made: Math.floor(now),
    version: VERSION,
    asked: { since: asked.since, until: asked.until },
    span,
    grains,
    sources,
    dimensions: DIMENSIONS.map(({ name, plural, noun }) => ({ name, plural, noun })),
    parts,
    alerts,
    details: Object.fromEntries(detailed),
    lines: linesOf(reader, asked),
    slo: rows("slo", null),
    runs: rows("runs", MOST_RUNS),
    rejects: rows("rejects", MOST_REJECTS),
    gaps: rows("gaps", null),
  };
}

function recordSource(
  reader: Reader,
  { since, until }: ReportRange,
  asked: { readonly source: string | null; readonly span: Extent },
  { fine, coarse }: Recording["grains"],
): RecordedSource {
  // As it was asked for, so that it is what `query` says: hours that the range covers are exact.
  const given = { source: asked.source, since, until };
  const tops: Record<string, Rows> = {}, courses: Record<string, RecordedSource["courses"][string]> = {};
  for (const dimension of DIMENSIONS) {
    tops[dimension.name] = canned(reader, dimension.plural, { ...given, limit: MOST_VALUES });
    courses[dimension.name] = recordCourses(reader, dimension, asked, coarse);
  }
  const { notes } = canned(reader, "availability", { ...given, limit: 1 });
  return { traffic: recordTraffic(reader, asked, fine), notes, tops, courses, latency: null };
}

/** A canned report with its notes, its cells as JSON can hold them. */
function canned(
  reader: Reader,
  name: string,
  given: Partial<ReportArguments> & Pick<ReportArguments, "limit">,
): Rows {
  const report = REPORTS.find((one) => one.name === name)!;
  const full = {
    ...asArguments({ source: null, span: { since: 0, until: 0 } }),
    since: null,
    until: null,
    ...given,
  };
  const ranged = report.options.includes("since") ? full : { ...full, since: null, until: null };
  const { sql, parameters } = report.question(ranged);
  const found = reader.query(sql, parameters), answer = report.present?.(found) ?? found;
  return {
    columns: answer.columns,
    rows: answer.rows.map((row) => row.map(plain)),
    notes: report.notes?.(reader, ranged, answer) ?? [],
  };
}

function plain(value: SqlValue): string | number | null {
  return typeof value === "bigint" ? Number(value) : value instanceof Uint8Array ? value.toHex() : value;
}

function sourcesOf(reader: Reader, { source }: ReportRange): SourceFacts[] {
  const { rows } = reader.query(
    `SELECT name, first_time, last_time, bucket_size FROM sources
      WHERE :source IS NULL OR name = :source ORDER BY name`,
    { source },
  );
  const time = (value: SqlValue): number | null => value === null ? null : Number(value);
  return rows.map(([name, first, last, size]) => ({
    name: String(name),
    first: time(first),
    last: time(last),
    bucketSize: Number(size),
  }));
}

/** What was asked for, as far as there are buckets; null where nothing is in it. Begin and end are those of buckets. */
function spanOf(sources: readonly SourceFacts[], { since, until }: ReportRange): Extent | null {
  const begun = sources.filter(({ first, last }) => first !== null && last !== null);
  if (begun.length === 0) return null;
  const first = Math.min(...begun.map((one) => one.first! - one.first! % one.bucketSize));
  const end = Math.max(...begun.map((one) => one.last! - one.last! % one.bucketSize + one.bucketSize));
  const span = { since: Math.max(since ?? first, first), until: Math.min(until ?? end, end) };
  return span.since < span.until ? span : null;
}

/** The alerts that fire at some time of the span, oldest first; of very many the newest. */
function alertsOf(reader: Reader, { source }: ReportRange, span: Extent): AlertFacts[] {
  const { rows } = reader.query(
    `SELECT id, source, rule, metric, severity, fired_at, resolved_at, value, peak_value, threshold, threshold_text, window,
        provisional, explanation FROM alerts
      WHERE fired_at < :until AND (resolved_at IS NULL OR resolved_at > :since) AND (:source IS NULL OR source = :source)
      ORDER BY fired_at DESC, id DESC LIMIT ${MOST_ALERTS}`,
    { ...span, source },
  );
  return rows.toReversed().map((row) => ({
    id: Number(row[0]),
    source: String(row[1]),
    rule: String(row[2]),
    metric: String(row[3]),
    severity: String(row[4]),
    firedAt: Number(row[5]),
    resolvedAt: row[6] === null ? null : Number(row[6]),
    value: Number(row[7]),
    peakValue: Number(row[8]),
    threshold: Number(row[9]),
    thresholdText: String(row[10] ?? ""),
    window: Number(row[11]),
    isProvisional: row[12] === 1,
    cause: row[13] === null ? null : causeTexts(JSON.parse(String(row[13])) as Explanation)[0] ?? null,
  }));
}

function detailsOf(reader: Reader, id: number): Rows {
  const { columns, rows } = alertDetailsRows(alertDetails(reader, id)!);
  return { columns, rows: rows.map((row) => row.map(plain)), notes: [] };
}

/** The rates at which rules about all records fire. */
function linesOf(reader: Reader, { source }: ReportRange): RateLine[] {
  const { rows } = reader.query(
    `SELECT source, rule, definition FROM rules WHERE metric = 'rate' AND match IS NULL
      AND (:source IS NULL OR source = :source) ORDER BY source, rule`,
    { source },
  );
  return rows.flatMap(([source, rule, text]) => {
    const definition: RuleDefinition = JSON.parse(String(text));
    const rate = definition.fire?.number;
    return typeof rate === "number" ? [{ source: String(source), rule: String(rule), rate }] : [];
  });
}
