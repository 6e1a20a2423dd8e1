// Role: cuts the large plain files among the inputs of a round into ranges, and has several threads read them ahead, in the order
// in which they will probably be wanted.

import { dateLimits } from "../../domain/counting/date_limits.ts";
import { endOf, firstTime, startTimes, type TimeOptions } from "../../inputs/first_time.ts";
import type { Input } from "../../inputs/input.ts";
import { countOf, type PlacedRange, placedRanges, type RangeCut } from "../../parallel/range.ts";
import { RangeCounter } from "../../parallel/range_counter.ts";
import { type RangeResult, RangeResults } from "../../parallel/results.ts";
import type { RangeThreads } from "../../parallel/threads.ts";
import type { JobFile } from "../../parallel/worker.ts";
import type { Plan } from "../../plan.ts";
import type { CountTools } from "./tools.ts";
import { hasChoice, RANGE, rangeSize } from "./range_size.ts";
import type { InputRead, LogRead } from "../read.ts";

/** Where several logs have to be kept in step. */
const LEAST_RANGE = 1 << 20;
/** Bytes below which starting threads takes longer than they save, and below which ranges save nothing on one thread. */
const WORTH_THREADS = 96 << 20;
export const WORTH_RANGES: number = 16 << 20;
/** An input's ranges end so many bytes before its end, so that the last line of the last range ends within the file. */
export const MARGIN: number = 1 << 16;
/** Bytes of a new log that are read before its ranges: they set its event time. */
export const BEGINNING: number = 1 << 12;
/** Logs that overlap by no more than this part of the earlier one follow each other. */
const LITTLE = 1 / 16;

/** Starts the threads where they are worth it for so many bytes. */
export function startIfWorth(threads: RangeThreads, bytes: number, plan: Plan): void {
  if (mayUseRanges(plan) && (plan.workers !== null || bytes >= WORTH_THREADS)) threads.start();
}

/** Ranges are read ahead, which suits neither following nor playback in scaled time. */
export function mayUseRanges({ follow, timescale, reference }: Plan): boolean {
  return !follow && timescale === 0 && !reference;
}

/** Bytes that can be read in ranges; 0 of what is compressed, a stream, or has lines that say how later ones are read. */
export function seekableBytes({ file, start, inflated, reader, directives }: Input): number {
  const isSeekable = inflated === null && reader !== null && directives === null &&
    file.seekable !== undefined;
  return isSeekable ? Math.max(0, file.size! - start.offset) : 0;
}

/** An input in ranges. */
interface CutInput {
  readonly input: Input;
  readonly cut: RangeCut;
  /** When its records begin and end, about, epoch seconds. */
  readonly begins: number;
  readonly ends: number;
}

/** The ranges of the inputs of a round. Disposing ends the work on them. */
export class InputRanges implements Disposable {
  readonly #results: RangeResults;
  readonly #cuts: ReadonlyMap<Input, RangeCut>;
  /** For each input, the numbers of its ranges on the board. */
  readonly #numbers: ReadonlyMap<Input, readonly number[]>;

  private constructor(results: RangeResults, inputs: readonly CutInput[], order: readonly number[]) {
    this.#results = results;
    this.#cuts = new Map(inputs.map(({ input, cut }) => [input, cut]));
    const numbers = inputs.map((): number[] => []);
    order.forEach((input, number) => numbers[input].push(number));
    this.#numbers = new Map(inputs.map(({ input }, at) => [input, numbers[at]]));
  }

  /** Lets the threads begin; null where ranges are not worth it, or do not suit the plan. */
  static async of(logs: readonly LogRead[], tools: CountTools): Promise<InputRanges | null> {
    const { plan, threads, engine } = tools;
    const all = logs.flatMap(({ inputs }) => inputs.map(({ input }) => input));
    const bytes = all.reduce((sum, input) => sum + seekableBytes(input), 0);
    startIfWorth(threads, bytes, plan);
    if (!mayUseRanges(plan) || !threads.isStarted && bytes < WORTH_RANGES) return null;
    const inputs = await cutInputs(logs, tools);
    if (inputs.length === 0) return null;
    const order = orderOf(inputs), places = placedRanges(inputs.map(({ cut }) => cut), order);
    const rejects = mostRejects(all, engine), cut = inputs.map(({ input }) => input);
    return new InputRanges(beginRanges(cut, places, !overlap(inputs), rejects, tools), inputs, order);
  }

  /** How an input is cut; null where it is not. */
  cutOf(input: Input): RangeCut | null {
    return this.#cuts.get(input) ?? null;
  }

  /** A range of an input, see {@link RangeResults.at}. */
  async at(input: Input, index: number): Promise<RangeResult | null> {
    const results = await this.#results.at(this.#numbers.get(input)![index]);
    return results && results[0];
  }

  /** Says that another range has been put together, and how many rejects of its log are wanted now. */
  done(rejects: number): void {
    this.#results.done(rejects);
  }

  /** The ranges of an input from this one on are read in another way. */
  skipFrom(input: Input, index: number): void {
    this.#results.skip(this.#numbers.get(input)!.slice(index));
  }

