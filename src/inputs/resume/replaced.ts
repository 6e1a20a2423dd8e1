// Role: of the inputs that `--fresh` replaces: which files it reads again because they were read before, and what it drops.

import type { InputPosition } from "../../stores/store.ts";
import { FINGERPRINT } from "../bytes/fingerprint.ts";
import type { Input } from "../input.ts";
import { followedBy, identify, positionsWithHead, readStart } from "./identify.ts";

/** Whether a file was read before: it is the same one, perhaps edited, or has records and begins like what was read. */
export async function wasRead(input: Input, replaced: readonly InputPosition[]): Promise<boolean> {
  if (replaced.length === 0) return false;
  const { path, bodyOffset, inflated, file: { size, inode, device } } = input;
  const isSame = (former: InputPosition): boolean =>
    inode === null ? path === former.path : inode === former.inode && device === former.device;
  if (replaced.some(isSame)) return true;
  if (size === null) return false;
  const start = await readStart(input);
  // A damaged archive may hold any of them; that nothing of it is read is said.
  if (start === null) return inflated !== null;
  const alike = await positionsWithHead(input, replaced.filter(({ offset }) => offset > bodyOffset));
  return alike.some(({ offset }) => Math.min(offset, FINGERPRINT) <= start.length);
}

/** Those of `replaced` that none of the files holds to where it was left. */
export async function droppedOf(
  replaced: readonly InputPosition[],
  read: readonly Input[],
): Promise<InputPosition[]> {
  const dropped = new Set(replaced.filter(({ offset }) => offset > 0));
  for (const input of read) {
    if (dropped.size === 0) break;
    for (const former of await heldBy(input, [...dropped])) dropped.delete(former);
  }
  return [...dropped];
}

/** Those of some former inputs that a file holds: at its beginning, or one behind the other. */
async function heldBy(input: Input, formers: readonly InputPosition[]): Promise<readonly InputPosition[]> {
  const { size } = input.file;
  // The rest of a stream shows only as it is read.
  if (size === null) return formers.filter(({ path }) => path === "-");
  // What was read as standard input may be given as a file.
  const asFiles = new Map(formers.map((former) => [
    former.path === "-" ? { ...former, path: input.path } : former,
    former,
  ]));
  const alike = (await positionsWithHead(input, [...asFiles.keys()])).filter(({ offset }) => offset <= size);
  const held = new Set(input.inflated === null ? [] : alike);
  // An archive, which would be decompressed for each of them, is known by its beginning and its size.
  for (const former of input.inflated === null ? alike : []) {
    const start = { ...input };
    if (await identify(start, [former]) === null) continue;
    held.add(former);
    for (const next of await followedBy(start, [...asFiles.keys()], () => true)) held.add(next);
  }
  return [...held].map((former) => asFiles.get(former)!);
}
