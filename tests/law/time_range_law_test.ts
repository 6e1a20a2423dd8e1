// Role: tries to break the replay law with `--since` and `--until`: logs of which some records are left out, replayed in many
// ways, leave what the reference says.

import assert from "node:assert/strict";
import fc from "fast-check";
import { orderOf, reference } from "../reference/reference.ts";
import { readRecords } from "../reference/records.ts";
import { cut, inOrder, sliceBytes, threads } from "./cut_arbitrary.ts";
import { Bench, type RunPlan } from "./harness.ts";
import { jumpLog, jumpOptions, passages, timesOf } from "./jump_arbitrary.ts";
import { type LawCase, lawCases } from "./log_arbitrary.ts";
import { sourceOf } from "./split_arbitrary.ts";

const CASES = 60;
const REPORT = { includeErrorInReport: true, interruptAfterTimeLimit: 60_000 };

/** A place among the times of a log, from 0 to 1, and seconds beside it; null: no limit. */
const limit = fc.option(
  fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.integer({ min: -1, max: 2 })),
);

/** The case with a time range out of its own times. Without a record everything from a second on is left out. */
function ranged(
  { inputs, options }: LawCase,
  from: readonly [number, number] | null,
  to: readonly [number, number] | null,
): LawCase {
  const times = inputs.flatMap((input) => readRecords(input, options.now, options.complete))
    .flatMap(({ result }) => typeof result === "string" ? [] : [result.time])
    .sort((a, b) => a - b);
  const at = ([place, beside]: readonly [number, number]): number =>
    Math.max(0, (times[Math.floor(place * (times.length - 1))] ?? 1000) + beside);
  const since = from === null ? undefined : at(from);
  const until = to === null ? undefined : Math.max(at(to), (since ?? 0) + 1);
  return { inputs, options: { ...options, since, until } };
}

/** Hostile logs, and logs with jumps. */
const cases: fc.Arbitrary<LawCase> = fc.tuple(
  fc.oneof(
    lawCases,
    fc.record({ options: jumpOptions, passages, files: fc.integer({ min: 1, max: 3 }) })
      .map(({ options, passages, files }) => {
        const lines = jumpLog(timesOf(passages, options));
        return { inputs: sourceOf(lines, { logs: 1, by: "time", seed: 0, files }).inputs, options };
      }),
  ),
  limit,
  limit,
).map(([lawCase, since, until]) => ranged(lawCase, since, until));

function benchFor({ inputs, options }: LawCase): Bench {
  return new Bench(inputs, orderOf(inputs, options), options);
}

Deno.test("time range law: one run, in any slices, with any threads and in scaled time", async () => {
  let leftOut = 0, accepted = 0;
  const property = fc.asyncProperty(cases, threads, sliceBytes, async (lawCase, threads, sliceBytes) => {
    const expected = reference(lawCase.inputs, lawCase.options);
    assert.equal(expected.read, expected.accepted + expected.rejected + expected.leftOut);
    leftOut += expected.leftOut;
    accepted += expected.accepted;
    using bench = benchFor(lawCase);
    const plans: Partial<RunPlan>[] = [{}, { threads, sliceBytes }, { sliceBytes, wallSeconds: 10 }];
    await bench.assertReadBy(plans, expected);
  });
  await fc.assert(property, { numRuns: CASES, ...REPORT });
  assert.ok(leftOut > CASES && accepted > CASES, `${leftOut} left out, ${accepted} accepted`);
});

Deno.test("time range law: every cut into runs", async () => {
  const cuts = fc.array(cut, { minLength: 1, maxLength: 5 });
  const property = fc.asyncProperty(cases, cuts, async (lawCase, cuts) => {
    using bench = benchFor(lawCase);
    const until = bench.size;
    for (const plan of [...inOrder(cuts, until), { until }]) {
      const code = await bench.run("cut", plan);
      if ("disturbed" in plan && plan.disturbed && code !== 0) continue;
      assert.equal(code, 0);
      const complete = lawCase.options.complete && plan.until >= until;
      const expected = reference(bench.inputsUntil(plan.until), { ...lawCase.options, complete });
      assert.deepEqual(bench.dump("cut"), expected, JSON.stringify(plan));
    }
  });
  await fc.assert(property, { numRuns: CASES, ...REPORT });
});

Deno.test("time range law: a large log, most of which is left out, read in ranges by threads", async () => {
  const start = 1_699_900_000, times = Array.from({ length: 60_000 }, (_, i) => start + Math.floor(i / 5));
  const inputs = sourceOf(jumpLog(times), { logs: 1, by: "time", seed: 0, files: 1 }).inputs;
  const options = {
    ...{ bucketSize: 10, lateness: 30, top: 3, threshold: 4.5, window: 120, maxJump: 600 },
    ...{ now: 1_700_000_000, complete: false, since: start + 7003, until: start + 9001 },
  };
  const expected = reference(inputs, options);
  assert.deepEqual([expected.accepted, expected.leftOut, expected.firstTime], [9990, 50_010, start + 7003]);
  using bench = new Bench(inputs, [0], options);
  const threads = { count: 2, rangeBytes: 65536, slowness: 1, failures: 0, seed: 1 };
  for (const [number, plan] of [{}, { threads }, { sliceBytes: 50_000 }].entries()) {
    assert.equal(await bench.run(`source ${number}`, { until: bench.size, ...plan }), 0);
    assert.deepEqual(bench.dump(`source ${number}`), expected);
  }
});
