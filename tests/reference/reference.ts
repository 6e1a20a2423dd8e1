// Role: the reference: what a replay of some inputs must leave in the store, record by record, slowly and plainly.
// It follows the semantics line by line (each line is quoted where it is done) and shares no code with the engine but
// `textOf`, which has its own tests. The law tests compare the engine with it.

import { textOf } from "../../src/domain/text.ts";
import { evaluateAlerts } from "./alerts.ts";
import type {
  Counted,
  Expected,
  ExpectedBucket,
  ExpectedSecond,
  ExpectedValue,
  Options,
} from "./expected.ts";
import { type Accepted, MOST_BYTES, readRecords } from "./records.ts";

const DIMENSIONS = ["section", "host", "status"] as const;
type Dimension = typeof DIMENSIONS[number];

/** A bucket while it is being counted. */
interface Bucket extends ExpectedBucket {
  readonly onTimeHosts: Set<string>;
  readonly values: Record<Dimension, Map<string, Counted>>;
  /** The sum of what was not kept; only once the bucket is final. */
  readonly others: Record<Dimension, Counted>;
}

/** What the store must hold after all of these inputs have been replayed as one source. */
export function reference(inputs: readonly Uint8Array[], options: Options): Expected {
  const { bucketSize, lateness, top, now, complete } = options;
  const expected: Expected = {
    read: 0,
    accepted: 0,
    rejected: 0,
    late: 0,
    firstTime: null,
    lastTime: null,
    reasons: {},
    rejects: [],
    seconds: [],
    buckets: [],
    sections: [],
    hosts: [],
    statuses: [],
    alerts: [],
  };
  const seconds = new Map<number, ExpectedSecond>();
  const buckets = new Map<number, Bucket>();
  const onTime = new Map<number, number>();
  let first: number | null = null;
  // "Let M be the largest event time among the source's accepted records before this one."
  let largest = -Infinity;

  for (const { input, lines } of inOrder(inputs, now, complete)) {
    for (const { line, offset, bytes, result } of lines) {
      expected.read++;
      if (typeof result === "string") {
        // "Everything else is **rejected**, with one reason …, its line number, byte offset and the first 200 bytes"
        expected.rejected++;
        expected.reasons[result] = (expected.reasons[result] ?? 0) + 1;
        expected.rejects.push({ input, line, offset, reason: result, sample: text(bytes.slice(0, 200)) });
      } else {
        accept(result);
      }
    }
  }

  function accept(record: Accepted): void {
    expected.accepted++;
    first ??= record.time;
    // "The record is **late** when its time < M − D."
    const late = record.time < largest - lateness;
    if (late) expected.late++;

    // "Per source and second: hits, bytes, failures, late hits."
    let second = seconds.get(record.time);
    if (!second) {
      second = { time: record.time, ...nothing(), late: 0 };
      seconds.set(record.time, second);
    }
    count(second, record);
    if (late) second.late++;
    if (!late) onTime.set(record.time, (onTime.get(record.time) ?? 0) + 1);

    // "A late record is never dropped: it amends its bucket. Buckets without hits have no row."
    const start = record.time - record.time % bucketSize;
    let bucket = buckets.get(start);
    if (!bucket) {
      bucket = newBucket(start, bucketSize);
      // A late record may be the first one of a bucket that is final already.
      if (isFinal(bucket)) bucket.state = "final";
      buckets.set(start, bucket);
    }
    count(bucket, record);
    if (late) bucket.late++;
    // "Distinct hosts are counted among the on-time records."
    if (!late) bucket.onTimeHosts.add(record.host);
    for (const dimension of DIMENSIONS) {
      count(rowOf(bucket, dimension, record[dimension]), record);
    }

    largest = Math.max(largest, record.time);
    for (const candidate of buckets.values()) {
      if (candidate.state === "open" && isFinal(candidate)) close(candidate);
    }
  }

  // "a bucket [b, b+B) is final once b + B ≤ M − D"
  function isFinal(bucket: Bucket): boolean {
    return bucket.start + bucketSize <= largest - lateness;
  }

  function rowOf(bucket: Bucket, dimension: Dimension, value: string): Counted {
    const values = bucket.values[dimension];
    const kept = values.get(value);
    if (kept) return kept;
    // "where there is none it makes one while the bucket keeps fewer than K, else it adds to `(other)`"
    // "`status` is never cut."
    if (bucket.state === "open" || dimension === "status" || values.size < top) {
      const row = nothing();
      values.set(value, row);
      return row;
    }
    return bucket.others[dimension];
  }

  function close(bucket: Bucket): void {
    bucket.state = "final";
    for (const dimension of ["section", "host"] as const) {
      // "Each bucket keeps, per dimension, the K values with most hits (…; ties by value, bytewise) when it turns
      // final; the rest is summed into `(other)`."
      const ranked = [...bucket.values[dimension]].sort(([a, one], [b, two]) =>
        two.hits - one.hits || (a < b ? -1 : 1)
      );
      for (const [value, row] of ranked.slice(top)) {
        add(bucket.others[dimension], row);
        bucket.values[dimension].delete(value);
      }
    }
  }

  expected.rejects.sort((a, b) => a.input - b.input || a.line - b.line);
  if (first !== null) {
    expected.firstTime = first;
    expected.lastTime = largest;
    expected.alerts = evaluateAlerts(onTime, first, largest, options);
  }
  expected.seconds = [...seconds.values()].sort((a, b) => a.time - b.time);
  for (const bucket of [...buckets.values()].sort((a, b) => a.start - b.start)) {
    const { onTimeHosts, values, others, ...row } = bucket;
    // "Every other accepted record is a success."
    expected.buckets.push({ ...row, successes: row.hits - row.failures, hosts: onTimeHosts.size });
    expected.sections.push(...valueRows(row.start, values.section, others.section));
    expected.hosts.push(...valueRows(row.start, values.host, others.host));
    expected.statuses.push(...valueRows(row.start, values.status, others.status));
  }
  return expected;
}

