// Role: what the keys of a `CellTable` mean. A bucket's table holds its seconds and the values of every dimension.

import type { Dimension } from "./dimension.ts";

/** Most names of one dimension that can be told apart at once; `names.ts` is emptied long before. */
export const MOST_NAMES = 2 ** 29;

/** Key of a second: negative, by its place in the bucket (0 … bucket size − 1). */
export function secondKey(place: number): number {
  return -1 - place;
}

/** Key of a section, by its name's number. */
export function sectionKey(name: number): number {
  return name << 2 | 1;
}

/** Key of a host, by its name's number. */
export function hostKey(name: number): number {
  return name << 2 | 2;
}

/** Key of a status, by the status itself. */
export function statusKey(status: number): number {
  return status << 2 | 3;
}

/** What a key stands for: the dimension, or null for a second. */
export function dimensionOf(key: number): Dimension | null {
  if (key < 0) return null;
  return (key & 3) === 1 ? "section" : (key & 3) === 2 ? "host" : "status";
}

/** The number in a key: place of the second, number of the name, or status. */
export function numberOf(key: number): number {
  return key < 0 ? -1 - key : key >> 2;
}
