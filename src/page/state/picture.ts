// Role: the state of the page: where its reader is, and the answers that belong to it. Views read signals, and move by `go`.

import { batch, computed, effect, signal } from "@preact/signals";
import type { Known, PageClient, Top, Wanted } from "../data/client.ts";
import type {
  AlertCourse,
  AlertFacts,
  Course,
  Extent,
  GoesWith,
  Latency,
  PageDimension,
  Rows,
  Traffic,
  Visitors,
} from "../data/model.ts";
import { type Address, NOWHERE, readAddress, writeAddress } from "./address.ts";
import { Asking, type Keep } from "./asking.ts";
import { onChanges } from "./changes.ts";
import { drawn } from "./frame.ts";

/** Where the reader is. */
export const address = signal<Address>(NOWHERE);
/** What can be shown; null before it is known. */
export const known = signal<Known | null>(null);
/** A message about what could not be read; null where all could. */
export const failure = signal<string | null>(null);

/** Answers. Null before they are there. */
export const traffic = signal<Traffic | null>(null);
export const trafficNotes = signal<readonly string[]>([]);
/** Of the span before, as long; null where it is not asked for or not known. */
export const before = signal<Traffic | null>(null);
/** By the name of the dimension. */
export const tops = signal<Readonly<Record<string, Top>>>({});
export const visitorsNow = signal<Visitors | null>(null);
/** Of the chosen value; null where none is chosen. */
export const onlyCourse = signal<Course | null>(null);
/** The value that {@link onlyCourse} is of: another one's stays until its own is there, so that the chart does not flicker. */
const courseOf = signal<Address["only"]>(null);
/** Whether it is that of the value that is chosen now. */
export const isCourseThere = computed(() => courseOf.value === address.value.only);
/** What the chosen value goes with; null where none is chosen, and before it is known. */
export const goesWithNow = signal<GoesWith | null>(null);
export const latencyNow = signal<Latency | null>(null);
export const alertsNow = signal<readonly AlertFacts[] | null>(null);
export const openAlert = signal<AlertCourse | null>(null);
export const sloNow = signal<Rows | null>(null);
export const runsNow = signal<Rows | null>(null);
export const rejectsNow = signal<Rows | null>(null);
export const gapsNow = signal<Rows | null>(null);
/** The value of records without one. */
const NONE = "(none)";
/** A line that is shown for a moment: a command line that was copied. */
export const notice = signal<{ readonly title: string; readonly text: string } | null>(null);

/** The range that is shown, rounded outwards to the grain; null where there is nothing to show. */
export const shownSpan = computed<Extent | null>(() => {
  const all = known.value;
  if (all === null || all.first === null) return null;
  const { since, until, last } = address.value, { grain, first, whole } = all;
  if (last !== null && whole !== null) return backFrom(whole, last, grain);
  if (since === null && until === null) return first;
  const { since: begin, until: end } = whole ?? first;
  const from = Math.max(begin, Math.floor((since ?? begin) / grain) * grain);
  const to = Math.min(end, Math.ceil((until ?? end) / grain) * grain);
  return from < to ? { since: from, until: to } : first;
});

/** So many seconds up to the newest record. */
function backFrom({ since, until }: Extent, seconds: number, grain: number): Extent {
  return { since: Math.max(since, Math.floor((until - seconds) / grain) * grain), until };
}

/** The dimension of the chosen value; null where none is chosen. */
export const onlyDimension = computed<PageDimension | null>(() =>
  known.value?.dimensions.find(({ name }) => name === address.value.only?.dimension) ?? null
);

/** Moves. The step before is one "back" away, unless `replace`. */
export function go(change: Partial<Address>, replace = false): void {
  const next = { ...address.value, ...change }, fragment = writeAddress(next);
  if (fragment === writeAddress(address.value)) return;
  history[replace ? "replaceState" : "pushState"](null, "", fragment);
  address.value = next;
}

