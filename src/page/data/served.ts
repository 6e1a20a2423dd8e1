// Role: answers of the server that the page came from, through its API, and its events.

import { API_ROOT, type ApiEvent } from "../../api/answer.ts";
import { type Ask, Asker, headersOf, type Parameters } from "./asker.ts";
import { covers, type Known, type PageClient, recordsOf, topRowOf, type Wanted } from "./client.ts";
import {
  alertCourseOf,
  alertFactsOf,
  companionOf,
  courseOf,
  hasDurations,
  latencyOf,
  lineOf,
  pageDimensionsOf,
  routeLatenciesOf,
  sourceOf,
  trafficOf,
  visitorsAlong,
} from "./api_rows.ts";
import { grainsOf, valueGrain } from "./grains.ts";
import { countsVisitorsOf, groupsOf, visitorSpan } from "./groups.ts";
import type { Extent, GoesWith, Latency, PageDimension } from "./model.ts";
import { MOST_COMPANIONS, PAIRED_DIMENSIONS, ROUTE } from "./pairs.ts";

/** Seconds that are shown first, where more is stored. */
const FIRST_SECONDS = 86400;
/** Rows of a table of values, alerts, and rows of other reports. */
const MOST_VALUES = 40, MOST_ALERTS = 500, MOST_ROWS = 50;
/** Milliseconds between two attempts to hear of changes, and in which changes count as one. */
const BETWEEN_ATTEMPTS = 2000, BETWEEN_CHANGES = 50;

/** The client of a server. `token`: what it wants to be shown; null for none. `hasCountries`: whether it tells countries. */
export function servedClient(token: string | null, hasCountries: boolean): PageClient {
  const asker = new Asker(token), ask: Ask = (path, parameters) => asker.ask(path, parameters);
  /** Of the last answer about sources. */
  let grain = 1, hasLatency = false, hasVisitors = false, whole: Extent | null = null;
  // All that is stored has no begin and no end, as in `query`: hours that have begun before the first record are exact, too.
  const ranged = ({ source, span }: Wanted): Parameters =>
    whole !== null && covers(whole, span)
      ? { source, since: null, until: null }
      : { source, since: span.since, until: span.until };
  const stepOfValues = ({ span }: Wanted, { isOfHours }: PageDimension): number =>
    valueGrain(grainsOf(span, grain).coarse, isOfHours);
  return {
    async known() {
      const known = await knownNow(ask, hasCountries);
      ({ grain, hasLatency, whole } = known);
      hasVisitors = countsVisitorsOf(known.dimensions);
      return known;
    },
    async traffic(wanted) {
      const step = grainsOf(wanted.span, grain).fine;
      const answer = await ask("buckets", { ...ranged(wanted), step, limit: 0 });
      return { traffic: trafficOf(answer, step), notes: answer.notes };
    },
    async top(wanted, dimension) {
      const step = stepOfValues(wanted, dimension);
      const answer = await ask(dimension.path, { ...ranged(wanted), step, limit: MOST_VALUES });
      const rows = recordsOf(answer).map((row, place) =>
        topRowOf(row, dimension, answer.sparklines?.hits[place] ?? [])
      );
      return { rows, table: answer, notes: answer.notes };
    },
    async course(wanted, dimension, value) {
      const step = stepOfValues(wanted, dimension);
      const answer = await ask(dimension.path, { ...ranged(wanted), step, value });
      return answer.rows.length === 0 ? null : courseOf(answer, step);
    },
    goesWith: (wanted, { name }, value) => askGoesWith(ask, ranged(wanted), name, value),
    async visitors(wanted) {
      if (!hasVisitors) return null;
      const by = visitorSpan(wanted.span);
      return visitorsAlong(await ask("visitors", { ...ranged(wanted), by, limit: 0 }), by);
    },
    latency: (wanted) =>
      hasLatency
        ? askLatency(ask, ranged(wanted), grainsOf(wanted.span, grain).coarse)
        : Promise.resolve(null),
    async alerts(wanted) {
      const answer = await ask("alerts", { ...ranged(wanted), overlap: 1, limit: MOST_ALERTS });
      return recordsOf(answer).map(alertFactsOf).toReversed();
    },
    async alert(id) {
      return alertCourseOf(await ask(`alerts/${id}`));
    },
    async report(name, source) {
      const { columns, rows, notes } = await ask(name, { source, limit: MOST_ROWS });
      return { columns, rows, notes };
    },
    watch: (changed) => watch(token, changed),
    set isPatient(isPatient: boolean) {
      asker.isPatient = isPatient;
    },
  };
}

