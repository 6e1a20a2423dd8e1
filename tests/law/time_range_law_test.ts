// Role: tries to break the replay law with `--since` and `--until`: logs of which some records are left out, replayed in many
// ways, leave what the reference says.

import assert from "node:assert/strict";
import fc from "fast-check";
import type { Expected } from "../reference/expected.ts";
import { orderOf, reference, referenceOf } from "../reference/reference.ts";
import { readRecords } from "../reference/records.ts";
import { cut, inOrder, sliceBytes, threads } from "./cut_arbitrary.ts";
import { Bench, type RunPlan } from "./harness.ts";
import { jumpLog, jumpOptions, passages, timesOf } from "./jump_arbitrary.ts";
import { type LawCase, lawCases } from "./log_arbitrary.ts";
import { sourceOf, type SplitCase, splitCases, withRuns } from "./split_arbitrary.ts";

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

/** Records so long before the limits that reading ahead does not come to the end of so many. */
const EARLY = 1_000_000_000, MANY = 2500;

/** Sources of up to four logs with limits out of their times, and which logs have many early records, too. */
const severalCases = fc.record({
  several: fc.tuple(
    splitCases.filter(({ source: { logs } }) => logs.length <= 4 && logs.every(({ length }) => length === 1)),
    limit,
    limit,
  ).map(([{ source: { inputs, logs }, options }, from, to]) => {
    const { since, until } = ranged({ inputs: [...inputs], options }, from, to).options;
    return { logs, texts: inputs.map(textOf), options: { ...options, top: 1000, since, until } };
  }),
  areLong: fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
});

/** The log with many early records after its header, which are its own: the copy of a log is not read. */
function longer(log: string, number: number): string {
  const early = Array.from(
    { length: MANY },
    (_, i) => `e${number},-,-,${EARLY + i},GET /early/x HTTP/1.1,200,1\n`,
  );
  return log.replace("\n", `\n${early.join("")}`);
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

/** The lines of a log within the limits, as somebody would cut them out. */
function cutByHand(log: string, { since = 0, until = Infinity }: SplitCase["options"]): string {
  return log.split("\n").filter((line, at) => {
    const time = Number(line.split(",")[3]);
    return at === 0 || line === "" || time >= since && time < until;
  }).join("\n");
}

/** What does not tell where a line was, nor how many were left out. */
function counted({ read: _, leftOut: __, rejects, ...rest }: Expected) {
  return { ...rest, rejects: rejects.map(({ sample }) => sample).sort() };
}

Deno.test("time range law: several logs give what is given by logs from which the others were cut out", async () => {
  let alerts = 0, leftOut = 0;
  const property = fc.asyncProperty(severalCases, threads, async ({ several, areLong }, threads) => {
    const { logs, options, texts } = several, { since, until: _, ...unlimited } = options;
    const inputs = texts.map((text, at) => since !== undefined && areLong[at] ? longer(text, at) : text);
    const bytes = (texts: readonly string[]) => texts.map((text) => new TextEncoder().encode(text));
    const cut = bytes(inputs.map((text) => cutByHand(text, options)));
    const expected = counted(referenceOf({ inputs: cut, logs }, unlimited).expected);
    const source = { inputs: bytes(inputs), logs };
    assert.deepEqual(counted(referenceOf(source, options).expected), expected);
    using bench = new Bench(source.inputs, inputs.map((_, input) => input), options, logs);
    const plans = [{}, { sliceBytes: 1000 }, { threads: { ...threads, rangeBytes: 5000 } }];
    for (const [number, plan] of plans.entries()) {
      assert.equal(await bench.run(`source ${number}`, { until: bench.size, ...plan }), 0);
      const found = bench.dump(`source ${number}`);
      assert.deepEqual(counted(found), expected, JSON.stringify(plan));
      leftOut += found.leftOut;
    }
    alerts += expected.alerts.length;
  });
  await fc.assert(property, { numRuns: CASES, ...REPORT });
  assert.ok(alerts > CASES / 4 && leftOut > CASES * 1000, `${alerts} alerts, ${leftOut} left out`);
});

Deno.test("time range law: several logs in two runs, the first of which finds each log anywhere", async () => {
  const growth = fc.array(fc.nat({ max: 1_000_000 }), { minLength: 1, maxLength: 4 });
  const property = fc.asyncProperty(severalCases, growth, async ({ several, areLong }, growth) => {
    const { logs, options, texts } = several;
    const inputs = texts.map((text, at) =>
      new TextEncoder().encode(options.since !== undefined && areLong[at] ? longer(text, at) : text)
    );
    const source = withRuns({ inputs, logs }, [growth]);
    using bench = new Bench(inputs, inputs.map((_, input) => input), options, logs);
    for (const lengths of [source.runs![0], inputs.map(({ length }) => length)]) {
      assert.equal(await bench.run("source", { until: 0, lengths }), 0);
    }
    assert.deepEqual(bench.dump("source"), referenceOf(source, options).expected);
  });
  await fc.assert(property, { numRuns: CASES, ...REPORT });
});
