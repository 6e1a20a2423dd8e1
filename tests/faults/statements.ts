// Role: faults at the store's named crash points (`crash_points.ts`): the process ends, the disk fails or is full
// at each statement. What `system_calls.ts` does where strace is, this does everywhere.

import assert from "node:assert/strict";
import { Random } from "../../sample_data/random.ts";
import type { Fault, Trial } from "./fault.ts";
import { assertTold, Laboratory } from "./laboratory.ts";
import { sliced } from "./program.ts";
import type { RunnerSettings } from "./runner.ts";
import { smallLog } from "./small_log.ts";

const SETTINGS: RunnerSettings = { sliceBytes: 1600 };
const LOG = smallLog(new Random(11), 60);
const WHEN = ["before", "after"] as const;
const STRIKES = ["exit", "io", "full"] as const;

let statements: Promise<number> | undefined;

async function count(): Promise<number> {
  await using laboratory = await Laboratory.open();
  await laboratory.grow(LOG);
  const command = await sliced({ ...SETTINGS, count: true });
  const { code, stderr } = await laboratory.run([...command, ...laboratory.replayWords()]);
  const found = Number(/^statements: (\d+)$/m.exec(stderr)?.[1]);
  assert.ok(code === 0 && found > 20, stderr);
  return found;
}

/** A crash or an error at every statement. */
export const strikeAtEveryStatement: Fault = {
  name: "crash and error at every statement",
  quick: 8,
  long: "points",
  concurrent: true,
  points: async () => await (statements ??= count()) * WHEN.length * STRIKES.length,
  async trial({ point }: Trial) {
    const when = WHEN[point % 2], strike = STRIKES[Math.floor(point / 2) % 3];
    const statement = 1 + Math.floor(point / 6);
    await using laboratory = await Laboratory.open();
    await laboratory.grow(LOG);
    const command = await sliced({ ...SETTINGS, at: { statement, when }, strike });
    const ended = await laboratory.run([...command, ...laboratory.replayWords()]);
    if (strike === "exit") assert.equal(ended.code, 137);
    else assertTold(ended, [0, 74]);
    await laboratory.settlesAs(LOG, `${strike} ${when} statement ${statement}`);
    return 1;
  },
};
