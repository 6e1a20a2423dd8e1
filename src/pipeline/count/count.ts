// Role: second stage of the walk: logs → summaries of their records. Several logs are merged: next is always a piece of the
// log whose event time is smallest (semantics.md, "Several logs in one source").

import type { Summary } from "../../domain/counting/summary.ts";
import type { Host } from "../../host/host.ts";
import type { Cursor } from "../../inputs/cursor.ts";
import type { Input } from "../../inputs/input.ts";
import { Kernels } from "../../kernel/kernel.ts";
import { RangeThreads } from "../../parallel/threads.ts";
import type { Plan } from "../../plan.ts";
import { withPreamble } from "./preamble.ts";
import { countRanges } from "./ranges.ts";
import { type CountedPiece, countRest, countSlices } from "./slices.ts";
import { countTogether } from "./together.ts";
import type { CountTools } from "./tools.ts";
import type { Engine } from "../engine.ts";
import { inStep } from "./in_step.ts";
import { InputRanges, startIfWorth } from "./input_ranges.ts";
import type { InputRead, LogRead, Read, Silence } from "../read.ts";

/** A counted piece of an input, or news without lines, with a summary of none. */
export type Counted = CountedPiece | NoLines;

/** A log has been read to its end (null), which may move the event time of the source; or all have been. */
export interface NoLines {
  readonly input: null;
  readonly silence: Silence | null;
  readonly summary: Summary;
}

/** Threads that are started at most where the person does not say how many. */
const MOST_THREADS = 3;

/** The threads of a run that has about so many bytes to read in ranges; started already where they are worth it. */
export function rangeThreads(bytes: number, plan: Plan, host: Host): RangeThreads {
  const threads = new RangeThreads(host, plan.workers ?? Math.min(MOST_THREADS, host.processors - 1));
  startIfWorth(threads, bytes, plan);
  return threads;
}

/** Counts each log from where it starts. Neither who counts nor the sizes of the pieces show in the results. */
export async function* count(
  items: AsyncIterable<Read> | Iterable<Read>,
  engine: Engine,
  plan: Plan,
  threads: RangeThreads,
  host: Host,
): AsyncGenerator<Counted, void> {
  using kernels = new Kernels(plan, !plan.reference);
  const tools: CountTools = { engine, plan, threads, kernels, host };
  for await (const item of items) {
    if (item.logs === null) yield noLines(engine, item.silence);
    else yield* countLogs(item.logs, tools);
  }
}

/** Reads the logs to their ends, piece by piece; what a stop signal leaves unread still holds the source back. */
async function* countLogs(logs: readonly LogRead[], tools: CountTools): AsyncGenerator<Counted, void> {
  const { engine, host } = tools, stop = host.stopSignal();
  const cursors = yield* countTogether(logs, tools);
  using ranges = cursors === null ? await InputRanges.of(logs, tools) : null;
  const isAlone = logs.length === 1;
  const pieces = new Map(logs.map((log) => [log.log, countLog(log, { isAlone, ranges, cursors }, tools)]));
  yield* inStep(pieces, engine, (log) => {
    const hasMoved = !stop.aborted && engine.logs.finish(log);
    return hasMoved ? noLines(engine, null) : null;
  });
}

/** How logs are counted. */
interface LogTerms {
  /** See {@link countSlices}. */
  readonly isAlone: boolean;
  readonly ranges: InputRanges | null;
  /** How far some inputs have been read. */
  readonly cursors: ReadonlyMap<Input, Cursor> | null;
}

/** Counts the inputs of one log, one after the other. */
async function* countLog(
  { inputs }: LogRead,
  terms: LogTerms,
  tools: CountTools,
): AsyncGenerator<CountedPiece, void> {
  for (const each of inputs) {
    if (tools.host.stopSignal().aborted) return;
    yield* withPreamble(countInput(each, terms, tools), each.input, tools);
  }
}

async function* countInput(
  { input, slices }: InputRead,
  { isAlone, ranges, cursors }: LogTerms,
  tools: CountTools,
): AsyncGenerator<CountedPiece, void> {
  const cut = ranges?.cutOf(input) ?? null;
  let cursor = cursors?.get(input) ?? input.start;
  if (cut !== null) {
    if (cut.start > cursor.offset) {
      cursor = yield* countSlices(input, slices(cursor.offset, cut.start), cursor, isAlone, tools);
    }
    cursor = yield* countRanges(input, slices, cursor, ranges!, isAlone, tools);
  }
  cursor = yield* countSlices(input, slices(cursor.offset), cursor, isAlone, tools);
  if (input.finished && !tools.host.stopSignal().aborted) yield* countRest(input, cursor, tools);
}

function noLines({ summarizer }: Engine, silence: Silence | null): NoLines {
  summarizer.begin(null, 0);
  return { input: null, silence, summary: summarizer.end(0) };
}
