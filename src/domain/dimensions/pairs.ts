// Role: the pairs of dimensions by which errors are counted, for the causes of alerts.

/**
 * Pairs of a status ≥ 400 with the host or the section of its requests: "500 10.0.0.1", "500 /api". They are counted only
 * with a rule file.
 */
export const PAIR_DIMENSIONS = ["status_host", "status_section"] as const;

export type PairDimension = typeof PAIR_DIMENSIONS[number];

/** What a pair's name is of. */
export const PAIRED: Readonly<Record<PairDimension, "section" | "host">> = {
  status_host: "host",
  status_section: "section",
};

/** Statuses from here on are counted in pairs. */
export const FIRST_PAIRED = 400;
