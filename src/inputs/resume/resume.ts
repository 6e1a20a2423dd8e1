// Role: decides what of the opened logs is to be read, and where. Between `inputs/open_inputs.ts` and `pipeline/read.ts`. What goes on
// where is found in `match_positions.ts`, decided for each log in `log_parts.ts`; copies are told in `copies.ts`.

import { crc32For } from "../../kernel/fast_crc32.ts";
import type { Gap, KnownLog } from "../../stores/store.ts";
import type { Input, InputGroup } from "../input.ts";
import { copiesAmong, holdsRecords } from "./copies.ts";
import { continueGroup, type KnownInputs } from "./log_parts.ts";
import { type LogPart, matchPositions } from "./match_positions.ts";

/** What is to be read. */
export interface Continued {
  /** In order; each stands where its reading begins. */
  readonly inputs: readonly Input[];
  /** Parts whose rest can no longer be found. */
  readonly gaps: readonly Gap[];
  /** Paths of archives that would be read but do not end cleanly. */
  readonly unclean: readonly string[];
  /** Which files that are named like parts of a log are not read, and why; each is told only once. */
  readonly leftOut: readonly string[];
  /** Logs of which something else is to be remembered than before. */
  readonly logs: readonly KnownLog[];
}

/**
 * Moves every part of every log to where it was left. What was there when a log was looked at first is history from
 * before the source began, unless it was named; what came since is read. Unknown parts get new numbers.
 *
 * Errors: `Problem` "data" where standard input is not what it was, "input" where only rotated parts of a log are there
 * and it was never looked at before.
 */
export async function continueInputs(groups: readonly InputGroup[], known: KnownInputs): Promise<Continued> {
  const places = await matchPositions(groups, known.positions);
  const logs: KnownLog[] = [], gaps = new Map<number, Gap>(), unclean: string[] = [], leftOut: string[] = [];
  const wanted: LogPart[] = [], parts: LogPart[] = [];
  for (const group of groups) {
    const continued = await continueGroup(group, places, known);
    for (const gap of continued.gaps) gaps.set(gap.input, gap);
    unclean.push(...continued.unclean);
    leftOut.push(...continued.leftOut);
    const own = continued.parts.map((input) => ({ group, input }));
    parts.push(...own);
    wanted.push(...own.filter(({ input }) => continued.wanted.includes(input)));
    if (isNews(group, continued.log, known)) logs.push(continued.log);
  }
  const copies = await copiesAmong(wanted, parts);
  const inputs: Input[] = [];
  let next = known.positions.reduce((most, { id }) => Math.max(most, id + 1), 0);
  for (const [at, { group, input }] of parts.entries()) {
    if (copies.has(input) || places.found.get(input) === "finished") continue;
    // Who writes a rotated log has gone on to the next one once that holds a record; another log's writer has not.
    const later = parts.slice(at + 1).filter((part) => part.group === group);
    const mayGrow = input.isNamed && input.mayBeLog;
    if (input.isRotated && !mayGrow && later.some((part) => holdsRecords(part.input))) input.finished = true;
    if (input.id < 0) input.id = next++;
    const { size } = input.file;
    input.consumed.crc32 = await crc32For(size === null ? null : size - input.offset);
    inputs.push(input);
  }
  return { inputs, gaps: [...gaps.values()], unclean, leftOut, logs };
}

/** Of a stream nothing is remembered: it has no parts. */
function isNews({ inputs }: InputGroup, log: KnownLog, { logs }: KnownInputs): boolean {
  if (inputs.some(({ file }) => file.size === null)) return false;
  return JSON.stringify(log) !== JSON.stringify(logs.get(log.name));
}
