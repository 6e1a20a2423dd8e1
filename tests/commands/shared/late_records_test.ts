// Role: how many late records of a run are worth a word, also of a small one, as cron brings them minute by minute.

import assert from "node:assert/strict";
import { areManyLate } from "../../../src/commands/shared/late_records.ts";

Deno.test("late records of a run are many by their share, and by their number where the share is small", () => {
  const cases: readonly [late: number, accepted: number, many: boolean][] = [
    [20, 1999, true],
    [20, 2000, false],
    [19, 1800, false],
    [11, 200, true],
    [5, 99, true],
    [5, 100, false],
    [4, 60, false],
    [3, 5, true],
    [3, 6, false],
    [2, 2, false],
  ];
  for (const [late, accepted, many] of cases) {
    assert.equal(areManyLate({ late, accepted }), many, `${late} of ${accepted}`);
  }
});
