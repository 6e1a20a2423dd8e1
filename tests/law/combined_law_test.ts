// Role: tries to break the replay law for a log without a header: a combined log, however it is read, must leave what the
// reference says of the same log as CSV.

import assert from "node:assert/strict";
import fc from "fast-check";
import { csvUntil, type Twin, twinOf, withoutPlaces } from "./combined_twin.ts";
import { cut, inOrder, sliceBytes, threads } from "./cut_arbitrary.ts";
import { Bench } from "./harness.ts";
import { lawCases, NOW } from "./log_arbitrary.ts";
import type { Expected, Options } from "../reference/expected.ts";
import { ruleFiles } from "./rule_arbitrary.ts";
import { orderOf, reference } from "../reference/reference.ts";

const CASES = 60;
const REPORT = { includeErrorInReport: true, interruptAfterTimeLimit: 60_000 };

/** A log in both formats, part by part. */
interface TwinCase {
  readonly twins: readonly Twin[];
  readonly order: readonly number[];
  readonly options: Options;
}

const twinCases: fc.Arbitrary<TwinCase> = lawCases.map(({ inputs, options }) => {
  const twins = inputs.map((input, at) => twinOf(input, NOW - 10_000 + at));
  const order = orderOf(twins.map(({ csv }) => csv), options);
  const show = () => JSON.stringify({ options, combined: twins.map(({ combined }) => latin1(combined)) });
  return { twins, order, options, [fc.toStringMethod]: show };
});

function latin1(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => String.fromCharCode(byte)).join("").replace(/(.)\1{99,}/g, "$1…");
}

function benchOf({ twins, order, options }: TwinCase): Bench {
  return new Bench(twins.map(({ combined }) => combined), order, options);
}

/** What must be there once so many bytes of the combined logs are. */
function expectedAt({ twins, options }: TwinCase, bench: Bench, until: number): Expected {
  const complete = options.complete && until >= bench.size;
  const cut = bench.inputsUntil(until).map(({ length }, at) => csvUntil(twins[at], length));
  return withoutPlaces(reference(cut, { ...options, complete }));
}

function same(actual: Expected, expected: Expected, how: unknown): void {
  try {
    assert.deepEqual(withoutPlaces(actual), expected);
  } catch (error) {
    throw new Error(`${JSON.stringify(how)}: ${(error as Error).message}`);
  }
}

Deno.test("combined law: one run, in any slices, with any threads and in scaled time", async () => {
  const property = fc.asyncProperty(twinCases, threads, sliceBytes, async (twinCase, threads, sliceBytes) => {
    using bench = benchOf(twinCase);
    const until = bench.size, expected = expectedAt(twinCase, bench, until);
    for (const plan of [{ until }, { until, sliceBytes }, { until, threads }, { until, wallSeconds: 10 }]) {
      const source = JSON.stringify(Object.keys(plan)).replace(/\W/g, "_");
      assert.equal(await bench.run(source, plan), 0);
      same(bench.dump(source), expected, plan);
      // Twice, by the format that is stored.
      assert.equal(await bench.run(source, { until }), 0);
      same(bench.dump(source), expected, "again");
    }
  });
  await fc.assert(property, { numRuns: CASES, ...REPORT });
});

Deno.test("combined law: every cut into runs leaves what the reference says of what was there", async () => {
  const cuts = fc.array(cut, { minLength: 1, maxLength: 6 });
  const property = fc.asyncProperty(twinCases, cuts, async (twinCase, cuts) => {
    using bench = benchOf(twinCase);
    const until = bench.size, plans = inOrder(cuts, until);
    for (const plan of [...plans, { until }]) {
      const code = await bench.run("cut", plan);
      if (plan.disturbed && code !== 0) continue;
      assert.equal(code, 0);
      same(bench.dump("cut"), expectedAt(twinCase, bench, plan.until), { plans, at: plan });
    }
    assert.equal(await bench.run("whole", { until }), 0);
    assert.deepEqual(bench.dump("cut"), { ...bench.dump("whole") });
    assert.deepEqual(bench.positions("cut"), bench.positions("whole"));
  });
  await fc.assert(property, { numRuns: CASES, ...REPORT });
});

Deno.test("combined law: runs taken back leave all as before them", async () => {
  const property = fc.asyncProperty(twinCases, fc.nat(1_000_000), async (twinCase, at) => {
    using bench = benchOf(twinCase);
    const first = Math.floor(at * bench.size / 1_000_000), until = bench.size;
    assert.equal(await bench.run("log", { until: first }), 0);
    const { rows, undoable } = bench.tables();
    assert.equal(await bench.run("log", { until }), 0);
    if (bench.tables().undoable !== undoable) {
      await bench.undo("log");
      assert.deepEqual(bench.tables().rows, rows);
    }
    assert.equal(await bench.run("log", { until }), 0);
    same(bench.dump("log"), expectedAt(twinCase, bench, until), { first });
  });
  await fc.assert(property, { numRuns: CASES / 2, ...REPORT });
});

Deno.test("combined law: standard input that begins with what was read before adds what is new", async () => {
  const property = fc.asyncProperty(twinCases, fc.array(cut, { maxLength: 4 }), async (twinCase, cuts) => {
    const [twin] = twinCase.twins, single = { ...twinCase, twins: [twin], order: [0] };
    using bench = benchOf(single);
    const until = bench.size;
    for (const plan of [...inOrder(cuts, until), { until }]) {
      const whole = plan.until >= until ? until : twin.combined.subarray(0, plan.until).lastIndexOf(10) + 1;
      const code = await bench.run("stream", { ...plan, until: whole, stdin: true });
      if (plan.disturbed && code !== 0) continue;
      assert.equal(code, 0);
      const expected = reference([csvUntil(twin, whole)], { ...twinCase.options, complete: true });
      same(bench.dump("stream"), withoutPlaces(expected), cuts);
    }
  });
  await fc.assert(property, { numRuns: CASES / 2, ...REPORT });
});

Deno.test("combined law: rules see what they see of the same log as CSV", async () => {
  const property = fc.asyncProperty(
    twinCases,
    ruleFiles,
    cut,
    async (twinCase, rules, { sliceBytes, threads }) => {
      using bench = benchOf(twinCase);
      using csv = new Bench(twinCase.twins.map(({ csv }) => csv), twinCase.order, twinCase.options);
      assert.equal(await csv.run("law", { until: csv.size, rules }), 0);
      assert.equal(await bench.run("law", { until: bench.size, rules, sliceBytes, threads }), 0);
      assert.deepEqual(bench.ruleDump("law"), csv.ruleDump("law"));
    },
  );
  await fc.assert(property, { numRuns: CASES / 2, ...REPORT });
});
