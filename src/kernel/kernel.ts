// Role: the fast way from lines to a `PackedSummary`: the WebAssembly module (`assembly/`) counts all ordinary lines, and
// the reference (`formats/csv.ts` with `domain/counting/summarizer.ts`) the fallback lines.

import { type DateLimits, dateLimits } from "../domain/counting/date_limits.ts";
import type { LogClockState } from "../domain/counting/log_clock.ts";
import { byName } from "../domain/dimensions/dimensions.ts";
import type { Crc32 } from "../checksum/crc32.ts";
import type { LineReader } from "../formats/format.ts";
import { FallbackLines, moduleCounter } from "./fallback_lines.ts";
import { fastCrc32 } from "./fast_crc32.ts";
import { giveInstance, type KernelExports, reportOf, takeInstance } from "./instance.ts";
import { KernelNames } from "./names.ts";
import { CARRY, CHUNK, FARTHEST, type KernelOptions, MOST_TABLES } from "./options.ts";
import { layoutOf } from "./rules/class_layout.ts";
import { Rests } from "./rests.ts";
import { KernelRules } from "./rules/kernel_rules.ts";
import { canCount, initialize, LineShape } from "./line_shape.ts";
import { packVisitors } from "./summary/packed_visitors.ts";
import type { PackedSummary } from "./summary/packed_summary.ts";
import { SummaryMerger } from "./summary/unpack.ts";
import { fallbackTables, kernelTables, visitorsOf } from "./tables.ts";

/** What `run` returns where a line is for the reference; a line feed. */
const FALLBACK = 1, LF = 0x0a;
/** One of the logs of a summary. */
interface LogPart {
  readonly fallback: FallbackLines;
  /** Time of its first accepted record, and the smallest that the module has counted; null where there is none. */
  first: number | null;
  smallest: number | null;
  /** Its lines so far. */
  lines: number;
}

/**
 * Sums up the lines of logs that have the same columns, or a layout. Names keep their numbers from one summary to the next, until a
 * summary with `resetsNames`.
 */
export class Kernel implements Disposable {
  /** CRC-32 of bytes, which are not copied where they are of the {@link Kernel.input}. */
  readonly crc32: Crc32;
  readonly #module: KernelExports;
  readonly #names: KernelNames;
  readonly #shape: LineShape;
  readonly #newFallback: () => FallbackLines;
  /** One for each log of a summary. */
  readonly #fallbacks: FallbackLines[];
  #fallback: FallbackLines;
  /** The logs of the summary, where it is of several, and the number of the one that is read. */
  #logs: LogPart[] = [];
  #log = 0;
  /** What the report's lines are short of, or beyond, those of the log that is read. */
  #lineShift = 0;
  #isCutting = true;
  readonly #most: number;
  readonly #lateness: number;
  /** Null without rules. */
  readonly #rules: KernelRules | null;
  /** Where the input is in the module's memory. */
  readonly #inputPlace: number;
  #listener: unknown = null;
  #limits = dateLimits(0);
  #resetsNames = false;
  /** Byte offset, in all that is summed up, of what the input's place holds. */
  #inputOffset = 0;
  #first: number | null = null;
  /** Lines of the summary that were left to the reference. */
  #left = 0;

