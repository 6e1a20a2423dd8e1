// Role: tries to break the replay law where a source has several logs: dealt at random, lagging, jumping, ending, rotated, cut into
// runs that find each log anywhere, they leave what the reference says.

import assert from "node:assert/strict";
import fc from "fast-check";
import { referenceOf } from "../reference/reference.ts";
import { type Cut, sliceBytes, threads } from "./cut_arbitrary.ts";
import { Bench, type RunPlan } from "./harness.ts";
import { type SplitCase, splitCases } from "./split_arbitrary.ts";

const CASES = 100;
const REPORT = { includeErrorInReport: true, interruptAfterTimeLimit: 60_000 };

/** Which late values of several logs get the last rows of a bucket may depend on the order of reading: all are kept here. */
const cases: fc.Arbitrary<SplitCase> = splitCases.map((splitCase) => ({
  ...splitCase,
  options: { ...splitCase.options, top: 1000, idleLog: splitCase.options.maxJump! % 7 === 0 ? 0 : 600 },
}));

function benchFor({ source: { inputs, logs }, options }: SplitCase): Bench {
  return new Bench(inputs, inputs.map((_, input) => input), options, logs);
}

Deno.test("split law: one run, in any slices, with any threads and in scaled time", async () => {
  let late = 0, outliers = 0, alerts = 0;
  const property = fc.asyncProperty(cases, threads, sliceBytes, async (splitCase, threads, sliceBytes) => {
    const { source: { inputs, logs }, options } = splitCase;
    const { expected } = referenceOf({ inputs, logs }, options);
    late += expected.late;
    outliers += expected.outliers;
    alerts += expected.alerts.length;
    using bench = benchFor(splitCase);
    const plans: Partial<RunPlan>[] = [{}, { sliceBytes }, { threads, sliceBytes }, {
      sliceBytes,
      wallSeconds: 10,
    }];
    await bench.assertReadBy(plans, expected);
    if (expected.late > 0) return;
    const cut = { ...options, top: 2 };
    using other = benchFor({ ...splitCase, options: cut });
    assert.equal(await other.run("cut", { until: other.size, threads, sliceBytes }), 0);
    assert.deepEqual(other.dump("cut"), referenceOf({ inputs, logs }, cut).expected, "cut");
  });
  await fc.assert(property, { numRuns: CASES, ...REPORT });
  assert.ok(
    late > CASES && outliers > CASES / 2 && alerts > CASES / 4,
    `${late} late, ${outliers} outliers, ${alerts} alerts`,
  );
});

Deno.test("split law: a log that has no event time where it may be read ahead is read on before the others", async () => {
  const lines = [
    [
      "h0,-,-,1698790461,GET /0/x HTTP/1.1,500,0",
      "h2,-,-,1698790400,GET /1/x HTTP/1.1,200,1",
      "h4,-,-,1698690400,GET /2/x HTTP/1.1,200,2",
    ],
    ["h6,-,-,1698790369,GET /3/x HTTP/1.1,200,3", "h1,-,-,1698790369,GET /4/x HTTP/1.1,200,4"],
    ["h3,-,-,1698790369,GET /0/x HTTP/1.1,200,5", "h5,-,-,1698790462,GET /1/x HTTP/1.1,500,6"],
  ];
  const header = "remotehost,rfc931,authuser,date,request,status,bytes";
  const inputs = lines.map((each) => new TextEncoder().encode(`${[header, ...each].join("\n")}\n`)),
    logs = [[0], [1], [2]];
  const options = {
    ...{
      bucketSize: 1,
      lateness: 0,
      top: 1000,
      threshold: 0,
      window: 1,
      now: 1_700_000_000,
      complete: false,
    },
    ...{ maxJump: 60, idleLog: 600 },
  };
  using bench = new Bench(inputs, [0, 1, 2], options, logs);
  const threads = { count: 3, rangeBytes: 40, slowness: 3, failures: 20, seed: 1863516923 };
  assert.equal(await bench.run("source", { until: bench.size, threads, sliceBytes: 4767 }), 0);
  assert.deepEqual(bench.dump("source"), referenceOf({ inputs, logs }, options).expected);
});

Deno.test("split law: many runs, each of which finds every log anywhere, and some of which are disturbed", async () => {
  const plans = fc.array(
    fc.record({
      sliceBytes,
      threads: fc.option(threads, { nil: undefined }),
      wallSeconds: fc.constantFrom(0, 0, 10),
      disturbed: fc.option(
        fc.record({ by: fc.constantFrom("error" as const, "signal" as const), atRead: fc.nat({ max: 30 }) }),
        { nil: undefined },
      ),
    }),
    { minLength: 5, maxLength: 5 },
  );
  const property = fc.asyncProperty(cases, plans, async (splitCase, plans) => {
    const { source: { inputs, logs, runs = [] }, options } = splitCase;
    using bench = benchFor(splitCase);
    const all = [...runs, inputs.map(({ length }) => length)];
    for (const [number, lengths] of all.entries()) {
      const { disturbed, ...plan }: Omit<Cut, "at"> = plans[number];
      const until = number === all.length - 1 ? bench.size : 0;
      // What a run that was stopped has left is read by the next one, before the logs grow.
      if (disturbed !== undefined) await bench.run("split", { ...plan, disturbed, until, lengths });
      assert.equal(await bench.run("split", { ...plan, until, lengths }), 0);
      const source = {
        inputs: inputs.map((bytes, input) => bytes.subarray(0, lengths[input])),
        logs,
        runs: runs.slice(0, number),
      };
      assert.deepEqual(bench.dump("split"), referenceOf(source, options).expected, `run ${number}`);
    }
  });
  await fc.assert(property, { numRuns: CASES, ...REPORT });
});
