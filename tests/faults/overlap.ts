// Role: fault "overlapping runs": six at once; and one that stands still in the middle, while others are started.

import assert from "node:assert/strict";
import type { Random } from "../../sample_data/random.ts";
import { readUntil } from "../process.ts";
import type { Fault } from "./fault.ts";
import { assertTold, Laboratory } from "./laboratory.ts";
import { httplog, sliced } from "./program.ts";
import { smallLog } from "./small_log.ts";

const SLICE = 300;

/** Six runs at once. */
export const sixAtOnce: Fault = {
  name: "six runs at once",
  quick: 2,
  long: 200,
  concurrent: true,
  async trial({ random }) {
    await using laboratory = await Laboratory.open();
    const log = smallLog(random, 200 + random.below(400));
    await laboratory.grow(log);
    const program = await sliced({ sliceBytes: SLICE });
    const ends = await Promise.all(Array.from({ length: 6 }, (_, i) => {
      const ifBusy = ["--if-busy", ["fail", "wait", "skip"][i % 3]];
      return laboratory.run([...program, ...laboratory.replayWords(), ...ifBusy]);
    }));
    for (const [i, end] of ends.entries()) assertTold(end, i % 3 === 0 ? [0, 75] : [0]);
    await laboratory.settlesAs(log, "after six runs at once");
    return 5;
  },
};

/** A run that stands still within a transaction, or between two. */
export const stoppedInTheMiddle: Fault = {
  name: "run stopped in the middle, another started",
  quick: 3,
  long: 100,
  concurrent: true,
  async trial({ random }) {
    await using laboratory = await Laboratory.open();
    const log = smallLog(random, 300);
    await laboratory.grow(log);
    await overlap(laboratory, random);
    await laboratory.settlesAs(log, "after a run that was stopped in the middle");
    return 1;
  },
};

async function overlap(laboratory: Laboratory, random: Random): Promise<void> {
  const at = { statement: 20 + random.below(60), when: "after" } as const;
  const holder = laboratory.start([
    ...await sliced({ sliceBytes: SLICE, at, strike: "hold" }),
    ...laboratory.replayWords(),
  ]);
  const said = await readUntil(holder.stderr, (text) => text.includes("holding\n"));
  assert.equal(said, "holding\n");
  holder.kill("SIGSTOP");
  const other = [...await httplog(), ...laboratory.replayWords()];
  const refused = await laboratory.run(other);
  assertTold(refused, [75]);
  assert.ok(refused.stderr.includes(`process ${holder.pid}`), refused.stderr);
  assert.deepEqual(await laboratory.run([...other, "--if-busy", "skip"]), {
    code: 0,
    signal: null,
    stderr: "",
  });
  if (random.chance(0.5)) {
    holder.kill("SIGCONT");
    assert.equal((await holder.status).code, 0);
  } else {
    holder.kill("SIGKILL");
    assert.equal((await holder.status).signal, "SIGKILL");
  }
  await holder.stderr.cancel();
}
