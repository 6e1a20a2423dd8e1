// Role: tries to break the replay law where rules look at durations, which the kernel does not read: however a log is replayed, it
// leaves what one run leaves, and the alerts are those that each second by itself says.

import assert from "node:assert/strict";
import fc from "fast-check";
import { withBuiltIn } from "../../src/domain/rules/built_in.ts";
import { readRuleFile } from "../../src/rule_file/read_rule_file.ts";
import { bruteForceRule, bruteForceSlo } from "../domain/rules/brute_force.ts";
import { judged, type PlainRecord } from "../domain/rules/plain_records.ts";
import { cut, inOrder } from "./cut_arbitrary.ts";
import { Bench } from "./harness.ts";
import { NOW } from "./log_arbitrary.ts";
import type { Options } from "../reference/expected.ts";

const OPTIONS: Options = {
  ...{ bucketSize: 10, lateness: 30, maxJump: 100_000, top: 3, threshold: 1, window: 5 },
  ...{ now: NOW, complete: false },
};

/** A record, and its duration as milliseconds, which the log may hold or not. */
interface Timed extends PlainRecord {
  readonly written: string | null;
  readonly agent: string;
}

const logs: fc.Arbitrary<Timed[]> = fc.array(
  fc.record({
    step: fc.oneof(
      { weight: 8, arbitrary: fc.integer({ min: 0, max: 4 }) },
      { weight: 2, arbitrary: fc.integer({ min: -50, max: 50 }) },
    ),
    repeat: fc.constantFrom(1, 1, 2, 6),
    section: fc.constantFrom("/a", "/ab", "/b"),
    agent: fc.constantFrom("-", "curl/8", "\x1b[31m"),
    host: fc.constantFrom("a", "10.0.0.1"),
    status: fc.constantFrom(200, 200, 404, 503),
    bytes: fc.constantFrom(0, 700),
    written: fc.constantFrom(null, "0", "299.9994", "300", "300.0006", "300.001", "2000", "-5"),
  }),
  { minLength: 1, maxLength: 120, size: "max" },
).map((steps) => {
  let time = NOW - 90_000;
  return steps.flatMap(({ step, repeat, ...rest }) => {
    time += step;
    return Array.from({ length: repeat }, () => ({ time, ...rest, ...durationOf(rest.written) }));
  });
});

/** "whole microseconds"; a negative span is none. */
function durationOf(written: string | null): Pick<PlainRecord, "duration"> {
  return written === null || written.startsWith("-") ? {} : { duration: Math.floor(Number(written) * 1000) };
}

function textOf(records: readonly Timed[]): Uint8Array {
  const lines = records.map(({ time, section, host, status, bytes, written, agent }) =>
    JSON.stringify({
      time,
      remote_addr: host,
      request: `GET ${section}/${bytes} HTTP/1.1`,
      status,
      bytes,
      agent,
    })
      .replace("}", written === null ? "}" : `,"duration_ms":${written}}`)
  );
  return new TextEncoder().encode(`${lines.join("\n")}\n`);
}

const matches = fc.constantFrom(
  "",
  'match = { section = "/a*" }',
  'match = { host = "10.*", status = "2xx" }',
);
const rule = fc.record({
  condition: fc.constantFrom(
    'metric = "slow_ratio"\nslower_than = "300ms"\nfire = "> 20%"',
    'metric = "slow_ratio"\nslower_than = "0.3s"\nfire = ">= 50%"\nrecover = "<= 25%"\nmin_hits = 4',
    'metric = "slow_ratio"\nslower_than = "1.5s"\nfire = "< 10%"',
    'metric = "error_ratio"\nerrors = { slower_than = "300ms" }\nfire = "> 10%"',
    'metric = "error_ratio"\nerrors = { status = "5xx", slower_than = "300001us" }\nfire = "> 40%"',
    'metric = "count"\nfire = "> 3"',
    'metric = "p95"\nfire = "> 300ms"',
    'metric = "p50"\nfire = ">= 0.29s"\nrecover = "< 100ms"\nmin_hits = 3',
  ),
  match: matches,
  window: fc.constantFrom(1, 10, 40),
  for: fc.constantFrom(0, 0, 5),
  // Percentiles are of whole buckets.
}).filter(({ condition, window }) => window > 1 || !/"p\d/.test(condition));
const slo = fc.record({
  match: fc.constantFrom("", 'match = { section = "/a" }'),
  errors: fc.constantFrom('{ slower_than = "300ms" }', '{ status = "404", slower_than = "300ms" }'),
});

const ruleFiles = fc.record({
  rules: fc.array(rule, { minLength: 1, maxLength: 5 }),
  slos: fc.array(slo, { maxLength: 2 }),
}).map(({ rules, slos }) =>
  [
    "schema = 1",
    ...rules.map(({ condition, match, window, ...rest }, i) =>
      `[[rule]]\nid = "rule-${i}"\n${condition}\n${match}\nwindow = "${window}s"\nfor = "${rest.for}s"`
    ),
    ...slos.map(({ match, errors }, i) =>
      `[[slo]]\nid = "slo-${i}"\n${match}\nerrors = ${errors}\nobjective = "99%"\nmin_errors = 1\n` +
      'burn = [{ severity = "page", long = "2m", short = "1m", factor = 2 }]'
    ),
  ].join("\n") + "\n"
);

Deno.test("latency law: every cut, thread and disturbance leaves what one run leaves, and what each second says", async () => {
  let compared = 0, explained = 0;
  const cuts = fc.array(cut, { maxLength: 5 });
  const property = fc.asyncProperty(logs, ruleFiles, cuts, async (log, rules, cuts) => {
    using bench = new Bench([textOf(log)], [0], OPTIONS);
    const until = bench.size;
    assert.equal(await bench.run("whole", { until, rules }), 0);
    const whole = bench.ruleDump("whole");
    for (const plan of [...inOrder(cuts, until), { until }]) {
      const code = await bench.run("cut", { ...plan, rules });
      if (!plan.disturbed) assert.equal(code, 0);
    }
    const { messages: _, ...cutDump } = bench.ruleDump("cut"), { messages: _told, ...wholeDump } = whole;
    const isOfSource = (key: string, value: unknown): unknown => key === "source" ? null : value;
    assert.deepEqual(JSON.stringify(cutDump, isOfSource), JSON.stringify(wholeDump, isOfSource), rules);
    const records = judged(log, OPTIONS.lateness), times = log.map(({ time }) => time);
    const set = withBuiltIn(await readRuleFile(rules, "rules.toml"), OPTIONS.threshold, OPTIONS.window);
    const first = Math.min(...times), last = Math.max(...times);
    const expected = [
      ...set.rules.flatMap((one) => bruteForceRule(one, records, times[0], last, OPTIONS.bucketSize)),
      ...set.slos.flatMap((one) => bruteForceSlo(one, records, first, last)),
    ];
    assert.deepEqual(
      whole.alerts.map((row) => JSON.stringify([row.rule, row.fired_at, row.peak_at, row.resolved_at]))
        .sort(),
      expected.map(({ rule, firedAt, peakAt, resolvedAt }) =>
        JSON.stringify([rule, firedAt, peakAt, resolvedAt])
      ).sort(),
      rules,
    );
    compared += expected.length;
    explained += whole.causes.filter(({ route, agent }) => route !== null || agent !== null).length;
  });
  await fc.assert(property, { numRuns: 60, includeErrorInReport: true, interruptAfterTimeLimit: 60_000 });
  assert.ok(compared > 100, `${compared} alerts were compared`);
  assert.ok(explained > 20, `${explained} causes were compared`);
});