/** The order in which the inputs are taken, as places in the list that was given. */
export function orderOf(inputs: readonly Uint8Array[], now: number, complete: boolean): number[] {
  return inOrder(inputs, now, complete).map(({ input }) => input);
}

/** "several files are one source, taken in the order of their first records' times" */
function inOrder(inputs: readonly Uint8Array[], now: number, complete: boolean) {
  const read = inputs.map((bytes, input) => {
    const lines = readRecords(bytes, now, complete);
    const record = lines.map((line) => line.result).find((result) => typeof result !== "string");
    return { input, lines, first: record?.time };
  });
  const timed = read.filter((file) => file.first !== undefined).sort((a, b) => a.first! - b.first!);
  // A file without records changes nothing but the reject counts, wherever it stands.
  return [...timed, ...read.filter((file) => file.first === undefined)];
}

function newBucket(start: number, size: number): Bucket {
  return {
    start,
    size,
    ...nothing(),
    successes: 0,
    late: 0,
    hosts: 0,
    state: "open",
    onTimeHosts: new Set(),
    values: { section: new Map(), host: new Map(), status: new Map() },
    others: { section: nothing(), host: nothing(), status: nothing() },
  };
}

function nothing(): Counted {
  return { hits: 0, bytes: 0, failures: 0 };
}

function count(row: Counted, record: Accepted): void {
  // "**failure**: status ≥ 500."
  add(row, { hits: 1, bytes: record.bytes, failures: Number(record.status) >= 500 ? 1 : 0 });
}

function add(row: Counted, more: Counted): void {
  row.hits += more.hits;
  row.bytes = Math.min(MOST_BYTES, row.bytes + more.bytes);
  row.failures += more.failures;
}

function valueRows(start: number, values: Map<string, Counted>, other: Counted): ExpectedValue[] {
  const rows = [...values].map(([value, row]) => ({ start, value: text(value), ...row }));
  if (other.hits > 0) rows.push({ start, value: "(other)", ...other });
  return rows.sort((a, b) => a.value < b.value ? -1 : a.value > b.value ? 1 : 0);
}

function text(latin1: string): string {
  return textOf(Uint8Array.from(latin1, (character) => character.charCodeAt(0)));
}
