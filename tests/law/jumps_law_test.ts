// Role: tries to break the replay law where clocks are wrong: logs with outliers, quiet nights and jumps, replayed in many
// ways, leave what the reference says.

import assert from "node:assert/strict";
import fc from "fast-check";
import { orderOf, reference } from "../reference/reference.ts";
import { cut, inOrder, sliceBytes, threads } from "./cut_arbitrary.ts";
import { Bench, type RunPlan } from "./harness.ts";
import { jumpLog, jumpOptions, passages, timesOf } from "./jump_arbitrary.ts";
import type { LawCase } from "./log_arbitrary.ts";
import { sourceOf } from "./split_arbitrary.ts";

const CASES = 60;
const REPORT = { includeErrorInReport: true, interruptAfterTimeLimit: 60_000 };

/** One log with jumps, in some files. */
const jumpCases: fc.Arbitrary<LawCase> = fc.record({
  options: jumpOptions,
  passages,
  files: fc.integer({ min: 1, max: 3 }),
})
  .map(({ options, passages, files }) => {
    const lines = jumpLog(timesOf(passages, options));
    return { inputs: sourceOf(lines, { logs: 1, by: "time", seed: 0, files }).inputs, options };
  });

function benchFor({ inputs, options }: LawCase): Bench {
  return new Bench(inputs, orderOf(inputs, options), options);
}

Deno.test("jumps law: one run, in any slices, with any threads and in scaled time", async () => {
  let jumping = 0, alerts = 0;
  const property = fc.asyncProperty(jumpCases, threads, sliceBytes, async (lawCase, threads, sliceBytes) => {
    const expected = reference(lawCase.inputs, lawCase.options);
    if (expected.outliers > 0) jumping++;
    alerts += expected.alerts.length;
    using bench = benchFor(lawCase);
    const plans: Partial<RunPlan>[] = [{}, { sliceBytes }, { threads, sliceBytes }, {
      sliceBytes,
      wallSeconds: 10,
    }];
    await bench.assertReadBy(plans, expected);
  });
  await fc.assert(property, { numRuns: CASES, ...REPORT });
  assert.ok(jumping > CASES / 6 && alerts > CASES / 4, `${jumping} cases with outliers, ${alerts} alerts`);
});

Deno.test("jumps law: every cut into runs, also while a jump is open", async () => {
  const cuts = fc.array(cut, { minLength: 1, maxLength: 6 });
  const property = fc.asyncProperty(jumpCases, cuts, async (lawCase, cuts) => {
    using bench = benchFor(lawCase);
    const until = bench.size;
    for (const plan of [...inOrder(cuts, until), { until }]) {
      const code = await bench.run("cut", plan);
      if ("disturbed" in plan && plan.disturbed && code !== 0) continue;
      assert.equal(code, 0);
      const expected = reference(bench.inputsUntil(plan.until), lawCase.options);
      assert.deepEqual(bench.dump("cut"), expected, JSON.stringify(plan));
    }
  });
  await fc.assert(property, { numRuns: CASES, ...REPORT });
});

Deno.test("jumps law: runs that are undone leave all as it was before them", async () => {
  const runs = fc.array(fc.tuple(cut, fc.constantFrom(0, 1, 1, 2)), { minLength: 2, maxLength: 6 });
  const property = fc.asyncProperty(jumpCases, runs, async (lawCase, runs) => {
    using bench = benchFor(lawCase);
    const until = bench.size;
    const plans = inOrder(
      runs.map(([plan, undone]) => ({ ...plan, fresh: false, disturbed: undefined, undone })),
      until,
    );
    assert.equal(await bench.run("log", { until: 0 }), 0);
    const before: { rows: unknown; dump: unknown }[] = [];
    for (const { undone, ...plan } of [...plans, { until, undone: 0 }]) {
      const { rows, undoable } = bench.tables(), dump = bench.dump("log");
      assert.equal(await bench.run("log", plan), 0);
      if (bench.tables().undoable !== undoable) before.push({ rows, dump });
      for (let left = Math.min(undone, before.length); left > 0; left--) {
        const past = before.pop()!;
        await bench.undo("log");
        assert.deepEqual(bench.tables().rows, past.rows);
        assert.deepEqual(bench.dump("log"), past.dump);
      }
    }
    assert.deepEqual(bench.dump("log"), reference(lawCase.inputs, lawCase.options));
  });
  await fc.assert(property, { numRuns: CASES / 2, ...REPORT });
});

Deno.test("jumps law: a log that comes to where its outliers lie", async () => {
  // Larger than what the kernel is worth for, and with more hosts than a bucket keeps. The outliers lie in buckets that turn
  // final later.
  const times: number[] = [];
  for (let second = 0; second < 9000; second++) {
    // Only at the beginning: a summary with an outlier is cut nowhere near it.
    if (second < 600 && second % 100 === 50) times.push(1_699_900_000 + 3000 + second * 7);
    for (let hit = 0; hit < 5; hit++) times.push(1_699_900_000 + second);
  }
  const inputs = sourceOf(jumpLog(times), { logs: 1, by: "time", seed: 0, files: 1 }).inputs;
  const options = {
    ...{ bucketSize: 10, lateness: 30, top: 3, threshold: 4.5, window: 120 },
    ...{ now: 1_700_000_000, complete: false, maxJump: 600 },
  };
  const expected = reference(inputs, options);
  assert.equal(expected.outliers, 6);
  using bench = new Bench(inputs, [0], options);
  const threads = { count: 2, rangeBytes: 65536, slowness: 1, failures: 0, seed: 1 };
  for (const [number, plan] of [{}, { threads }, { sliceBytes: 50_000 }].entries()) {
    assert.equal(await bench.run(`source ${number}`, { until: bench.size, ...plan }), 0);
    assert.deepEqual(bench.dump(`source ${number}`), expected);
  }
});
