// Role: the dimensions a bucket is broken down by. Everything that speaks of "per dimension" goes through this list.

/** The dimensions, in the order of the report and of the store. Their index + 1 is the stored number. */
export const DIMENSIONS = ["section", "host", "status"] as const;

/** One of the dimensions. */
export type Dimension = typeof DIMENSIONS[number];

/** The text under which values that were not kept are summed (semantics.md, "Seconds and buckets"). */
export const OTHER = "(other)";

/** The section of a request that has none (semantics.md, "Records"). */
export const NO_SECTION = "(none)";
