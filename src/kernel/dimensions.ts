// Role: what the kernel's module counts records by.

import {
  DEFAULT_DIMENSIONS,
  type DimensionName,
  type NamedDimension,
} from "../domain/dimensions/dimensions.ts";
import { PAIR_DIMENSIONS, type PairDimension } from "../domain/dimensions/pairs.ts";

/** Those whose values are texts, in the order of the module's tables of names. */
export const KERNEL_NAMED = ["section", "host", "method"] as const satisfies readonly NamedDimension[];

/** All, in the order in which a table of the module holds their cells. */
const KERNEL_DIMENSIONS: readonly DimensionName[] = ["section", "host", "status", "method"];

/** What has values in the module's tables of buckets, in their order. */
export const KERNEL_VALUED: readonly (DimensionName | PairDimension)[] = [
  ...KERNEL_DIMENSIONS,
  ...PAIR_DIMENSIONS,
];

/** Whether the module counts by all dimensions that are to be stored. */
export function countsAll(stored: readonly DimensionName[] | null | undefined): boolean {
  return (stored ?? DEFAULT_DIMENSIONS).every((name) => KERNEL_DIMENSIONS.includes(name));
}