  private constructor(module: KernelExports, reader: LineReader, options: KernelOptions) {
    const classes = layoutOf(options);
    initialize(module, reader, options, classes);
    this.#shape = new LineShape(module, reader, options);
    this.#rules = classes && new KernelRules(module, options.series!, classes);
    this.#most = options.top;
    this.#module = module;
    this.crc32 = fastCrc32(module);
    this.#inputPlace = reportOf(module).input;
    this.#names = new KernelNames(module);
    this.#lateness = options.lateness;
    this.#newFallback = () =>
      new FallbackLines(this.#shape, this.#names, options, this.#rules, moduleCounter(module, this.#rules));
    this.#fallbacks = [this.#fallback = this.#newFallback()];
  }

  /**
   * The kernel of this thread, which one at a time may hold; null while it is held, for lines that it cannot read, and where
   * more has to be counted than it can. `reader` says what lines are like, and reads the fallback lines.
   */
  static async claim(reader: LineReader, options: KernelOptions): Promise<Kernel | null> {
    if (!canCount(reader, options)) return null;
    const module = await takeInstance();
    return module && new Kernel(module, reader, options);
  }

  /** Takes another reader between two summaries; false where that needs another kernel. */
  use(reader: LineReader): boolean {
    return this.#shape.use(reader);
  }

  /** Gives it back. */
  [Symbol.dispose](): void {
    giveInstance();
  }

  /**
   * Sums up whole lines: the last byte is a line feed. `clock` is that of the log before them, `limits` say which
   * dates are accepted; of `keptRejects` rejects the places are kept. Numbers of names continue from one
   * summary to the next for the same `listener`, and begin anew for another one. With `isCutting` false no table is cut.
   */
  summarize(
    bytes: Uint8Array,
    clock: LogClockState | null,
    limits: DateLimits,
    keptRejects: number,
    listener: unknown = this,
    isCutting = true,
  ): PackedSummary {
    this.begin(clock, limits, keptRejects, listener, isCutting);
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

  /** Begins a summary, see {@link Kernel.summarize}; with null for a clock that is not known, see `JumpTracker.begin`. */
  begin(
    clock: LogClockState | null,
    limits: DateLimits,
    keptRejects: number,
    listener: unknown,
    isCutting = true,
  ): void {
    this.#limits = limits;
    this.#fallback = this.#fallbacks[0];
    this.#lineShift = 0;
    const isOther = this.#listener !== listener;
    this.#listener = listener;
    this.#fallback.begin(clock, keptRejects);
    // Records of a jump lie ahead of the clock.
    const before = isCutting ? Math.max(clock?.latest ?? -1, clock?.reach ?? -1) : Number.MAX_SAFE_INTEGER;
    const { latest, isOpen } = this.#clock();
    const { since, until } = limits, newest = Math.min(limits.newest, until - 1);
    const forgot = this.#module.begin(latest, isOpen, before, since, newest, isOther ? 1 : 0) !== 0;
    this.#rules?.begin(forgot);
    this.#resetsNames = this.#names.begin(forgot) || this.#resetsNames;
    this.#first = null;
    this.#left = 0;
  }

  /** Whether the reference read more than three quarters of the lines since the summary began. */
  get leavesMost(): boolean {
    return this.#left > 0.75 * reportOf(this.#module).lines;
  }

  /**
   * Begins a summary of so many logs whose clocks are not known, which are read by turns; see {@link Kernel.begin}. The first one
   * is read next.
   */
  beginSeveral(
    logs: number,
    limits: DateLimits,
    keptRejects: number,
    listener: unknown,
    isCutting: boolean,
  ): void {
    while (this.#fallbacks.length < logs) this.#fallbacks.push(this.#newFallback());
    // With the first pieces of each log it is not known yet what came before.
    this.begin(null, limits, keptRejects, listener, false);
    this.#isCutting = isCutting;
    this.#logs = this.#fallbacks.slice(0, logs).map((fallback) => {
      fallback.begin(null, keptRejects);
      return { fallback, first: null, smallest: null, lines: 0 };
    });
    this.#log = 0;
  }

  /** Reads on in another log. */
  turnTo(log: number): void {
    this.#leave();
    const { fallback, first, lines } = this.#logs[log];
    this.#log = log;
    this.#fallback = fallback;
    this.#first = first;
    this.#lineShift = lines - reportOf(this.#module).lines;
    const { latest, isOpen } = this.#clock();
    const others = this.#logs.map((other, at) => at === log ? Infinity : other.fallback.jumps.latest);
    this.#turn(latest, isOpen, Math.min(...others));
  }

  /** Takes over from the module how far it has come in the log that is read. */
  #leave(): void {
    const part = this.#logs[this.#log], { latest, first, smallest, lines } = reportOf(this.#module);
    part.fallback.follow(latest);
    part.first = this.#first ?? (first >= 0 ? first : null);
    if (smallest >= 0) part.smallest = Math.min(part.smallest ?? Infinity, smallest);
    part.lines = lines + this.#lineShift;
  }

