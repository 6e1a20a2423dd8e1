// Role: the fast way from lines to a `LocalSummary`: the WebAssembly module (`assembly/`) counts all ordinary lines, and
// the reference (`src/formats/csv.ts` with `src/domain/summarizer.ts`) those that it leaves. Used by
// `src/pipeline/summarize.ts` for slices and by `kernel_ranges.ts` for ranges.

import type { CsvColumns } from "../formats/csv_header.ts";
import type { LineReader } from "../formats/format.ts";
import { canCount, layoutOf } from "./class_layout.ts";
import { giveInstance, type KernelExports, reportOf, takeInstance } from "./instance.ts";
import { KernelNames } from "./kernel_names.ts";
import { KernelRules } from "./kernel_rules.ts";
import { initialize } from "./initialize.ts";
import { CARRY, CHUNK, type KernelOptions, MOST_TABLES } from "./kernel_options.ts";
import { kernelTables } from "./kernel_tables.ts";
import type { LocalSummary } from "./local_summary.ts";
import { moduleCounter } from "./module_counter.ts";
import { OddLines } from "./odd_lines.ts";

/** What `run` gives; a line feed. */
const ODD = 1, LF = 0x0a;

/**
 * Sums up the lines of logs that have the same columns. Names keep their numbers from one summary to the next, until a
 * summary `forgets`.
 */
export class Kernel implements Disposable {
  readonly #module: KernelExports;
  readonly #names: KernelNames;
  readonly #odd: OddLines;
  readonly #most: number;
  /** Null without rules. */
  readonly #rules: KernelRules | null;
  /** Where the input is in the module's memory. */
  readonly #inputPlace: number;
  #listener: unknown = null;
  #newest = 0;
  #forgets = false;
  /** Byte offset, in all that is summed up, of what the input's place holds. */
  #inputOffset = 0;
  #first: number | null = null;

  private constructor(
    module: KernelExports,
    columns: CsvColumns,
    reader: LineReader,
    options: KernelOptions,
  ) {
    const layout = layoutOf(options);
    initialize(module, columns, options, layout);
    this.#rules = layout && new KernelRules(module, options.series!, layout);
    this.#most = options.top;
    this.#module = module;
    this.#inputPlace = reportOf(module).input;
    this.#names = new KernelNames(module);
    this.#odd = new OddLines(reader, this.#names, options, this.#rules, moduleCounter(module, this.#rules));
  }

  /**
   * The kernel of this thread, which one at a time may hold; null while another does, for columns that it cannot tell
   * apart, and where more has to be counted than it can. `reader` reads the lines that the module leaves.
   */
  static async claim(
    columns: CsvColumns,
    reader: LineReader,
    options: KernelOptions,
  ): Promise<Kernel | null> {
    if (!canCount(columns, options)) return null;
    const module = await takeInstance();
    return module && new Kernel(module, columns, reader, options);
  }

  /** Gives it back. */
  [Symbol.dispose](): void {
    giveInstance();
  }

  /**
   * Sums up whole lines: the last byte is a line feed. `latest` is the largest time before them (null: none), `newest`
   * the largest that is not "future", both epoch seconds; of `keptRejects` rejects the places are kept. Numbers of names
   * go on from one summary to the next for the same `listener`, and begin anew for another one.
   */
  summarize(
    bytes: Uint8Array,
    latest: number | null,
    newest: number,
    keptRejects: number,
    listener: unknown = this,
  ): LocalSummary {
    this.begin(latest, newest, keptRejects, listener);
    for (let at = 0, carried = 0; at < bytes.length;) {
      const chunk = bytes.subarray(at, at + CHUNK);
      this.input(0, chunk.length).set(chunk);
      this.read(-carried, chunk.length, at);
      at += chunk.length;
      if (this.rest(chunk.length) <= CARRY) carried = this.carry(chunk.length);
      else {
        const start = at - this.rest(chunk.length); // Far longer than what is accepted.
        carried = 0;
        at = bytes.indexOf(LF, at) + 1;
        this.#readLine(bytes.subarray(start, at), start);
        this.#module.skip();
      }
    }
    return this.end();
  }

