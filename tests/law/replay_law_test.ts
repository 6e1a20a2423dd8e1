// Role: tries to break the replay law: random logs, replayed in many ways, must leave what the reference says.

import assert from "node:assert/strict";
import fc from "fast-check";
import { cut, inOrder, sliceBytes, threads } from "./cut_arbitrary.ts";
import { Bench, type RunPlan } from "./harness.ts";
import { type LawCase, lawCases, NOW } from "./log_arbitrary.ts";
import type { Expected, Options } from "../reference/expected.ts";
import { orderOf, reference, referenceOf } from "../reference/reference.ts";

/** Random cases of each property. */
const CASES = 100;

/** Shows what differs; a failure is shrunk for a minute at most. */
const REPORT = { includeErrorInReport: true, interruptAfterTimeLimit: 60_000 };

/** Compares; the message says how it was replayed, and what differs. */
function same(actual: Expected, expected: Expected, how: unknown): void {
  try {
    assert.deepEqual(actual, expected);
  } catch (error) {
    throw new Error(`${JSON.stringify(how)}: ${(error as Error).message}`);
  }
}

function benchFor({ inputs, options }: LawCase): Bench {
  return new Bench(inputs, orderOf(inputs, options), options);
}

/** How many lines there are to be consumed, without the headers. */
function bodyLines(inputs: readonly Uint8Array[], complete: boolean): number {
  return inputs.reduce((sum, input) => {
    const ended = input.filter((byte) => byte === 10).length;
    const tail = complete && input.length > 0 && input.at(-1) !== 10 ? 1 : 0;
    return sum + Math.max(0, ended + tail - 1);
  }, 0);
}

Deno.test("replay law: one run leaves what the reference says, again and after --fresh", async () => {
  const property = fc.asyncProperty(lawCases, sliceBytes, async (lawCase, sliceBytes) => {
    const expected = reference(lawCase.inputs, lawCase.options);
    using bench = benchFor(lawCase);
    const until = bench.size;
    assert.equal(await bench.run("plain", { until }), 0);
    same(bench.dump("plain"), expected, "one run");
    assert.equal(await bench.run("sliced", { until, sliceBytes }), 0);
    same(bench.dump("sliced"), expected, { sliceBytes });
    assert.equal(await bench.run("plain", { until }), 0);
    same(bench.dump("plain"), expected, "twice");
    assert.equal(await bench.run("plain", { until, sliceBytes, wallSeconds: 10, fresh: true }), 0);
    same(bench.dump("plain"), expected, "paced, after --fresh");
    same(bench.dump("sliced"), expected, "another source after --fresh");
  });
  await fc.assert(property, { numRuns: CASES, ...REPORT });
});

Deno.test("replay law: ranges read by any threads at any pace leave what the reference says", async () => {
  const property = fc.asyncProperty(lawCases, threads, sliceBytes, async (lawCase, threads, sliceBytes) => {
    using bench = benchFor(lawCase);
    assert.equal(await bench.run("ranges", { until: bench.size, threads, sliceBytes }), 0);
    same(bench.dump("ranges"), reference(lawCase.inputs, lawCase.options), { threads, sliceBytes });
    assert.equal(await bench.run("alone", { until: bench.size }), 0);
    assert.deepEqual(bench.positions("ranges"), bench.positions("alone"));
  });
  await fc.assert(property, { numRuns: CASES, ...REPORT });
});

Deno.test("replay law: every cut into runs leaves what the reference says of what was there", async () => {
  const cuts = fc.array(cut, { minLength: 1, maxLength: 6 });
  const property = fc.asyncProperty(lawCases, cuts, async (lawCase, cuts) => {
    const { options } = lawCase;
    using bench = benchFor(lawCase);
    const until = bench.size;
    const plans: RunPlan[] = inOrder(cuts, until);
    for (const plan of [...plans, { until }, { until, sliceBytes: 7 }]) {
      const code = await bench.run("cut", plan);
      // Where the disturbance would have come after the last read, the run is like any other.
      if (plan.disturbed && code !== 0) continue;
      assert.equal(code, 0);
      const complete = options.complete && plan.until >= until;
      const expected = reference(bench.inputsUntil(plan.until), { ...options, complete });
      same(bench.dump("cut"), expected, { plans, at: plan });
    }
  });
  await fc.assert(property, { numRuns: CASES, ...REPORT });
});

Deno.test("replay law: another window and threshold count from the next second to be decided", async () => {
  const cuts = fc.array(
    fc.record({
      at: fc.integer({ min: 0, max: 1_000_000 }),
      settings: fc.record({
        threshold: fc.constantFrom(0, 0.1, 0.5, 1, 3),
        window: fc.constantFrom(1, 2, 7, 30, 120, 300),
      }),
    }),
    { minLength: 1, maxLength: 4 },
  );
  const property = fc.asyncProperty(lawCases, cuts, async (lawCase, cuts) => {
    using bench = benchFor(lawCase);
    const changes = [];
    let from = 0;
    let lines = 0;
    for (const plan of inOrder(cuts, bench.size)) {
      const inputs = bench.inputsUntil(plan.until);
      const complete = lawCase.options.complete && plan.until >= bench.size;
      assert.equal(await bench.run("changing", plan), 0);
      // A run with nothing new changes nothing, whatever its settings.
      if (bodyLines(inputs, complete) === lines) continue;
      lines = bodyLines(inputs, complete);
      changes.push({ from, ...plan.settings });
      const source = { inputs, logs: [orderOf(inputs, { ...lawCase.options, complete })] };
      const { expected, watermark } = referenceOf(source, { ...lawCase.options, changes, complete });
      same(bench.dump("changing"), expected, changes);
      if (watermark !== null) from = Math.max(0, watermark);
    }
  });
  await fc.assert(property, { numRuns: CASES / 2, ...REPORT });
});

