// Role: decides what of the opened logs is to be read, and where. Between `open_inputs.ts` and `read.ts`; what of one
// log and its rotated parts is read is decided in `continue_group.ts`.

import type { Gap } from "../stores/store.ts";
import { continueGroup, type KnownInputs } from "./continue_group.ts";
import type { Input, InputGroup } from "./input.ts";

/** What is to be read. */
export interface Continued {
  /** In order; each stands where its reading begins. */
  readonly inputs: readonly Input[];
  /** Parts whose rest can no longer be found. */
  readonly gaps: readonly Gap[];
  /** Paths of archives that would be read but do not end cleanly. */
  readonly unclean: readonly string[];
}

/**
 * Moves every part of every log to where it was left. In each log, parts are read from the oldest that is known on;
 * older ones are history from before the source began, unless they were named. Unknown parts get new numbers.
 *
 * Errors: `Problem` "data" where standard input is not what it was, "input" where only rotated parts of a log are there
 * and none of them was read before.
 */
export async function continueInputs(groups: readonly InputGroup[], known: KnownInputs): Promise<Continued> {
  const inputs: Input[] = [], gaps: Gap[] = [], unclean: string[] = [];
  let next = known.positions.reduce((most, { id }) => Math.max(most, id + 1), 0);
  const free = new Set(known.positions.toSorted((a, b) => b.offset - a.offset));
  for (const group of groups) {
    const { read, gap, unclean: damaged } = await continueGroup(group, free, known);
    if (gap !== null) gaps.push(gap);
    unclean.push(...damaged);
    for (const input of read) {
      if (input.id < 0) input.id = next++;
      inputs.push(input);
    }
  }
  return { inputs, gaps, unclean };
}