  #turn(latest: number, isOpen: number, othersLatest: number): void {
    const before = this.#logs.map(({ smallest }) => smallest === null ? FARTHEST : smallest + this.#lateness);
    const furthest = this.#isCutting ? Math.max(...before) : FARTHEST;
    this.#module.turn(
      latest,
      isOpen,
      furthest,
      othersLatest === -Infinity ? -1 : Math.min(othersLatest, FARTHEST),
    );
  }

  /** Ends a summary of several logs: one of each, of which the first has the tables and new names of all. */
  endSeveral(): PackedSummary[] {
    this.#leave();
    const least = Math.min(...this.#logs.map(({ fallback }) => fallback.jumps.latest));
    this.#turn(least === -Infinity ? -1 : least, 0, Infinity);
    const [{ fallback }] = this.#logs;
    this.#fallback = fallback;
    return this.#logs.map((part, log) => {
      const whole = log === 0 ? this.end() : this.#endFallback(part.fallback);
      const { smallest } = part.fallback;
      return {
        ...whole,
        first: part.first,
        smallest: part.smallest === null ? smallest : Math.min(part.smallest, smallest ?? Infinity),
        lines: part.lines,
      };
    });
  }

  /** What the fallback lines of another log add. */
  #endFallback(lines: FallbackLines): PackedSummary {
    const { jumps, accepted, late, timed, errorRows, leftOut, excluded, rejected, rejects, ...fallback } =
      lines.end();
    return {
      ...{ first: null, smallest: null, lateFrom: lines.lateFrom, jumps, lines: 0 },
      ...{
        accepted,
        late,
        timed,
        errorRows,
        leftOut,
        excluded,
        rejected,
        rejects,
        resetsNames: false,
        topCount: this.#most,
      },
      names: byName(() => new Uint8Array(0)),
      visitors: packVisitors(fallback.visitors),
      ...fallbackTables(fallback),
    };
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
   * byte `offset` of all that is summed up. Returns the event time that the log has then; −1 where it has none.
   */
  read(from: number, to: number, offset: number): number {
    this.#inputOffset = offset;
    this.#module.feed(from, to);
    // A line with a name that is new can be counted there once the name has its group.
    while (this.#module.run() === FALLBACK) if (!this.#rules?.group()) this.#readFallback();
    this.#rules?.check();
    return reportOf(this.#module).latest;
  }

  /** Bytes of the line that the input ends in, if it has no end yet. */
  rest(to: number): number {
    return to - reportOf(this.#module).position;
  }

  /**
   * Moves the line that the input ends in, if it has no end yet, in front of the input; returns its length.
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

  /** Ends the summary. One that is begun and not ended is lost; the names it brought come with the next. */
  end(): PackedSummary {
    const module = this.#module, resetsNames = this.#resetsNames;
    this.#resetsNames = false;
    module.end();
    const report = reportOf(module), hasCounted = report.first >= 0;
    this.#fallback.follow(report.latest);
    const fallback = this.#fallback.end(), { smallest, lateFrom } = this.#fallback;
    return {
      first: this.#first ?? (hasCounted ? report.first : null),
      smallest: hasCounted ? Math.min(report.smallest, smallest ?? Infinity) : smallest,
      lateFrom,
      jumps: fallback.jumps,
      lines: report.lines,
      accepted: report.accepted + fallback.accepted,
      late: fallback.late,
      timed: fallback.timed,
      errorRows: fallback.errorRows,
      leftOut: fallback.leftOut,
      excluded: fallback.excluded,
      rejected: fallback.rejected,
      rejects: fallback.rejects,
      resetsNames,
      topCount: this.#most,
      names: this.#names.take(),
      visitors: visitorsOf(module, fallback.visitors),
      ...kernelTables(module, fallback, this.#rules),
    };
  }

  /** Lets the reference read the line at which the module stands. */
  #readFallback(): void {
    const { position, lineFeed } = reportOf(this.#module);
    this.#left++;
    this.#readLine(this.input(position, lineFeed + 1), this.#inputOffset + position);
    this.#module.skip();
  }

  /** Lets the reference read a line that lies at byte `offset` of all that is summed up. */
  #readLine(line: Uint8Array, offset: number): void {
    const { first, latest, lines } = reportOf(this.#module);
    if (this.#first === null && first >= 0) this.#first = first;
    const { isOpen: wasOpen } = this.#clock();
    this.#fallback.read(line, { offset, lines: lines + this.#lineShift, latest }, this.#limits);
    this.#shape.follow();
    this.#first ??= this.#fallback.first;
    const now = this.#clock();
    if (now.latest > reportOf(this.#module).latest || now.isOpen !== wasOpen) {
      this.#module.moveTo(now.latest, now.isOpen);
    }
  }

  /** Where the module has to stand: it counts what moves the clock at once, and nothing while a jump is open. */
  #clock(): { readonly latest: number; readonly isOpen: number } {
    const { latest, isUsual } = this.#fallback.jumps;
    return { latest: latest === -Infinity ? -1 : latest, isOpen: isUsual ? 1 : 0 };
  }
}

/**
 * Claims the kernel of this thread for inputs of any shape, also by turns: between two summaries it may be another one.
 * Disposing gives it back.
 */
export class Kernels implements Disposable {
  /** Keeps the names of all that is summed up with this object as the listener. */
  readonly merger: SummaryMerger = new SummaryMerger();
  readonly #options: KernelOptions;
  readonly #isWanted: boolean;
  readonly #rests = new Rests();
  #kernel: Kernel | null = null;

  /** With `isWanted` false there is none for any input. */
  constructor(options: KernelOptions, isWanted: boolean) {
    this.#options = options;
    this.#isWanted = isWanted;
  }

  /** The kernel for an input, until it is asked for again; null where its reader has to read it, or with `mayRest` is quicker. */
  async for(reader: LineReader, mayRest = false): Promise<Kernel | null> {
    if (!this.#isWanted) return null;
    if (mayRest && this.#rests.isResting(reader, this.#kernel?.leavesMost ?? false)) return null;
    if (this.#kernel?.use(reader)) return this.#kernel;
    this[Symbol.dispose]();
    return this.#kernel = await Kernel.claim(reader, this.#options);
  }

  /** Gives it back; the next input claims it anew. */
  [Symbol.dispose](): void {
    this.#kernel?.[Symbol.dispose]();
    this.#kernel = null;
  }
}