/** Shows the range nearest to this one that begins and ends between two steps; the whole where it covers all. */
export function goTo({ since, until }: Extent): void {
  const { whole, grain, first } = known.value!;
  if (whole === null) return;
  const from = Math.max(whole.since, Math.round(since / grain) * grain);
  const to = Math.min(whole.until, Math.max(Math.round(until / grain) * grain, from + grain));
  const isWhole = from <= whole.since && to >= whole.until;
  if (from < to) {
    go({
      last: null,
      ...(isWhole && first === whole ? { since: null, until: null } : { since: from, until: to }),
    });
  }
}

/** Shows all that is stored. */
export function showAll(): void {
  const whole = known.value?.whole;
  if (whole) goTo(whole);
}

/** Moves the range by a part of its length, within what is stored. */
export function moveBy(part: number): void {
  const span = shownSpan.value, whole = known.value?.whole;
  if (span === null || !whole) return;
  const { grain } = known.value!, length = span.until - span.since;
  const step = Math.sign(part) * Math.max(grain, Math.floor(Math.abs(part) * length / grain) * grain);
  const by = Math.min(Math.max(step, whole.since - span.since), whole.until - span.until);
  if (by !== 0) goTo({ since: span.since + by, until: span.until + by });
}

/** Shows a shorter (part < 1) or longer range with the same middle. */
export function zoomBy(part: number): void {
  const span = shownSpan.value, whole = known.value?.whole;
  if (span === null || !whole) return;
  const { grain } = known.value!,
    middle = (span.since + span.until) / 2,
    half = (span.until - span.since) / 2 * part;
  const since = Math.max(whole.since, Math.floor((middle - half) / grain) * grain);
  const until = Math.min(whole.until, Math.ceil((middle + half) / grain) * grain);
  if (since < until) goTo({ since, until });
}

/** How often what is stored has changed. */
const changes = signal(0);

/**
 * Begins: reads the address, and asks again after every move and every change. Called before the page is drawn for the first time, so
 * that what is asked next is on its way while the page is drawn anew.
 */
export async function begin(client: PageClient): Promise<void> {
  const read = (): Address => readAddress(location.hash.length > 1 ? location.hash : location.search);
  address.value = read();
  globalThis.addEventListener("popstate", () => address.value = read());
  const again = onChanges((changed) => client.watch(changed), () => refresh(client));
  const asked = client.known();
  let seen = 0;
  effect(() => {
    const isMoved = changes.value === seen;
    seen = changes.value;
    const span = shownSpan.value, { source, compare } = address.value;
    if (span !== null) void load(client, { source, span }, compare, isMoved, again);
  });
  effect(() => {
    void changes.value;
    const span = shownSpan.value, dimension = onlyDimension.value, { source, only } = address.value;
    if (span === null || dimension === null || only === null) {
      onlyCourse.value = null;
      courseOf.value = only;
      return;
    }
    const ask = () => client.course({ source, span }, dimension, only.value);
    void into(onlyCourse, ofValue, ask).then((isLatest) => {
      if (isLatest) courseOf.value = only;
    });
  });
  let before = "";
  effect(() => {
    void changes.value;
    const span = shownSpan.value, dimension = onlyDimension.value, { source, only } = address.value;
    const chosen = JSON.stringify(only);
    // What another value goes with is not shown meanwhile.
    if (chosen !== before) goesWithNow.value = null;
    before = chosen;
    if (span === null || dimension === null || only === null) return;
    const ask = async (): Promise<GoesWith> => {
      try {
        return await client.goesWith({ source, span }, dimension, only.value);
      } catch (error) {
        return { rows: [], latency: null, notes: [messageOf(error)] };
      }
    };
    void into(goesWithNow, ofValue, ask);
  });
  effect(() => {
    void changes.value;
    const { alert } = address.value;
    if (alert === null) openAlert.value = null;
    else void into(openAlert, ({ alert }) => alert, () => client.alert(alert));
  });
  try {
    known.value = await asked;
  } catch (error) {
    failure.value = messageOf(error);
  }
}

