// Role: the reference: what a replay of some inputs must leave in the store, record by record, slowly and plainly.
// It follows the semantics line by line (each line is quoted where it is done) and shares no code with the engine but
// `textOf` and `samplerOf`, which have their own tests. The law tests compare the engine with it.

import { evaluateAlerts } from "./alerts.ts";
import type {
  Counted,
  Expected,
  ExpectedBucket,
  ExpectedReject,
  ExpectedSecond,
  Options,
} from "./expected.ts";
import { beginningOf, Clock, type JumpOptions } from "./clock.ts";
import { samplerOf } from "../../src/domain/screening/sample.ts";
import { bytesOfLatin1 as bytesOf } from "../../src/domain/screening/latin1.ts";
import { type Accepted, LEFT_OUT, type Line, readRecords } from "./records.ts";
import { isExcluded, storedHost } from "./screening.ts";
import { add, count, nothing, valueRows } from "./counts.ts";
import { ReferenceHours } from "./hours.ts";
import { nextOf, type ReadLog, watermarkOf } from "./watermark.ts";

const DIMENSIONS = ["section", "host", "status"] as const;
type Dimension = typeof DIMENSIONS[number];

/** A bucket while it is being counted. */
interface Bucket extends ExpectedBucket {
  readonly onTimeHosts: Set<string>;
  readonly values: Record<Dimension, Map<string, Counted>>;
  /** The sum of what was not kept; only once the bucket is final. */
  readonly others: Record<Dimension, Counted>;
  /** Late records that amend once it is final. */
  readonly held: Accepted[];
}

/** "of each episode the first 10 lines are kept" */
const KEPT_OUTLIERS = 10;
/** In place of a reason, of a record that a filter excludes. */
const EXCLUDED = "excluded";
/** "I is `--idle-log`, 10 min." */
const IDLE_LOG = 600;

/** One log while it is read. */
interface Log extends ReadLog {
  readonly files: readonly number[];
  readonly clock: Clock<ExpectedReject>;
  begins: number | null;
  /** What this run has not read. */
  lines: Iterator<PlacedLine, undefined>;
}

/** A line and the input that it is in. */
interface PlacedLine extends Line {
  readonly input: number;
}

/** A source, as inputs and the logs of which they are files. */
export interface Source {
  readonly inputs: readonly Uint8Array[];
  /** Places in the list of inputs. Each input is a file of one log, the generations of which are in order. */
  readonly logs: readonly (readonly number[])[];
  /** For each run but the last: how many bytes of every input are there. Absent: one run. */
  readonly runs?: readonly (readonly number[])[];
}

/** What the store must hold after all of these inputs have been replayed as one log of one source. */
export function reference(inputs: readonly Uint8Array[], options: Options): Expected {
  return referenceOf({ inputs, logs: [orderOf(inputs, options)] }, options).expected;
}

