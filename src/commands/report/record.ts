// Role: everything that the page may show of a time range: the answers of the API, and the courses of values, from which the page
// sums the parts of the range.

import type { ApiAnswer } from "../../api/answer.ts";
import { bucketsResource } from "../../api/buckets.ts";
import { readParameters } from "../../api/parameters.ts";
import { DIMENSIONS } from "../../domain/dimensions/dimensions.ts";
import {
  alertCourseOf,
  alertFactsOf,
  hasDurations,
  latencyOf,
  lineOf,
  pageDimensionsOf,
  routeLatenciesOf,
  sourceOf,
  trafficOf,
  visitorsAlong,
} from "../../page/data/api_rows.ts";
import { recordsOf } from "../../page/data/client.ts";
import { grainsOf } from "../../page/data/grains.ts";
import { countsVisitorsOf, groupsOf, visitorSpan } from "../../page/data/groups.ts";
import type {
  AlertCourse,
  Extent,
  Latency,
  PackedCourses,
  PageDimension,
  RecordedPairs,
  RecordedSource,
  Recording,
  Rows,
  SourceFacts,
  Visitors,
} from "../../page/data/model.ts";
import { GROUPINGS } from "../../reports/grouped_totals.ts";
import type { ReportArguments } from "../../reports/report.ts";
import { whereOf } from "../../reports/rows/sql.ts";
import type { Reader } from "../../stores/store.ts";
import { VERSION } from "../../version.ts";
import { askApi, type GivenParameters, searchParametersOf } from "../shared/ask_api.ts";
import { recordCourses } from "./record_courses.ts";
import { recordPairs } from "./record_pairs.ts";

/** Rows of a table of values. */
const MOST_VALUES = 40;
/** Alerts, and how many of them, the latest, have a course. */
const MOST_ALERTS = 2000, MOST_COURSES = 100;
const MOST_REJECTS = 50, MOST_RUNS = 100;
/** More sources than these are recorded together only. */
const MOST_APART = 6;
/** Routes with durations. */
const MOST_ROUTES = 100;

/** What is asked for: epoch seconds, null = all. */
export type ReportRange = Pick<ReportArguments, "since" | "until" | "source">;

/** What lists the reader knows. */
export interface Listed {
  /** What agents are. */
  readonly hasAgents: boolean;
  /** Where addresses are. */
  readonly hasCountries: boolean;
}

/**
 * Reads it. A run may commit meanwhile: then it is read again, so that all numbers are of one moment; after three times they may not
 * be.
 *
 * @param now Wall clock, epoch seconds.
 * Errors: those of the reader.
 */
export function record(reader: Reader, asked: ReportRange, now: number, listed: Listed): Recording {
  for (let attempt = 1;; attempt++) {
    const before = stateOf(reader), recording = new Recorder(reader, asked, now, listed).record();
    if (attempt === 3 || stateOf(reader) === before) return recording;
  }
}

function stateOf(reader: Reader): string {
  const { rows } = reader.query("SELECT name, hits, watermark, read FROM sources ORDER BY name");
  return JSON.stringify(rows.map(String));
}

/** One reading. */
class Recorder {
  readonly #reader: Reader;
  readonly #asked: ReportRange;
  readonly #now: number;
  readonly #listed: Listed;

  constructor(reader: Reader, asked: ReportRange, now: number, listed: Listed) {
    this.#listed = listed;
    this.#reader = reader;
    this.#asked = asked;
    this.#now = now;
  }

