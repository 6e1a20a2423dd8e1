// Role: answers out of the recording in a report file. The whole range is exact; a part of it is summed from the steps.

import { apiTimeOf } from "./api_rows.ts";
import {
  covers,
  type Known,
  type PageClient,
  recordsOf,
  type Top,
  type TopRow,
  topRowOf,
  type Wanted,
} from "./client.ts";
import type {
  Course,
  Extent,
  PackedCourses,
  PageDimension,
  RecordedSource,
  Recording,
  Traffic,
} from "./model.ts";
import { visitorsIn } from "./groups.ts";
import { goesWithOf } from "./pairs.ts";

/** Most rows of a table of a part of the range. */
const MOST_ROWS = 40;
/** The name of all that is not named (semantics.md, "Seconds and buckets"). */
const OTHER = "(other)";

/** The client of a report file. */
export function recordedClient(recording: Recording): PageClient {
  const { span, grains } = recording;
  const known: Known = {
    sources: recording.sources,
    dimensions: recording.dimensions,
    groups: recording.groups,
    hasLatency: Object.values(recording.parts).some(({ latency }) => latency !== null),
    lines: recording.lines,
    whole: span,
    asked: recording.asked,
    first: span,
    grain: grains.coarse,
    made: recording.made,
    version: recording.version,
  };
  const partOf = (source: string | null): RecordedSource =>
    recording.parts[source !== null && source in recording.parts ? source : ""];
  const isWhole = (part: Extent): boolean => span !== null && covers(span, part);
  return {
    known: () => Promise.resolve(known),
    traffic: ({ source, span }) => {
      const { traffic, notes } = partOf(source);
      return Promise.resolve({ traffic: cutTraffic(traffic, ofSteps(span, recording.span)), notes });
    },
    top: (wanted, dimension) => Promise.resolve(topOf(recording, partOf(wanted.source), wanted, dimension)),
    course({ source, span }, { name }, value) {
      const courses = partOf(source).courses[name];
      return Promise.resolve(courseOf(courses, stepsIn(courses, span, recording.span), value));
    },
    visitors({ source, span }) {
      const { visitors } = partOf(source);
      return Promise.resolve(visitors && visitorsIn(visitors, span, isWhole(span)));
    },
    goesWith({ source, span }, { name }, value) {
      const { pairs } = partOf(source);
      return Promise.resolve(
        goesWithOf(pairs, (packed) => stepsIn(packed, span, recording.span), isWhole(span), name, value),
      );
    },
    latency: ({ source, span }) => {
      const { latency } = partOf(source);
      return Promise.resolve(latency && cutLatency(latency, ofSteps(span, recording.span)));
    },
    alerts: ({ source, span }) =>
      Promise.resolve(
        recording.alerts.filter((alert) =>
          (source === null || alert.source === source) && alert.firedAt < span.until &&
          (alert.resolvedAt === null || alert.resolvedAt > span.since)
        ).toReversed(),
      ),
    alert: (id) => Promise.resolve(recording.details[String(id)] ?? null),
    report(name, source) {
      const { columns, rows, notes } = recording[name], place = columns.indexOf("source");
      const own = source === null || place < 0 ? rows : rows.filter((row) => row[place] === source);
      return Promise.resolve({ columns, rows: own, notes });
    },
    watch: () => {},
    isPatient: false,
  };
}

/** A part of a recording, for its steps: the first of them may begin before the whole. */
function ofSteps(part: Extent, whole: Extent | null): Extent {
  return whole !== null && part.since <= whole.since ? { ...part, since: -Infinity } : part;
}

/** The places of the steps that begin in a span. */
function placesIn(starts: readonly number[], { since, until }: Extent): readonly [from: number, to: number] {
  const from = starts.findIndex((start) => start >= since),
    to = starts.findLastIndex((start) => start < until) + 1;
  return from < 0 ? [0, 0] : [from, Math.max(from, to)];
}

function cutTraffic({ step, starts, hits, failures, bytes, classes }: Traffic, span: Extent): Traffic {
  const [from, to] = placesIn(starts, span);
  const cut = (list: readonly number[]): number[] => list.slice(from, to);
  return {
    step,
    starts: cut(starts),
    hits: cut(hits),
    failures: cut(failures),
    bytes: cut(bytes),
    classes: classes.map(cut),
  };
}

function cutLatency(latency: NonNullable<RecordedSource["latency"]>, span: Extent): typeof latency {
  const [from, to] = placesIn(latency.starts, span);
  const cut = (list: readonly number[]): number[] => list.slice(from, to);
  const { columns, rows } = latency.table, place = columns.indexOf("start_iso");
  const isIn = (time: number): boolean => time >= span.since && time < span.until;
  return {
    step: latency.step,
    table: { columns, rows: rows.filter((row) => isIn(apiTimeOf(row[place])!)) },
    starts: cut(latency.starts),
    p50: cut(latency.p50),
    p90: cut(latency.p90),
    p99: cut(latency.p99),
    heat: latency.heat.filter(({ start }) => isIn(start)),
  };
}

/** The numbers of the steps that begin in a span: [from, to). The first step of a recording may begin before its span. */
function stepsIn(
  { begin, step }: Pick<PackedCourses, "begin" | "step">,
  { since, until }: Extent,
  whole: Extent | null,
): readonly [from: number, to: number] {
  const from = whole !== null && since <= whole.since ? 0 : Math.ceil((since - begin) / step);
  return [from, Math.max(from, Math.ceil((until - begin) / step))];
}

