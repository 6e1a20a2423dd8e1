// Role: answers of the API as what the page shows. A report file is made of the same answers.

import type { ApiAnswer } from "../../api/answer.ts";
import { type Known, recordsOf } from "./client.ts";
import { groupsOf } from "./groups.ts";
import type {
  AlertCourse,
  AlertFacts,
  Companion,
  Course,
  Latency,
  PageDimension,
  RateLine,
  RouteLatency,
  SourceFacts,
  Traffic,
  Visitors,
} from "./model.ts";
import { extentsOf } from "./questions.ts";

/** The dimension that is no table but a chart. */
const DURATION = "duration";

/** What can be asked for, by the answers that the page needs before it can ask for anything else. */
export function knownOf(
  sources: ApiAnswer,
  dimensions: ApiAnswer,
  rules: ApiAnswer,
  hasCountries: boolean,
): Known {
  const kept = pageDimensionsOf(recordsOf(dimensions));
  return {
    sources: recordsOf(sources).map(sourceOf),
    dimensions: kept,
    groups: groupsOf(kept, hasCountries),
    hasLatency: hasDurations(recordsOf(dimensions)),
    lines: recordsOf(rules).flatMap(lineOf),
    ...extentsOf(sources),
    asked: { since: null, until: null },
    made: null,
    version: null,
  };
}

/** Whether some source keeps durations. */
export function hasDurations(rows: readonly Row[]): boolean {
  return rows.some(({ dimension }) => dimension === DURATION);
}

/** Answers of `latency` by steps and `latency/heat`; null where no duration is known. */
export function latencyOf(
  { columns, rows: found }: ApiAnswer,
  heat: ApiAnswer,
  step: number,
): Latency | null {
  const rows = recordsOf({ columns, rows: found }).filter(({ p50 }) => p50 !== null),
    column = (name: string): number[] => rows.map((row) => Number(row[name]) / 1000);
  return rows.length === 0 ? null : {
    step,
    table: { columns, rows: found },
    starts: rows.map(({ start_iso }) => apiTimeOf(start_iso)!),
    ...{ p50: column("p50"), p90: column("p90"), p99: column("p99") },
    heat: recordsOf(heat).map(({ start, least, most, hits }) => ({
      start: Number(start),
      from: Number(least) / 1000,
      // The last class has no end.
      to: most === null ? Number(least) / 500 : Number(most) / 1000,
      hits: Number(hits),
    })),
  };
}

/** A row of an answer by the names of its columns. */
type Row = Readonly<Record<string, string | number | null>>;

/** A time as the API has it: ISO text, or epoch seconds. */
export function apiTimeOf(value: string | number | null | undefined): number | null {
  return typeof value === "string" ? Date.parse(value) / 1000 : value ?? null;
}

/** A row of `sources`. */
export function sourceOf(row: Row): SourceFacts {
  return {
    name: String(row.name ?? row.source),
    first: apiTimeOf(row.first_time ?? row.first_iso),
    last: apiTimeOf(row.last_time ?? row.last_iso),
    bucketSize: Number(row.bucket_size),
  };
}

/** Each once, whatever sources have it. */
export function pageDimensionsOf(rows: readonly Row[]): PageDimension[] {
  const shown = rows.filter(({ dimension }) => dimension !== DURATION);
  const byName = new Map(shown.map(({ dimension, plural, noun, span }) => [
    String(dimension),
    {
      ...{ name: String(dimension), plural: String(plural), noun: String(noun) },
      path: `values/${dimension}`,
      isOfHours: span === "hour",
    },
  ]));
  return [...byName.values()];
}

/** The rate at which a rule about all records fires; none of another rule. */
export function lineOf({ rule, metric, match, definition, source }: Row): RateLine[] {
  if (metric !== "rate" || match !== null) return [];
  const rate = JSON.parse(String(definition)).fire?.number;
  return typeof rate === "number" ? [{ rule: String(rule), source: String(source), rate }] : [];
}

