// Rules, moved forward by stretches through any cuts, decide what alerts.md says when each second is looked at by itself.

import assert from "node:assert/strict";
import fc from "fast-check";
import { timeOf } from "../../../src/domain/alerts/alert.ts";
import { complementOf } from "../../../src/domain/rules/comparison.ts";
import {
  ALL_RECORDS,
  type Comparison,
  type Match,
  type RuleDefinition,
  SERVER_ERRORS,
  type StatusRange,
} from "../../../src/domain/rules/definition.ts";
import { bruteForceRule, plainAlert } from "./brute_force.ts";
import { judged, type PlainRecord } from "./plain_records.ts";
import { BUCKET, planFor, planWithout, Source } from "./watched.ts";

const ranges: fc.Arbitrary<readonly StatusRange[]> = fc.constantFrom(
  SERVER_ERRORS,
  [{ from: 404, to: 404 }],
  [{ from: 400, to: 499 }, { from: 500, to: 500 }],
);

const match: fc.Arbitrary<Match> = fc.oneof(
  fc.constant(ALL_RECORDS),
  fc.record({
    section: fc.constantFrom(null, ["/api"], ["/a*"], ["/b", "/c"]),
    host: fc.constantFrom(null, null, ["10.0.0.1"], ["10.0.0.?", "h"]),
    status: fc.option(ranges, { nil: null }),
  }),
);

/** fire and recover of a metric whose values lie around these numbers. */
function comparisons(numbers: readonly number[]): fc.Arbitrary<Pick<RuleDefinition, "fire" | "recover">> {
  return fc.record({
    operator: fc.constantFrom(">", ">=", "<", "<=") as fc.Arbitrary<Comparison["operator"]>,
    places: fc.uniqueArray(fc.nat({ max: numbers.length - 1 }), { minLength: 2, maxLength: 2 }),
    isComplement: fc.boolean(),
  }).map(({ operator, places, isComplement }) => {
    const [low, high] = places.sort((a, b) => a - b).map((place) => numbers[place]);
    const firesHigh = operator.startsWith(">");
    const number = firesHigh ? high : low;
    const fire: Comparison = { operator, number, text: `${operator} ${number}` };
    if (isComplement) return { fire, recover: complementOf(fire) };
    const other = firesHigh ? low : high, opposite = firesHigh ? "<=" as const : ">=" as const;
    return { fire, recover: { operator: opposite, number: other, text: `${opposite} ${other}` } };
  });
}

const ofMetric = fc.oneof(
  comparisons([0, 0.1, 0.2, 0.5, 1, 2]).map((both) => ({ metric: "rate" as const, ...both })),
  comparisons([0, 1, 2, 5, 10]).map((both) => ({ metric: "count" as const, ...both })),
  comparisons([0, 10, 100, 1000]).map((both) => ({ metric: "bytes_rate" as const, ...both })),
  fc.tuple(comparisons([0, 0.05, 0.25, 0.5, 1]), fc.constantFrom({}, { slowerThan: 100_000 }))
    .map(([both, latency]) => ({ metric: "error_ratio" as const, ...both, ...latency })),
  fc.tuple(comparisons([0, 0.05, 0.25, 0.5, 1]), fc.constantFrom(0.5, 99_999, 100_000)).map(
    ([both, slowerThan]) => ({ metric: "slow_ratio" as const, ...both, slowerThan }),
  ),
  fc.tuple(
    fc.constantFrom("p50" as const, "p90" as const, "p95" as const, "p99" as const),
    comparisons([1, 90_000, 98_500, 99_500, 110_000, 2e9]),
  ).map(([metric, both]) => ({ metric, ...both })),
  fc.constant({ metric: "absence" as const, fire: null, recover: null }),
);

const rule: fc.Arbitrary<Omit<RuleDefinition, "id">> = fc.tuple(
  ofMetric,
  fc.record({
    match,
    errors: ranges,
    window: fc.constantFrom(1, 2, 5, 10, 20),
    buckets: fc.constantFrom(1, 2, 4),
    for: fc.constantFrom(0, 0, 1, 3, 15),
    keepFiringFor: fc.constantFrom(0, 0, 1, 2, 12),
    minHits: fc.constantFrom(0, 1, 3, 8),
    severity: fc.constantFrom("page" as const, "ticket" as const),
    notify: fc.constant([]),
  }),
).map(([metric, { buckets, ...rest }]) => ({
  ...rest,
  ...metric,
  ...metric.metric === "slow_ratio" && { errors: [] },
  ...metric.metric.startsWith("p") && { window: buckets * BUCKET },
}));

const rules: fc.Arbitrary<RuleDefinition[]> = fc.array(rule, { minLength: 1, maxLength: 4 })
  .map((all) => all.map((one, i) => ({ ...one, id: `rule-${i}` })));

const BEGIN = 1_000_000;

const records: fc.Arbitrary<PlainRecord[]> = fc.array(
  fc.record({
    /** Against the one before; most are close together. */
    step: fc.oneof(
      { weight: 8, arbitrary: fc.integer({ min: 0, max: 2 }) },
      { weight: 2, arbitrary: fc.integer({ min: -9, max: 9 }) },
      { weight: 1, arbitrary: fc.integer({ min: 10, max: 60 }) },
    ),
    repeat: fc.constantFrom(1, 1, 1, 3, 8),
    section: fc.constantFrom("/api", "/a", "/b", "/", "(none)"),
    host: fc.constantFrom("10.0.0.1", "10.0.0.2", "h"),
    status: fc.constantFrom(200, 200, 404, 500, 503),
    bytes: fc.constantFrom(0, 1, 100, 3000, 20_000),
    duration: fc.constantFrom(undefined, 0, 1, 99_999, 100_000, 100_001, 3e9),
  }),
  { maxLength: 80, size: "max" },
).map((steps) => {
  let time = BEGIN;
  return steps.flatMap(({ step, repeat, ...rest }) => {
    time = Math.max(0, time + step);
    return Array.from({ length: repeat }, () => ({ time, ...rest }));
  });
});

