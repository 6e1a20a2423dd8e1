// Role: the registry of dimensions. A new dimension is one file and one line here.

import type { Dimension, NameDimension, Pair } from "./dimension.ts";
import { agent } from "./agent.ts";
import { durations } from "./duration.ts";
import { host } from "./host.ts";
import { method } from "./method.ts";
import { notFound } from "./not_found.ts";
import type { PairDimension } from "./pairs.ts";
import { path } from "./path.ts";
import { protocol } from "./protocol.ts";
import { referrer } from "./referrer.ts";
import { referrerSite } from "./referrer_site.ts";
import { route } from "./route.ts";
import { routeDuration } from "./route_duration.ts";
import { section } from "./section.ts";
import { status } from "./status.ts";
import { vhost } from "./vhost.ts";

/** In the order of the reports. */
const ALL = [
  section,
  host,
  status,
  method,
  route,
  path,
  referrer,
  referrerSite,
  agent,
  protocol,
  vhost,
  durations,
  routeDuration,
  notFound,
] as const;

/** The name of a dimension. */
export type DimensionName = typeof ALL[number]["name"];

/** The names of those whose values are texts. */
export type NamedDimension = Extract<typeof ALL[number], { readonly kind: "name" }>["name"];

/** A dimension of the registry. */
export type KnownDimension = Dimension<DimensionName>;

/** All dimensions, in the order of the reports. */
export const DIMENSIONS: readonly KnownDimension[] = ALL;

/** Those whose values are texts. */
export const NAMED_DIMENSIONS: readonly NameDimension<NamedDimension>[] = ALL.filter((dimension) =>
  dimension.kind === "name"
);

/** Those whose values can be causes of alerts. */
export const EXPLAINING: readonly KnownDimension[] = DIMENSIONS.filter(({ explains }) => explains);

/** Those whose values buckets keep. */
export const BUCKETED: readonly KnownDimension[] = DIMENSIONS.filter(({ span }) => span !== "hour");

/** Those whose values hours keep. */
export const HOURLY: readonly KnownDimension[] = DIMENSIONS.filter(({ span }) => span !== "bucket");

/** Those of which an hour is the sum of its buckets, which keep all values. */
export const SUMMED: readonly KnownDimension[] = DIMENSIONS.filter(({ span, keep }) =>
  span === "both" && keep === "all"
);

/** What the records of a dimension are counted in: hours that are sums of their buckets need no counting. */
export function countedSpan(dimension: KnownDimension): KnownDimension["span"] {
  return SUMMED.includes(dimension) ? "bucket" : dimension.span;
}

/** What a pair is of; null for a dimension that is none. */
export function pairIn(dimension: KnownDimension): Pair | null {
  return dimension.kind === "name" ? dimension.pair ?? null : null;
}

/** Those that are no pairs. */
export const PLAIN: readonly KnownDimension[] = DIMENSIONS.filter((dimension) => pairIn(dimension) === null);

/** Those of which a person can name a value. */
export const ASKABLE: readonly KnownDimension[] = PLAIN.filter((dimension) =>
  dimension.kind === "name" || dimension.measure === "code"
);

/** Those that are counted whether they are stored or not: the kernel's rules, causes and the number of hosts need them. */
const NEEDED: readonly KnownDimension[] = DIMENSIONS.filter(({ explains }) => explains);

/** What is stored of a source that was begun without a choice: all but pairs, which may be as many as the records. */
export const DEFAULT_DIMENSIONS: readonly DimensionName[] = PLAIN.map(({ name }) => name);

/** Where the dimensions that are counted for these to be stored are, in {@link DIMENSIONS}; null: {@link DEFAULT_DIMENSIONS}. */
export function countedPlaces(stored: readonly DimensionName[] | null): readonly number[] {
  const names = stored ?? DEFAULT_DIMENSIONS;
  return [...DIMENSIONS.keys()].filter((place) =>
    NEEDED.includes(DIMENSIONS[place]) || names.includes(DIMENSIONS[place].name)
  );
}

/** One that is never cut, whose values sum to the bucket. */
export const WHOLE: KnownDimension = DIMENSIONS.find(({ keep }) => keep === "all")!;

/**
 * Whether visitors, hosts with their agents, are counted where these dimensions are stored; null: {@link DEFAULT_DIMENSIONS}. They are
 * where agents are.
 */
export function countsVisitors(stored: readonly DimensionName[] | null): boolean {
  return (stored ?? DEFAULT_DIMENSIONS).includes("agent");
}

/** Something for each dimension, by its name. */
export function byDimension<Made>(make: (dimension: KnownDimension) => Made): Record<DimensionName, Made> {
  const made = {} as Record<DimensionName, Made>;
  for (const dimension of DIMENSIONS) made[dimension.name] = make(dimension);
  return made;
}

/** Something for each dimension whose values are texts, by its name. */
export function byName<Made>(make: (name: NamedDimension) => Made): Record<NamedDimension, Made> {
  const made = {} as Record<NamedDimension, Made>;
  for (const { name } of NAMED_DIMENSIONS) made[name] = make(name);
  return made;
}

/** Where the value of a dimension is among those of all, which are in the order of {@link DIMENSIONS}. */
export function placeOf(name: DimensionName): number {
  return DIMENSIONS.findIndex((dimension) => dimension.name === name);
}

/** A dimension, or what pairs are of, by its name; only the values of {@link DIMENSIONS} may be never cut. */
export function isCutToTop(name: DimensionName | PairDimension): boolean {
  return DIMENSIONS.find((dimension) => dimension.name === name)?.keep !== "all";
}
