// Role: tries to break `httplog undo` where rule files are in force: what runs brought of alerts with their explanations, pairs
// of errors, minutes of objectives and messages goes with them, and going on leads to what one plain run leads to.

import assert from "node:assert/strict";
import fc from "fast-check";
import { cut, inOrder } from "./cut_arbitrary.ts";
import { Bench } from "./harness.ts";
import { lawCases } from "./log_arbitrary.ts";
import { ruleFiles } from "./rule_arbitrary.ts";
import { orderOf } from "../reference/reference.ts";

const CASES = 60;

const runs = fc.array(fc.tuple(cut, fc.constantFrom(0, 0, 1, 1, 2, 9)), { minLength: 1, maxLength: 6 });

Deno.test("undo with rules: runs taken back leave all as before them, and going on leads to the same", async () => {
  const property = fc.asyncProperty(lawCases, ruleFiles, runs, async ({ inputs, options }, rules, runs) => {
    const order = orderOf(inputs, options);
    using bench = new Bench(inputs, order, options);
    // Elsewhere, because the name of the source is part of messages.
    using other = new Bench(inputs, order, options);
    const until = bench.size;
    const plans = inOrder(runs.map(([plan, undone]) => ({ ...plan, fresh: false, undone })), until);
    assert.equal(await bench.run("log", { until: 0, rules }), 0);
    const before: { run: number; rows: unknown; dump: unknown }[] = [];
    for (const plan of [...plans, { until, undone: 0 }]) {
      const { rows, undoable } = bench.tables(), dump = bench.ruleDump("log");
      await bench.run("log", { ...plan, rules });
      const run = bench.tables().undoable;
      if (run !== undoable) before.push({ run, rows, dump });
      for (let left = Math.min(plan.undone, before.length); left > 0; left--) {
        const past = before.pop()!;
        await bench.undo("log");
        assert.deepEqual(bench.tables().rows, past.rows, JSON.stringify({ plans, plan }));
        assert.deepEqual(bench.ruleDump("log"), past.dump);
      }
    }
    assert.equal(await other.run("log", { until, rules }), 0);
    assert.deepEqual(bench.ruleDump("log"), other.ruleDump("log"), JSON.stringify({ plans }));
  });
  await fc.assert(property, { numRuns: CASES, includeErrorInReport: true, interruptAfterTimeLimit: 60_000 });
});
