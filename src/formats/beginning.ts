// Role: what a line begins by a parser of lines: a record, or why it is none.

import { LogRecord } from "../domain/record.ts";
import { Problem } from "../domain/problem.ts";
import { NO_ZONE } from "./decode/days.ts";
import { NamedZone, type Zone } from "./decode/zone.ts";
import { clientDoubt, type Doubt } from "./doubts.ts";
import type { Beginning, LogFormat, Misfit, ReadOptions } from "./format.ts";
import { LayoutParser } from "./layout_parser.ts";
import type { Layout } from "./layout.ts";
import { type LineParser, RecordLines } from "./record_lines.ts";

/** The zone of times without one, by the options; null where none is given. */
export function zoneOf({ zone }: ReadOptions): Zone | null {
  return zone === null ? null : new NamedZone(zone);
}

/**
 * Whether the line is a whole record by the parser: null where it is. `doubt` says what is odd about its values, null where nothing is.
 *
 * Errors: `Problem` "usage" where all that is missing is the zone.
 */
export function misfitOf(
  parser: LineParser,
  line: Uint8Array,
  doubt: (record: LogRecord, line: Uint8Array) => Doubt | null = () => null,
): Misfit | null {
  const record = new LogRecord();
  if (!parser.parse(line, 0, line.length, record)) return { fitting: parser.fitting, failed: parser.failed };
  const { fitting } = parser;
  if (record.status < 0) return { fitting, failed: "its status is not three digits from 100 to 999" };
  if (record.size < 0) return { fitting, failed: "its number of bytes is neither a whole number nor -" };
  const odd = doubt(record, line);
  if (odd !== null) return { fitting, ...odd };
  if (record.time === NO_ZONE) throw withoutZone();
  return record.time < 0 ? { fitting, failed: "its time cannot be read" } : null;
}

/** The error of a log that can only be read with the zone of its server. */
export function withoutZone(): Problem {
  return new Problem(
    "usage",
    "The times of this log have no zone: give the one that the clock of its server had, as in --tz Europe/Berlin.",
  );
}

/**
 * Parsers for lines of which it is not known whether they begin a log, one for each zone: such lines may come by the thousand, and
 * making a parser takes far longer than a line.
 */
export function probesOf<Parser>(make: (options: ReadOptions) => Parser): (options: ReadOptions) => Parser {
  const made = new Map<string | null, Parser>();
  return (options) => {
    const parser = made.get(options.zone) ?? make(options);
    made.set(options.zone, parser);
    return parser;
  };
}

/** What a record begins. */
export function beginRecords(parser: LineParser, layout?: Layout): Beginning {
  return { reader: new RecordLines(parser, layout), isHeader: false };
}

/** What of a line the parser overlooks that takes it for a record; null where it is none, too. */
export function unreadIn(
  parser: LineParser & { readonly unread: string | null },
  line: Uint8Array,
): string | null {
  const record = new LogRecord(), isRecord = parser.parse(line, 0, line.length, record);
  return isRecord && record.time >= 0 && record.status >= 0 && record.size >= 0 ? parser.unread : null;
}

/** Of two reasons the one of the form that is nearer. */
export function nearer(one: Misfit, other: Misfit): Misfit {
  return other.fitting > one.fitting ? other : one;
}

/** Tries parsers in turn, line by line. */
class AnyOf implements LineParser {
  readonly #parsers: readonly LineParser[];
  #nearest: LineParser;

  constructor(parsers: readonly LineParser[]) {
    this.#parsers = parsers;
    this.#nearest = parsers[0];
  }

  get fitting(): number {
    return this.#nearest.fitting;
  }

  get failed(): string {
    return this.#nearest.failed;
  }

  parse(bytes: Uint8Array, start: number, end: number, record: LogRecord): boolean {
    this.#nearest = this.#parsers[0];
    for (const parser of this.#parsers) {
      if (parser.parse(bytes, start, end, record)) {
        this.#nearest = parser;
        return true;
      }
      if (parser.fitting > this.#nearest.fitting) this.#nearest = parser;
    }
    return false;
  }
}

/** A family whose lines have one of some layouts, which are tried in this order. */
export function layoutFormat(
  { name, summary, layouts }: Pick<LogFormat, "name" | "summary"> & { readonly layouts: readonly Layout[] },
): LogFormat {
  const parserFor = (options: ReadOptions): LineParser => {
    const zone = zoneOf(options), parsers = layouts.map((layout) => new LayoutParser(layout, zone));
    return parsers.length > 1 ? new AnyOf(parsers) : parsers[0];
  };
  const probe = probesOf(parserFor);
  let plain: LayoutParser | null = null;
  return {
    name,
    summary,
    begin: (line, options) => {
      const misfit = misfitOf(probe(options), line, clientDoubt);
      if (misfit !== null) return misfit;
      // What a later layout accepts, the first one may, too, so that the kernel cannot be given it alone; nor does it know zones.
      const record = new LogRecord(), first = plain ??= new LayoutParser(layouts[0], null);
      const isPlain = first.parse(line, 0, line.length, record) && record.time >= 0;
      return beginRecords(parserFor(options), isPlain ? layouts[0] : undefined);
    },
    reader: (options) => new RecordLines(parserFor(options)),
  };
}
