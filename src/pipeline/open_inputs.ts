// Role: opens the inputs of a run, judges their headers and puts them in order: the first step of a run, before the
// store is touched. Next: `continue_inputs.ts`, then `read.ts`.

import { Problem } from "../domain/problem.ts";
import { LONGEST_LINE } from "../domain/reject.ts";
import type { Format } from "../formats/format.ts";
import type { Host, InputFile } from "../host.ts";
import { Consumed } from "./consumed.ts";
import { firstTime } from "./first_time.ts";
import type { Input } from "./input.ts";
import { readUnlessStopped } from "./slice.ts";
import { preceded } from "./stream.ts";

const LF = 0x0a, CR = 0x0d;

/**
 * Opens every path and judges its first line; several are put into the order of their first records' times. Either
 * all are open afterwards or, on an error, none.
 *
 * Errors: `Problem` "input", "permission" for what cannot be opened, "data" for a wrong header, "usage" where
 * standard input is not alone.
 */
export async function openInputs(
  paths: readonly string[],
  format: Format,
  newest: number,
  complete: boolean,
  host: Host,
): Promise<Input[]> {
  if (paths.length > 1 && paths.includes("-")) {
    throw new Problem("usage", "Standard input (-) cannot be read together with files. Replay it by itself.");
  }
  using opened = new DisposableStack();
  const inputs: { input: Input; time: number }[] = [];
  for (const path of paths) {
    const file = opened.use(path === "-" ? host.stdin() : host.openInput(path));
    const input = await openInput(
      path === "-" ? "-" : host.realPath(path),
      file,
      format,
      complete,
      host.stopSignal(),
    );
    if (inputs.some((other) => other.input.path === input.path)) continue;
    const time = paths.length === 1 ? 0 : await firstTime(input, newest);
    inputs.push({ input, time });
  }
  opened.move();
  return inputs.sort((a, b) => a.time - b.time).map(({ input }) => input);
}

async function openInput(
  path: string,
  file: InputFile,
  format: Format,
  complete: boolean,
  stop: AbortSignal,
): Promise<Input> {
  const block = new Uint8Array(LONGEST_LINE + 2);
  const header = await readHeader(file, block, complete || file.size === null, stop);
  const reader = header === null ? null : format.open(block.subarray(0, header.end), path);
  const bodyOffset = header?.next ?? 0;
  const firstLine = block.slice(0, bodyOffset);
  if (reader !== null && file.size !== null) file.seek(bodyOffset);
  const rest = header === null ? new Uint8Array(0) : block.slice(bodyOffset, header.filled);
  const body = file.size === null ? preceded(file, rest) : file;
  const lines = reader === null ? 0 : 1;
  const consumed = new Consumed(firstLine, firstLine);
  return {
    path,
    file: body,
    reader,
    id: -1,
    offset: bodyOffset,
    lines,
    bodyOffset,
    header: firstLine,
    pending: 0,
    consumed,
  };
}

/** Reads up to the first line feed; null where the input has none and is not known to be finished, or is empty. */
async function readHeader(
  file: InputFile,
  block: Uint8Array,
  finished: boolean,
  stop: AbortSignal,
): Promise<{ end: number; next: number; filled: number } | null> {
  let filled = 0;
  while (filled < block.length) {
    const count = await readUnlessStopped(file, block.subarray(filled), stop);
    if (count === "stopped") return null;
    if (count === null) return finished && filled > 0 ? { end: filled, next: filled, filled } : null;
    const found = block.subarray(filled, filled + count).indexOf(LF);
    if (found >= 0) {
      const line = filled + found;
      const end = line > 0 && block[line - 1] === CR ? line - 1 : line;
      return { end, next: line + 1, filled: filled + count };
    }
    filled += count;
  }
  // No header is this long; the format says so better.
  return { end: filled, next: filled, filled };
}
