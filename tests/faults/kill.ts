// Role: fault "kill at any moment": the process is killed again and again, also while it recovers from the kill
// before. Takes any program, so that the suite can be shown one that gets it wrong (`tests/faults/control/control_test.ts`).

import type { Random } from "../../sample_data/random.ts";
import type { Fault } from "./fault.ts";
import { kill, Laboratory } from "./laboratory.ts";
import { sliced } from "./program.ts";
import { smallLog } from "./small_log.ts";

/** The kills of one trial. The log is larger than what is read between them. */
const KILLS = 20;

/** Bytes of a slice: two lines, so that the log is some hundred transactions. */
const SLICE = 150;

/**
 * Milliseconds that a process may live: from before it opens the database to after some commits. On a busy machine that takes
 * longer: each kill that came before the process wrote anything raises the limit by half, up to the last.
 */
const SHORTEST = 5, LONGEST = 140, SLOWEST = 8000;

/**
 * Runs the command until the log is read to its end, killing it each time after a random while. Then nothing is left
 * but to run it in peace. Gives the number of kills that struck.
 */
export async function killRepeatedly(
  laboratory: Laboratory,
  log: Uint8Array,
  command: readonly string[],
  random: Random,
  kills: number,
): Promise<number> {
  let there = Math.floor(log.length * random.fraction()), struck = 0, longest = LONGEST;
  await laboratory.grow(log.subarray(0, there));
  for (let tries = 0; struck < kills && tries < 2 * kills; tries++) {
    const before = lastWrite(laboratory.database);
    const child = laboratory.start(command);
    const timer = setTimeout(() => kill(child), SHORTEST + random.below(longest - SHORTEST));
    const { signal, code, stderr } = await laboratory.end(child);
    clearTimeout(timer);
    const isIdle = lastWrite(laboratory.database) === before;
    longest = isIdle ? Math.min(SLOWEST, longest + (longest >> 1)) : LONGEST;
    if (signal === "SIGKILL") struck++;
    else if (code !== 0) throw new Error(`the killed program ended by itself with ${code}: ${stderr}`);
    else {
      if (there === log.length) break;
      there = Math.min(log.length, there + 1 + random.below(log.length / 6));
      await laboratory.grow(log.subarray(0, there));
    }
  }
  await laboratory.grow(log);
  return struck;
}

/** When the database, or its write-ahead log, was last written; 0 where there is none. */
function lastWrite(database: string): number {
  const times = [database, `${database}-wal`].map((path) => {
    try {
      return Deno.statSync(path).mtime?.getTime() ?? 0;
    } catch {
      return 0;
    }
  });
  return Math.max(...times);
}

/** The row of the table. */
export const killAtAnyMoment: Fault = {
  name: "kill at any moment",
  quick: 4,
  long: 700,
  concurrent: true,
  async trial({ random }) {
    await using laboratory = await Laboratory.open();
    const log = smallLog(random, 1000 + random.below(1000));
    const command = [...await sliced({ sliceBytes: SLICE }), ...laboratory.replayWords()];
    const struck = await killRepeatedly(laboratory, log, command, random, KILLS);
    await laboratory.settlesAs(log, `after ${struck} kills`);
    return struck;
  },
};
