// Role: what is told of a final bucket, which is less than what is stored of it. Gathered by
// `src/pipeline/pending_change.ts` until it is durable, shown by `src/commands/bucket_line.ts` and `announce_json.ts`.

import type { BucketRows, ValueRow } from "./bucket_rows.ts";
import type { Dimension } from "./dimension.ts";
import { mostHits } from "./most_hits.ts";

/** How many values of a dimension are told. */
const TOLD = 3;

/** A bucket with the first values of each dimension. */
export interface BucketHead extends Omit<BucketRows, "values" | "pairs"> {
  /** At most three of each dimension: most hits first, ties by value bytewise, `(other)` last. */
  readonly values: Readonly<Record<Dimension, readonly ValueRow[]>>;
}

/**
 * The head of a bucket, which keeps nothing of the rest.
 *
 * @example
 * ```ts
 * import { headOf } from "./bucket_head.ts";
 * import { NO_PAIRS } from "./bucket_rows.ts";
 * import assert from "node:assert/strict";
 *
 * const host = Array.from({ length: 100 }, (_, i) => ({ value: `h${i}`, hits: i, bytes: 0, failures: 0 }));
 * const values = { section: [], host, status: [] };
 * const sum = { start: 0, hits: 4950, bytes: 0, failures: 0, late: 0, hosts: 100 };
 * const head = headOf({ ...sum, values, pairs: NO_PAIRS });
 * assert.deepEqual(head.values.host.map(({ value }) => value), ["h99", "h98", "h97"]);
 * assert.equal(head.hits, 4950);
 * ```
 */
export function headOf({ start, hits, bytes, failures, late, hosts, values }: BucketRows): BucketHead {
  const first = (dimension: Dimension): ValueRow[] => mostHits(values[dimension], TOLD);
  const told = { section: first("section"), host: first("host"), status: first("status") };
  return { start, hits, bytes, failures, late, hosts, values: told };
}