/** Asks anew after a change. */
async function refresh(client: PageClient): Promise<void> {
  try {
    const now = await patiently(client, () => client.known());
    patiently(client, () =>
      batch(() => {
        known.value = now;
        failure.value = null;
        changes.value++;
      }));
  } catch (error) {
    failure.value = messageOf(error);
  }
}

/** Has what is asked at once, without waiting for anything, asked for with patience. */
function patiently<Result>(client: PageClient, ask: () => Result): Result {
  client.isPatient = true;
  try {
    return ask();
  } finally {
    client.isPatient = false;
  }
}

const asking = new Asking();

/** The groups of what the log has: where it names no agents, nothing is to be told of them. */
function groupsNow(): readonly PageDimension[] {
  const agents = tops.peek().agent?.rows ?? [], isSilent = agents.every(({ value }) => value === NONE);
  return (known.peek()?.groups ?? []).filter(({ name }) => name === "country" || !isSilent);
}

/** The same, but what was found is handed over only once something else is done. */
function keepLater(keep: Keep, ready: () => Promise<void>): Keep {
  return (name, ask, set) =>
    keep(name, async () => {
      const found = await ask();
      await ready();
      return found;
    }, set);
}

/** Asks for all that is shown. `again` is called where that was already on its way, before a change. */
async function load(
  client: PageClient,
  wanted: Wanted,
  compare: boolean,
  isMoved: boolean,
  again: () => void,
): Promise<void> {
  const { since, until } = wanted.span;
  const earlier = { ...wanted, span: { since: since - (until - since), until: since } };
  const isKnown = (known.peek()?.whole?.since ?? Infinity) <= earlier.span.since;
  const dimensions = known.peek()?.dimensions ?? [], { keep, isLatest } = asking.begin(isMoved, again);
  let ready = Promise.resolve();
  const later = keepLater(keep, () => ready);
  try {
    const first = keep("traffic", () => client.traffic(wanted), (found) =>
      batch(() => {
        traffic.value = found.traffic;
        trafficNotes.value = found.notes;
        failure.value = null;
      }));
    // Who has moved sees the traffic first.
    if (isMoved && !await first) return;
    // On paper nothing is drawn twice: what a report holds is there at once.
    if (isMoved && known.peek()?.made === null) ready = drawn();
    await Promise.all([
      first,
      keep("alerts", () => client.alerts(wanted), (found) => alertsNow.value = found),
      later("latency", () => client.latency(wanted), (found) => latencyNow.value = found),
      keep(
        "before",
        async () => compare && isKnown ? (await client.traffic(earlier)).traffic : null,
        (found) => before.value = found,
      ),
      ...dimensions.map(topOf),
      ...([["slo", sloNow], ["runs", runsNow], ["rejects", rejectsNow], ["gaps", gapsNow]] as const).map((
        [name, target],
      ) => later(name, () => client.report(name, wanted.source), (rows) => target.value = rows)),
      later("visitors", () => client.visitors(wanted), (found) => visitorsNow.value = found),
    ]);
    // Last, for lists are loaded for them.
    const last = () => Promise.all(groupsNow().map(topOf));
    if (isLatest()) await (isMoved ? last() : patiently(client, last));
  } catch (error) {
    if (isLatest()) failure.value = messageOf(error);
  }

  function topOf(dimension: PageDimension): Promise<boolean> {
    return later(
      `values of ${dimension.name}`,
      () => client.top(wanted, dimension),
      (top) => tops.value = { ...tops.peek(), [dimension.name]: top },
    );
  }
}

/** What the course of a value depends on. */
function ofValue({ source, since, until, last, only }: Address): unknown {
  return { source, since, until, last, only };
}

/** Asks for something that a part of the address names. Resolves to whether it was handed over: not where that part has changed. */
async function into<Found>(
  target: { value: Found | null },
  part: (address: Address) => unknown,
  ask: () => Promise<Found | null>,
): Promise<boolean> {
  const asked = JSON.stringify(part(address.peek()));
  try {
    const found = await ask(), isLatest = JSON.stringify(part(address.peek())) === asked;
    if (isLatest) target.value = found;
    return isLatest;
  } catch (error) {
    failure.value = messageOf(error);
    return false;
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