function courseOf(courses: PackedCourses, range: readonly [number, number], value: string): Course | null {
  const wanted = courses.values.indexOf(value), { begin, step } = courses;
  if (wanted < 0) return null;
  const [from, to] = range;
  const rows = courses.places.flatMap((place, row) =>
    place === wanted && courses.steps[row] >= from && courses.steps[row] < to ? [row] : []
  );
  return {
    step,
    starts: rows.map((row) => begin + courses.steps[row] * step),
    hits: rows.map((row) => courses.hits[row]),
    failures: rows.map((row) => courses.failures[row]),
    bytes: rows.map((row) => courses.bytes[row]),
  };
}

/** Sums of the values of a dimension over steps. */
interface Sums {
  readonly hits: Map<number, number>;
  readonly failures: Map<number, number>;
  readonly trends: Map<number, number[]>;
}

function sumsOf(courses: PackedCourses, [from, to]: readonly [number, number]): Sums {
  const hits = new Map<number, number>(),
    failures = new Map<number, number>(),
    trends = new Map<number, number[]>();
  courses.steps.forEach((step, row) => {
    if (step < from || step >= to) return;
    const place = courses.places[row];
    hits.set(place, (hits.get(place) ?? 0) + courses.hits[row]);
    failures.set(place, (failures.get(place) ?? 0) + courses.failures[row]);
    const trend = trends.get(place) ?? Array<number>(to - from).fill(0);
    trend[step - from] += courses.hits[row];
    trends.set(place, trend);
  });
  return { hits, failures, trends };
}

function topOf(recording: Recording, part: RecordedSource, { span }: Wanted, dimension: PageDimension): Top {
  const courses = part.courses[dimension.name];
  const range = stepsIn(courses, span, recording.span), sums = sumsOf(courses, range);
  const trendOf = (value: string): readonly number[] => sums.trends.get(courses.values.indexOf(value)) ?? [];
  if (recording.span !== null && covers(recording.span, span)) {
    const { columns, rows, notes } = part.tops[dimension.name];
    return {
      table: { columns, rows },
      rows: recordsOf({ columns, rows }).map((record) =>
        topRowOf(record, dimension, trendOf(String(record[dimension.name])))
      ),
      notes,
    };
  }
  // All that is not named of a dimension is in (other); what no group has, as no bot, is in none.
  const isGroup = recording.groups.some(({ name }) => name === dimension.name);
  const of = cutTraffic(part.traffic, spanOfSteps(courses, range)).hits.reduce((sum, hits) => sum + hits, 0);
  const { rows, notes } = partOfTop(of, courses, sums, isGroup);
  const table = tableOf(rows, dimension, part.tops[dimension.name].columns);
  const isCoarse = courses.step > recording.grains.coarse;
  return {
    ...{ rows, table },
    notes: isCoarse
      ? [`Of ${dimension.plural} whole hours are kept: those count that begin in this range.`, ...notes]
      : notes,
  };
}

/** Rows in the columns of the report; null is what this file does not know. */
function tableOf(rows: readonly TopRow[], { name }: PageDimension, columns: readonly string[]): Top["table"] {
  const cells = (row: TopRow): Readonly<Record<string, string | number | null>> => ({
    ...{ [name]: row.value, hits: row.hits, at_most: row.atMost, share: row.share },
    ...{ failures: row.failures, availability: row.availability },
  });
  return { columns, rows: rows.map((row) => columns.map((column) => cells(row)[column] ?? null)) };
}

/** What steps are of. */
function spanOfSteps({ begin, step }: PackedCourses, [from, to]: readonly [number, number]): Extent {
  return { since: begin + from * step, until: begin + to * step };
}

/** The table of a part of the range: sums of the values whose courses are kept. */
function partOfTop(
  all: number,
  courses: PackedCourses,
  sums: Sums,
  isGroup: boolean,
): Pick<Top, "rows" | "notes"> {
  const named = [...sums.hits].filter(([place]) => courses.values[place] !== OTHER);
  const shown = named.toSorted(([one, few], [other, many]) =>
    many - few || (courses.values[one] < courses.values[other] ? -1 : 1)
  ).slice(0, MOST_ROWS);
  const row = (value: string, hits: number, failures: number | null, trend: readonly number[]) => ({
    value,
    hits,
    atMost: null,
    share: all === 0 ? 0 : hits / all,
    failures,
    availability: failures === null || hits === 0 ? null : (hits - failures) / hits,
    trend,
  });
  const rows = shown.map(([place, hits]) =>
    row(courses.values[place], hits, sums.failures.get(place) ?? 0, sums.trends.get(place) ?? [])
  );
  const rest = isGroup
    ? sums.hits.get(courses.values.indexOf(OTHER)) ?? 0
    : all - rows.reduce((sum, { hits }) => sum + hits, 0);
  return rest <= 0 ? { rows, notes: [] } : {
    rows: [...rows, row(OTHER, rest, null, [])],
    notes: [
      `Of a part of the range this file names ${named.length} values; the hits of all others, and those that buckets did not ` +
      `keep by name, are ${OTHER}. Hits of a name are then at least so many.`,
    ],
  };
}
