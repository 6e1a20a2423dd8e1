// Role: decides what of one log with its rotated parts is to be read: finds how far each part was read before, leaves out
// copies and old history, and notes what can no longer be found. Used by `continue_inputs.ts`.

import { Problem } from "../domain/problem.ts";
import type { Gap, InputPosition } from "../stores/store.ts";
import { firstTime } from "./first_time.ts";
import { beginsLike, identify, isPrefixOf } from "./identify.ts";
import type { Input, InputGroup } from "./input.ts";
import { rotatedName } from "./rotation.ts";

/** What is known of a source's inputs before a run, or before a further look at them. */
export interface KnownInputs {
  /** Places of all inputs so far. */
  readonly positions: readonly InputPosition[];
  /** Numbers of those that were noted as gaps. */
  readonly lost: readonly number[];
  /** Time of the source's first record; null before it. */
  readonly first: number | null;
  /** The largest date that is not "future". */
  readonly newest: number;
  /** Lateness D, seconds: by how much records may be out of order. */
  readonly lateness: number;
}

/** What is to be read of one log. */
export interface ContinuedGroup {
  /** In order; known parts stand where they were left, and new ones after their header. */
  readonly read: readonly Input[];
  /** The part whose rest can no longer be found. */
  readonly gap: Gap | null;
  /** Paths of archives that would be read but do not end cleanly. */
  readonly unclean: readonly string[];
}

/**
 * Finds each part among `free`, the known inputs that no other part is, and takes it out of there.
 *
 * Errors: `Problem` "input" where only rotated parts are there and none of them was read before.
 */
export async function continueGroup(
  group: InputGroup,
  free: Set<InputPosition>,
  known: KnownInputs,
): Promise<ContinuedGroup> {
  const latest = latestPosition(group, known.positions);
  if (latest === null && !group.inputs.some(({ isNamed }) => isNamed)) {
    throw new Problem("input", `Cannot open "${group.path}": no such file. Check the path.`);
  }
  const found = new Map<Input, "unfinished" | "finished" | "copy">(), unclean: Input[] = [];
  const candidates = [...free];
  // The log itself first: while it is being copied, the copy is the same.
  for (const input of group.inputs.toReversed()) {
    const position = finishedArchive(input, candidates) ?? await unfinishedPart(input, candidates, unclean);
    if (position === null) continue;
    const isFinished = input.inflated !== null && input.offset !== position.offset;
    found.set(input, !free.delete(position) ? "copy" : isFinished ? "finished" : "unfinished");
  }
  const oldest = group.inputs.findIndex((input) => found.has(input));
  const wanted: Input[] = [];
  for (const [at, input] of group.inputs.entries()) {
    if (found.has(input) || unclean.includes(input)) continue;
    if (oldest >= 0 && at < oldest && !input.isNamed) continue;
    if (input.inflated !== null && !await input.inflated.measure()) unclean.push(input);
    // Where nothing known is left, what began before the source did is history from before.
    else if (input.isNamed || oldest >= 0 || (latest !== null && await isNewer(input, known))) {
      wanted.push(input);
    }
  }
  const parts = group.inputs.filter((input) =>
    wanted.includes(input) || (found.get(input) ?? "copy") !== "copy"
  );
  const copies = await copiesAmong(wanted, parts);
  const read = parts.filter((input) => !copies.has(input) && found.get(input) !== "finished");
  for (const input of read) {
    // Who writes a rotated log has gone on to the next one once that holds a record.
    if (input.isRotated && parts.slice(parts.indexOf(input) + 1).some(holdsRecords)) input.finished = true;
  }
  // A part that is found in an archive which is still being written is not lost.
  const isGap = latest !== null && free.has(latest) && unclean.length === 0 &&
    !known.lost.includes(latest.id);
  return {
    read,
    gap: isGap ? { path: latest.path, input: latest.id, offset: latest.offset } : null,
    unclean: unclean.map(({ path }) => path),
  };
}

/** The input that an archive holds to its end, told by its trailer, without decompressing it; null where there is none. */
function finishedArchive({ inflated }: Input, candidates: readonly InputPosition[]): InputPosition | null {
  const trailer = inflated?.trailer;
  if (!trailer) return null;
  const isHeld = ({ path, crc, offset }: InputPosition): boolean =>
    path !== "-" && crc === trailer.crc && offset % 2 ** 32 === trailer.size;
  return candidates.find(isHeld) ?? null;
}

/** The input that a part continues; an archive is decompressed only where it begins like one that is known. */
async function unfinishedPart(
  input: Input,
  candidates: readonly InputPosition[],
  unclean: Input[],
): Promise<InputPosition | null> {
  if (input.inflated !== null) {
    if (!await beginsLike(input, candidates)) return null;
    // Nothing may be taken from an archive that is damaged or still being written.
    if (!await input.inflated.measure()) {
      unclean.push(input);
      return null;
    }
  }
  return await identify(input, candidates);
}

/** Those of `wanted` that are a copy, whole or in the making, of a part with a newer name. */
async function copiesAmong(wanted: readonly Input[], parts: readonly Input[]): Promise<Set<Input>> {
  const copies = new Set<Input>();
  for (const input of wanted.filter(holdsRecords)) {
    // The other way round it is a log that begins like the one before it.
    for (const other of parts.slice(parts.indexOf(input) + 1).filter(holdsRecords)) {
      if (await isPrefixOf(input, other)) copies.add(input);
    }
  }
  return copies;
}

/** Whether a part begins after the source did, as far as the order of records can tell. */
async function isNewer(input: Input, { first, newest, lateness }: KnownInputs): Promise<boolean> {
  return first === null || await firstTime(input, newest) >= first - lateness;
}

/** The place of the part of this log that was begun last; null where none was. */
function latestPosition({ path }: InputGroup, positions: readonly InputPosition[]): InputPosition | null {
  const name = path.replace(/^.*[/\\]/s, ""), directory = path.slice(0, path.length - name.length);
  const isOfGroup = (other: string): boolean =>
    other === path || (path !== "-" && other.startsWith(directory) &&
      rotatedName(other.slice(directory.length), name) !== null);
  const own = positions.filter((position) => position.path !== "-" && isOfGroup(position.path));
  return own.reduce<InputPosition | null>(
    (last, each) => last !== null && last.id > each.id ? last : each,
    null,
  );
}

function holdsRecords({ reader, file, inflated, bodyOffset }: Input): boolean {
  // The size of an archive that was not decompressed is not known.
  return reader !== null && ((file.size ?? 0) > bodyOffset || (inflated !== null && file.size === 0));
}
