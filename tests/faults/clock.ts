// Role: fault "clock": the wall clock jumps between and during runs, forwards and backwards. It must decide nothing but
// which records lie in the future, so no jump goes further back than a day before the last record.

import { Bench } from "./bench.ts";
import type { Fault } from "./fault.ts";
import { START } from "./small_log.ts";

/** No trial's log lasts longer, seconds. */
const LONGEST = 40_000;

/** The row of the table. */
export const clockJumps: Fault = {
  name: "clock jumps",
  quick: 10,
  long: 500,
  concurrent: false,
  async trial({ random }) {
    await using bench = await Bench.open(random);
    let jumps = 0;
    const now = () => {
      jumps++;
      return START + random.pick([LONGEST - 86_400 + 1, 0, 1e6 * random.fraction(), 4e9, 1e11, 2 ** 40]);
    };
    for (let runs = 0; runs < 6; runs++) {
      bench.log.append(1 + random.below(60));
      if (runs > 0 && random.chance(0.3)) bench.log.rotate();
      await bench.run({ now, sliceBytes: random.pick([100, 1000]) });
    }
    await bench.check("with a jumping clock");
    return jumps;
  },
};
