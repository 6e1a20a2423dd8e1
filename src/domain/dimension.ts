// Role: the dimensions by which the hits of a bucket are counted.

/** In the order of the reports and of the store, where index + 1 is the stored number. */
export const DIMENSIONS = ["section", "host", "status"] as const;

export type Dimension = typeof DIMENSIONS[number];

/**
 * Pairs of a status ≥ 400 with the host or the section of its requests: "500 10.0.0.1", "500 /api". They are counted only
 * with a rule file.
 */
export const PAIR_DIMENSIONS = ["status_host", "status_section"] as const;

export type PairDimension = typeof PAIR_DIMENSIONS[number];

/** Statuses from here on are counted in pairs. */
export const FIRST_PAIRED = 400;

/** The name that stands for all values below the top N of a bucket (semantics.md, "Seconds and buckets"). */
export const OTHER = "(other)";

/** The section of a request that has none (semantics.md, "Records"). */
export const NO_SECTION = "(none)";