/** What the store must hold after a source has been replayed, and up to where its seconds are decided. */
export function referenceOf(
  { inputs, logs, runs = [] }: Source,
  options: Options,
): { readonly expected: Expected; readonly watermark: number | null } {
  const { bucketSize, lateness, top, idleLog = IDLE_LOG, screening = {} } = options;
  const sampleOf = samplerOf({
    anonymize: screening.anonymize ?? null,
    keepQuery: screening.keepQuery ?? false,
  });
  const expected: Expected = {
    read: 0,
    accepted: 0,
    rejected: 0,
    leftOut: 0,
    excluded: 0,
    late: 0,
    outliers: 0,
    firstTime: null,
    lastTime: null,
    reasons: {},
    rejects: [],
    seconds: [],
    buckets: [],
    sections: [],
    hosts: [],
    statuses: [],
    hourlySections: [],
    hourlyHosts: [],
    hourlyMethods: [],
    alerts: [],
  };
  const seconds = new Map<number, ExpectedSecond>();
  const buckets = new Map<number, Bucket>();
  const onTime = new Map<number, number>();
  const readLogs: Log[] = logs.map((files) => ({
    files,
    clock: new Clock(jumps(options)),
    begins: null,
    isUnread: false,
    lines: [].values(),
  }));
  const read = new Set<string>();
  let first: number | null = null;
  // The largest there has been: what is final stays final.
  let watermark = -Infinity;
  const hours = new ReferenceHours(bucketSize);

  runs.forEach((lengths) => run(inputs.map((bytes, input) => bytes.subarray(0, lengths[input])), false));
  run(inputs, options.complete);

  function run(inputs: readonly Uint8Array[], complete: boolean): void {
    const isDecided = readLogs.some(({ clock }) => clock.M !== null);
    const begun: number[] = [];
    for (const log of readLogs) {
      const lines = log.files.flatMap((input) =>
        readRecords(inputs[input], options.now, complete, options)
          .map((line) => ({ ...line, input, result: screenedResult(line.result) }))
      );
      // "as if the log had no such records"
      log.begins = beginningOf(lines, jumps(options));
      if (log.begins !== null) begun.push(log.begins);
      log.lines = lines.filter(({ input, line }) => !read.has(`${input}:${line}`)).values();
      log.isUnread = true;
    }
    // "T0 … of several logs, that of the log that is read first": where it begins.
    if (!isDecided && begun.length > 0) first = Math.min(...begun);
    for (let log = nextOf(readLogs); log !== null; log = nextOf(readLogs)) {
      const { done, value } = log.lines.next();
      if (done) {
        log.isUnread = false;
        settle();
      } else take(value, log.clock);
    }
  }

  function take({ input, line, offset, bytes, result }: PlacedLine, clock: Clock<ExpectedReject>): void {
    const place = { input, line, offset, sample: sampleOf(bytesOf(bytes), 0, bytes.length) };
    read.add(`${input}:${line}`);
    expected.read++;
    if (result === LEFT_OUT) {
      expected.leftOut++;
    } else if (result === EXCLUDED) {
      expected.excluded++;
    } else if (typeof result !== "string") {
      accept(result, clock, { ...place, reason: "time jump" });
    } else {
      // "Everything else is **rejected**, with one reason …, its line number, byte offset and the first 200 bytes"
      expected.rejected++;
      expected.reasons[result] = (expected.reasons[result] ?? 0) + 1;
      expected.rejects.push({ ...place, reason: result });
    }
  }

  // "An excluded record counts as none of the log"; "before anything is stored".
  function screenedResult(result: Line["result"]): Line["result"] {
    if (typeof result === "string") return result;
    return isExcluded(result, screening) ? EXCLUDED : { ...result, host: storedHost(result.host, screening) };
  }

  function accept(record: Accepted, clock: Clock<ExpectedReject>, place: ExpectedReject): void {
    expected.accepted++;
    // "a record is late when its time < M of its own log − D"; "A record that comes with a time below the watermark of the
    // source, though not late in its log, amends as a late record does, and counts as late."
    const late = clock.isLate(record.time) || record.time < watermark;
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
    hours.add(start, record, watermark);
    if (late) bucket.late++;
    // "Distinct hosts are counted among the on-time records."
    if (!late) bucket.onTimeHosts.add(record.host);
    // "A late record whose bucket is final by its own log's M amends it once it is final for the source."
    const isHeld = late && bucket.state === "open" && clock.M !== null &&
      start + bucketSize <= clock.M - lateness;
    if (isHeld) bucket.held.push(record);
    else addValues(bucket, record);

    // "Outliers are counted for the run and the source, the first lines of each episode are kept like rejects"
    const outliers = clock.observe(record.time, place);
    expected.outliers += outliers.length;
    expected.rejects.push(...outliers.slice(0, KEPT_OUTLIERS));
    settle();
  }

  function addValues(bucket: Bucket, record: Accepted): void {
    for (const dimension of DIMENSIONS) count(rowOf(bucket, dimension, record[dimension]), record);
  }

  function settle(): void {
    watermark = Math.max(
      watermark,
      watermarkOf(readLogs, lateness, idleLog) ?? -Infinity,
    );
    for (const candidate of buckets.values()) {
      if (candidate.state === "open" && isFinal(candidate)) close(candidate);
    }
    hours.close(watermark);
  }

  // "a bucket [b, b+B) is final once b + B ≤ M − D"; "A second s is final once s < watermark; buckets likewise"
  function isFinal(bucket: Bucket): boolean {
    return bucket.start + bucketSize <= watermark;
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
    for (const record of bucket.held.splice(0)) addValues(bucket, record);
  }

  expected.rejects.sort((a, b) => a.input - b.input || a.line - b.line);
  if (first !== null) {
    expected.firstTime = first;
    // "What is provisional at the end of a run is evaluated up to max(M, L)."
    const times = readLogs.flatMap(({ clock: { M, L } }) => [M ?? -Infinity, L ?? -Infinity]);
    const last = expected.lastTime = Math.max(...times);
    expected.alerts = evaluateAlerts(onTime, first, last, watermark, options);
  }
  expected.seconds = [...seconds.values()].sort((a, b) => a.time - b.time);
  for (const bucket of [...buckets.values()].sort((a, b) => a.start - b.start)) {
    // What is open holds all that there is.
    for (const record of bucket.held.splice(0)) addValues(bucket, record);
    const { onTimeHosts, values, others, held: _, ...row } = bucket;
    // "Every other accepted record is a success."
    expected.buckets.push({ ...row, successes: row.hits - row.failures, hosts: onTimeHosts.size });
    expected.sections.push(...valueRows(row.start, values.section, others.section));
    expected.hosts.push(...valueRows(row.start, values.host, others.host));
    expected.statuses.push(...valueRows(row.start, values.status, others.status));
  }
  Object.assign(expected, hours.rows());
  return { expected, watermark: watermark === -Infinity ? null : watermark };
}

/** The order in which the inputs of one log are taken, as places in the list that was given. */
export function orderOf(
  inputs: readonly Uint8Array[],
  options: Pick<Options, "now" | "complete" | "lateness" | "maxJump">,
): number[] {
  return inOrder(inputs.map((bytes, input) => ({ input, bytes })), options).map(({ input }) => input);
}

/** Generations in the order of the times at which they begin. */
function inOrder(
  files: readonly { readonly input: number; readonly bytes: Uint8Array }[],
  options: Pick<Options, "now" | "complete" | "lateness" | "maxJump" | "since" | "until">,
): { readonly input: number; readonly lines: readonly Line[] }[] {
  const read = files.map(({ input, bytes }) => {
    // Where a file begins is a matter of the whole log, whatever is left out of it.
    const all = readRecords(bytes, options.now, options.complete);
    const lines = readRecords(bytes, options.now, options.complete, options);
    return { input, lines, begins: beginningOf(all, jumps(options)) };
  });
  const timed = read.filter((file) => file.begins !== null).sort((a, b) => a.begins! - b.begins!);
  // A file without records changes nothing but the reject counts, wherever it stands.
  return [...timed, ...read.filter((file) => file.begins === null)];
}

function jumps({ lateness, maxJump = Infinity }: Pick<Options, "lateness" | "maxJump">): JumpOptions {
  return { lateness, maxJump };
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
    held: [],
  };
}
