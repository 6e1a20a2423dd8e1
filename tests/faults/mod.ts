// Role: all faults of the suite.

import { badDatabase } from "./bad_database.ts";
import { badInputs } from "./bad_input.ts";
import { clockJumps } from "./clock.ts";
import { diskFull } from "./disk_full.ts";
import type { Fault } from "./fault.ts";
import { killAtAnyMoment } from "./kill.ts";
import { killWhileSeveralAreRead } from "./kill_several.ts";
import { killWhileThreadsRead } from "./kill_threads.ts";
import { realLogrotate } from "./logrotate.ts";
import { sixAtOnce, stoppedInTheMiddle } from "./overlap.ts";
import { stopAtEveryByte } from "./partial_line.ts";
import { powerLoss } from "./power_loss.ts";
import { rotations } from "./rotations.ts";
import { randomSchedules } from "./schedules.ts";
import { strikeAtEveryStatement } from "./statements.ts";
import { failAtEverySystemCall, killAtEverySystemCall } from "./system_calls.ts";

/** Every fault, in the order in which the long set runs them. */
export const FAULTS: readonly Fault[] = [
  killAtAnyMoment,
  killWhileThreadsRead,
  killWhileSeveralAreRead,
  killAtEverySystemCall,
  failAtEverySystemCall,
  strikeAtEveryStatement,
  diskFull,
  powerLoss,
  sixAtOnce,
  stoppedInTheMiddle,
  ...rotations,
  randomSchedules,
  stopAtEveryByte,
  ...badInputs,
  badDatabase,
  clockJumps,
  realLogrotate,
];
