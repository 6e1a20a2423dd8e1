// Role: reads a W3C extended log, whose directives may change in mid-file how the lines after them are read.

import type { DateLimits } from "../../domain/counting/date_limits.ts";
import { LogRecord } from "../../domain/record.ts";
import { LONGEST_LINE, type RejectReason } from "../../domain/reject.ts";
import { type CompiledField, compileField, FieldDecoder } from "../decode/field_decoder.ts";
import type { LineReader, RecordSink } from "../format.ts";
import type { Layout } from "../layout.ts";
import { eachLine, type LineParser, readLine } from "../record_lines.ts";
import { DayClock } from "./day_clock.ts";
import {
  directiveText,
  isDate,
  isDayless,
  unitDirective,
  type W3cGiven,
  w3cLayout,
  type W3cState,
  w3cState,
} from "./w3c_fields.ts";

const HASH = 0x23, SPACE = 0x20, TAB = 0x09, QUOTE = 0x22;

/** In front of the day that lines have come to, among the directives as they are stored. */
const DAYS = "day ";

/** A longer directive is not read. */
const LONGEST_DIRECTIVE = 8192;

/** Reads the lines between two directives. */
export class W3cParser implements LineParser {
  readonly #columns: readonly CompiledField[] | null;
  /** The same columns where their values are between quotes. */
  readonly #quoted: readonly CompiledField[];
  readonly #decoder: FieldDecoder;
  /** Of lines that tell their time of day alone; null where they tell their day, or none is known. */
  readonly days: DayClock | null;
  readonly #openUnit: number;
  /** The value of the last record that is to tell a unit. */
  #unitValue: Uint8Array | null = null;
  fitting = 0;
  failed = "";
  reason: RejectReason = "fields";

  constructor(state: W3cState) {
    const { columns, zone, day, clock, openUnit } = state;
    this.#openUnit = openUnit;
    this.#columns = columns?.map((column) => compileField(column)) ?? null;
    this.#quoted = columns?.map((column) => compileField({ ...column, escape: "quotes" })) ?? [];
    this.#decoder = new FieldDecoder(zone);
    this.days = isDayless(state) && day >= 0 ? new DayClock(day, clock) : null;
  }

  /** What a line tells of the unit of `time-taken` where that is open, as the text of a directive; null where it tells nothing. */
  unitBy(bytes: Uint8Array, start: number, end: number, record: LogRecord): string | null {
    if (this.#openUnit < 0 || end - start > LONGEST_LINE || !this.parse(bytes, start, end, record)) {
      return null;
    }
    return this.#unitValue === null ? null : unitDirective(this.#unitValue);
  }

  parse(bytes: Uint8Array, start: number, end: number, record: LogRecord): boolean {
    const columns = this.#columns, decoder = this.#decoder;
    if (columns === null) {
      this.reason = "format";
      this.failed = "no #Fields with a time, a status and a client address or a request are in front of it";
      this.fitting = 0;
      return false;
    }
    this.reason = "fields";
    const separator = hasTab(bytes, start, end) ? TAB : SPACE;
    // Blanks at the end are no columns; those of tables may be empty.
    while (end > start && separator === SPACE && bytes[end - 1] === SPACE) end--;
    decoder.begin(bytes, record);
    let at = start, column = 0;
    for (; at <= end; column++) {
      if (separator === SPACE) { while (at < end && bytes[at] === SPACE) at++; }
      if (column === columns.length) return this.#fail(column);
      let last = at, isQuoted = false;
      if (bytes[at] === QUOTE && at < end) {
        last = closingQuote(bytes, at + 1, end, separator);
        isQuoted = last < end;
      }
      if (isQuoted) {
        if (!decoder.take(this.#quoted[column], at + 1, last)) return this.#misfit(column);
        if (column === this.#openUnit) this.#unitValue = bytes.subarray(at + 1, last);
        at = last + 2;
      } else {
        last = at;
        while (last < end && bytes[last] !== separator) last++;
        if (last > at && !decoder.take(columns[column], at, last)) return this.#misfit(column);
        if (column === this.#openUnit) this.#unitValue = bytes.subarray(at, last);
        at = last + 1;
      }
    }
    if (column < columns.length) return this.#fail(column);
    if (this.days !== null && decoder.clock >= 0) decoder.setDay(this.days.dayOf(decoder.clock));
    decoder.finish();
    this.fitting = column;
    return true;
  }

  #fail(column: number): boolean {
    this.fitting = column;
    this.failed = "its number of columns is not that of #Fields";
    return false;
  }

  #misfit(column: number): boolean {
    this.fitting = column;
    this.reason = "format";
    this.failed = "a time span is not a number";
    return false;
  }
}

function hasTab(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (bytes[at] === TAB) return true;
  return false;
}

/** The quote that ends a value: the first one that is not doubled; `end` where no separator follows it. */
function closingQuote(bytes: Uint8Array, from: number, end: number, separator: number): number {
  for (let at = from; at < end; at++) {
    if (bytes[at] !== QUOTE) continue;
    if (at + 1 === end || bytes[at + 1] === separator) return at;
    if (bytes[at + 1] !== QUOTE) return end;
    at++;
  }
  return end;
}

/** Reads the lines of one log in their order. */
export class W3cReader implements LineReader {
  readonly #given: W3cGiven;
  readonly #record = new LogRecord();
  #state: W3cState;
  #parser: W3cParser;
  /** Where its days began. */
  #begun: string | undefined;
  /** The same object until a directive changes it: the kernel looks at it after every line that it has not read. */
  #layout: Layout | undefined;

  constructor(directives: string, given: W3cGiven) {
    const [kept, days] = directives.split(`\n${DAYS}`);
    this.#given = given;
    this.#state = w3cState(kept, given);
    this.#parser = new W3cParser(this.#state);
    this.#begun = this.#parser.days?.text;
    this.#layout = w3cLayout(this.#state);
    if (days !== undefined) this.#parser.days?.moveTo(days);
  }

  get directives(): string {
    const { directives } = this.#state, days = this.#parser.days?.text;
    // No directive begins like it.
    return days === this.#begun ? directives : `${directives}\n${DAYS}${days}`;
  }

  get layout(): Layout | undefined {
    return this.#layout;
  }

  at(directives: string): LineReader {
    return new W3cReader(directives, this.#given);
  }

  read(bytes: Uint8Array, start: number, end: number, limits: DateLimits, sink: RecordSink): number {
    return eachLine(bytes, start, end, (first, last, line) => {
      if (bytes[first] === HASH) this.#direct(bytes.subarray(first, last));
      else {
        const unit = this.#parser.unitBy(bytes, first, last, this.#record);
        if (unit !== null) this.#enter(unit);
        readLine(this.#parser, this.#record, bytes, first, last, line, limits, sink);
      }
    });
  }

  /** Takes a directive; comments and unknown ones change nothing. */
  #direct(line: Uint8Array): void {
    if (line.length <= LONGEST_DIRECTIVE) this.#enter(directiveText(line));
  }

  #enter(text: string): void {
    const state = w3cState(`${this.#state.directives}\n${text}`, this.#given);
    const isChange = state.directives !== this.#state.directives;
    // A day that comes again is that day again, also where lines after it went on to the next one.
    if (!isChange && !isDate(text)) return;
    const days = this.#parser.days?.text, begun = this.#begun;
    this.#state = state;
    this.#parser = new W3cParser(state);
    this.#begun = this.#parser.days?.text;
    this.#layout = w3cLayout(state);
    // Other columns are of the same day.
    if (!isDate(text) && days !== undefined && days !== begun) this.#parser.days?.moveTo(days);
  }
}