  /** Begins a summary in view of the largest time before; see {@link Kernel.summarize}. */
  begin(latest: number | null, newest: number, keptRejects: number, listener: unknown): void {
    this.#newest = newest;
    const isOther = this.#listener !== listener;
    this.#listener = listener;
    const forgot = this.#module.begin(latest ?? -1, newest, isOther ? 1 : 0) !== 0;
    this.#rules?.begin(forgot);
    this.#forgets = this.#names.begin(forgot) || this.#forgets;
    this.#first = null;
    this.#odd.begin(keptRejects);
  }

  /**
   * The memory at [from, to) of the input's place, to be filled; `from` may be as low as −{@link CARRY}. Aligned to a
   * page at 0. Valid until the next call of any method.
   */
  input(from: number, to: number): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.#module.memory.buffer as ArrayBuffer, this.#inputPlace + from, to - from);
  }

  /**
   * Reads the whole lines at [from, to) of the input, of which a line begins at `from`; the place of the input is at
   * byte `offset` of all that is summed up.
   */
  read(from: number, to: number, offset: number): void {
    this.#inputOffset = offset;
    this.#module.feed(from, to);
    // A line with a name that is new can be counted there once the name has its group.
    while (this.#module.run() === ODD) if (!this.#rules?.group()) this.#readOdd();
    this.#rules?.check();
  }

  /** Bytes of the line that the input ends in, if it has no end yet. */
  rest(to: number): number {
    return to - reportOf(this.#module).position;
  }

  /**
   * Moves the line that the input ends in, if it has no end yet, in front of the input; gives its length.
   *
   * Errors: RangeError where it is longer than {@link CARRY}.
   */
  carry(to: number): number {
    const rest = this.rest(to);
    if (rest > CARRY) throw new RangeError("a line is longer than any that is accepted");
    if (rest > 0) this.input(-rest, 0).set(this.input(to - rest, to));
    return rest;
  }

  /** Whether so much has been taken in since the summary began that it had better be read in small pieces. */
  get isCrowded(): boolean {
    return reportOf(this.#module).tableCount > MOST_TABLES || (this.#rules?.isCrowded ?? false);
  }

  /** Ends the summary. One that is begun and not ended tells nothing; the names it brought come with the next. */
  end(): LocalSummary {
    const module = this.#module, forgets = this.#forgets;
    this.#forgets = false;
    module.end();
    const report = reportOf(module), hasCounted = report.first >= 0, odd = this.#odd.end();
    const { smallest, largest, lateFrom } = this.#odd;
    return {
      first: this.#first ?? (hasCounted ? report.first : null),
      smallest: hasCounted ? Math.min(report.smallest, smallest ?? Infinity) : smallest,
      lateFrom,
      largest: hasCounted ? Math.max(report.largest, largest ?? -Infinity) : largest,
      lines: report.lines,
      accepted: report.accepted + odd.accepted,
      late: odd.late,
      rejected: odd.rejected,
      rejects: odd.rejects,
      forgets,
      most: this.#most,
      ...this.#names.take(),
      ...kernelTables(module, odd, this.#rules),
    };
  }

  /** Lets the reference read the line at which the module stands. */
  #readOdd(): void {
    const { position, lineFeed } = reportOf(this.#module);
    this.#readLine(this.input(position, lineFeed + 1), this.#inputOffset + position);
    this.#module.skip();
  }

  /** Lets the reference read a line that lies at byte `offset` of all that is summed up. */
  #readLine(line: Uint8Array, offset: number): void {
    const { first, latest, lines } = reportOf(this.#module);
    if (this.#first === null && first >= 0) this.#first = first;
    const now = this.#odd.read(line, { offset, lines, latest }, this.#newest);
    this.#first ??= this.#odd.first;
    if (now > reportOf(this.#module).latest) this.#module.moveTo(now);
  }
}