async function askLatency(ask: Ask, range: Parameters, step: number): Promise<Latency | null> {
  const [steps, heat] = await Promise.all([
    ask("latency", { ...range, by: `${step}s`, limit: 0 }),
    ask("latency/heat", { ...range, step }),
  ]);
  return latencyOf(steps, heat, step);
}

/** What a value goes with; of a dimension that is counted alone nothing is asked. */
async function askGoesWith(ask: Ask, range: Parameters, name: string, value: string): Promise<GoesWith> {
  if (name === ROUTE) {
    const answer = await ask("latency", { ...range, by: ROUTE, limit: 0 });
    return { rows: [], latency: routeLatenciesOf(answer)[value] ?? null, notes: answer.notes };
  }
  if (!PAIRED_DIMENSIONS.includes(name)) return { rows: [], latency: null, notes: [] };
  const answer = await ask("goes-with", { ...range, [name]: value, limit: MOST_COMPANIONS });
  return { rows: recordsOf(answer).map(companionOf), latency: null, notes: answer.notes };
}

async function knownNow(ask: Ask, hasCountries: boolean): Promise<Known> {
  const [sources, dimensions, rules] = await Promise.all([
    ask("sources", { limit: 0 }),
    ask("dimensions", { limit: 0 }),
    ask("rules", { limit: 0 }),
  ]);
  const facts = recordsOf(sources).map(sourceOf);
  const grain = Math.max(1, ...facts.map(({ bucketSize }) => bucketSize));
  const { first, last } = sources.range;
  const whole = first === null || last === null
    ? null
    : { since: first - first % grain, until: last - last % grain + grain };
  return {
    sources: facts,
    dimensions: pageDimensionsOf(recordsOf(dimensions)),
    groups: groupsOf(pageDimensionsOf(recordsOf(dimensions)), hasCountries),
    hasLatency: hasDurations(recordsOf(dimensions)),
    lines: recordsOf(rules).flatMap(lineOf),
    whole,
    asked: { since: null, until: null },
    first: whole && firstOf(whole, grain),
    grain,
    made: null,
    version: null,
  };
}

function firstOf(whole: Extent, grain: number): Extent {
  if (whole.until - whole.since <= FIRST_SECONDS) return whole;
  return { since: Math.floor((whole.until - FIRST_SECONDS) / grain) * grain, until: whole.until };
}

/** Hears of commits until it is stopped. A connection that breaks is made again, and all is asked anew. */
function watch(token: string | null, changed: () => void): () => void {
  const stop = new AbortController();
  let waiting: number | undefined;
  const tell = (): void => {
    waiting ??= setTimeout(() => {
      waiting = undefined;
      changed();
    }, BETWEEN_CHANGES);
  };
  void (async () => {
    while (!stop.signal.aborted) {
      try {
        await listen(token, tell, stop.signal);
      } catch {
        // The server has gone, or the connection: it is tried again.
      }
      // What is asked now says why.
      tell();
      await new Promise((resolve) => setTimeout(resolve, BETWEEN_ATTEMPTS));
    }
  })();
  return () => stop.abort();
}

/** Reads events to the end of a connection. `EventSource` would send no token. */
async function listen(token: string | null, tell: () => void, signal: AbortSignal): Promise<void> {
  const response = await fetch(`${API_ROOT.slice(1)}/events`, { headers: headersOf(token), signal });
  if (!response.ok || response.body === null) return;
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  const sequences = new Map<string | null, number>();
  let text = "";
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    const lines = (text + read.value).split("\n");
    text = lines.pop()!;
    for (const line of lines) {
      if (!line.startsWith("data: ")) continue;
      const { source, sequence }: ApiEvent = JSON.parse(line.slice(6));
      if (sequences.get(source) !== sequence) tell();
      sequences.set(source, sequence);
    }
  }
}
