// Role: tries to break the replay law with settings of the source: logs of which some records are excluded and the hosts are made
// coarser, replayed in many ways, leave what the reference says; so do runs that leave the settings out, and runs taken back.

import assert from "node:assert/strict";
import fc from "fast-check";
import type { Options } from "../reference/expected.ts";
import { orderOf, reference, referenceOf } from "../reference/reference.ts";
import { cut, inOrder, sliceBytes, threads } from "./cut_arbitrary.ts";
import { Bench, type RunPlan } from "./harness.ts";
import { jumpLog } from "./jump_arbitrary.ts";
import { type LawCase, lawCases, NOW } from "./log_arbitrary.ts";
import { sourceOf, splitCases } from "./split_arbitrary.ts";

const CASES = 60;
const REPORT = { includeErrorInReport: true, interruptAfterTimeLimit: 60_000 };

const filter = fc.constantFrom(
  ...[["section", "/a"], ["section", "/*"], ["section", "(none)"], ["host", "a"], [
    "host",
    "10.0.0.*",
  ]] as const,
  ...[["host", "*"], ["status", "5xx"], ["status", "404"], ["method", "GET"], ["method", "O*"]] as const,
);
const filters = fc.uniqueArray(filter, { maxLength: 2 });
const screening: fc.Arbitrary<NonNullable<Options["screening"]>> = fc.record({
  exclude: filters,
  only: fc.oneof({ weight: 2, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: filters }),
  anonymize: fc.constantFrom(undefined, "network", "network", "region", "all"),
  keepQuery: fc.constantFrom(undefined, true, false),
});

/** Some of what is left out would be excluded, too. */
const since = fc.constantFrom(undefined, undefined, NOW - 9_990, NOW - 9_950);

const cases: fc.Arbitrary<LawCase> = fc.tuple(lawCases, screening, since).map(
  ([{ inputs, options }, screening, since]) => {
    const show = () =>
      JSON.stringify({
        options,
        screening,
        since,
        inputs: inputs.map((bytes) => String.fromCharCode(...bytes)),
      });
    return { inputs, options: { ...options, screening, since }, [fc.toStringMethod]: show };
  },
);

function benchFor({ inputs, options }: LawCase): Bench {
  return new Bench(inputs, orderOf(inputs, options), options);
}

Deno.test("screening law: one run, in any slices, with any threads and in scaled time", async () => {
  let excluded = 0, accepted = 0;
  const property = fc.asyncProperty(cases, threads, sliceBytes, async (lawCase, threads, sliceBytes) => {
    const expected = reference(lawCase.inputs, lawCase.options);
    assert.equal(expected.read, expected.accepted + expected.rejected + expected.leftOut + expected.excluded);
    excluded += expected.excluded;
    accepted += expected.accepted;
    using bench = benchFor(lawCase);
    const plans: Partial<RunPlan>[] = [{}, { threads, sliceBytes }, { sliceBytes, wallSeconds: 10 }];
    await bench.assertReadBy(plans, expected);
  });
  await fc.assert(property, { numRuns: CASES, ...REPORT });
  assert.ok(excluded > CASES && accepted > CASES, `${excluded} excluded, ${accepted} accepted`);
});

Deno.test("screening law: every cut into runs, some of which are taken back", async () => {
  const cuts = fc.array(cut, { minLength: 1, maxLength: 5 });
  const property = fc.asyncProperty(cases, cuts, fc.nat({ max: 5 }), async (lawCase, cuts, undone) => {
    using bench = benchFor(lawCase);
    const until = bench.size;
    // So that there is a database.
    assert.equal(await bench.run("cut", { until: 0 }), 0);
    for (const [number, plan] of [...inOrder(cuts, until), { until }].entries()) {
      const canUndo = number === undone && !("fresh" in plan && plan.fresh),
        before = canUndo ? bench.tables() : null;
      const code = await bench.run("cut", plan);
      if ("disturbed" in plan && plan.disturbed && code !== 0) continue;
      assert.equal(code, 0);
      const complete = lawCase.options.complete && plan.until >= until;
      const expected = reference(bench.inputsUntil(plan.until), { ...lawCase.options, complete });
      assert.deepEqual(bench.dump("cut"), expected, JSON.stringify(plan));
      // Before the first run that can be undone there were no results.
      if (before === null || before.undoable === 0 || bench.tables().undoable === before.undoable) continue;
      await bench.undo("cut");
      assert.deepEqual(bench.tables().rows, before.rows);
      assert.equal(await bench.run("cut", { until: plan.until, sliceBytes: plan.sliceBytes }), 0);
      assert.deepEqual(bench.dump("cut"), expected, "after undo");
    }
  });
  await fc.assert(property, { numRuns: CASES, ...REPORT });
});

Deno.test("screening law: several logs, of some of which all is excluded", async () => {
  let excluded = 0;
  const property = fc.asyncProperty(
    splitCases,
    screening,
    threads,
    sliceBytes,
    async ({ source: { inputs, logs }, options }, screening, threads, sliceBytes) => {
      const all = { ...options, top: 1000, screening };
      const { expected } = referenceOf({ inputs, logs }, all);
      excluded += expected.excluded;
      using bench = new Bench(inputs, inputs.map((_, input) => input), all, logs);
      for (const [number, plan] of [{}, { threads, sliceBytes }].entries()) {
        assert.equal(await bench.run(`source ${number}`, { until: bench.size, ...plan }), 0);
        assert.deepEqual(bench.dump(`source ${number}`), expected, JSON.stringify(plan));
      }
    },
  );
  await fc.assert(property, { numRuns: CASES, ...REPORT });
  assert.ok(excluded > CASES, `${excluded} excluded`);
});

Deno.test("screening law: a large log read in ranges by threads", async () => {
  const times = Array.from({ length: 60_000 }, (_, i) => 1_699_900_000 + Math.floor(i / 5));
  const inputs = sourceOf(jumpLog(times), { logs: 1, by: "time", seed: 0, files: 1 }).inputs;
  const options = {
    ...{ bucketSize: 10, lateness: 30, top: 3, threshold: 4.5, window: 120, maxJump: 600 },
    ...{ now: 1_700_000_000, complete: false },
    screening: { exclude: [["status", "5xx"]] as const, anonymize: "all" as const },
  };
  const expected = reference(inputs, options);
  assert.ok(expected.accepted > 1000, `${expected.accepted} of ${expected.read}`);
  using bench = new Bench(inputs, [0], options);
  const threads = { count: 2, rangeBytes: 65536, slowness: 1, failures: 0, seed: 1 };
  for (const [number, plan] of [{}, { threads }, { sliceBytes: 50_000 }].entries()) {
    assert.equal(await bench.run(`source ${number}`, { until: bench.size, ...plan }), 0);
    assert.deepEqual(bench.dump(`source ${number}`), expected);
  }
});
