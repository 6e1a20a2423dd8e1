// Role: fault "kill while threads read": as `kill.ts`, but that the log is read in ranges by several threads.

import type { Fault } from "./fault.ts";
import { killRepeatedly } from "./kill.ts";
import { Laboratory } from "./laboratory.ts";
import { sliced } from "./program.ts";
import { smallLog } from "./small_log.ts";

/** The kills of one trial. */
const KILLS = 12;

/** Bytes of a range, and of a slice where ranges are read again. */
const RANGE = 700, SLICE = 300;

/** The row of the table. */
export const killWhileThreadsRead: Fault = {
  name: "kill while threads read",
  quick: 2,
  long: 200,
  concurrent: true,
  async trial({ random }) {
    await using laboratory = await Laboratory.open();
    const log = smallLog(random, 4000 + random.below(4000));
    const program = await sliced({ sliceBytes: SLICE, rangeBytes: RANGE });
    const command = [...program, ...laboratory.replayWords(), "--workers", `${1 + random.below(2)}`];
    const struck = await killRepeatedly(laboratory, log, command, random, KILLS);
    await laboratory.settlesAs(log, `after ${struck} kills`);
    return struck;
  },
};
