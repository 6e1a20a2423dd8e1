// Role: fault "partial last line": the writer stops at each byte, and a run comes each time.

import assert from "node:assert/strict";
import { Bench } from "./bench.ts";
import type { Fault } from "./fault.ts";

/** The row of the table. */
export const stopAtEveryByte: Fault = {
  name: "writer stops at every byte",
  quick: 1,
  long: 20,
  concurrent: false,
  async trial({ random }) {
    await using bench = await Bench.open(random);
    const { log } = bench;
    let stops = 0;
    for (let line = 0; line < 4; line++) {
      log.begin(1);
      while (!log.isWhole) {
        log.writeSome(1);
        assert.ok(await bench.run());
        stops++;
      }
    }
    await bench.check("a run at every byte");
    return stops;
  },
};