/** Where pushes end, and whether a run does too, in millionths of the log. */
const cuts = fc.array(fc.record({ at: fc.nat({ max: 1_000_000 }), isRun: fc.boolean() }), { maxLength: 8 });

Deno.test("rules: any cuts, runs and kinds decide what each second says by itself", () => {
  fc.assert(
    fc.property(rules, records, cuts, fc.constantFrom(0, 5), (rules, plain, cuts, lateness) => {
      const log = judged(plain, lateness);
      const source = new Source(planFor({ rules, slos: [] }, lateness));
      let done = 0;
      for (const { at, isRun } of cuts.toSorted((a, b) => a.at - b.at)) {
        const end = Math.floor(at * log.length / 1_000_000);
        source.push(log.slice(done, end));
        if (isRun) source.restart();
        done = end;
      }
      source.push(log.slice(done));
      if (source.first === null) return;
      const { first, latest } = source;
      const decided = rules.flatMap((rule) =>
        bruteForceRule(rule, log, first, latest! - lateness - 1, BUCKET)
      );
      const order = (a: { rule: string; firedAt: number }, b: { rule: string; firedAt: number }): number =>
        a.rule < b.rule ? -1 : a.rule > b.rule ? 1 : a.firedAt - b.firedAt;
      // What is open has its peak so far in the row of its beginning, too.
      assert.deepEqual(source.alerts.map(plainAlert).sort(order), decided);
      const times = source.transitions.map((transition) =>
        [timeOf(transition), transition.alert.rule] as const
      );
      assert.deepEqual(times, times.toSorted(([a, x], [b, y]) => a - b || (x < y ? -1 : x > y ? 1 : 0)));
      // Also what is not final, and beyond the last record.
      for (const until of [latest!, latest! + 40]) {
        const expected = rules.flatMap((rule) => bruteForceRule(rule, log, first, until, BUCKET));
        assert.deepEqual(source.alertsUntil(until).map(plainAlert).sort(order), expected);
      }
      // The state is the same as without cuts.
      const whole = new Source(planFor({ rules, slos: [] }, lateness));
      whole.push(log);
      assert.deepEqual(source.packed, whole.packed);
    }),
    { numRuns: 200 },
  );
});

Deno.test("rules: centuries of silence take no time, and end what fires at the right second", () => {
  const silent: RuleDefinition = {
    id: "silent",
    metric: "absence",
    match: ALL_RECORDS,
    errors: SERVER_ERRORS,
    window: 180,
    fire: null,
    recover: null,
    for: 60,
    keepFiringFor: 30,
    minHits: 1,
    severity: "page",
    notify: [],
  };
  const source = new Source(planFor({ rules: [silent], slos: [] }, 30));
  const record = { section: "/", host: "h", status: 200, bytes: 1 };
  const times = [0, 253402300000, 253402300001, 253402300099];
  source.push(judged(times.map((time) => ({ ...record, time })), 30));
  assert.deepEqual(
    source.transitions.map((transition) => [transition.kind, timeOf(transition)]),
    [["fired", 180 + 60], ["resolved", 253402300000 + 29]],
  );
});

Deno.test("rules: sums of bytes are exact beyond 2^53, however they came in and went out", () => {
  const base: RuleDefinition = {
    id: "bytes",
    metric: "bytes_rate",
    match: ALL_RECORDS,
    errors: SERVER_ERRORS,
    window: 3,
    fire: { operator: ">", number: 3, text: "> 3" },
    recover: { operator: "<=", number: 3, text: "<= 3" },
    for: 0,
    keepFiringFor: 0,
    minHits: 1,
    severity: "page",
    notify: [],
  };
  const record = { section: "/", host: "h", status: 200 };
  const huge = Number.MAX_SAFE_INTEGER;
  const log = judged(
    [huge, huge, 1, 7, huge, 2, 2, 2, 4, 0].map((bytes, i) => ({ ...record, time: i, bytes })),
    0,
  );
  const source = new Source(planFor({ rules: [base], slos: [] }, 0));
  for (const one of log) {
    source.push([one]);
    source.restart();
  }
  const values = source.transitions.map((
    { kind, alert },
  ) => [kind, kind === "fired" ? alert.value : alert.resolvedValue]);
  assert.deepEqual(values, [["fired", (2 * huge + 1) / 3], ["resolved", 2]]);
});

Deno.test("rules: without a rule file another threshold goes on with the open alert", () => {
  const record = { section: "/", host: "h", status: 200, bytes: 0 };
  const log = judged(Array.from({ length: 40 }, (_, i) => ({ ...record, time: Math.floor(i / 4) })), 0);
  const source = new Source(planWithout(3, 2, 0));
  source.push(log.slice(0, 20));
  source.restart(planWithout(5, 4, 0));
  source.push(log.slice(20));
  const told = source.transitions.map((
    transition,
  ) => [transition.kind, timeOf(transition), transition.alert.threshold]);
  assert.deepEqual(told, [["fired", 1, 3], ["resolved", 4, 3]]);
  assert.equal(source.transitions[1].alert.superseded, false);
});
