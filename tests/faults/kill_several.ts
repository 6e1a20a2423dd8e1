// Role: fault "kill while several logs are read": as `kill.ts`, but that the log is dealt to the logs of three servers, and all of
// them are one source. Half of the trials read in ranges.

import type { Fault } from "./fault.ts";
import { killRepeatedly } from "./kill.ts";
import { Laboratory } from "./laboratory.ts";
import { assertSame } from "./oracle.ts";
import { httplog, sliced } from "./program.ts";
import { smallLog } from "./small_log.ts";

/** The kills of one trial, and the servers. */
const KILLS = 12, SERVERS = 3;

/** Bytes of a slice and of a range. */
const SLICE = 200, RANGE = 700;

/** The row of the table. */
export const killWhileSeveralAreRead: Fault = {
  name: "kill while several logs are read",
  quick: 2,
  long: 300,
  concurrent: true,
  async trial({ random }) {
    await using laboratory = await Laboratory.open(SERVERS);
    const log = smallLog(random, 2000 + random.below(1000));
    const settings = random.chance(0.5) ? { sliceBytes: SLICE, rangeBytes: RANGE } : { sliceBytes: SLICE };
    const workers = "rangeBytes" in settings ? "1" : "0";
    const command = [...await sliced(settings), ...laboratory.replayWords(), "--workers", workers];
    const struck = await killRepeatedly(laboratory, log, command, random, KILLS);
    const stored = await laboratory.settle();
    await using other = await Laboratory.open(SERVERS);
    await other.grow(log);
    await other.run([...await httplog(), ...other.replayWords()]);
    assertSame(stored, await other.settle(), `after ${struck} kills`);
    return struck;
  },
};
