// Role: finds, for all opened files at once, which stored input each of them continues.

import type { InputPosition, KnownLog } from "../../stores/store.ts";
import { FINGERPRINT } from "../bytes/fingerprint.ts";
import {
  divergesFrom,
  followedBy,
  hasRecord,
  identify,
  isOneOf,
  isPrefixOf,
  positionsBegunBy,
  positionsWithHead,
} from "./identify.ts";
import type { Input, InputGroup } from "../input.ts";
import { pathsAfter } from "../files/expand_paths.ts";
import { baseOf, plainName } from "../files/rotated_names.ts";

/** Which files hold the inputs that were read before. */
export interface FilePositions {
  /** The files that hold one of them: with more to read, read to its end, or beside another one that holds it. */
  readonly found: ReadonlyMap<Input, "unfinished" | "finished" | "copy">;
  /** Damaged archives, or ones that are still being written, with those inputs that they may hold. */
  readonly unclean: ReadonlyMap<Input, readonly InputPosition[]>;
  /** Of the files that are copies of a file of another log, or of what was read of it: what they are copies of. */
  readonly copies: ReadonlyMap<Input, Original>;
  /** The inputs that no file holds. */
  readonly free: ReadonlySet<InputPosition>;
}

/** What a copy is a copy of. */
export interface Original {
  /** The number of the input. */
  readonly id: number;
  /** The file where it is, or was when it was last read. */
  readonly path: string;
  /** Whether that file is not there, and more was read of it: the beginnings of both are the same, and nothing shows the rest. */
  readonly isGone: boolean;
}

/** A file and the log it belongs to. */
export interface LogPart {
  readonly group: InputGroup;
  readonly input: Input;
}

/** Looks for each stored input in every file. Files that hold one start where it was left. */
export async function matchPositions(
  groups: readonly InputGroup[],
  positions: readonly InputPosition[],
  logs: ReadonlyMap<string, KnownLog>,
): Promise<FilePositions> {
  const found = new Map<Input, "unfinished" | "finished" | "copy">();
  const unclean = new Map<Input, readonly InputPosition[]>();
  const holders = new Map<InputPosition, LogPart>();
  const longestFirst = positions.toSorted((a, b) => b.offset - a.offset);
  const parts = inOrderOfKnowledge(groups, positions).flatMap((group) =>
    inOrderOfTrust(group).map((input) => ({ group, input }))
  );
  for (const part of parts) {
    const { input } = part;
    const candidates = longestFirst.filter((position) => {
      const holder = holders.get(position);
      return holder === undefined || areRelated(part, holder);
    });
    const { id, start, isNew } = input;
    const position = finishedArchive(input, candidates, holders) ??
      await unfinishedPart(part, sortedFreeFirst(candidates, holders), holders, unclean);
    if (position === null) continue;
    // Another file that begins with the same header is no copy of it.
    if (holders.has(position) && !await hasRecord(input, position.offset)) {
      Object.assign(input, { id, start, isNew });
      continue;
    }
    const isFinished = input.inflated !== null && input.start.offset !== position.offset;
    found.set(input, holders.has(position) ? "copy" : isFinished ? "finished" : "unfinished");
    if (!holders.has(position)) holders.set(position, part);
  }
  const copies = new Map<Input, Original>();
  const known = Array.from(logs.values(), ({ copies }) => copies).flat();
  for (const part of parts) {
    if (found.has(part.input) || unclean.has(part.input)) continue;
    const gone = positions.filter((position) => !holders.has(position));
    const copy = await knownCopy(part.input, known, positions, holders) ??
      await copyOfHeld(part, positions, holders, found, copies) ??
      await beginningOfGone(part, gone);
    if (copy === null) continue;
    found.set(part.input, "copy");
    copies.set(part.input, copy);
  }
  for (const part of parts.filter(({ input }) => found.get(input) === "unfinished")) {
    const own = baseOf(nameOf(part.group.path));
    const isGone = (other: InputPosition): boolean => !holders.has(other);
    // Of two logs, one may go on for a few lines as the other began; and a log may hold all of its lines twice.
    const following = positions.filter((other) =>
      other.offset >= FINGERPRINT
        ? holders.get(other) !== part
        : isGone(other) && baseOf(nameOf(other.path)) === own
    );
    for (const next of await followedBy(part.input, following, isGone)) holders.set(next, part);
  }
  return { found, unclean, copies, free: new Set(positions.filter((position) => !holders.has(position))) };
}

