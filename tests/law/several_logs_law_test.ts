// Role: the law of several logs, of the reference alone: a log that was split gives what the one log gives, and many runs
// give what one run gives, under the conditions that the semantics name.

import assert from "node:assert/strict";
import fc from "fast-check";
import { reference, referenceOf } from "../reference/reference.ts";
import { jumpLog, jumpOptions } from "./jump_arbitrary.ts";
import { NOW } from "./log_arbitrary.ts";
import { sourceOf, splitCases, wholeOf, withRuns } from "./split_arbitrary.ts";

const CASES = 500;
const REPORT = { includeErrorInReport: true, interruptAfterTimeLimit: 60_000 };

/** Times that only go forward, in steps that are no jumps, whatever the log they are dealt to. */
const calm = fc.array(fc.constantFrom(0, 0, 1, 1, 2, 5), { minLength: 2, maxLength: 120, size: "max" })
  .map((steps) => {
    let time = NOW - 100_000;
    return steps.map((step) => time += step);
  });

Deno.test("several logs law: a log that was split into several gives what the one log gives", () => {
  const deals = fc.record({
    logs: fc.integer({ min: 1, max: 5 }),
    by: fc.constantFrom("turns" as const, "chance" as const, "time" as const),
    seed: fc.nat({ max: 1_000_000 }),
    files: fc.constantFrom(1, 2, 3),
  });
  const property = fc.property(calm, jumpOptions, deals, (times, options, deal) => {
    const lines = jumpLog(times), source = sourceOf(lines, deal);
    const all = { ...options, maxJump: 3600, idleLog: 3600 };
    const { expected } = referenceOf(source, all);
    const whole = reference([new TextEncoder().encode(headerOf(source.inputs[0]) + lines.join(""))], all);
    assert.equal(expected.late, 0);
    const { seconds, accepted, outliers, firstTime, lastTime } = expected;
    const { seconds: wholeSeconds, ...rest } = whole;
    assert.deepEqual(seconds, wholeSeconds);
    assert.deepEqual([accepted, outliers, firstTime, lastTime], [
      rest.accepted,
      rest.outliers,
      rest.firstTime,
      rest.lastTime,
    ]);
    // What is final is decided by the log that is furthest behind.
    const plain = (alerts: typeof whole.alerts) => alerts.map(({ provisional: _, ...alert }) => alert);
    assert.deepEqual(plain(expected.alerts), plain(whole.alerts));
    assert.deepEqual(
      expected.buckets.map(({ state: _, ...bucket }) => bucket),
      whole.buckets.map(({ state: _, ...bucket }) => bucket),
    );
    const final = new Set(
      expected.buckets.filter(({ state }) => state === "final").map(({ start }) => start),
    );
    const rows = (values: typeof whole.hosts) => values.filter(({ start }) => final.has(start));
    assert.deepEqual(rows(expected.hosts), rows(whole.hosts));
    assert.deepEqual(rows(expected.sections), rows(whole.sections));
  });
  fc.assert(property, { numRuns: CASES, ...REPORT });
});

Deno.test("several logs law: many runs give what one run gives where no log lags more than I at the end of one", () => {
  let compared = 0;
  const property = fc.property(
    calm,
    jumpOptions,
    fc.integer({ min: 2, max: 5 }),
    fc.array(fc.nat({ max: 1_000_000 }), { minLength: 1, maxLength: 4 }),
    (times, options, logs, cuts) => {
      const source = sourceOf(jumpLog(times), { logs, by: "turns", seed: 0, files: 1 });
      const all = { ...options, maxJump: 3600, idleLog: 600 };
      // From where every log has begun.
      const growths = cuts.toSorted((a, b) => a - b).map((cut) => [300_000 + cut * 0.7]);
      const whole = referenceOf(source, all), cut = referenceOf(withRuns(source, growths), all);
      if (source.logs.some(([input]) => withRuns(source, growths).runs![0][input] < 150)) return;
      assert.deepEqual(cut, whole);
      compared++;
    },
  );
  fc.assert(property, { numRuns: CASES, ...REPORT });
  assert.ok(compared > CASES / 10, `${compared} were compared`);
});

Deno.test("several logs law: everything is counted, however logs lag, jump, end and are cut", () => {
  let outliers = 0, late = 0;
  const property = fc.property(splitCases, (splitCase) => {
    const { source, options, lines } = splitCase;
    const { expected, watermark } = referenceOf(source, options);
    assert.equal(expected.accepted, lines.length);
    const sum = (rows: readonly { readonly hits: number }[]) => rows.reduce((all, { hits }) => all + hits, 0);
    for (const rows of [expected.seconds, expected.buckets, expected.hosts, expected.sections]) {
      assert.equal(sum(rows), lines.length);
    }
    assert.ok(watermark === null || watermark <= expected.lastTime!);
    if (source.logs.length === 1 && source.logs[0].length === 1) {
      const whole = reference([wholeOf(splitCase)], options);
      assert.deepEqual(expected, whole, "one log in many runs");
    }
    outliers += expected.outliers;
    late += expected.late;
  });
  fc.assert(property, { numRuns: CASES, ...REPORT });
  assert.ok(outliers > CASES / 2 && late > CASES / 2, `${outliers} outliers, ${late} late`);
});

function headerOf(input: Uint8Array): string {
  const text = new TextDecoder().decode(input);
  return text.slice(0, text.indexOf("\n") + 1);
}
