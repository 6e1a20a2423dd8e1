// Role: the dimensions a bucket is broken down by. Everything that speaks of "per dimension" goes through this list.

/** The dimensions, in the order of the report and of the store. Their index + 1 is the stored number. */
export const DIMENSIONS = ["section", "host", "status"] as const;

/** One of the dimensions. */
export type Dimension = typeof DIMENSIONS[number];

/** Pairs of a status from 400 on with what it was given to. They are counted where there is a rule file. */
export const PAIR_DIMENSIONS = ["status_host", "status_section"] as const;

/** One of them. Its values are "500 10.0.0.1", "500 /api". */
export type PairDimension = typeof PAIR_DIMENSIONS[number];

/** Statuses from here on are counted in pairs. */
export const FIRST_PAIRED = 400;

/** The text under which values that were not kept are summed (semantics.md, "Seconds and buckets"). */
export const OTHER = "(other)";

/** The section of a request that has none (semantics.md, "Records"). */
export const NO_SECTION = "(none)";
