// Role: decides which parts of one log are read: leaves out copies and old history, finds gaps, and says what to remember
// of the log.

import { Problem } from "../../domain/problem.ts";
import type { Gap, InputPosition, KnownLog } from "../../stores/store.ts";
import { datelessPath, pathsAfter } from "../files/expand_paths.ts";
import { isLaterDay, rotatedName } from "../files/rotated_names.ts";
import { startTimes } from "../first_time.ts";
import type { Input, InputGroup } from "../input.ts";
import { headKey, isPassed } from "./identify.ts";
import { areTwins, type FilePositions } from "./match_positions.ts";

/** What is known of a source's inputs when its logs are opened. */
export interface KnownInputs {
  readonly positions: readonly InputPosition[];
  /** Numbers of those that were noted as gaps. */
  readonly lost: readonly number[];
  /** What is remembered of its logs, by their names. */
  readonly logs: ReadonlyMap<string, KnownLog>;
  /** Where the inputs were that a run with `--fresh` replaces. */
  readonly replaced: readonly InputPosition[];
  /** Time of the source's first record; null before it. */
  readonly first: number | null;
  /** The largest date that is not "future". */
  readonly newest: number;
  /** Lateness D, seconds: by how much records may be out of order. */
  readonly lateness: number;
  /** See `Analysis`. */
  readonly maxJump: number;
}

/** What is read of one log. */
export interface LogDecision {
  /** The parts that were not read before and are read now. */
  readonly unread: readonly Input[];
  /** Those, and the ones that hold a stored input; no copies; oldest first. */
  readonly parts: readonly Input[];
  /** Number of the part that was begun last, whether it is there or not; null where none was. */
  readonly latest: number | null;
  /** Parts whose rest can no longer be found. */
  readonly gaps: readonly Gap[];
  /** Paths of archives that would be read but do not end cleanly. */
  readonly unclean: readonly string[];
  /** Which files that are named like parts are not read, and why. */
  readonly leftOut: readonly string[];
  /** Parts that lay there when the log was first opened, now, and were not named: they are not read. */
  readonly history: readonly Input[];
  /** Whether nothing of it is there any more, nor stored, which was not noticed before. */
  readonly hasVanished: boolean;
  /** What is to be remembered of it from now on. */
  readonly log: KnownLog;
}

/** How many targets of a link are remembered. */
const MOST_PATHS = 20;

/**
 * Decides which parts of a log are read.
 *
 * Errors: `Problem` "input" where only rotated parts are there and the log was never opened before.
 */
