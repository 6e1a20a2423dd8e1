// Role: answers of the server that the page came from, through its API, and its events.

import { type Ask, Asker } from "./asker.ts";
import { type Known, type PageClient, recordsOf, topRowOf, type Wanted } from "./client.ts";
import {
  alertCourseOf,
  alertsOf,
  companionOf,
  courseOf,
  knownOf,
  latencyOf,
  routeLatenciesOf,
  trafficOf,
  visitorsAlong,
} from "./api_rows.ts";
import { grainsOf, valueGrain } from "./grains.ts";
import { countsVisitorsOf, visitorSpan } from "./groups.ts";
import { hear } from "./hear.ts";
import type { Extent, GoesWith, Latency, PageDimension, Visitors } from "./model.ts";
import {
  alertsQuestion,
  type FirstAnswers,
  KNOWN_FIRST,
  type Parameters,
  rangeParameters,
  trafficQuestion,
} from "./questions.ts";
import { MOST_COMPANIONS, PAIRED_DIMENSIONS, ROUTE } from "./pairs.ts";

/** Rows of a table of values, and of other reports. */
const MOST_VALUES = 40, MOST_ROWS = 50;

/** What is known of a server before it is asked. */
interface ServerFacts {
  /** What it wants to be shown; null for none. */
  readonly token: string | null;
  /** Whether it tells countries. */
  readonly hasCountries: boolean;
  /** What came with the page; null for nothing. */
  readonly first: FirstAnswers | null;
}

/** The client of a server. */
export function servedClient({ token, hasCountries, first }: ServerFacts): PageClient {
  const asker = new Asker(token, first), ask: Ask = (path, parameters) => asker.ask(path, parameters);
  /** Of the last answer about sources. */
  let grain = 1, hasLatency = false, hasVisitors = false, whole: Extent | null = null;
  const ranged = ({ source, span }: Wanted): Parameters => ({ source, ...rangeParameters(span, whole) });
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
      const answer = await ask("buckets", trafficQuestion(ranged(wanted), wanted.span, grain));
      return { traffic: trafficOf(answer, answer.step!), notes: answer.notes };
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
    visitors: async (wanted) => hasVisitors ? await askVisitors(ask, ranged(wanted), wanted.span) : null,
    latency: async (wanted) =>
      hasLatency ? await askLatency(ask, ranged(wanted), grainsOf(wanted.span, grain).coarse) : null,
    async alerts(wanted) {
      return alertsOf(await ask("alerts", alertsQuestion(ranged(wanted))));
    },
    async alert(id) {
      return alertCourseOf(await ask(`alerts/${id}`));
    },
    async report(name, source) {
      const { columns, rows, notes } = await ask(name, { source, limit: MOST_ROWS });
      return { columns, rows, notes };
    },
    watch: (changed) =>
      void hear(token, asker.first, () => {
        asker.forget();
        changed();
      }),
    set isPatient(isPatient: boolean) {
      asker.isPatient = isPatient;
    },
  };
}

async function askVisitors(ask: Ask, range: Parameters, span: Extent): Promise<Visitors> {
  const by = visitorSpan(span);
  return visitorsAlong(await ask("visitors", { ...range, by, limit: 0 }), by);
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
  const [sources, dimensions, rules] = await Promise.all(KNOWN_FIRST.map((path) => ask(path, { limit: 0 })));
  return knownOf(sources, dimensions, rules, hasCountries);
}
