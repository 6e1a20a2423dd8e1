// Role: the clock of a log against that of the reference, at times around everything that decides.

import assert from "node:assert/strict";
import fc from "fast-check";
import { LogClock } from "../../../src/domain/counting/log_clock.ts";
import { Clock } from "../../reference/clock.ts";

/** Steps from M, C or L, at the edges of what decides, and anything else. */
const steps = fc.array(
  fc.record({
    from: fc.constantFrom("M" as const, "C" as const, "L" as const),
    by: fc.oneof(
      fc.constantFrom(0, 1, -1),
      fc.record({
        sign: fc.constantFrom(1, -1),
        edge: fc.constantFrom("D", "J", "V"),
        off: fc.integer({ min: -1, max: 1 }),
      }),
      fc.integer({ min: -10_000, max: 10_000 }),
    ),
  }),
  { maxLength: 40, size: "max" },
);

Deno.test("log clock: every record has the answer of the reference, also when continued from its state", () => {
  const seen = new Set<string>();
  const property = fc.property(
    fc.constantFrom(0, 1, 30, 60, 100),
    fc.constantFrom(1, 10, 59, 60, 61, 200, 3600, Infinity),
    steps,
    fc.nat({ max: 40 }),
    (lateness, maxJump, steps, cutAt) => {
      const expected = new Clock<number>({ lateness, maxJump });
      let clock = new LogClock({ lateness, maxJump });
      let waiting = 0;
      steps.forEach(({ from, by }, place) => {
        if (place === cutAt) {
          clock = new LogClock({ lateness, maxJump }, JSON.parse(JSON.stringify(clock.state)));
        }
        const edges = { D: lateness, J: maxJump === Infinity ? 5000 : maxJump, V: Math.max(lateness, 60) };
        const offset = typeof by === "number" ? by : by.sign * edges[by.edge as "D"] + by.off;
        const time = Math.max(0, (expected[from] ?? expected.M ?? expected.C ?? 50_000) + offset);
        const isUsual = time <= clock.limit;
        const late = expected.isLate(time), outliers = expected.observe(time, place).length;
        const observed = clock.observe(time);
        const { latest, candidate, reach, begins } = clock.state;
        assert.deepEqual([latest, candidate, reach], [expected.M, expected.C, expected.L]);
        assert.equal(begins, expected.T0);
        assert.deepEqual([observed.late, observed.outliers], [late, outliers]);
        if (isUsual) assert.deepEqual(observed, { late, ended: null, outliers: 0, isWaiting: false });
        assert.equal(observed.ended === "refuted", outliers > 0);
        waiting = observed.ended === null ? waiting + Number(observed.isWaiting) : Number(observed.isWaiting);
        assert.equal(clock.state.waiting, waiting);
        seen.add(`${observed.ended} ${observed.isWaiting} ${late}`);
      });
    },
  );
  fc.assert(property, { numRuns: 3000, includeErrorInReport: true });
  assert.deepEqual([...seen].sort(), [
    "confirmed false false",
    "confirmed false true",
    "confirmed true false",
    "null false false",
    "null false true",
    "null true false",
    "refuted false false",
    "refuted true false",
  ]);
});

Deno.test("log clock: what usual records bring may be taken over at once", () => {
  const options = { lateness: 30, maxJump: 3600 };
  const one = new LogClock(options), other = new LogClock(options);
  assert.equal(one.limit, -1);
  for (const time of [100, 101]) {
    one.observe(time);
    other.observe(time);
  }
  assert.equal(one.limit, 3701);
  for (const time of [150, 3000, 120]) one.observe(time);
  other.moveTo(3000);
  assert.deepEqual(one.state, other.state);
});