/**
 * Whether two files may be parts of the same log: those of one group are, and so may be a rotated part that was named by
 * itself, from wherever it is kept, and what has its log's name. A copy among them goes without saying.
 */
export function areRelated(a: LogPart, b: LogPart): boolean {
  if (a.group === b.group) return true;
  return (isStray(a) || isStray(b)) && logNameOf(a.input) === logNameOf(b.input);
}

/** Of parts that are compared with each other by the thousand. */
const logNames = new WeakMap<Input, string>(), strays = new WeakMap<InputGroup, boolean>();

/** The name of the log that a file is a part of, by its own name. */
function logNameOf(input: Input): string {
  const known = logNames.get(input) ?? baseOf(nameOf(input.path));
  logNames.set(input, known);
  return known;
}

/** Whether one of them is the other one compressed, by their names. */
export function areTwins(a: Input, b: Input): boolean {
  return a !== b && plainName(a.path) === plainName(b.path);
}

/** The logs of which something was read under their own names come first: of two that hold the same, those are no copies. */
function inOrderOfKnowledge(
  groups: readonly InputGroup[],
  positions: readonly InputPosition[],
): InputGroup[] {
  const paths = new Set(positions.map(({ path }) => path));
  const isNew = ({ path }: InputGroup): number => Number(!paths.has(path));
  return groups.toSorted((a, b) => isNew(a) - isNew(b));
}

/**
 * What an input was found to be a copy of by an earlier run; null where it has changed, or that is no longer stored, or is there now and
 * shows that it is none: the first 4 KiB were all that was known of it.
 */
async function knownCopy(
  input: Input,
  copies: readonly InputPosition[],
  positions: readonly InputPosition[],
  holders: ReadonlyMap<InputPosition, LogPart>,
): Promise<Original | null> {
  const stored = copies.filter(({ id, offset }) =>
    positions.some((position) => position.id === id && position.offset >= offset)
  );
  const copy = finishedArchive(input, stored, new Map()) ?? await isOneOf(input, stored);
  const of = positions.find(({ id }) => id === copy?.id);
  if (of === undefined) return null;
  const { inflated, file } = input, size = file.size ?? 0, holder = holders.get(of)?.input;
  if (holder === undefined) return { ...of, isGone: size < of.offset };
  const arePlain = inflated === null && holder.inflated === null && size <= (holder.file.size ?? 0);
  return arePlain && await divergesFrom(input, holder) ? null : { ...of, isGone: false };
}

/**
 * What of another log a file is a copy of: of just the bytes that were read of it. A file that holds all of that log's
 * file and more continues it instead, and that one is the copy; then, too, this returns null.
 */
async function copyOfHeld(
  part: LogPart,
  positions: readonly InputPosition[],
  holders: Map<InputPosition, LogPart>,
  found: Map<Input, "unfinished" | "finished" | "copy">,
  copies: Map<Input, Original>,
): Promise<Original | null> {
  const { input } = part,
    held = positions.filter((position) => {
      const holder = holders.get(position);
      return holder !== undefined && !areRelated(part, holder);
    });
  const archived = finishedArchive(input, held, new Map());
  const original = ({ id }: InputPosition, { path }: Input): Original => ({ id, path, isGone: false });
  if (archived !== null) return original(archived, holders.get(archived)!.input);
  if (input.inflated !== null || input.file.size === null) return null;
  if (!await hasRecord(input, input.file.size)) return null;
  const exact = await isOneOf(input, held);
  if (exact !== null) return original(exact, holders.get(exact)!.input);
  const { id, start, isNew } = input;
  const position = await identify(input, held);
  if (position === null) return null;
  const holder = holders.get(position)!.input;
  const isOne = holder.inflated === null && await hasRecord(holder, holder.file.size ?? 0);
  if (isOne && await isPrefixOf(holder, input)) {
    found.set(input, "unfinished");
    found.set(holder, "copy");
    copies.set(holder, original(position, input));
    holders.set(position, part);
  } else {
    Object.assign(input, { id, start, isNew });
  }
  return null;
}

