// Role: what the kernel's module counts, as columns (`kernel/assembly/dimensions.ts`): dimensions, pairs of errors, classes.

import type { Counting } from "../domain/analysis.ts";
import { CLASS_SECOND, KINDS, VALUED, valueKey } from "../domain/counting/cell_key.ts";
import {
  countedPlaces,
  countedSpan,
  type DimensionName,
  DIMENSIONS,
} from "../domain/dimensions/dimensions.ts";
import type { TextRole } from "../domain/record.ts";
import type { PairDimension } from "../domain/dimensions/pairs.ts";

/** The columns that the module knows. Those of names are also the numbers of its name tables. */
const COLUMNS: Readonly<Partial<Record<DimensionName | PairDimension, number>>> = {
  ...{ section: 0, host: 1, method: 2, route: 3, path: 4 },
  ...{ referrer: 5, referrer_site: 6, agent: 7, protocol: 8, vhost: 9 },
  ...{ route_duration: 10, not_found: 11 },
  ...{ status: 15, status_host: 17, status_section: 18, duration: 20 },
};
/** The columns of what formats write as texts of their own. */
export const TEXT_COLUMNS: Readonly<Partial<Record<TextRole, number>>> = {
  ...{ referrer: 5, agent: 7, protocol: 8, vhost: 9 },
};
/** The column of classes, and one that has nothing. */
const CLASSES = 19, NOTHING = 23;
/** How many there may be. */
export const MOST_COLUMNS = 24;
/** Flags of a column: a place in the tables of buckets, cells in buckets, cells in hours. */
const IS_GIVEN = 1, IN_BUCKETS = 2, IN_HOURS = 4;
/** Flags of dimensions that are counted, by their span. */
const SPANS = { bucket: IN_BUCKETS, hour: IN_HOURS, both: IN_BUCKETS | IN_HOURS } as const;

/** Whether the module can count all that is asked for. */
export function knowsColumns({ dimensions = null }: Pick<Counting, "dimensions">): boolean {
  return countedPlaces(dimensions).every((place) => COLUMNS[DIMENSIONS[place].name] !== undefined);
}

/** What is read for other dimensions, too. */
const TELLING: Readonly<Partial<Record<DimensionName, readonly DimensionName[]>>> = {
  referrer: ["referrer_site", "not_found"],
  duration: ["route_duration"],
};

/** Tells whether texts of a column are counted, or what they tell. */
export function wantedColumns(
  { dimensions = null }: Pick<Counting, "dimensions">,
): (column: number) => boolean {
  const columns = new Set(countedPlaces(dimensions).map((place) => columnOf(DIMENSIONS[place].name)));
  for (const [name, told] of Object.entries(TELLING)) {
    if (told.some((other) => columns.has(columnOf(other)))) columns.add(columnOf(name as DimensionName));
  }
  return (column) => columns.has(column);
}

/** The column of a dimension; −1 where the module has none. */
export function columnOf(name: DimensionName): number {
  return COLUMNS[name] ?? -1;
}

/** Four numbers for each column: itself, its flags, the kind of its keys, the bits that this takes. */
export function columnNumbers({ dimensions = null }: Pick<Counting, "dimensions">): number[] {
  const counted = new Set(countedPlaces(dimensions).map((place) => DIMENSIONS[place]));
  const numbers = (column: number, flags: number, kind: number): number[] => [
    ...[column, flags, kind, Math.log2(valueKey(kind, 1) - kind)],
  ];
  const given = VALUED.flatMap((name) => {
    const dimension = DIMENSIONS.find((one) => one.name === name);
    const flags = dimension === undefined
      ? IN_BUCKETS
      : counted.has(dimension)
      ? SPANS[countedSpan(dimension)]
      : 0;
    return numbers(COLUMNS[name] ?? NOTHING, IS_GIVEN | flags, KINDS[name]);
  });
  const hourly = [...counted].filter(({ span }) => span === "hour");
  return [
    ...given,
    ...numbers(CLASSES, IS_GIVEN | IN_BUCKETS, CLASS_SECOND),
    ...hourly.flatMap(({ name, span }) => numbers(columnOf(name), SPANS[span], KINDS[name])),
  ];
}
