// Role: finds how far each input was read before, by what was consumed of it, and moves it there. Between
// `open_inputs.ts` and `read.ts`.

import type { InputFile } from "../host.ts";
import type { InputPosition } from "../stores/store.ts";
import { Consumed, digest, FINGERPRINT } from "./consumed.ts";
import type { Input } from "./input.ts";
import { continueStream } from "./stream.ts";

/**
 * Finds each input among those that the source has read before, by its consumed bytes, and moves it to the place
 * where reading stopped. One that is not found begins after its header under a new number.
 *
 * Errors: `Problem` "data" where standard input is not what it was.
 */
export async function continueInputs(
  inputs: readonly Input[],
  saved: readonly InputPosition[],
): Promise<void> {
  let next = saved.reduce((most, { id }) => Math.max(most, id + 1), 0);
  const free = new Set(saved.toSorted((a, b) => b.offset - a.offset));
  for (const input of inputs) {
    const found = input.reader === null ? null : await findSaved(input, free);
    if (found === null) {
      input.id = next++;
      continue;
    }
    free.delete(found);
    Object.assign(input, { id: found.id, offset: found.offset, lines: found.lines });
  }
}

async function findSaved(input: Input, saved: Iterable<InputPosition>): Promise<InputPosition | null> {
  const { file } = input;
  for (const candidate of saved) {
    if ((candidate.path === "-") !== (file.size === null)) continue;
    const found = file.size === null
      ? await continueStream(input, candidate)
      : await continueFile(input, candidate, file.size);
    if (found) return candidate;
  }
  if (file.size !== null) file.seek(input.bodyOffset);
  return null;
}

async function continueFile(input: Input, saved: InputPosition, size: number): Promise<boolean> {
  if (size < saved.offset) return false;
  const head = await readAt(input.file, 0, Math.min(saved.offset, FINGERPRINT));
  if (await digest(head) !== saved.head) return false;
  const tail = await readAt(input.file, Math.max(0, saved.offset - FINGERPRINT), saved.offset);
  if (await digest(tail) !== saved.tail) return false;
  input.file.seek(saved.offset);
  input.consumed = new Consumed(head, tail);
  return true;
}

async function readAt(file: InputFile, start: number, end: number): Promise<Uint8Array> {
  file.seek(start);
  const bytes = new Uint8Array(end - start);
  let filled = 0;
  while (filled < bytes.length) {
    const count = await file.read(bytes.subarray(filled));
    if (count === null) break;
    filled += count;
  }
  return bytes.subarray(0, filled);
}
