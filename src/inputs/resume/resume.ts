// Role: decides which of the opened inputs are read, and from where: each part of each log starts where an earlier run
// left it.

import { Problem } from "../../domain/problem.ts";
import { crc32For } from "../../kernel/fast_crc32.ts";
import type { Gap, InputPosition, KnownLog } from "../../stores/store.ts";
import { type Input, type InputGroup, readerAhead } from "../input.ts";
import { copiesAmong, holdsRecords } from "./copies.ts";
import { decideParts, type KnownInputs, type LogDecision } from "./log_parts.ts";
import { FINGERPRINT } from "../bytes/fingerprint.ts";
import { OpenPartsAgain } from "./open_parts_again.ts";
import { isPrefixOf, positionsBegunBy, positionsWithHead, readOtherwise, wholeOf } from "./identify.ts";
import { areRelated, isOwnName, type LogPart, matchPositions, type Original } from "./match_positions.ts";
import { droppedOf, wasRead } from "./replaced.ts";

/** A copy of another log's file, or of its beginning. */
export interface FoundCopy {
  readonly path: string;
  /** Where that file is, or was when it was last read. */
  readonly of: string;
  /** Whether no earlier run has found it. */
  readonly isNew: boolean;
  /** Whether only the first 4 KiB show it: that file is gone, and more was read of it. */
  readonly isBeginning: boolean;
}

/** A log that was read though it may be the beginning of what was read before. */
export interface LikeLog {
  readonly path: string;
  /**
   * The older part of the log that holds all of it, or the file of another log that differs behind its first 4 KiB; null where what was read under its name
   * is gone, and only the first 4 KiB are known.
   */
  readonly of: string | null;
  /** Whether it is a file of another log that differs behind its first 4 KiB. */
  readonly isOther: boolean;
}

/** What was decided about a log. */
type DecidedLog = Pick<LogDecision, "log" | "latest" | "hasVanished"> & { readonly group: InputGroup };

/** A log of which something may have to be read. */
export interface ResumedLog {
  /** Real path of the log itself. */
  readonly path: string;
  /** Its parts that are read, in order. */
  readonly inputs: readonly Input[];
  /** The numbers of those parts that were read before, also of ones that are gone; the latest first. */
  readonly ids: readonly number[];
}

export interface ResumedInputs {
  /** The logs that hold something to read. */
  readonly logs: readonly ResumedLog[];
  /** Parts whose rest can no longer be found. */
  readonly gaps: readonly Gap[];
  /** Paths of archives that would be read but do not end cleanly. */
  readonly unclean: readonly string[];
  /** Which files that are named like parts of a log are not read, and why. */
  readonly leftOut: readonly string[];
  /** Parts from before the source began, which are not read: of the run that first opens their log. */
  readonly history: readonly Input[];
  /** Files that are copies of files of other logs, and are not read. */
  readonly copies: readonly FoundCopy[];
  /** Logs of which something else is remembered from now on. */
  readonly remembered: readonly KnownLog[];
  /** Of the inputs that `--fresh` replaces, those that no file that is read holds as they were. */
  readonly dropped: readonly InputPosition[];
  /** Logs that are read and hold nothing that an older part of theirs does not: copies, perhaps. */
  readonly alike: readonly LikeLog[];
  /** Logs that were there once, of which nothing is stored, and that are gone. Told once. */
  readonly vanished: readonly string[];
}

/**
 * Sets where each part of each log starts. Parts that lay there when a log was first opened are history from before the
 * source began, unless they were named; parts that appeared since are read. Unknown parts get new numbers.
 *
 * Errors: `Problem` "data" where standard input is not what it was, "usage" where a file was read as standard input or the other
 * way round, "input" where only rotated parts of a log are there
 * and it was never opened before.
 */
