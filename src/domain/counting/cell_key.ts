// Role: what the keys of a `CellTable` mean. A bucket's table holds its seconds, the values of every dimension, and, with
// a rule file, the pairs of its errors and the classes of its seconds (`rule_classes.ts`).

import type { Dimension, PairDimension } from "../dimension.ts";

/** Bits of a key that say what it is of. */
export const KIND_BITS = 3;

/** The kinds of keys that are not below 0. */
export const CLASS_SECOND = 0, SECTION = 1, HOST = 2, STATUS = 3, STATUS_HOST = 4, STATUS_SECTION = 5;

const KINDS = (1 << KIND_BITS) - 1;

/** Bits of the place of a second within its bucket: a bucket has 86,400 at most. */
const PLACE_BITS = 17;

/** Most rule classes that can be told apart at once; `rule_classes.ts` sees to it. */
export const MOST_CLASSES = 2 ** (31 - KIND_BITS - PLACE_BITS) - 1;

/** Key of a second: negative, by its place in the bucket (0 … bucket size − 1). */
export function secondKey(place: number): number {
  return -1 - place;
}

/** Key of a section, by its name's number. */
export function sectionKey(name: number): number {
  return name << KIND_BITS | SECTION;
}

/** Key of a host, by its name's number. */
export function hostKey(name: number): number {
  return name << KIND_BITS | HOST;
}

/** Key of a status, by the status itself. */
export function statusKey(status: number): number {
  return status << KIND_BITS | STATUS;
}

/** Key of a status with a host, by the number of the pair's name. */
export function statusHostKey(name: number): number {
  return name << KIND_BITS | STATUS_HOST;
}

/** Key of a status with a section, by the number of the pair's name. */
export function statusSectionKey(name: number): number {
  return name << KIND_BITS | STATUS_SECTION;
}

/**
 * Key of the records of one rule class within a second. Never 0, which is no key.
 *
 * Errors: RangeError for more than {@link MOST_CLASSES} classes.
 */
export function classSecondKey(ruleClass: number, place: number): number {
  if (ruleClass >= MOST_CLASSES) throw new RangeError(`rule class ${ruleClass}, at most ${MOST_CLASSES - 1}`);
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
  return key & KINDS;
}

/** By kind; null for those that have no values. */
const DIMENSION_OF: readonly (Dimension | PairDimension | null)[] = [
  null,
  "section",
  "host",
  "status",
  "status_host",
  "status_section",
  null,
  null,
];

/** What a key stands for: the dimension, or null for a second and for a class. */
export function dimensionOf(key: number): Dimension | PairDimension | null {
  return key < 0 ? null : DIMENSION_OF[key & KINDS];
}

/** The number in a key: place of the second, number of the name, or status. */
export function numberOf(key: number): number {
  return key < 0 ? -1 - key : key >> KIND_BITS;
}

/** The same key for what a key with two bits of kind meant, as in checkpoints of layout 1. */
export function widenedKey(key: number): number {
  return key < 0 ? key : (key >> 2) << KIND_BITS | (key & 3);
}
