// Role: tries to break `httplog undo`: random logs in random runs, of which some are taken back. Afterwards everything
// must be as it was before them, and going on must lead to what the reference says.

import assert from "node:assert/strict";
import fc from "fast-check";
import { Bench, type RunPlan } from "./harness.ts";
import { lawCases } from "./log_arbitrary.ts";
import { orderOf, reference } from "../reference/reference.ts";

const CASES = 60;

const runs = fc.array(
  fc.record({
    /** How far the log has come, in millionths. */
    at: fc.integer({ min: 0, max: 1_000_000 }),
    sliceBytes: fc.constantFrom(7, 64, 500, undefined),
    wallSeconds: fc.constantFrom(0, 0, 0, 10),
    disturbed: fc.oneof(
      { weight: 3, arbitrary: fc.constant(undefined) },
      {
        weight: 1,
        arbitrary: fc.record({
          by: fc.constantFrom("error" as const, "signal" as const),
          atRead: fc.nat({ max: 30 }),
        }),
      },
    ),
    /** How many runs are taken back afterwards, as far as there are any. */
    undone: fc.constantFrom(0, 0, 1, 1, 2, 9),
  }),
  { minLength: 1, maxLength: 7 },
);

Deno.test("undo: runs taken back leave all as before them, and going on leads to the same", async () => {
  const property = fc.asyncProperty(lawCases, runs, async ({ inputs, options }, runs) => {
    using bench = new Bench(inputs, orderOf(inputs, options), options);
    const until = bench.size;
    const plans: (RunPlan & { undone: number })[] = runs.toSorted((a, b) => a.at - b.at)
      .map(({ at, ...plan }) => ({ ...plan, until: Math.floor(at * until / 1_000_000) }));
    // So that there is a database.
    assert.equal(await bench.run("log", { until: 0 }), 0);
    const before: { run: number; rows: unknown; dump: unknown }[] = [];
    for (const plan of [...plans, { until, undone: 0 }]) {
      const { rows, undoable } = bench.tables();
      const dump = bench.dump("log");
      const code = await bench.run("log", plan);
      const run = bench.tables().undoable;
      if (run !== undoable) before.push({ run, rows, dump });
      if (code === 0) {
        const complete = options.complete && plan.until >= until;
        const expected = reference(bench.inputsUntil(plan.until), { ...options, complete });
        assert.deepEqual(bench.dump("log"), expected, JSON.stringify({ plans, plan }));
      }
      for (let left = Math.min(plan.undone, before.length); left > 0; left--) {
        const past = before.pop()!;
        assert.equal(bench.tables().undoable, past.run);
        await bench.undo("log");
        assert.deepEqual(bench.tables().rows, past.rows, JSON.stringify({ plans, plan }));
        assert.deepEqual(bench.dump("log"), past.dump);
      }
    }
  });
  await fc.assert(property, { numRuns: CASES, includeErrorInReport: true });
});