/**
 * What a file is the beginning of that was read and is gone: an old file that is being copied back, or a sample. Its first 4 KiB
 * tell, for nothing holds the rest. A log that has the name of what is gone is none: it was made anew.
 */
async function beginningOfGone(
  { group, input }: LogPart,
  gone: readonly InputPosition[],
): Promise<Original | null> {
  const others = input.isRotated ? gone : gone.filter(({ path }) => !isOwnName(path, group));
  const [whole] = await positionsBegunBy(input, others);
  return whole === undefined ? null : { ...whole, isGone: true };
}

/** Whether a path is that of a log or, by its name, of one of its parts beside it. */
export function isOwnName(path: string, { path: own }: InputGroup): boolean {
  const name = nameOf(path), ownName = nameOf(own);
  return path.slice(0, -name.length) === own.slice(0, -ownName.length) && baseOf(name) === baseOf(ownName);
}

function isStray({ group }: LogPart): boolean {
  let isOne = strays.get(group);
  if (isOne === undefined) {
    const name = nameOf(group.path), after = pathsAfter(group.path);
    const own = group.inputs.filter(({ path }) => !after.includes(path));
    strays.set(group, isOne = own.length === 1 && baseOf(name) !== name);
  }
  return isOne;
}

function nameOf(path: string): string {
  return path.replace(/^.*[/\\]/s, "");
}

/**
 * The log itself first: while it is being copied, the copy is the same. Archives last: one may have been left behind
 * under a name that a younger part has by now.
 */
function inOrderOfTrust({ inputs }: InputGroup): Input[] {
  const isPlain = ({ inflated }: Input): boolean => inflated === null;
  return [...inputs.filter(isPlain).reverse(), ...inputs.filter((input) => !isPlain(input))];
}

/** Of inputs that were left at the same offset, those not found yet come first: logs may be alike. */
function sortedFreeFirst(
  candidates: readonly InputPosition[],
  holders: ReadonlyMap<InputPosition, LogPart>,
): InputPosition[] {
  return candidates.toSorted((a, b) =>
    b.offset - a.offset || Number(holders.has(a)) - Number(holders.has(b))
  );
}

/** The input that an archive holds to its end, by its trailer, without decompressing it; null where there is none. */
function finishedArchive(
  { inflated }: Input,
  candidates: readonly InputPosition[],
  holders: ReadonlyMap<InputPosition, LogPart>,
): InputPosition | null {
  const trailer = inflated?.trailer;
  if (!trailer) return null;
  const held = candidates.filter(({ path, crc, offset }) =>
    path !== "-" && crc === trailer.crc && offset % 2 ** 32 === trailer.size
  );
  return held.find((position) => !holders.has(position)) ?? held[0] ?? null;
}

/** The input that a part continues. An archive is decompressed only where it begins like a stored input. */
async function unfinishedPart(
  { group, input }: LogPart,
  candidates: readonly InputPosition[],
  holders: ReadonlyMap<InputPosition, LogPart>,
  unclean: Map<Input, readonly InputPosition[]>,
): Promise<InputPosition | null> {
  if (input.inflated !== null) {
    const alike = await positionsWithHead(input, candidates);
    if (alike.length === 0) return null;
    // Nothing may be taken from an archive that is damaged or still being written.
    if (!await input.inflated.measure()) {
      const isBeingMade = group.inputs.some((other) => areTwins(input, other) && other.inflated === null);
      const free = alike.filter((position) => !holders.has(position));
      if (!isBeingMade && free.length > 0) unclean.set(input, free);
      return null;
    }
  }
  return await identify(input, candidates);
}