/** Steps of `values/…` with a value. */
export function courseOf(answer: ApiAnswer, step: number): Course {
  const rows = recordsOf(answer), column = (name: string): number[] => rows.map((row) => Number(row[name]));
  return {
    step,
    starts: column("start"),
    hits: column("hits"),
    failures: column("failures"),
    bytes: column("bytes"),
  };
}

/** Rows of `visitors`. */
export function visitorsAlong(answer: ApiAnswer, by: Visitors["by"]): Visitors {
  const rows = recordsOf(answer);
  return {
    by,
    starts: rows.map(({ start_iso }) => Date.parse(String(start_iso)) / 1000),
    visitors: rows.map(({ visitors }) => Number(visitors)),
    notes: answer.notes,
  };
}

/** A row of `goes-with`. */
export function companionOf(row: Row): Companion {
  return {
    ...{ of: String(row.of), dimension: String(row.dimension), value: String(row.value) },
    ...{ with: String(row.with), withValue: String(row.with_value) },
    ...{ hits: Number(row.hits), atMost: Number(row.at_most), share: Number(row.share) },
  };
}

/** Rows of `latency` by route, without those of which no duration is known. */
export function routeLatenciesOf(answer: ApiAnswer): Record<string, RouteLatency> {
  const milliseconds = (cell: Row[string]): number => Number(cell) / 1000;
  return Object.fromEntries(
    recordsOf(answer).filter(({ p50 }) => p50 !== null).map((row) => [String(row.route), {
      ...{ hits: Number(row.hits), unknown: Number(row.unknown) },
      atMost: row.at_most === null ? null : Number(row.at_most),
      ...{ p50: milliseconds(row.p50), p90: milliseconds(row.p90), p99: milliseconds(row.p99) },
      longest: milliseconds(row.max),
    }]),
  );
}

/** Steps of `buckets`. */
export function trafficOf(answer: ApiAnswer, step: number): Traffic {
  const rows = recordsOf(answer);
  return {
    ...courseOf(answer, step),
    classes: [1, 2, 3, 4, 5].map((digit) => rows.map((row) => Number(row[`${digit}xx`] ?? 0))),
  };
}

/** A row of `alerts`. */
export function alertFactsOf(row: Row): AlertFacts {
  return {
    id: Number(row.id),
    source: String(row.source),
    rule: String(row.rule),
    metric: String(row.metric),
    severity: String(row.severity),
    firedAt: Number(row.fired_at),
    resolvedAt: row.resolved_at === null ? null : Number(row.resolved_at),
    value: Number(row.value),
    peakValue: Number(row.peak_value),
    threshold: Number(row.threshold),
    thresholdText: String(row.threshold_text ?? ""),
    window: Number(row.window),
    isProvisional: row.provisional === 1,
    isSuperseded: row.superseded === 1,
    // Of several sentences the first one: each ends with what was before, in brackets.
    cause: row.causes === null || row.causes === "" ? null : String(row.causes).split(/(?<=\))\. /)[0],
  };
}

/** Rows of `alerts`, the newest first. */
export function alertsOf(answer: ApiAnswer): AlertFacts[] {
  return recordsOf(answer).map(alertFactsOf).toReversed();
}

/** An answer of `alerts/{id}`. */
export function alertCourseOf({ rows, alert }: ApiAnswer): AlertCourse | null {
  if (alert === undefined) return null;
  return {
    times: rows.map(([time]) => Number(time)),
    values: rows.map(([, value]) => value === null ? null : Number(value)),
    causes: alert.causes ?? [],
    messages: alert.messages.map(({ notifier, transition, state, attempts, sentAt, lastError }) => ({
      name: `${notifier} ${transition}`,
      text: [
        state,
        ...(sentAt === null ? [] : [`at ${new Date(sentAt * 1000).toISOString().replace(".000Z", "Z")}`]),
        ...(attempts > 1 ? [`after ${attempts} attempts`] : []),
        ...(lastError === null ? [] : [`last error: ${lastError}`]),
      ].join(", "),
    })),
    definition: alert.definition === null ? null : JSON.stringify(alert.definition),
  };
}
