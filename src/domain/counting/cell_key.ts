// Role: what the keys of a `CellTable` mean. A bucket's table holds its seconds, the values of every dimension, and, with
// a rule file, the pairs of its errors and the classes of its seconds (`rule_classes.ts`).

import {
  BUCKETED,
  byDimension,
  type DimensionName,
  DIMENSIONS,
  NAMED_DIMENSIONS,
  type NamedDimension,
} from "../dimensions/dimensions.ts";
import { PAIR_DIMENSIONS, type PairDimension } from "../dimensions/pairs.ts";

/**
 * Bits of a key that say what it is of. Where all of them are 1, five more bits say it, so that what has very many numbers, as classes
 * and pairs do, keeps the room for them.
 */
const KIND_BITS = 3, WIDE = (1 << KIND_BITS) - 1, WIDE_BITS = KIND_BITS + 5;

/** The kind of the keys of classes; like all kinds it is of keys that are not below 0. */
export const CLASS_SECOND = 0;

const STATUS_HOST = 4, STATUS_SECTION = 5;

/**
 * The kind of the keys of each dimension, by its id: 1 to 3 and 6, and wide ones from id 5 on, 15, 23, 31 and so on, up to 255.
 * Checkpoints hold them.
 */
export const KINDS: Readonly<Record<DimensionName | PairDimension, number>> = {
  ...byDimension(({ id }) =>
    id < STATUS_HOST ? id : id === STATUS_HOST ? id + 2 : (id - STATUS_HOST) << KIND_BITS | WIDE
  ),
  status_host: STATUS_HOST,
  status_section: STATUS_SECTION,
};

/** What buckets have values of, in the order in which a table that is ordered holds them, after its seconds. */
export const VALUED: readonly (DimensionName | PairDimension)[] = [
  ...BUCKETED.map(({ name }) => name),
  ...PAIR_DIMENSIONS,
];

/** All that has values. */
export const COUNTED: readonly (DimensionName | PairDimension)[] = [
  ...DIMENSIONS.map(({ name }) => name),
  ...PAIR_DIMENSIONS,
];

/** What has names with numbers: dimensions, and what a rule file asks for (`rule_classes.ts`). */
export type Named = NamedDimension | PairDimension;

/** All that has names, in one order. */
export const NAMED: readonly Named[] = [...NAMED_DIMENSIONS.map(({ name }) => name), ...PAIR_DIMENSIONS];

/** Bits of the place of a second within its bucket: a bucket has 86,400 at most. */
const PLACE_BITS = 17;

/** Most rule classes that can be told apart at once; `rule_classes.ts` sees to it. */
export const MOST_CLASSES = 2 ** (31 - KIND_BITS - PLACE_BITS) - 2;

/**
 * In place of a class, for the durations of a bucket: what stands in place of a second is the number of a series, then, in the lower
 * {@link BIN_BITS} bits, that of a bin.
 */
export const DURATIONS: number = MOST_CLASSES;

/** Key of a second: negative, by its place in the bucket (0 … bucket size − 1). */
export function secondKey(place: number): number {
  return -1 - place;
}

/**
 * Key of a value of one of {@link KINDS}: by its name's number, or by the value itself where that is a number: below 2^28, of wide kinds
 * below 2^23.
 */
export function valueKey(kind: number, number: number): number {
  return number << (kind > WIDE ? WIDE_BITS : KIND_BITS) | kind;
}

/**
 * Key of the records of one rule class within a second. Never 0, which is no key.
 *
 * Errors: RangeError for more than {@link MOST_CLASSES} classes.
 */
export function classSecondKey(ruleClass: number, place: number): number {
  if (ruleClass > DURATIONS) throw new RangeError(`rule class ${ruleClass}, at most ${MOST_CLASSES - 1}`);
  return ((ruleClass + 1) << PLACE_BITS | place) << KIND_BITS | CLASS_SECOND;
}

/** The rule class in a key of kind {@link CLASS_SECOND}. */
export function classOf(key: number): number {
  return (key >> KIND_BITS + PLACE_BITS) - 1;
}

/** The place of the second in a key of kind {@link CLASS_SECOND}. */
export function secondPlaceOf(key: number): number {
  return key >> KIND_BITS & (1 << PLACE_BITS) - 1;
}

/** What a key that is not below 0 is of. */
export function kindOf(key: number): number {
  return (key & WIDE) === WIDE ? key & MOST_KINDS - 1 : key & WIDE;
}

/** Kinds are below it. */
export const MOST_KINDS: number = 1 << WIDE_BITS;

/** Something by kind; null for kinds that have nothing. */
function byKind<Name extends DimensionName | PairDimension>(
  names: readonly Name[],
): readonly (Name | null)[] {
  return Array.from({ length: MOST_KINDS }, (_, kind) => names.find((name) => KINDS[name] === kind) ?? null);
}

const DIMENSION_OF = byKind(COUNTED), NAMED_OF = byKind(NAMED);

/** What a key stands for: the dimension, or null for a second and for a class. */
export function dimensionOf(key: number): DimensionName | PairDimension | null {
  return key < 0 ? null : DIMENSION_OF[kindOf(key)];
}

/** Whose names the number in a key is one of; null where it is no number of a name. */
export function namedOf(key: number): Named | null {
  return key < 0 ? null : NAMED_OF[kindOf(key)];
}

/** The number in a key: place of the second, number of the name, or the value. */
export function numberOf(key: number): number {
  return key < 0 ? -1 - key : key >> ((key & WIDE) === WIDE ? WIDE_BITS : KIND_BITS);
}

/** The same key for what a key with two bits of kind meant, as in checkpoints of layout 1. */
export function widenedKey(key: number): number {
  return key < 0 ? key : (key >> 2) << KIND_BITS | (key & 3);
}
