// Role: counts several large logs of about the same times in ranges that threads sum up together, log by log in turn, because a
// bucket of all is filled faster than the buckets of each are put together.

import { fits, inPlace } from "../../domain/counting/jumps.ts";
import { absorb } from "../../domain/counting/summary.ts";
import { endOf } from "../../inputs/first_time.ts";
import type { Cursor } from "../../inputs/cursor.ts";
import type { Input } from "../../inputs/input.ts";
import type { PlacedRange } from "../../parallel/range.ts";
import type { RangeResult, RangeResults } from "../../parallel/results.ts";
import { hasPreamble } from "./preamble.ts";
import { areManyRereads, merged } from "./ranges.ts";
import { type CountedPiece, countSlices, mayCut } from "./slices.ts";
import type { CountTools } from "./tools.ts";
import {
  BEGINNING,
  beginRanges,
  MARGIN,
  mayUseRanges,
  mostRejects,
  seekableBytes,
  startIfWorth,
  WORTH_RANGES,
} from "./input_ranges.ts";
import { rangeSize } from "./range_size.ts";
import { shapeOf } from "../../kernel/line_shape.ts";
import { inStep } from "./in_step.ts";
import type { InputRead, LogRead } from "../read.ts";

/** Most logs that are read together: their files are open in every thread. */
const MOST_TOGETHER = 16;
/** Bytes of a log in what is read at once, on average, below which its buckets are not worth cutting ahead. */
const LITTLE = 1 << 16;

/** Counts what can be counted together, and returns how far each input has been read; null where that does not suit the logs. */
export async function* countTogether(
  logs: readonly LogRead[],
  tools: CountTools,
): AsyncGenerator<CountedPiece, ReadonlyMap<Input, Cursor> | null> {
  const reads = suited(logs, tools);
  if (reads === null) return null;
  const cursors = new Map(reads.map(({ input }) => [input, input.start]));
  // What is counted ahead takes the first record of each log for a usual one: those that set the event time come first.
  const isNew = ({ input }: InputRead): boolean => tools.engine.clockOf(input).latest === null;
  yield* readUpTo(reads.filter(isNew), (input) => input.start.offset + beginning(tools), cursors, tools);
  // One that has none by then is to be read on before the others.
  if (reads.some(isNew)) return cursors;
  yield* countRounds(reads, cursors, tools);
  return cursors;
}

/** The only input of each log, where all of them are large plain files whose lines the kernel reads in the same way. */
function suited(logs: readonly LogRead[], { plan, threads, host }: CountTools): InputRead[] | null {
  if (logs.length < 2 || logs.length > MOST_TOGETHER || !mayUseRanges(plan)) return null;
  const reads = logs.flatMap(({ inputs }) => inputs);
  const bytes = reads.map(({ input }) => seekableBytes(input)),
    all = bytes.reduce((sum, each) => sum + each, 0);
  startIfWorth(threads, all, plan);
  const shapes = new Set(reads.map(({ input: { reader } }) => shapeOf(reader!)));
  const isSuited = logs.every(({ inputs }) => inputs.length === 1) && shapes.size === 1 &&
    !reads.some(({ input }) => hasPreamble(input)) &&
    !shapes.has(null) &&
    bytes.every((each) => each > beginning({ host }) + margin(host)) &&
    (threads.isStarted || all >= WORTH_RANGES);
  return isSuited ? reads : null;
}

function beginning({ host }: Pick<CountTools, "host">): number {
  return Math.min(BEGINNING, host.rangeBytes ?? BEGINNING);
}

function margin({ rangeBytes }: CountTools["host"]): number {
  return Math.min(MARGIN, rangeBytes ?? MARGIN);
}

/**
 * Reads inputs up to the lines that begin at these byte offsets, the one of the smallest event time first; ends where one has no event time
 * there.
 */
async function* readUpTo(
  reads: readonly InputRead[],
  until: (input: Input) => number,
  cursors: Map<Input, Cursor>,
  tools: CountTools,
): AsyncGenerator<CountedPiece, void> {
  const read = async function* ({ input, slices }: InputRead): AsyncGenerator<CountedPiece, void> {
    const cursor = cursors.get(input)!;
    const pieces = countSlices(input, slices(cursor.offset, until(input)), cursor, false, tools);
    for await (const piece of pieces) {
      cursors.set(input, piece.end);
      yield piece;
    }
  };
  const all = reads.map((each) => [each.input.log, read(each)] as const), left = new Map(all);
  yield* inStep<never>(left, tools.engine, (log): null => {
    if (tools.engine.logs.clockOf(log).latest === null) left.clear();
    return null;
  });
  for (const [, each] of all) await each.return();
}

