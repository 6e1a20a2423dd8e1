// Role: what becomes of the lines of a log by a family of formats, as texts that tests compare.

import { textIn } from "../record_of.ts";
import { dateLimits } from "../../src/domain/counting/date_limits.ts";
import { ABSENT, type LogRecord, TEXT_ROLES } from "../../src/domain/record.ts";
import type {
  Beginning,
  LineReader,
  LogFormat,
  Misfit,
  ReadOptions,
  RecordSink,
} from "../../src/formats/format.ts";

/** No later date is read. */
export const NEWEST = 4e9;

/** The fields of a record that are there, by role. */
export type Fields = Readonly<Record<string, string | number>>;

/** What a line begins, without options unless some are given. */
export function begin(
  format: LogFormat,
  line: string | Uint8Array,
  options: ReadOptions = { zone: null },
): Beginning | Misfit {
  return format.begin(typeof line === "string" ? new TextEncoder().encode(line) : line, options);
}

/** The reader that a line begins; it must be one of the format. */
export function readerOf(format: LogFormat, line: string, options?: ReadOptions): LineReader {
  const beginning = begin(format, line, options);
  if ("failed" in beginning) throw new Error(`${format.name}: ${line}: ${beginning.failed}`);
  return beginning.reader;
}

/** The roles of a record that are there. The size is left out where it is 0. */
export function fieldsOf(record: LogRecord): Fields {
  const fields: Record<string, string | number> = { time: record.time, status: record.status };
  if (record.size !== 0) fields.size = record.size;
  if (record.duration !== ABSENT) fields.duration = record.duration;
  if (record.upstreamDuration !== ABSENT) fields.upstreamDuration = record.upstreamDuration;
  for (const role of TEXT_ROLES) {
    const text = textIn(record, role);
    if (text !== null) fields[role] = text;
  }
  return fields;
}

/** The records that a reader makes of a log, or the rest of one, whose lines all end, and the reasons for which it rejects others. */
export function outcomesOf(reader: LineReader, lines: string | Uint8Array): (Fields | string)[] {
  const bytes = typeof lines === "string" ? new TextEncoder().encode(lines) : lines;
  const seen: (Fields | string)[] = [];
  const sink: RecordSink = {
    accept: (record) => void seen.push(fieldsOf(record)),
    reject: (reason) => void seen.push(reason),
  };
  reader.read(bytes, 0, bytes.length, dateLimits(NEWEST), sink);
  reader.finish?.(dateLimits(NEWEST), sink);
  return seen;
}

/** What a family makes of one line that it begins with. */
export function readOne(format: LogFormat, line: string, options?: ReadOptions): Fields | string {
  return outcomesOf(readerOf(format, line, options), `${line}\n`)[0];
}

/** Epoch seconds of an ISO text. */
export function epoch(iso: string): number {
  return Math.floor(Date.parse(iso) / 1000);
}