export async function resumeInputs(
  groups: readonly InputGroup[],
  known: KnownInputs,
): Promise<ResumedInputs> {
  const positions = await matchPositions(groups, known.positions, known.logs);
  const decided: DecidedLog[] = [];
  const gaps = new Map<number, Gap>(), unclean: string[] = [], leftOut: string[] = [], history: Input[] = [];
  const unread: LogPart[] = [], parts: LogPart[] = [];
  for (const group of groups) {
    for (const input of group.inputs) {
      input.isNamed ||= await wasRead(input, known.replaced);
    }
    const decision = await decideParts(group, positions, known);
    for (const gap of decision.gaps) gaps.set(gap.input, gap);
    unclean.push(...decision.unclean);
    leftOut.push(...decision.leftOut);
    history.push(...decision.history);
    const own = decision.parts.map((input) => ({ group, input }));
    parts.push(...own);
    unread.push(...own.filter(({ input }) => decision.unread.includes(input)));
    decided.push({ group, ...decision });
  }
  for (const { input } of unread) await refuseReadOtherwise(input, known);
  const copies = await copiesAmong(unread, parts);
  const read = new Set<Input>();
  let next = known.positions.reduce((most, { id }) => Math.max(most, id + 1), 0);
  for (const [at, { group, input }] of parts.entries()) {
    if (copies.has(input) || positions.found.get(input) === "finished") continue;
    // The writer of a rotated log has moved to the next file once that holds a record; another log's writer has not.
    const later = parts.slice(at + 1).filter((part) => part.group === group);
    const mayGrow = input.isNamed && input.mayBeLog;
    if (input.isRotated && !mayGrow && later.some((part) => holdsRecords(part.input))) input.finished = true;
    if (input.id < 0) input.id = next++;
    if (input.file.size !== null) await readOpenParts(input);
    input.reader = readerAhead(input, input.start.directives);
    const { size } = input.file;
    input.crc32 = await crc32For(size === null ? null : size - input.start.offset);
    read.add(input);
  }
  const foreign = foreignOf(unread, copies, positions.copies);
  const logs = decided.map(({ group: { path, inputs }, latest }) => ({
    path,
    inputs: inputs.filter((input) => read.has(input)),
    // The number of a copy is that of another log's part.
    ids: idsOf(inputs.filter((input) => !foreign.has(input)), latest, known),
  }));
  return {
    logs: logs.filter(({ inputs }) => inputs.length > 0),
    gaps: [...gaps.values()],
    unclean,
    leftOut,
    history,
    dropped: await droppedOf(known.replaced, [...read, ...copies.keys()]),
    alike: await alikeAmong(unread.filter(({ input }) => read.has(input)), positions.free, known),
    vanished: decided.filter(({ hasVanished }) => hasVanished).map(({ group: { path } }) => path),
    ...await remember(decided, foreign, known),
  };
}

/** Which files are copies of files of other logs, and of what. */
function foreignOf(
  unread: readonly LogPart[],
  copies: ReadonlyMap<Input, LogPart>,
  known: ReadonlyMap<Input, Original>,
): Map<Input, Original> {
  const foreign = new Map(known);
  for (const part of unread) {
    const other = copies.get(part.input);
    if (other === undefined || areRelated(part, other)) continue;
    foreign.set(part.input, { id: other.input.id, path: other.input.path, isGone: false });
  }
  return foreign;
}

/** Where lines were cut where an earlier run left a file, it is begun with their parts. */
async function readOpenParts(input: Input): Promise<void> {
  if (input.reader === null || input.start.open.length === 0) return;
  const parts = new OpenPartsAgain(input, input.start);
  await parts.read();
  input.start = { ...input.start, directives: parts.directives };
}

/**
 * The logs themselves, not read before, that are the beginning of an older part, of more than the first lines, or begin like what was read of
 * another log.
 */
