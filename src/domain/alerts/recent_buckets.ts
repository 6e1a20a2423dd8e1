// Role: the last final buckets of a source, each as it was when it turned final, from which alerts are explained. They are
// part of the checkpoint, so that they are the same however a log is cut into runs. Late records do not change them.

import type { Analysis } from "../analysis.ts";
import { type BucketRows, longestOf, NO_PAIRS, type Pairs, type ValueRow } from "../buckets/rows.ts";
import { OTHER } from "../dimensions/dimension.ts";
import { byDimension, EXPLAINING } from "../dimensions/dimensions.ts";
import { PAIR_DIMENSIONS } from "../dimensions/pairs.ts";
import { failingRoutes, failuresOf } from "./failing_routes.ts";
import { MOST_EXPLAINED } from "./explanation.ts";
import { mostHits } from "../buckets/most_hits.ts";
import { rowCount } from "../buckets/value_columns.ts";
import { type ByteReader, ByteWriter } from "../packed_bytes.ts";
import { pairsFromJson, pairsJson } from "../buckets/error_pairs_json.ts";
import type { RuleSet } from "../rules/definition.ts";

/** Values kept per dimension of a bucket, whatever `--top` says. */
const MOST_VALUES = 100;

/** The longest window whose alerts are explained: of rules, and of objectives the short ones; 0 where there are none. */
export function longestExplained(rules: Pick<RuleSet, "rules" | "slos"> | null): number {
  if (rules === null) return 0;
  const short = rules.slos.flatMap(({ burn }) => burn.map((tier) => tier.short));
  return Math.max(0, ...short, ...rules.rules.map(({ window }) => window));
}

export class RecentBuckets {
  #rows: readonly BucketRows[];
  readonly #size: number;
  readonly #lateness: number;
  readonly #span: number;
  #open = -Infinity;
  /** Buckets before it were forgotten, or are not known to have been kept. */
  #since: number;
  /** While the first bucket that is not final is none after it, what was resumed explains alerts of rules that may have changed since. */
  readonly #resumed: number;
  readonly #firstResumed: number;

  /**
   * Resumes with `rows`, which are by start, where event time was `latest`, null before there is one. `longestWindow` is the longest
   * window that is explained, seconds; `since` is as it was when the rows were {@link needed}.
   */
  constructor(
    { bucketSize, lateness }: Pick<Analysis, "bucketSize" | "lateness">,
    longestWindow: number,
    rows: readonly BucketRows[],
    latest: number | null,
    since = -Infinity,
  ) {
    this.#rows = rows;
    this.#since = since;
    this.#size = bucketSize;
    this.#lateness = lateness;
    this.#resumed = latest === null ? -Infinity : this.#openAt(latest);
    this.#firstResumed = rows[0]?.start ?? Infinity;
    // A window of W seconds lies in so many buckets at most, and as many come before it.
    const places = Math.min(Math.ceil((longestWindow - 1) / bucketSize) + 1, MOST_EXPLAINED / 2);
    this.#span = (2 * places - 1) * bucketSize;
  }

  /** By start: those that explain an alert of the buckets that were added last, or of a later one. */
  get rows(): readonly BucketRows[] {
    return this.#rows;
  }

  /** Buckets before it explain no alert of a bucket that is not final; −Infinity while that is not known. */
  get oldest(): number {
    const own = this.#open - this.#span;
    return this.#open > this.#resumed ? own : Math.min(own, this.#firstResumed);
  }

  /** All final buckets from this epoch second on are known: where a window became longer, the buckets before it are not. */
  get since(): number {
    return this.#since;
  }

