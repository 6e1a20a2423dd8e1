// Role: reads a log from its first line to its last one, and counts nothing but what its format makes of it.

import { dateLimits } from "../../domain/counting/date_limits.ts";
import { ABSENT, type LogRecord, TEXT_ROLES } from "../../domain/record.ts";
import type { RejectReason } from "../../domain/reject.ts";
import { textOf } from "../../domain/text.ts";
import type { Beginning, RecordSink } from "../../formats/format.ts";
import type { Host } from "../../host/host.ts";
import { isInflateError } from "../../inputs/bytes/compressed_file.ts";
import { slicesOf } from "../../inputs/bytes/slice.ts";
import type { Input } from "../../inputs/input.ts";
import { begunBy } from "../../inputs/try_format.ts";
import { preambleOf } from "../../inputs/preamble.ts";

/** Bytes that are read at once. */
const SLICE = 1 << 20;

/** Bytes that are shown of a rejected line. */
const SHOWN = 100;

/** What a record may have beside a time, a status and a number of bytes. */
export const FIELDS = [...TEXT_ROLES, "duration", "upstreamDuration"] as const;

export type Field = (typeof FIELDS)[number];

/** Lines that were rejected for the same reason. */
export interface RejectedLines {
  readonly reason: RejectReason;
  count: number;
  /** Number of the first one, from 1, the header included. */
  readonly line: number;
  /** Its first bytes as printable text. */
  readonly sample: string;
  /** What is wrong with it, where more can be said than the reason; null where it cannot. */
  readonly why: string | null;
}

/** The first record, as it was read. */
export interface FirstRecord extends Pick<LogRecord, "time" | "status" | "size"> {
  readonly fields: ReadonlyMap<Field, string>;
}

/** What a log holds. */
export interface Examined {
  readonly accepted: number;
  readonly rejected: readonly RejectedLines[];
  /** The smallest and the largest time, epoch seconds; null without a record. */
  readonly times: { readonly first: number; readonly last: number } | null;
  readonly first: FirstRecord | null;
  /** How many records have each field; those that none has are not there. */
  readonly having: ReadonlyMap<Field, number>;
  /** Whether any of them has bytes: a log that does not tell them is read as one of empty answers. */
  readonly hasBytes: boolean;
  /** Whether an archive is damaged, so that what follows in it was not read. */
  readonly isDamaged: boolean;
}

/** Reads all of an input that has a reader. Ends early once the stop signal is aborted. */
export async function examine(input: Input, newest: number, host: Host): Promise<Examined> {
  const { file, start, reader, finished } = input, lookout = new Lookout(begunBy(input)?.explain);
  if (file.size !== null) file.seek(start.offset);
  let lines = start.lines, isDamaged = false;
  for (const { reason, start: from, end, line } of preambleOf(input)) {
    lookout.reject(reason, input.header, from, end, line);
  }
  try {
    for await (const { bytes, unfinished } of slicesOf(file, start.offset, SLICE, host.stopSignal())) {
      // It is still being written.
      if (unfinished && !finished) break;
      lookout.lines = lines;
      lines += reader!.read(bytes, 0, bytes.length, dateLimits(newest), lookout);
    }
    lookout.lines = lines;
    reader!.finish?.(dateLimits(newest), lookout);
  } catch (error) {
    if (!isInflateError(error)) throw error;
    isDamaged = true;
  }
  const { accepted, rejected, first, last, smallest, having } = lookout;
  const found = FIELDS.flatMap((field, at) => having[at] > 0 ? [[field, having[at]] as const] : []);
  return {
    accepted,
    rejected: [...rejected.values()].sort((a, b) => b.count - a.count),
    times: accepted === 0 ? null : { first: smallest, last },
    first,
    having: new Map(found),
    hasBytes: lookout.hasBytes,
    isDamaged,
  };
}

class Lookout implements RecordSink {
  readonly #explain: Beginning["explain"];
  /** Lines before the piece that is read. */
  lines = 0;
  accepted = 0;
  smallest = Infinity;
  last = -Infinity;
  first: FirstRecord | null = null;
  hasBytes = false;
  readonly having: number[] = FIELDS.map(() => 0);
  readonly rejected = new Map<RejectReason, RejectedLines>();

  constructor(explain: Beginning["explain"]) {
    this.#explain = explain;
  }

  accept(record: LogRecord): void {
    const { having } = this, texts = TEXT_ROLES.length;
    this.accepted++;
    if (record.size > 0) this.hasBytes = true;
    this.smallest = Math.min(this.smallest, record.time);
    this.last = Math.max(this.last, record.time);
    for (let role = 0; role < texts; role++) if (record.has(role)) having[role]++;
    if (record.duration !== ABSENT) having[texts]++;
    if (record.upstreamDuration !== ABSENT) having[texts + 1]++;
    this.first ??= firstRecord(record);
  }

  reject(reason: RejectReason, bytes: Uint8Array, start: number, end: number, line: number): void {
    const known = this.rejected.get(reason);
    if (known !== undefined) {
      known.count++;
      return;
    }
    const sample = textOf(bytes.subarray(start, Math.min(end, start + SHOWN))) +
      (end - start > SHOWN ? "…" : "");
    const why = this.#explain?.(bytes.subarray(start, end)) ?? null;
    this.rejected.set(reason, { reason, count: 1, line: this.lines + line + 1, sample, why });
  }
}

function firstRecord(record: LogRecord): FirstRecord {
  const { time, status, size, bytes, starts, ends, duration, upstreamDuration } = record;
  const fields = new Map<Field, string>();
  for (const [role, name] of TEXT_ROLES.entries()) {
    if (record.has(role)) fields.set(name, textOf(bytes.subarray(starts[role], ends[role])));
  }
  if (duration !== ABSENT) fields.set("duration", secondsText(duration));
  if (upstreamDuration !== ABSENT) fields.set("upstreamDuration", secondsText(upstreamDuration));
  return { time, status, size, fields };
}

function secondsText(microseconds: number): string {
  return `${microseconds / 1e6} s`;
}