export async function decideParts(
  group: InputGroup,
  { found, unclean: mayHold, copies, free }: FilePositions,
  known: KnownInputs,
): Promise<LogDecision> {
  const { inputs } = group, log = logOf(group, known);
  // A log that is a copy continues what was read of the other file, not its own last part.
  const isCopy = inputs.some((input) => !input.isRotated && copies.has(input));
  const latest = isCopy ? null : latestPosition(group, log, known.positions, inputs);
  if (log === undefined && latest === null && !inputs.some(({ isNamed }) => isNamed)) {
    throw new Problem("input", `Cannot open "${group.path}": no such file. Check the path.`);
  }
  const oldest = inputs.findIndex((input) => found.has(input));
  const belongs = async (input: Input, at: number): Promise<boolean> => {
    if (log !== undefined) return !isOther(input, at < oldest, group) && !await isPassed(input, log.passed);
    // Before anything is remembered, the order of the names decides, or the time at which the source began.
    if (oldest >= 0) return at > oldest;
    return latest !== null && await isNewer(input, known);
  };
  const unread: Input[] = [], unclean: Input[] = [], leftOut: string[] = [], passed: Input[] = [];
  for (const [at, input] of inputs.entries()) {
    if (found.has(input)) continue;
    // What lies there when a log is first opened is history afterwards, also where it was named this time.
    if (log === undefined && input.isRotated) passed.push(input);
    if (mayHold.has(input)) unclean.push(input);
    else if (!input.isNamed && !await belongs(input, at)) continue;
    else if (input.foreign !== null || (!input.isNamed && !await isNewer(input, known))) {
      leftOut.push(input.foreign ?? isBeforeText(input));
      if (!passed.includes(input)) passed.push(input);
    } else if (input.inflated === null || await input.inflated.measure()) unread.push(input);
    // An archive that is being made of a file beside it holds nothing else.
    else if (!inputs.some((other) => areTwins(input, other) && other.inflated === null)) unclean.push(input);
  }
  const isElsewhere = hasMoved(log, latest);
  const open = missing(group, log, isElsewhere ? null : latest, known.positions)
    .filter((position) => free.has(position));
  // What an archive may hold that is damaged or still being written is not lost.
  const awaited = [...mayHold.values()].flat();
  const lost = open.filter((position) => !awaited.includes(position) && isLost(position, log, known));
  const hasVanished = inputs.length === 0 && latest === null && !isElsewhere && wasThere(log);
  return {
    ...{ unread, hasVanished },
    parts: inputs.filter((input) => unread.includes(input) || (found.get(input) ?? "copy") !== "copy"),
    latest: latest?.id ?? null,
    gaps: lost.map(({ id, path, offset }) => ({ path, input: id, offset })),
    unclean: unclean.map(({ path }) => path),
    leftOut,
    history: log === undefined ? historyOf(passed, unread) : [],
    log: {
      name: group.name,
      paths: pathsOf(group, log, hasVanished),
      passed: [...log?.passed ?? [], ...await keysOf(passed, inputs)],
      awaited: open.map(({ id }) => id),
      archives: log?.archives ?? [],
      copies: log?.copies ?? [],
      last: lastBegun(log, latest, isCopy || isJoined(inputs, latest, found, free) ? known.positions : null),
    },
  };
}

/**
 * Whether a file, which holds nothing of what was read, is none of ours by its name: a newer one that starts its own log, or what
 * has the next number where a part was named by itself.
 */
function isOther({ path, mayBeLog }: Input, isBefore: boolean, group: InputGroup): boolean {
  return (mayBeLog && isBefore) || pathsAfter(group.path).includes(path);
}

/** Of the parts that are passed over those that were not asked for, and are of this log. */
function historyOf(passed: readonly Input[], unread: readonly Input[]): Input[] {
  const isOld = (input: Input): boolean =>
    !input.isNamed && input.foreign === null && !unread.includes(input);
  return passed.filter(isOld);
}

function isBeforeText({ path }: Input): string {
  return `"${path}" begins before the source does. Name it to have it read.`;
}

/**
 * Whether a part was begun after the latest of these names: it was moved to the name of another log, or the log was a copy of another
 * one. What holds it answers for it.
 */
function hasMoved(log: KnownLog | undefined, latest: InputPosition | null): boolean {
  return (log?.last ?? -1) > (latest?.id ?? -1);
}

/** What is remembered as the number of the part that was begun last: where another file answers for it, what is after all of these. */
function lastBegun(
  log: KnownLog | undefined,
  latest: InputPosition | null,
  elsewhere: readonly InputPosition[] | null,
): number | null {
  if (elsewhere !== null) return lastOf(elsewhere)!.id + 1;
  return hasMoved(log, latest) ? log!.last : latest?.id ?? null;
}

/** Whether what it held is in a file of another name now, with what other logs held. */
function isJoined(
  inputs: readonly Input[],
  latest: InputPosition | null,
  found: FilePositions["found"],
  free: FilePositions["free"],
): boolean {
  return latest !== null && !free.has(latest) && !inputs.some((input) => found.has(input));
}

/** Whether a file of its name was found once, that was no copy. */
function wasThere(log: KnownLog | undefined): boolean {
  return log !== undefined && log.paths.length > 0 && log.copies.length === 0;
}