  [Symbol.dispose](): void {
    this.#results[Symbol.dispose]();
  }
}

async function cutInputs(logs: readonly LogRead[], { engine, plan, host }: CountTools): Promise<CutInput[]> {
  const { lateness, maxJump } = plan, times = { lateness, maxJump, newest: plan.futureLimit() };
  const inStep = Math.max(LEAST_RANGE, Math.floor(RANGE / logs.length));
  const found: CutInput[] = [];
  for (const { log, inputs } of logs) {
    let isNew = engine.logs.clockOf(log).latest === null;
    let begins = engine.logs.positionOf(log) ??
      (logs.length === 1 ? -Infinity : await estimate(inputs, times));
    for (const { input } of inputs) {
      const size = host.rangeBytes ?? (logs.length === 1 ? await sizeFor(input, times, plan) : inStep);
      // What is counted ahead takes its first record for a usual one: those that set the event time come first.
      const start = input.start.offset + (isNew ? Math.min(BEGINNING, size) : 0);
      const end = input.start.offset + seekableBytes(input) - Math.min(MARGIN, size);
      const cut = { start, end, size, isLineStart: !isNew };
      if (countOf(cut) <= 1) continue;
      const ends = logs.length === 1 ? begins : await endOf(input, times) ?? Infinity;
      found.push({ input, cut, begins, ends });
      begins = ends;
      isNew = false;
    }
  }
  return found;
}

/** About where a log begins of which that is found out only when it is read; for the order alone. */
async function estimate([first]: readonly InputRead[], times: TimeOptions): Promise<number> {
  return first === undefined ? -Infinity : await firstTime(first.input, times);
}

/** Bytes of the ranges of an input whose log is the only one. */
async function sizeFor(input: Input, times: TimeOptions, plan: Plan): Promise<number> {
  const bytes = seekableBytes(input);
  if (!hasChoice(bytes)) return RANGE;
  const { first } = await startTimes(input, times), end = await endOf(input, times);
  return rangeSize(bytes, end === null || first === Infinity ? null : end - first, plan);
}

/** For each range, in the order in which it will probably be wanted, the number of its input: by its time, about. */
function orderOf(inputs: readonly CutInput[]): number[] {
  const ranges = inputs.flatMap(({ cut, begins, ends }, input) => {
    const count = countOf(cut), span = Number.isFinite(ends - begins) ? ends - begins : 0;
    return Array.from({ length: count }, (_, index) => ({ input, time: begins + span * index / count }));
  });
  return ranges.sort((a, b) => a.time === b.time ? 0 : a.time - b.time).map(({ input }) => input);
}

/** Whether inputs of several logs overlap in time, so that a bucket has records of more than one of them. */
function overlap(inputs: readonly CutInput[]): boolean {
  const logs = Map.groupBy(inputs, ({ input }) => input.log);
  if (logs.size === 1) return false;
  const spans = Array.from(logs.values(), (own) => ({ begins: own[0].begins, ends: own.at(-1)!.ends }))
    .sort((a, b) => a.begins - b.begins);
  return spans.some(({ begins }, at) => {
    const before = spans[at - 1];
    return at > 0 && !(begins >= before.ends - (before.ends - before.begins) * LITTLE);
  });
}

/**
 * Has ranges of large plain files counted ahead, by threads where some are started.
 *
 * @param places What is read together, in order; a range says by its number which of the inputs it is of.
 * @param isCutting Whether buckets may be cut: they turn final with what they are counted in.
 * @param rejects How many are wanted of each range.
 */
export function beginRanges(
  inputs: readonly Input[],
  places: readonly (readonly PlacedRange[])[],
  isCutting: boolean,
  rejects: number,
  { plan, threads, kernels, host }: CountTools,
): RangeResults {
  const { bucketSize, lateness, maxJump, top, series, dimensions, screening } = plan;
  const options = { bucketSize, lateness, maxJump, top, series, dimensions, screening };
  const limits = dateLimits(plan.futureLimit(), plan);
  const main = {
    files: inputs.map(({ file, reader }) => ({ file: file.seekable!, reader: reader! })),
    summarizer: new RangeCounter(options, kernels, isCutting),
    merger: kernels.merger,
    limits,
  };
  const results = new RangeResults(places, main, rejects, host), files = inputs.flatMap(jobFile);
  if (threads.isStarted && files.length === inputs.length) {
    const job = { files, places, options, limits, isCutting };
    threads.begin({ ...job, board: results.board.memory }, results);
  }
  return results;
}

/** The input for other threads; nothing where they could not tell it from another file. */
function jobFile({ path, reading, file: { inode, device } }: Input): JobFile[] {
  if (inode === null || device === null || reading === null) return [];
  const { format, options, line } = reading;
  return [{ path, inode, device, format: format.name, options, line }];
}

/** How many rejects are still wanted of one of these inputs. */
export function mostRejects(inputs: readonly Input[], engine: CountTools["engine"]): number {
  return Math.max(...inputs.map((input) => engine.rejectsLeft(input)));
}
