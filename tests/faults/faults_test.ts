// Role: the quick set: a few trials of every fault, the same ones each time. The long set is `main.ts`.

import { testUnless } from "../outside_program.ts";
import { FAULTS } from "./mod.ts";
import { quickSeeds, trialOf } from "./trials.ts";

for (const fault of FAULTS.filter(({ quick }) => quick > 0)) {
  testUnless(await fault.missing?.() ?? null, `fault: ${fault.name}`, async () => {
    for (const seed of await quickSeeds(fault)) {
      try {
        await fault.trial(await trialOf(fault, seed, false));
      } catch (error) {
        const again = `deno task faults --only "${fault.name}" --seed ${seed} --times 1`;
        throw new Error(`seed ${seed} (again: ${again}): ${(error as Error).message}`, { cause: error });
      }
    }
  });
}
