// Role: rows along the time whose spans are no whole hours, of all records: a year has hundreds of thousands. Many steps come as one text.
// Where a step has few buckets, these come as they are and are added up here: SQLite would look each step up, or sort them.

import type { Answer, SqlValue } from "../../stores/store.ts";
import { DAY } from "../../domain/counting/hours.ts";
import { allRows, stepsIn } from "./hours.ts";
import type { Question, ReportArguments } from "../report.ts";
import { FITS_SPAN, type Grain } from "./rollups.ts";
import { ALMOST_ALL, also, whereOf } from "./sql.ts";

/** The spans of rows. */
type EvenSpan = NonNullable<Grain["span"]>;

/** So many steps come together, in a block of at most a day. */
const STEPS = 60;

/** Up to so many buckets of a step come as they are; of more, adding them up in SQL takes less time. */
const FEW_BUCKETS = 12;

/** Seconds of the shortest buckets of which a step has few enough. */
export function leastBucket(span: number): number {
  return span / FEW_BUCKETS;
}

/** Seconds of a block. */
function blockSize(span: number): number {
  return span * Math.max(1, Math.min(STEPS, Math.floor(DAY / span)));
}

/**
 * The question whose answer {@link stepBlocks} reads. Spans are those of buckets and of rollups, at most a day. A part of the whole range may
 * be asked for: a rollup belongs to the part in which it begins.
 */
export function shortSteps(
  given: ReportArguments,
  { span, shift }: EvenSpan,
  whole: ReportArguments = given,
): Question {
  const { spans, parameters } = allRows(given, span), size = blockSize(span);
  const rolled = whereOf({
    "source = :source": given.source,
    "start >= :since": given.since,
    "start < :until": given.until,
    "start + size <= :end": whole.until,
  });
  const blockOf = (start: string): string => `${start} - (${start} + ${shift}) % ${size}`;
  const lists = (...all: readonly string[]): string =>
    all.map((list) => `'[' || (${list}) || ']'`).join(" || ',' || ");
  const each = (columns: string, from: string, until: string): string =>
    `SELECT ${columns} FROM keyed_buckets AS b WHERE b.source_id = p.source_id AND b.start >= ${from} AND b.start < ${until}`;
  const buckets = lists(
    `group_concat((b.start - block) / ${span})`,
    "group_concat(hits)",
    "group_concat(failures)",
  );
  const stepOf = (k: string): string => `block + ${k} * ${span}`;
  const sum = each(
    "sum(hits) || ',' || sum(failures)",
    `max(p.start, ${stepOf("k")})`,
    `min(p.until, ${stepOf("(k + 1)")})`,
  );
  const numbers = JSON.stringify(Array.from({ length: size / span }, (_, k) => k));
  const sql = `WITH ${spans.join(", ")},
    numbers AS MATERIALIZED (SELECT value AS k FROM json_each('${numbers}')),
    blocks AS MATERIALIZED (SELECT source_id, p.start, p.until, ${blockOf("p.start")} AS block,
        s.bucket_size >= ${leastBucket(span)} AS has_few
      FROM ${
    stepsIn("buckets", "all_spans", size, shift)
  } AS p JOIN keyed_sources USING (source) JOIN sources AS s ON s.name = p.source)
    SELECT block, lists, sums FROM (
      SELECT block, iif(has_few, (${each(buckets, "p.start", "p.until")}), NULL) AS lists,
        iif(has_few, NULL, (SELECT group_concat(coalesce((${sum}), '0,0')) FROM numbers)) AS sums FROM blocks AS p
      UNION ALL SELECT ${blockOf("start")}, ${
    lists(`(start + ${shift}) % ${size} / ${span}`, "hits", "failures")
  }, NULL
        FROM rollups ${also(rolled.where, FITS_SPAN)}
    ) ORDER BY block`;
  return { sql, parameters: { ...rolled.parameters, ...parameters, span, shift } };
}

/** The steps of a block. */
export interface StepBlock {
  /** Its first second. */
  readonly start: number;
  /** Of each step; the place of a step without hits may be empty. */
  readonly hits: readonly number[];
  readonly failures: readonly number[];
}

/** The blocks of an answer, oldest first. Buckets of several sources, and rollups, may lie in the same: they are added up. */
export function stepBlocks({ rows }: Answer): readonly StepBlock[] {
  const blocks: { start: number; hits: number[]; failures: number[] }[] = [];
  for (const [start, lists, sums] of rows) {
    if (blocks.at(-1)?.start !== start) blocks.push({ start: Number(start), hits: [], failures: [] });
    const { hits, failures } = blocks.at(-1)!;
    const add = (place: number, all: number, failed: number): void => {
      hits[place] = (hits[place] ?? 0) + all;
      failures[place] = (failures[place] ?? 0) + failed;
    };
    // Nothing reads so many numbers faster.
    if (sums !== null) {
      const pairs: number[] = JSON.parse(`[${sums}]`);
      for (let at = 0; at < pairs.length; at += 2) add(at / 2, pairs[at], pairs[at + 1]);
      continue;
    }
    const [places, ofHits, ofFailures]: number[][] = JSON.parse(`[${lists}]`);
    for (let at = 0; at < places.length;) {
      const place = places[at];
      let all = 0, failed = 0;
      do {
        all += ofHits[at];
        failed += ofFailures[at++];
      } while (places[at] === place);
      add(place, all, failed);
    }
  }
  return blocks;
}

/**
 * The rows of `start_iso`, `hits`, `failures` and `availability`, oldest first, at most so many of the newest, one by one: half a million of
 * them would take more time to keep than to make. With `isSample` some whose numbers others have, too, may be left out.
 */
export function* stepRows(
  blocks: readonly StepBlock[],
  { span }: EvenSpan,
  limit: number | null,
  isSample = false,
): Iterable<readonly SqlValue[]> {
  const seen = new Set<number>();
  let left = limit === null
    ? 0
    : blocks.reduce((sum, { hits }) => sum + hits.filter((some) => some > 0).length, -limit);
  for (const { start, hits, failures } of blocks) {
    for (let place = 0; place < hits.length; place++) {
      const all = hits[place], failed = failures[place];
      if (all > 0 && left-- <= 0) {
        if (isSample && all < FEW) {
          if (seen.has(all * FEW + failed)) continue;
          seen.add(all * FEW + failed);
        }
        yield [isoText(start + place * span), all, failed, availabilityOf(all, failed)];
      }
    }
  }
}

/** Shares of steps of few hits, which many have: to round one takes long. */
const KNOWN = new Map<number, number>(), FEW = 1024;

/** Like `AVAILABILITY` of `sql.ts`. */
function availabilityOf(hits: number, failures: number): number {
  if (failures === 0) return 1;
  const key = hits * FEW + failures;
  let rounded = hits < FEW ? KNOWN.get(key) : undefined;
  if (rounded === undefined) {
    rounded = Math.min(Number(((hits - failures) / hits).toFixed(6)), ALMOST_ALL);
    if (hits < FEW) KNOWN.set(key, rounded);
  }
  return rounded;
}

let ofDay = -1, date = "";
/** The text of each second of a day that was needed. */
const TIMES: string[] = [];

/** Like `isoOf` of `sql.ts`. A date is made once for the rows of its day. */
function isoText(time: number): string {
  const second = time % DAY;
  if (time - second !== ofDay) {
    ofDay = time - second;
    date = new Date(ofDay * 1000).toISOString().slice(0, 11);
  }
  return date + (TIMES[second] ??= `${new Date(second * 1000).toISOString().slice(11, 19)}Z`);
}
