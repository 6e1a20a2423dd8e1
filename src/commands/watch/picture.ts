// Role: what `httplog watch` shows, read from the database by the same answers as the API gives.

import type { ApiAnswer, ApiCell } from "../../api/answer.ts";
import { ASKABLE, type KnownDimension } from "../../domain/dimensions/dimensions.ts";
import type { RuleDefinition } from "../../domain/rules/definition.ts";
import { recordsOf } from "../../page/data/client.ts";
import type { Reader } from "../../stores/store.ts";
import { askApi, type GivenParameters } from "../shared/ask_api.ts";
import { type Look, RANGES } from "./look.ts";

/** A row as an object by the names of its columns. */
export type NamedRow = Readonly<Record<string, ApiCell>>;

/** All that a frame shows. */
export interface Picture {
  /** All names, in order. */
  readonly sources: readonly string[];
  /** Those that a shown source has. */
  readonly dimensions: readonly KnownDimension[];
  /** First second that is shown, and the one after the last. */
  readonly from: number;
  readonly to: number;
  /** Seconds from the first record that is shown to the last. */
  readonly seconds: number;
  /** Seconds of a value of `rates`. */
  readonly step: number;
  /** Hits per second; null where there were none. */
  readonly rates: readonly (number | null)[];
  /** The threshold of the only rule on the rate of all hits; null where there is none, or several. */
  readonly threshold: number | null;
  readonly hits: number;
  readonly bytes: number;
  readonly failures: number;
  /** Totals of each value, most hits first. */
  readonly values: readonly NamedRow[];
  /** The hits of each value over time. */
  readonly trends: readonly (readonly number[])[];
  /** Alerts of the range, newest first. */
  readonly alerts: readonly NamedRow[];
  /** Epoch second of the newest record; null where there is none. */
  readonly last: number | null;
}

/** Lengths of steps that people read at once, seconds. */
const STEPS: readonly number[] = [
  ...[1, 2, 5, 10, 15, 20, 30],
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * 60),
  ...[1, 2, 3, 6, 12].map((hours) => hours * 3600),
  ...[1, 7].map((days) => days * 86400),
];

/**
 * Reads what is shown.
 *
 * @param columns About as many values along the time.
 * @param rows Most values of the dimension.
 * Errors: those of the reader; `Problem` "usage" for a source that is not there.
 */
export function readPicture(
  reader: Reader,
  look: Look,
  { columns, rows }: { readonly columns: number; readonly rows: number },
): Picture {
  const ask = (path: string, given: GivenParameters): ApiAnswer =>
    askApi(reader, path, { source: look.source, ...given }, 0);
  const names = ask("sources", { source: null, limit: 0 }).rows.map(([name]) => String(name)).toSorted();
  const latest = recordsOf(ask("sources", { limit: 0 }));
  const size = Math.max(1, ...latest.map(({ bucket_size }) => Number(bucket_size)));
  const kept = new Set(recordsOf(ask("dimensions", { limit: 0 })).map(({ dimension }) => dimension));
  const known = { sources: names, dimensions: ASKABLE.filter(({ name }) => kept.has(name)) };
  const { range } = ask("latest", { limit: 1 }), span = RANGES[look.range];
  if (range.last === null || range.first === null) {
    return {
      ...{ ...known, from: 0, to: 0, step: size, seconds: 1, last: null },
      ...{ rates: [], threshold: null, hits: 0, bytes: 0, failures: 0 },
      ...{ values: [], trends: [], alerts: [] },
    };
  }
  const to = range.last + 1, first = Math.max(range.first, to - (span ?? Infinity));
  const step = stepFor(to - first, size, columns), since = first - first % step;
  const traffic = recordsOf(ask("buckets", { since, step }));
  const byStart = new Map(traffic.map(({ start, rate }) => [Number(start), Number(rate)]));
  const values = ask(`values/${look.dimension.name}`, { since, step, limit: rows });
  const sum = (name: string): number => traffic.reduce((all, row) => all + Number(row[name]), 0);
  return {
    ...{ ...known, from: since, to, step, seconds: to - first, last: range.last },
    rates: Array.from(
      { length: Math.ceil((to - since) / step) },
      (_, at) => byStart.get(since + at * step) ?? null,
    ),
    threshold: thresholdIn(recordsOf(ask("rules", {}))),
    ...{ hits: sum("hits"), bytes: sum("bytes"), failures: sum("failures") },
    values: recordsOf(values),
    trends: values.sparklines?.hits ?? [],
    alerts: recordsOf(ask("alerts", { since, overlap: 1, limit: 100 })).reverse(),
  };
}

/** The shortest of {@link STEPS} that whole buckets fill, with no more than so many in the span. */
function stepFor(span: number, bucket: number, most: number): number {
  const least = Math.max(bucket, span / most);
  return STEPS.find((step) => step >= least && step % bucket === 0) ?? Math.ceil(least / bucket) * bucket;
}

function thresholdIn(rules: readonly NamedRow[]): number | null {
  const found = rules.filter(({ metric, match }) => metric === "rate" && match === null)
    .map(({ definition }) => (JSON.parse(String(definition)) as RuleDefinition).fire?.number ?? null);
  return found.length === 1 ? found[0] : null;
}