/** Where the log was found; of one that is gone, nowhere. */
function pathsOf({ path }: InputGroup, log: KnownLog | undefined, hasVanished: boolean): string[] {
  const former = (log?.paths ?? []).filter((other) => other !== path);
  return hasVanished ? [] : [...former, path].slice(-MOST_PATHS);
}

/**
 * The places whose loss would be missed: what its writer wrote to last, too, though a part was begun after it, which is history that was
 * named.
 */
function missing(
  { path: own }: InputGroup,
  log: KnownLog | undefined,
  latest: InputPosition | null,
  positions: readonly InputPosition[],
): InputPosition[] {
  const name = own.replace(/^.*[/\\]/s, ""), directory = own.slice(0, own.length - name.length);
  const isHistory = latest !== null && latest.path.startsWith(directory) &&
    rotatedName(latest.path.slice(directory.length), name) !== null;
  const live = isHistory ? lastOf(positions.filter(({ path }) => path === own)) : null;
  return positions.filter((position) =>
    position === latest || position === live || log?.awaited.includes(position.id)
  );
}

/**
 * Whether a part that is gone, and was not noted as such, may have held more than was read: not an archive, and not the day before
 * another one.
 */
function isLost(
  { id, path, offset }: InputPosition,
  log: KnownLog | undefined,
  { lost, positions }: KnownInputs,
): boolean {
  const isWhole = log?.archives.some(([archive, bytes]) => archive === id && offset >= bytes) === true;
  return !lost.includes(id) && !isWhole && !isFollowed({ id, path }, positions);
}

/** Whether a later day of a log that has a new file each day was read: the day before was read to its end then. */
function isFollowed(
  { path, id }: Pick<InputPosition, "path" | "id">,
  positions: readonly InputPosition[],
): boolean {
  const own = datelessPath(path);
  return own !== null &&
    positions.some((other) =>
      other.id > id && datelessPath(other.path) === own && isLaterDay(other.path, path)
    );
}

/** The keys of files that are passed over; not of copies of the log itself, which hold it once it is gone. */
async function keysOf(passed: readonly Input[], inputs: readonly Input[]): Promise<string[]> {
  const log = inputs.find(({ isRotated }) => !isRotated), keys: string[] = [];
  for (const input of passed) {
    const key = await headKey(input);
    if (key !== null && (log === undefined || !await isPassed(log, [key]))) keys.push(key);
  }
  return keys;
}

/** What is remembered of a log, under the name by which it is asked for now or under another one. */
function logOf({ name, path }: InputGroup, { logs }: KnownInputs): KnownLog | undefined {
  return logs.get(name) ?? [...logs.values()].find(({ paths }) => paths.at(-1) === path);
}

/** Whether a part begins after the source did, as far as the order of records can tell. */
async function isNewer(input: Input, { first, newest, lateness, maxJump }: KnownInputs): Promise<boolean> {
  return first === null ||
    (await startTimes(input, { newest, lateness, maxJump })).largest >= first - lateness;
}

/** The place of the part of this log that was begun last; null where none was. */
function latestPosition(
  { path }: InputGroup,
  log: KnownLog | undefined,
  positions: readonly InputPosition[],
  inputs: readonly Input[],
): InputPosition | null {
  const name = path.replace(/^.*[/\\]/s, ""), directory = path.slice(0, path.length - name.length);
  const isOfGroup = (other: string): boolean =>
    other === path || log?.paths.includes(other) === true || (path !== "-" && other.startsWith(directory) &&
      rotatedName(other.slice(directory.length), name) !== null);
  // What one of its files holds is its own, also where that was last read in a copy under another name.
  const isHeld = (id: number): boolean => inputs.some((input) => input.id === id);
  const own = positions.filter(({ path, id }) => path !== "-" && (isOfGroup(path) || isHeld(id)));
  return lastOf(own);
}

/** The one that was begun last; null where there is none. */
function lastOf(positions: readonly InputPosition[]): InputPosition | null {
  return positions.reduce<InputPosition | null>(
    (last, each) => last !== null && last.id > each.id ? last : each,
    null,
  );
}