async function alikeAmong(
  unread: readonly LogPart[],
  free: ReadonlySet<InputPosition>,
  { positions }: KnownInputs,
): Promise<LikeLog[]> {
  const alike: LikeLog[] = [];
  for (const { group, input } of unread) {
    if (input.isRotated || input.inflated !== null || (input.file.size ?? 0) < FINGERPRINT) continue;
    const others: Input[] = [];
    for (const other of group.inputs) {
      if (other !== input && other.inflated === null && await isPrefixOf(input, other)) others.push(other);
    }
    const isBegun = others.length > 0 || (await positionsBegunBy(input, [...free])).length > 0;
    if (isBegun) {
      alike.push({ path: input.path, of: others[0]?.path ?? null, isOther: false });
      continue;
    }
    const strange = positions.filter(({ path, offset }) => offset >= FINGERPRINT && !isOwnName(path, group));
    const [other] = input.bodyOffset > FINGERPRINT / 2 ? [] : await positionsWithHead(input, strange);
    if (other !== undefined) alike.push({ path: input.path, of: other.path, isOther: true });
  }
  return alike;
}

/** Fails where a log would be counted again because it was read as standard input before, or as a file. */
async function refuseReadOtherwise(input: Input, { positions }: KnownInputs): Promise<void> {
  const other = await readOtherwise(input, positions);
  if (other === null) return;
  const name = (path: string): string => path === "-" ? "standard input" : `"${path}"`;
  // Of /dev/stdin, a process substitution or a named pipe nothing tells where the next bytes stand.
  const wasPipe = input.file.size === null && (other.path === input.path || other.path.startsWith("/dev/"));
  const advice = wasPipe
    ? "Only standard input that is given as - is continued where it was left: give it so, to another --source."
    : `Keep giving it as ${other.path === "-" ? "standard input" : "that file"}, or name another --source.`;
  throw new Problem(
    "usage",
    `This source has read ${name(other.path)}, which begins like ${
      name(input.path)
    }; the log would be counted again. ${advice}`,
  );
}

/** The numbers of those parts of a log that were read before, the latest first. */
function idsOf(parts: readonly Input[], latest: number | null, { positions }: KnownInputs): number[] {
  const known = new Set(positions.map(({ id }) => id));
  const own = parts.map(({ id }) => id).filter((id) => known.has(id)).toReversed();
  return [...new Set(latest === null ? own : [latest, ...own])];
}

/** What is remembered of the logs, and which of their files are copies of `foreign` ones. */
async function remember(
  decided: readonly DecidedLog[],
  foreign: ReadonlyMap<Input, Original>,
  known: KnownInputs,
): Promise<Pick<ResumedInputs, "copies" | "remembered">> {
  const copies: FoundCopy[] = [], remembered: KnownLog[] = [];
  for (const { group, log } of decided) {
    const copied = [...log.copies];
    for (const input of group.inputs) {
      const original = foreign.get(input);
      if (original === undefined) continue;
      const isNew = !log.copies.some(({ path, offset, id }) =>
        path === input.path && id === original.id && (offset === input.file.size || input.inflated !== null)
      );
      if (isNew) copied.push(await wholeOf(input, original.id));
      copies.push({ path: input.path, of: original.path, isNew, isBeginning: original.isGone });
    }
    const changed = { ...log, archives: archivesOf(group, log), copies: copied.slice(-MOST_COPIES) };
    if (isNews(group, changed, known)) remembered.push(changed);
  }
  return { copies, remembered };
}

/** The archives that are remembered, with those that are there now. */
function archivesOf({ inputs }: InputGroup, { archives }: KnownLog): KnownLog["archives"] {
  const sizes = new Map(archives);
  for (const { id, inflated } of inputs) {
    if (id >= 0 && inflated !== null && inflated.size > 0) sizes.set(id, inflated.size);
  }
  return [...sizes].slice(-MOST_ARCHIVES);
}

/** How many archives of a log are remembered. */
const MOST_ARCHIVES = 20;

/** How many copies among a log's files are remembered. */
const MOST_COPIES = 20;

/** Of a stream nothing is remembered: it has no parts. */
function isNews({ inputs }: InputGroup, log: KnownLog, { logs }: KnownInputs): boolean {
  if (inputs.some(({ file }) => file.size === null)) return false;
  return JSON.stringify(log) !== JSON.stringify(logs.get(log.name));
}