  record(): Recording {
    const { source, since, until } = this.#asked;
    const sources = recordsOf(this.#ask("sources", { source, limit: 0 })).map(sourceOf);
    const span = spanOf(sources, this.#asked);
    // A step that is smaller than a rollup cannot count it.
    const sizes = [...sources.map(({ bucketSize }) => bucketSize), this.#largestRollup()];
    const grains = grainsOf(span, Math.max(1, ...sizes));
    const dimensions = pageDimensionsOf(recordsOf(this.#ask("dimensions", { source, limit: 0 })));
    const groups = this.#listed.hasAgents ? groupsOf(dimensions, this.#listed.hasCountries) : [];
    const names = sources.map(({ name }) => name);
    const apart = names.length > 1 && names.length <= MOST_APART ? names : [];
    const parts = (span === null ? [] : ["", ...apart]).map((name) => [
      name,
      this.#part(name === "" ? source : name, span!, grains, dimensions, groups),
    ]);
    const alerts = span === null
      ? []
      : recordsOf(this.#ask("alerts", { source, since, until, overlap: 1, limit: MOST_ALERTS })).map(
        alertFactsOf,
      );
    const courses = alerts.slice(-MOST_COURSES).map(({ id }) => [id, this.#alert(id)]);
    return {
      made: Math.floor(this.#now),
      version: VERSION,
      asked: { since, until },
      ...{ span, grains, sources, dimensions, groups, alerts },
      parts: Object.fromEntries(parts),
      details: Object.fromEntries(courses),
      lines: recordsOf(this.#ask("rules", { source, limit: 0 })).flatMap(lineOf),
      slo: this.#rows("slo", 0),
      runs: this.#rows("runs", MOST_RUNS),
      rejects: this.#rows("rejects", MOST_REJECTS),
      gaps: this.#rows("gaps", 0),
    };
  }

  /** Seconds of the largest rollup of the range; 0 where there is none. */
  #largestRollup(): number {
    const { source, since, until } = this.#asked;
    const range = whereOf({
      "source = :source": source,
      "start >= :since": since,
      "start + size <= :until": until,
    });
    return Number(
      this.#reader.query(`SELECT max(size) FROM rollups ${range.where}`, range.parameters).rows[0][0] ?? 0,
    );
  }

  #part(
    source: string | null,
    span: Extent,
    { fine, coarse }: Recording["grains"],
    dimensions: readonly PageDimension[],
    groups: readonly PageDimension[],
  ): RecordedSource {
    // As it was asked for, so that it is what `query` says: hours that the range covers are exact.
    const { since, until } = this.#asked, range = { source, since, until };
    const buckets = this.#ask("buckets", { ...range, step: fine, limit: 0 });
    const tops: Record<string, Rows> = {}, courses: Record<string, PackedCourses> = {};
    const asked = readParameters(searchParametersOf(range), bucketsResource, this.#reader, this.#now);
    for (const { name, path } of [...dimensions, ...groups]) {
      const { columns, rows, notes } = this.#ask(path, { ...range, limit: MOST_VALUES });
      tops[name] = { columns, rows, notes };
      const grouping = GROUPINGS.find(({ column }) => column === name) ?? null;
      const dimension = grouping?.dimension ?? DIMENSIONS.find((each) => each.name === name)!;
      courses[name] = recordCourses(this.#reader, dimension, asked, span.since, coarse, grouping);
    }
    return {
      traffic: trafficOf(buckets, fine),
      notes: buckets.notes,
      tops,
      courses,
      latency: this.#latency(range, coarse),
      pairs: {
        packed: recordPairs(this.#reader, asked, span.since, coarse),
        ...this.#routes(range),
      },
      visitors: countsVisitorsOf(dimensions) ? this.#visitors(range, visitorSpan(span)) : null,
    };
  }

  #visitors(range: GivenParameters, by: Visitors["by"]): Visitors {
    return visitorsAlong(this.#ask("visitors", { ...range, by, limit: 0 }), by);
  }

  #routes(range: GivenParameters): Pick<RecordedPairs, "routes" | "routeNotes"> {
    const answer = this.#ask("latency", { ...range, by: "route", limit: MOST_ROUTES });
    return { routes: routeLatenciesOf(answer), routeNotes: answer.notes };
  }

  #latency(range: GivenParameters, step: number): Latency | null {
    if (!hasDurations(recordsOf(this.#ask("dimensions", { source: range.source, limit: 0 })))) return null;
    const steps = this.#ask("latency", { ...range, by: `${step}s`, limit: 0 });
    return latencyOf(steps, this.#ask("latency/heat", { ...range, step }), step);
  }

  #alert(id: number): AlertCourse | null {
    return alertCourseOf(this.#ask(`alerts/${id}`, {}));
  }

  #rows(path: string, limit: number): Rows {
    const { columns, rows, notes } = this.#ask(path, { source: this.#asked.source, limit });
    return { columns, rows, notes };
  }

  #ask(path: string, given: GivenParameters): ApiAnswer {
    return askApi(this.#reader, path, given, this.#now);
  }
}

/**
 * What was asked for, as far as there are buckets; null where none begins in it. Begin and end are those of buckets, which count whole where
 * they begin in the range, unless sources have buckets of several sizes.
 */
function spanOf(sources: readonly SourceFacts[], { since, until }: ReportRange): Extent | null {
  const begun = sources.filter(({ first, last }) => first !== null && last !== null);
  if (begun.length === 0) return null;
  const first = Math.min(...begun.map((one) => one.first! - one.first! % one.bucketSize));
  const end = Math.max(...begun.map((one) => one.last! - one.last! % one.bucketSize + one.bucketSize));
  const [size, ...others] = new Set(begun.map(({ bucketSize }) => bucketSize));
  const whole = (time: number): number => others.length > 0 ? time : Math.ceil(time / size) * size;
  const span = {
    since: Math.max(whole(since ?? first), first),
    until: Math.min(whole(until ?? end), end),
  };
  return span.since < span.until ? span : null;
}
