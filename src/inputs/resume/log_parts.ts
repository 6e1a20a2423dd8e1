// Role: decides what of one log with its rotated parts is to be read: leaves out copies and old history, notes what can
// no longer be found, and what is to be remembered of the log. Used by `resume.ts`, after `match_positions.ts`.

import { Problem } from "../../domain/problem.ts";
import type { Gap, InputPosition, KnownLog } from "../../stores/store.ts";
import { rotatedName } from "../files/rotated_names.ts";
import { startTimes } from "../first_time.ts";
import type { Input, InputGroup } from "../input.ts";
import { beginningOf, isPassed } from "./identify.ts";
import { areTwins, type FilePositions } from "./match_positions.ts";

/** What is known of a source's inputs before a run, or before a further look at them. */
export interface KnownInputs {
  /** Places of all inputs so far. */
  readonly positions: readonly InputPosition[];
  /** Numbers of those that were noted as gaps. */
  readonly lost: readonly number[];
  /** What is remembered of its logs, by their names. */
  readonly logs: ReadonlyMap<string, KnownLog>;
  /** Time of the source's first record; null before it. */
  readonly first: number | null;
  /** The largest date that is not "future". */
  readonly newest: number;
  /** Lateness D, seconds: by how much records may be out of order. */
  readonly lateness: number;
}

/** What is to be read of one log. */
export interface ContinuedGroup {
  /** The parts that were not read before and are to be. */
  readonly wanted: readonly Input[];
  /** Those and the ones that are found, but for copies; oldest first. */
  readonly parts: readonly Input[];
  /** Parts whose rest can no longer be found. */
  readonly gaps: readonly Gap[];
  /** Paths of archives that would be read but do not end cleanly. */
  readonly unclean: readonly string[];
  /** Which files that are named like parts are not read, and why; each is told only once. */
  readonly leftOut: readonly string[];
  /** What is to be remembered of it from now on. */
  readonly log: KnownLog;
}

/** How many targets of a link are remembered. */
const MOST_PATHS = 20;

/**
 * Decides about the parts of a log.
 *
 * Errors: `Problem` "input" where only rotated parts are there and the log was never looked at before.
 */
export async function continueGroup(
  group: InputGroup,
  { found, unclean: mayHold, free }: FilePositions,
  known: KnownInputs,
): Promise<ContinuedGroup> {
  const { inputs } = group, log = logOf(group, known);
  const latest = latestPosition(group, log, known.positions);
  if (log === undefined && latest === null && !inputs.some(({ isNamed }) => isNamed)) {
    throw new Problem("input", `Cannot open "${group.path}": no such file. Check the path.`);
  }
  const oldest = inputs.findIndex((input) => found.has(input));
  const belongs = async (input: Input, at: number): Promise<boolean> => {
    // A log of its own that came later is none of ours, unless what was read goes on in it.
    if (log !== undefined) return !(input.mayBeLog && at < oldest) && !await isPassed(input, log.passed);
    // Before anything is remembered, the order of the names tells, or the time at which the source began.
    if (oldest >= 0) return at > oldest;
    return latest !== null && await isNewer(input, known);
  };
  const wanted: Input[] = [], unclean: Input[] = [], leftOut: string[] = [], passed: Input[] = [];
  for (const [at, input] of inputs.entries()) {
    if (found.has(input)) continue;
    // What is there at the first look is history afterwards, also where it was named this time.
    if (log === undefined && input.isRotated) passed.push(input);
    if (mayHold.has(input)) unclean.push(input);
    else if (!input.isNamed && !await belongs(input, at)) continue;
    else if (input.foreign !== null || (!input.isNamed && !await isNewer(input, known))) {
      leftOut.push(
        input.foreign ?? `"${input.path}" begins before the source does. Name it to have it read.`,
      );
      if (!passed.includes(input)) passed.push(input);
    } else if (input.inflated === null || await input.inflated.measure()) wanted.push(input);
    // An archive that is being made of a file beside it is not missed.
    else if (!inputs.some((other) => areTwins(input, other) && other.inflated === null)) unclean.push(input);
  }
  const open = known.positions.filter((position) =>
    (position === latest || log?.awaited.includes(position.id)) && free.has(position)
  );
  // What an archive may hold that is damaged or still being written is not lost.
  const isAwaited = (position: InputPosition): boolean =>
    [...mayHold.values()].some((held) => held.includes(position));
  const lost = open.filter((position) => !isAwaited(position) && !known.lost.includes(position.id));
  return {
    wanted,
    parts: inputs.filter((input) => wanted.includes(input) || (found.get(input) ?? "copy") !== "copy"),
    gaps: lost.map(({ id, path, offset }) => ({ path, input: id, offset })),
    unclean: unclean.map(({ path }) => path),
    leftOut,
    log: {
      name: group.name,
      paths: [...(log?.paths ?? []).filter((path) => path !== group.path), group.path].slice(-MOST_PATHS),
      passed: [...log?.passed ?? [], ...await beginningsOf(passed, inputs)],
      awaited: open.map(({ id }) => id),
    },
  };
}

/** How files begin that are passed over, but for copies of the log itself, which are to be known when it has gone. */
async function beginningsOf(passed: readonly Input[], inputs: readonly Input[]): Promise<string[]> {
  const beginnings: string[] = [];
  for (const input of passed) {
    const beginning = await beginningOf(input);
    if (beginning === null) continue;
    const log = inputs.find(({ isRotated }) => !isRotated);
    if (log === undefined || !await isPassed(log, [beginning])) beginnings.push(beginning);
  }
  return beginnings;
}

/** What is remembered of a log, under the name by which it is asked for now or under another one. */
function logOf({ name, path }: InputGroup, { logs }: KnownInputs): KnownLog | undefined {
  return logs.get(name) ?? [...logs.values()].find(({ paths }) => paths.at(-1) === path);
}

/** Whether a part begins after the source did, as far as the order of records can tell. */
async function isNewer(input: Input, { first, newest, lateness }: KnownInputs): Promise<boolean> {
  return first === null || (await startTimes(input, newest)).largest >= first - lateness;
}

/** The place of the part of this log that was begun last; null where none was. */
function latestPosition(
  { path }: InputGroup,
  log: KnownLog | undefined,
  positions: readonly InputPosition[],
): InputPosition | null {
  const name = path.replace(/^.*[/\\]/s, ""), directory = path.slice(0, path.length - name.length);
  const isOfGroup = (other: string): boolean =>
    other === path || log?.paths.includes(other) === true || (path !== "-" && other.startsWith(directory) &&
      rotatedName(other.slice(directory.length), name) !== null);
  const own = positions.filter((position) => position.path !== "-" && isOfGroup(position.path));
  return own.reduce<InputPosition | null>(
    (last, each) => last !== null && last.id > each.id ? last : each,
    null,
  );
}