Deno.test("replay law: standard input that begins with what was read before adds what is new", async () => {
  const cuts = fc.array(cut, { maxLength: 4 });
  const property = fc.asyncProperty(lawCases, cuts, async ({ inputs: [input], options }, cuts) => {
    using bench = benchFor({ inputs: [input], options });
    const until = bench.size;
    for (const plan of [...inOrder(cuts, until), { until }]) {
      // Standard input is finished at its end, so that only whole lines can be followed by more.
      const whole = plan.until >= until ? until : input.subarray(0, plan.until).lastIndexOf(10) + 1;
      const code = await bench.run("stream", { ...plan, until: whole, stdin: true });
      if (plan.disturbed && code !== 0) continue;
      assert.equal(code, 0);
      const expected = reference([input.subarray(0, whole)], { ...options, complete: true });
      same(bench.dump("stream"), expected, cuts);
    }
  });
  await fc.assert(property, { numRuns: CASES / 2, ...REPORT });
});

/** A log out of lines of time, host and path. */
function logOf(records: Iterable<readonly [time: number, host: string, path: string]>): Uint8Array {
  let text = "remotehost,rfc931,authuser,date,request,status,bytes\n";
  for (const [time, host, path] of records) text += `${host},-,-,${time},GET ${path} HTTP/1.1,200,1\n`;
  return new TextEncoder().encode(text);
}

async function replayOnce(input: Uint8Array, options: Options): Promise<void> {
  using bench = new Bench([input], [0], options);
  assert.equal(await bench.run("one", { until: bench.size }), 0);
  same(bench.dump("one"), reference([input], options), "one run");
}

const OPTIONS: Options = {
  bucketSize: 10,
  lateness: 30,
  maxJump: 3600,
  top: 3,
  threshold: 10,
  window: 120,
  now: NOW,
  complete: false,
};

Deno.test("replay law: a value that equals the threshold but for rounding neither fires nor goes on firing", async () => {
  // In doubles 0.29 × 100 is below 29.
  const records = [...Array(29).keys()].map((i) => [1000 + i * 3, "h", "/"] as const);
  const options = { ...OPTIONS, threshold: 0.29, window: 100 };
  const last = [[1099, "h", "/"], [2000, "h", "/"]] as const;
  await replayOnce(logOf([...records, last[1]]), options);
  await replayOnce(logOf([...records, ...last]), options);
  assert.deepEqual(reference([logOf([...records, last[1]])], options).alerts, []);
  assert.equal(reference([logOf([...records, ...last])], options).alerts.length, 1);
});

Deno.test("replay law: many hosts and sections in disorder", async () => {
  const records = Array.from({ length: 30_000 }, (_, i) => {
    const time = 1_000_000 + Math.floor(i / 40) - i * 7919 % 100;
    return [time, `host${i * 31 % 9973}`, `/${i * 17 % 501}/x`] as const;
  });
  await replayOnce(logOf(records), OPTIONS);
});

Deno.test("replay law: columns without a name are ignored wherever they stand", async () => {
  const text = ",remotehost,rfc931,authuser,,date,request,status,bytes,\n" +
    "0,h,-,-,?,1000,GET /a HTTP/1.1,200,1,\n";
  const input = new TextEncoder().encode(text);
  assert.equal(reference([input], OPTIONS).accepted, 1);
  await replayOnce(input, OPTIONS);
});

Deno.test("replay law: lines around 64 KiB, however they fall into slices", async () => {
  const header = "date,remotehost,rfc931,authuser,status,bytes,request\n";
  const start = "1000,h,-,-,200,1,GET /";
  let text = header;
  for (const ending of ["\n", "\r\n"]) {
    for (let length = 65534; length <= 65540; length++) {
      text += start + "x".repeat(length - start.length) + ending;
    }
  }
  const input = new TextEncoder().encode(text + start + "\n");
  const expected = reference([input], OPTIONS);
  assert.deepEqual([expected.accepted, expected.rejected], [7, 8]);
  using bench = new Bench([input], [0], OPTIONS);
  for (const sliceBytes of [500, 65_535, 65_536, 65_537, 65_538, 100_000]) {
    assert.equal(await bench.run(`${sliceBytes}`, { until: bench.size, sliceBytes }), 0);
    same(bench.dump(`${sliceBytes}`), expected, { sliceBytes });
  }
});

Deno.test("replay law: all of 2,500 rejects are counted, the first 1,000 are kept", async () => {
  const body = Array.from({ length: 2500 }, (_, i) => i % 2 === 0 ? "junk\n" : "h,-,-,x,-,200,1\n").join("");
  const input = new Uint8Array([...logOf([]), ...new TextEncoder().encode(body)]);
  const expected = reference([input], OPTIONS);
  using bench = new Bench([input], [0], OPTIONS);
  assert.equal(await bench.run("one", { until: bench.size, sliceBytes: 1000 }), 0);
  const { read, rejected, rejects } = bench.dump("one");
  assert.deepEqual([read, rejected], [2500, 2500]);
  assert.deepEqual(rejects, expected.rejects.slice(0, 1000));
});
