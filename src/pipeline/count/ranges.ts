// Role: counts a large plain file in ranges, which several threads read; their summaries are merged in order.

import { fits, inPlace } from "../../domain/counting/jumps.ts";
import type { Slice } from "../../inputs/bytes/slice.ts";
import { type Cursor, cursorAfter } from "../../inputs/cursor.ts";
import type { Input } from "../../inputs/input.ts";
import { mergePartials } from "../../kernel/summary/unpack.ts";
import { countOf, rangeAt } from "../../parallel/range.ts";
import type { RangeResult } from "../../parallel/results.ts";
import type { Plan } from "../../plan.ts";
import type { CountTools } from "./tools.ts";
import { type CountedPiece, countSlices, mayCut } from "./slices.ts";
import type { Engine } from "../engine.ts";
import type { InputRanges } from "./input_ranges.ts";
import type { Slices } from "../read.ts";

/** Fall back to sequential reading once more than max(4, 1/8 of the ranges so far) had to be re-read. */
const FEW_REREADS = 4, PART_REREAD = 1 / 8;

/**
 * Counts the ranges of one input from `start` on and returns where it stopped: after the last one, where too many had to be re-read, or
 * between two ranges once the host's stop signal is aborted. `isAlone` as for {@link countSlices}.
 */
export async function* countRanges(
  input: Input,
  slices: Slices,
  start: Cursor,
  ranges: InputRanges,
  isAlone: boolean,
  tools: CountTools,
): AsyncGenerator<CountedPiece, Cursor> {
  const { engine, plan, host } = tools;
  const stop = host.stopSignal(), cut = ranges.cutOf(input)!, count = countOf(cut);
  let cursor = start;
  for (let index = 0, rereads = 0; index < count && !stop.aborted; index++) {
    const result = await ranges.at(input, index);
    if (result !== null && isMergeable(result, input, cursor, engine, plan)) {
      if (result.next > result.offset) {
        const piece = merged(result, input, cursor, engine);
        yield piece;
        cursor = piece.end;
      }
    } else {
      if (areManyRereads(++rereads, index)) {
        ranges.skipFrom(input, index + 1);
        return cursor;
      }
      const lines = slices(cursor.offset, rangeAt(cut, index).end);
      cursor = yield* countSlices(input, lines, cursor, isAlone, tools);
    }
    ranges.done(engine.rejectsLeft(input));
  }
  return cursor;
}

/**
 * Whether a range that was counted ahead is what it would be in its place: it follows what came before, nothing in it is late
 * or jumps because of that (architecture.md, "What flows"), and no bucket is cut that has, or may have, more than that.
 */
function isMergeable(
  { offset, parts: [{ summary }] }: RangeResult,
  input: Input,
  cursor: Cursor,
  engine: Engine,
  plan: Plan,
): boolean {
  const clock = engine.clockOf(input);
  return offset === cursor.offset && !engine.isBehind(input) && fits(clock, summary, plan) &&
    mayCut(
      summary,
      new Map([[input.log, inPlace(clock, summary.first, summary.jumps).clock]]),
      engine,
      plan,
    );
}

/** Whether so many of the ranges so far had to be read again that all the rest is better read in order. */
export function areManyRereads(rereads: number, ranges: number): boolean {
  return rereads > Math.max(FEW_REREADS, ranges * PART_REREAD);
}

/** Takes a range in its place; `isHalf` as in {@link CountedPiece}. */
export function merged(
  { offset, next, crc, head, tail, parts: [part] }: RangeResult,
  input: Input,
  start: Cursor,
  engine: Engine,
  isHalf = false,
): CountedPiece {
  const jumps = inPlace(engine.clockOf(input), part.summary.first, part.summary.jumps);
  const summary = mergePartials([part], engine.names, jumps, engine.rejectsLeft(input));
  const outliers = engine.take(summary, input, start);
  // Of a short range all bytes are there, of a long one both ends.
  const rest = next - offset === head.length ? null : { tail, crc };
  const slice: Slice = { bytes: head, offset, next, rest, unfinished: false };
  const end = cursorAfter(start, slice, summary.lines, input);
  return { input, start, end, summary, outliers, isHalf };
}