  /** {@link since} of those that are {@link needed}. */
  get neededSince(): number {
    return Math.max(this.#since, this.oldest);
  }

  /** By start: those that explain an alert of a bucket that is not final. */
  get needed(): readonly BucketRows[] {
    return this.#rows.filter(({ start }) => start >= this.oldest);
  }

  /**
   * Adds buckets that turned final when `latest` was the largest time so far, by start, all after those that are there.
   * Forgets what the alerts of the buckets before them needed: those are explained by now.
   */
  add(closed: readonly BucketRows[], latest: number | null): void {
    if (closed.length > 0) {
      this.#rows = [...this.needed, ...closed.map(shortened)];
      this.#since = this.neededSince;
    }
    // The first bucket that is not final: an alert of an earlier one is explained in the step in which it turned final.
    if (latest !== null) this.#open = this.#openAt(latest);
  }

  #openAt(latest: number): number {
    return Math.floor((latest - this.#lateness) / this.#size) * this.#size;
  }
}

/** The bucket itself, or one with fewer values. */
function shortened(bucket: BucketRows): BucketRows {
  const { values, pairs } = bucket;
  const longest = Math.max(longestOf(pairs), ...EXPLAINING.map(({ name }) => rowCount(values, name)));
  if (longest <= MOST_VALUES + 1) return bucket;
  return {
    ...bucket,
    values: byDimension(({ name }) => name === "route" ? failingRoutes(bucket) : most(values[name])),
    pairs: { status_host: most(pairs.status_host), status_section: most(pairs.status_section) },
  };
}

/** The rows of most hits, and the rest; all, where there is no more than one for the rest. */
function most(rows: readonly ValueRow[]): readonly ValueRow[] {
  if (rows.length <= MOST_VALUES + 1) return rows;
  const kept = mostHits(rows, MOST_VALUES), isKept = new Set(kept);
  const rest = { value: OTHER, hits: 0, bytes: 0, failures: 0 };
  for (const row of rows) {
    if (isKept.has(row)) continue;
    rest.hits += row.hits;
    rest.bytes = Math.min(rest.bytes + row.bytes, Number.MAX_SAFE_INTEGER);
    rest.failures += row.failures;
  }
  return [...kept, rest];
}

/** Appends buckets, each name once; pairs as text, and of routes their failures. */
export function packBuckets(out: ByteWriter, buckets: readonly BucketRows[]): void {
  const names = new Map<string, number>(), body = new ByteWriter();
  for (const bucket of buckets) {
    const { start, hits, bytes, failures, late, hosts, values, pairs } = bucket;
    for (const number of [start, hits, bytes, failures, late, hosts]) body.whole(number);
    for (const { name } of EXPLAINING) packRows(body, values[name], names);
    const longest = longestOf(pairs);
    body.whole(longest);
    if (longest > 0) { for (const dimension of PAIR_DIMENSIONS) body.text(pairsJson(pairs[dimension])); }
    const routes = failingRoutes(bucket);
    body.whole(routes.length);
    for (const route of routes) {
      body.whole(numberOf(route.value, names));
      body.whole(route.failures);
    }
  }
  out.whole(names.size);
  for (const name of names.keys()) out.text(name);
  out.whole(buckets.length);
  out.append(body.finish());
}

/** Without iterators: of all that a checkpoint holds, rows are by far the most. */
function packRows(out: ByteWriter, rows: readonly ValueRow[], names: Map<string, number>): void {
  out.whole(rows.length);
  for (let i = 0; i < rows.length; i++) {
    const { value, hits, bytes, failures } = rows[i];
    out.whole(numberOf(value, names));
    out.whole(hits);
    out.whole(bytes);
    out.whole(failures);
  }
}

function numberOf(value: string, names: Map<string, number>): number {
  let name = names.get(value);
  if (name === undefined) names.set(value, name = names.size);
  return name;
}

/** Takes out what {@link packBuckets} appended, or did when there were no routes, or pairs were rows like the others. */
export function unpackBuckets(from: ByteReader, hasRoutes = true, hasTexts = true): BucketRows[] {
  const names = Array.from({ length: from.whole() }, () => from.text());
  const rows = (): ValueRow[] =>
    Array.from({ length: from.whole() }, () => ({ value: names[from.whole()], ...countsOf(from) }));
  return Array.from({ length: from.whole() }, () => {
    const start = from.whole(), counts = countsOf(from), late = from.whole(), hosts = from.whole();
    const values = byDimension(({ explains }) => explains ? rows() : []);
    const pairs = hasTexts ? pairsOf(from) : { status_host: rows(), status_section: rows() };
    const route = hasRoutes
      ? Array.from({ length: from.whole() }, () => failuresOf(names[from.whole()], from.whole()))
      : [];
    return { start, ...counts, late, hosts, values: { ...values, route }, pairs };
  });
}

function pairsOf(from: ByteReader): Pairs {
  if (from.whole() === 0) return NO_PAIRS;
  return { status_host: pairsFromJson(from.text()), status_section: pairsFromJson(from.text()) };
}

function countsOf(from: ByteReader): Pick<ValueRow, "hits" | "bytes" | "failures"> {
  return { hits: from.whole(), bytes: from.whole(), failures: from.whole() };
}