/** Counts the ranges of all inputs, round by round; stops where too many had to be re-read, or once the stop signal is aborted. */
async function* countRounds(
  reads: readonly InputRead[],
  cursors: Map<Input, Cursor>,
  tools: CountTools,
): AsyncGenerator<CountedPiece, void> {
  const { engine, host } = tools, stop = host.stopSignal();
  const inputs = reads.map(({ input }) => input), rounds = await roundsOf(inputs, cursors, tools);
  using results = begin(inputs, rounds, tools);
  for (let index = 0, rereads = 0; index < rounds.length && !stop.aborted; index++) {
    const round = rounds[index], found = await results.at(index), of = round.map(({ file }) => inputs[file]);
    if (found !== null && areMergeable(found, of, cursors, tools)) {
      const last = found.length - 1;
      const pieces = found.map((result, at) =>
        merged(result, of[at], cursors.get(of[at])!, engine, at < last)
      );
      // All logs have moved: what all of them have brought turns final at once.
      for (const { summary } of pieces.slice(1)) absorb(pieces[0].summary, summary);
      for (const piece of pieces) {
        cursors.set(piece.input, piece.end);
        yield piece;
      }
    } else {
      if (areManyRereads(++rereads, index)) return;
      const ends = new Map(round.map(({ file, range }) => [inputs[file], range.end]));
      const again = reads.filter(({ input }) => ends.has(input));
      yield* readUpTo(again, (input) => ends.get(input)!, cursors, tools);
    }
    results.done(mostRejects(inputs, engine));
  }
}

/** Cuts the inputs at about the same times into ranges, which are read together. */
async function roundsOf(
  inputs: readonly Input[],
  cursors: ReadonlyMap<Input, Cursor>,
  { engine, plan, host }: CountTools,
): Promise<PlacedRange[][]> {
  const { lateness, maxJump } = plan, times = { lateness, maxJump, newest: plan.futureLimit() };
  const parts = await Promise.all(inputs.map(async (input) => {
    const start = cursors.get(input)!.offset, end = input.file.size! - margin(host);
    const begins = engine.logs.positionOf(input.log) ?? 0, ends = await endOf(input, times) ?? begins;
    return { start, end: Math.max(start, end), begins, ends: Math.max(begins, ends) };
  }));
  const bytes = parts.reduce((sum, { start, end }) => sum + end - start, 0);
  const begins = Math.min(...parts.map((part) => part.begins)),
    ends = Math.max(...parts.map((part) => part.ends));
  const count = Math.max(1, Math.ceil(bytes / (host.rangeBytes ?? rangeSize(bytes, ends - begins, plan))));
  const border = ({ start, end, ...part }: typeof parts[number], index: number): number => {
    const time = begins + (ends - begins) * index / count, span = part.ends - part.begins;
    const share = span === 0 ? index / count : Math.min(1, Math.max(0, (time - part.begins) / span));
    return index === count ? end : Math.floor(start + (end - start) * share);
  };
  const rounds = Array.from({ length: count }, (_, index) =>
    parts.map((part, file): PlacedRange => {
      const start = border(part, index);
      return { file, range: { start, end: border(part, index + 1), isFirst: start === part.start } };
    }).filter(({ range: { start, end } }) => end > start));
  return rounds.filter((round) => round.length > 0);
}

function begin(inputs: readonly Input[], rounds: readonly PlacedRange[][], tools: CountTools): RangeResults {
  const { engine } = tools;
  const least = Math.min(...inputs.map(({ file, start }) => file.size! - start.offset));
  // What is cut must be final once a round has been read: no other log may hold the source back.
  const isCutting = least / rounds.length >= LITTLE && engine.eventTime === leastPosition(inputs, engine);
  return beginRanges(inputs, rounds, isCutting, mostRejects(inputs, engine), tools);
}

function leastPosition(inputs: readonly Input[], { logs }: CountTools["engine"]): number | null {
  const positions = inputs.map(({ log }) => logs.positionOf(log));
  return positions.includes(null) ? null : Math.min(...positions.map(Number));
}

/** Whether ranges that were counted ahead are, each and together, what they would be in their places. */
function areMergeable(
  found: readonly RangeResult[],
  inputs: readonly Input[],
  cursors: ReadonlyMap<Input, Cursor>,
  { engine, plan }: CountTools,
): boolean {
  const areInPlace = found.every(({ offset, parts: [{ summary }] }, at) =>
    offset === cursors.get(inputs[at])!.offset && !engine.isBehind(inputs[at]) &&
    fits(engine.clockOf(inputs[at]), summary, plan)
  );
  if (!areInPlace) return false;
  const clocks = new Map(found.map(({ parts: [{ summary: { first, jumps } }] }, at) => [
    inputs[at].log,
    inPlace(engine.clockOf(inputs[at]), first, jumps).clock,
  ]));
  return found.every(({ parts: [{ summary }] }) => mayCut(summary, clocks, engine, plan));
}
