// Objectives: the oracles of alerts.md, and minutes moved forward by stretches against each minute by itself.

import assert from "node:assert/strict";
import fc from "fast-check";
import { timeOf } from "../../../src/domain/alerts/alert.ts";
import {
  ALL_RECORDS,
  type BurnTier,
  SERVER_ERRORS,
  type SloDefinition,
} from "../../../src/domain/rules/definition.ts";
import { budgetRemaining, burnRate, coverage, secondsLeft } from "../../../src/domain/rules/error_budget.ts";
import { bruteForceSlo, plainAlert } from "./brute_force.ts";
import { judged, type PlainRecord } from "./plain_records.ts";
import { planFor, Source } from "./watched.ts";

const HOUR = 3600, DAY = 86400;

const PAGE: BurnTier = { severity: "page", long: HOUR, short: 300, factor: 14.4 };
const TIERS: readonly BurnTier[] = [
  PAGE,
  { severity: "page", long: 6 * HOUR, short: 1800, factor: 6 },
  { severity: "ticket", long: 3 * DAY, short: 6 * HOUR, factor: 1 },
];

function slo(change: Partial<SloDefinition> = {}): SloDefinition {
  return {
    id: "availability",
    match: ALL_RECORDS,
    errors: SERVER_ERRORS,
    objectiveText: "99.9%",
    budget: 0.001,
    period: 30 * DAY,
    burn: TIERS,
    minErrors: 5,
    notify: [],
    ...change,
  };
}

/** The first second of a minute. */
const BEGIN = 60 * 24_000_000;

/** Records of whole minutes: so many hits, so many of them errors, spread evenly. */
function minutes(counts: readonly (readonly [hits: number, errors: number])[]): PlainRecord[] {
  return counts.flatMap(([hits, errors], minute) =>
    Array.from({ length: hits }, (_, i) => ({
      time: BEGIN + minute * 60 + Math.floor(i * 60 / hits),
      section: "/",
      host: "h",
      status: i < errors ? 500 : 200,
      bytes: 1,
    }))
  );
}

/** Transitions in minutes since the beginning: the number of the minute at whose end it was decided. */
function told(definition: SloDefinition, records: readonly PlainRecord[]): unknown[] {
  const source = new Source(planFor({ rules: [], slos: [definition] }, 30));
  source.push(judged(records, 30));
  return source.transitions.map((transition) => {
    const ended = (timeOf(transition) + 1 - BEGIN) / 60;
    assert.ok(Number.isInteger(ended), "decided at the end of a minute");
    return [transition.kind, transition.alert.severity, ended];
  });
}

/** A clean hour, ten minutes with 15 % errors, and another clean hour. */
const SPIKE = minutes([
  ...Array(60).fill([100, 0]),
  ...Array(10).fill([100, 15]),
  ...Array(80).fill([100, 0]),
]);

Deno.test("slo: 15 % errors for ten minutes fire at the end of the sixth, for nine minutes", () => {
  assert.deepEqual(told(slo({ burn: [PAGE] }), SPIKE), [["fired", "page", 66], ["resolved", "page", 75]]);
});

Deno.test("slo: the long window alone would fire for 59 minutes", () => {
  const burn = [{ ...PAGE, short: PAGE.long }];
  assert.deepEqual(told(slo({ burn }), SPIKE), [["fired", "page", 66], ["resolved", "page", 125]]);
});

Deno.test("slo: a total outage after a clean window is detected at the end of the minute after 51.84 s, 129.6 s, 259.2 s", () => {
  const detected = [51.84, 129.6, 259.2];
  TIERS.forEach((tier, i) => {
    const clean = tier.long / 60;
    const records = minutes([...Array(clean).fill([10, 0]), ...Array(10).fill([10, 10]), [1, 0]]);
    const [first] = told(slo({ burn: [tier], minErrors: 1 }), records);
    assert.deepEqual(first, ["fired", tier.severity, clean + Math.ceil(detected[i] / 60)]);
  });
});

Deno.test("slo: burn 1, 2, 10, 1000 spends the budget in 30 d, 15 d, 3 d, 43.2 min", () => {
  const spans = [1, 2, 10, 1000].map((burn) => secondsLeft(1, burn, 30 * DAY));
  assert.deepEqual(spans, [30 * DAY, 15 * DAY, 3 * DAY, 43.2 * 60]);
  assert.equal(secondsLeft(1, 0, DAY), Infinity);
});

/** Burn so far, in so many minutes, and from then on. */
const BURNS = [0, 0.3, 0.5, 0.9].flatMap((before) =>
  [10, 100, 190, 200, 350].flatMap((minutes) =>
    [0, 0.5, 0.9, 0.99, 1, 1.1, 1.25, 2, 7, 40].map((burn) => [before, minutes, burn] as const)
  )
);

Deno.test("slo: the budget is gone no earlier than is said, and then where it was burnt last", () => {
  const budget = 0.01, period = 200, hits = 100_000;
  for (const [before, minutes, burn] of BURNS) {
    for (const isLast of [false, true]) {
      // Errors a minute; the period slides over them.
      const counted = Math.min(minutes, period),
        spent: number[] = Array(minutes).fill(isLast ? 0 : before * 1000);
      if (isLast) spent[minutes - 1] = before * 1000 * counted;
      const remaining = (): number => {
        const last = spent.slice(-period), errors = last.reduce((sum, each) => sum + each, 0);
        return budgetRemaining({ hits: last.length * hits, errors: Math.round(errors) }, budget)!;
      };
      const told = secondsLeft(remaining(), burn, period * 60, counted * 60) / 60;
      let left = 0;
      for (; remaining() > 1e-9 && left < 10 * period; left++) spent.push(burn * 1000);
      const gone = left === 10 * period ? Infinity : left,
        text = `${[before, minutes, burn, isLast]}: ${told}, ${gone}`;
      assert.ok(Math.ceil(told - 1e-6) <= gone, text);
      // The last minute leaves the period after 199 others.
      if (isLast && (told < period - 1 || gone < period - 1)) {
        assert.equal(Math.ceil(told - 1e-6), gone, text);
      }
    }
  }
});

Deno.test("slo: a burn of 35 never fires a tier of 36, and spends all in 20.57 h", () => {
  const burn = [{ severity: "page" as const, long: HOUR, short: 300, factor: 36 }];
  assert.deepEqual(told(slo({ burn }), minutes(Array(200).fill([1000, 35]))), []);
  // Nor does 36 itself: strictly above.
  assert.deepEqual(told(slo({ burn }), minutes(Array(200).fill([1000, 36]))), []);
  assert.equal(told(slo({ burn }), minutes(Array(20).fill([1000, 37]))).length, 1);
  assert.equal((secondsLeft(1, 35, 30 * DAY) / HOUR).toFixed(2), "20.57");
});

Deno.test("slo: one error among ten hits an hour is a burn of 100, and too few errors to fire", () => {
  assert.equal(burnRate({ hits: 10, errors: 1 }, 0.001), 100);
  const sparse = minutes(
    Array.from({ length: 60 }, (_, i) => [i % 6 === 0 ? 1 : 0, i === 30 ? 1 : 0] as const),
  );
  assert.deepEqual(told(slo(), sparse), []);
  assert.equal(told(slo({ minErrors: 1 }), sparse).length > 0, true);
});

Deno.test("slo: no traffic is no ratio, budgets may be overspent, coverage is a part of the period", () => {
  assert.equal(burnRate({ hits: 0, errors: 0 }, 0.001), null);
  assert.equal(budgetRemaining({ hits: 0, errors: 0 }, 0.001), null);
  assert.equal(budgetRemaining({ hits: 1000, errors: 3 }, 0.001), -2);
  assert.equal(budgetRemaining({ hits: 10_000, errors: 1 }, 0.001), 0.9);
  assert.equal(secondsLeft(-2, 1, DAY), 0);
  assert.deepEqual([coverage(100, 100 + DAY, 2 * DAY), coverage(0, 9 * DAY, DAY), coverage(5, 1, DAY)], [
    0.5,
    1,
    0,
  ]);
});

Deno.test("slo: a more severe tier that joins ends the ticket and pages; the page stays until nothing fires", () => {
  const burn: BurnTier[] = [
    { severity: "page", long: 300, short: 120, factor: 100 },
    { severity: "ticket", long: 600, short: 300, factor: 10 },
  ];
  const log = minutes([
    ...Array(10).fill([100, 0]),
    ...Array(10).fill([100, 2]),
    ...Array(5).fill([100, 50]),
    ...Array(20).fill([100, 0]),
  ]);
  const source = new Source(planFor({ rules: [], slos: [slo({ burn })] }, 30));
  source.push(judged(log, 30));
  assert.deepEqual(
    source.transitions.map(({ kind, alert }) => [kind, alert.severity, alert.superseded]),
    [["fired", "ticket", false], ["resolved", "ticket", true], ["fired", "page", false], [
      "resolved",
      "page",
      false,
    ]],
  );
  const [, ended, paged] = source.transitions.map(({ alert }) => alert);
  assert.equal(ended.resolvedAt, paged.firedAt);
  assert.deepEqual(JSON.parse(paged.detail!).map(({ severity }: BurnTier) => severity), ["page", "ticket"]);
});

const tier = fc.record({
  severity: fc.constantFrom("page" as const, "ticket" as const, "info" as const),
  long: fc.constantFrom(120, 300, 600),
  short: fc.constantFrom(60, 120),
  factor: fc.constantFrom(0.5, 1, 2.5, 10),
});

const slos = fc.array(
  fc.record({
    burn: fc.array(tier, { minLength: 1, maxLength: 3 }),
    minErrors: fc.constantFrom(0, 1, 3),
    budget: fc.constantFrom(0.1, 0.01, 0.05),
    match: fc.constantFrom(ALL_RECORDS, { ...ALL_RECORDS, host: ["a", "b*"] }),
    conditions: fc.constantFrom({}, { slowerThan: 250_000 }, { errors: [], slowerThan: 250_000 }),
  }),
  { minLength: 1, maxLength: 3 },
).map((all) => all.map(({ conditions, ...one }, i) => slo({ ...one, ...conditions, id: `slo-${i}` })));

const log: fc.Arbitrary<PlainRecord[]> = fc.array(
  fc.record({
    step: fc.oneof(
      { weight: 8, arbitrary: fc.integer({ min: 0, max: 20 }) },
      { weight: 2, arbitrary: fc.integer({ min: -40, max: 40 }) },
      { weight: 1, arbitrary: fc.integer({ min: 60, max: 900 }) },
    ),
    repeat: fc.constantFrom(1, 2, 5),
    host: fc.constantFrom("a", "b", "c"),
    status: fc.constantFrom(200, 200, 200, 200, 500),
    duration: fc.constantFrom(undefined, 1, 250_000, 250_001),
  }),
  { maxLength: 80, size: "max" },
).map((steps) => {
  let time = BEGIN + 17;
  return steps.flatMap(({ step, repeat, ...rest }) => {
    time = Math.max(0, time + step);
    return Array.from({ length: repeat }, () => ({ time, section: "/", bytes: 1, ...rest }));
  });
});

const cuts = fc.array(fc.record({ at: fc.nat({ max: 1_000_000 }), isRun: fc.boolean() }), { maxLength: 8 });

/** What burns are worth comparing to: they are for reading. */
function rounded<Plain extends ReturnType<typeof plainAlert>>(alert: Plain): Plain {
  const round = (value: number | null): number | null => value && Number(value.toPrecision(9));
  return {
    ...alert,
    value: round(alert.value),
    peakValue: round(alert.peakValue),
    resolvedValue: round(alert.resolvedValue),
  };
}

Deno.test("slo: any cuts and runs decide what each minute says by itself, and keep the minutes", () => {
  fc.assert(
    fc.property(slos, log, cuts, fc.constantFrom(0, 30), (slos, plain, cuts, lateness) => {
      const records = judged(plain, lateness);
      const plan = planFor({ rules: [], slos }, lateness);
      const source = new Source(plan);
      let done = 0;
      for (const { at, isRun } of cuts.toSorted((a, b) => a.at - b.at)) {
        const end = Math.floor(at * records.length / 1_000_000);
        source.push(records.slice(done, end));
        if (isRun) source.restart();
        done = end;
      }
      source.push(records.slice(done));
      if (source.first === null) return;
      const final = source.latest! - lateness - 1, start = Math.min(...plain.map(({ time }) => time));
      const order = (a: { rule: string; firedAt: number }, b: { rule: string; firedAt: number }): number =>
        a.rule < b.rule ? -1 : a.rule > b.rule ? 1 : a.firedAt - b.firedAt;
      for (
        const [until, alerts] of [
          [final, source.alerts],
          [source.latest! + 300, source.alertsUntil(source.latest! + 300)],
        ] as const
      ) {
        const expected = slos.flatMap((one) => bruteForceSlo(one, records, start, until));
        assert.deepEqual(alerts.map(plainAlert).sort(order).map(rounded), expected.map(rounded));
      }
      const whole = new Source(plan);
      whole.push(records);
      assert.deepEqual(source.packed, whole.packed);
      assert.deepEqual(
        source.minutes.toSorted((a, b) => a.slo < b.slo ? -1 : a.slo > b.slo ? 1 : 0),
        whole.minutes,
      );
      const counted = whole.minutes.filter(({ slo }) => slo === "slo-0").reduce(
        (sum, { hits }) => sum + hits,
        0,
      );
      const end = final - (final + 1) % 60;
      const { host } = slos[0].match;
      const meant = records.filter((one) =>
        !one.isLate && one.time <= end && (host === null || one.host !== "c")
      );
      assert.equal(counted, meant.length);
    }),
    { numRuns: 200 },
  );
});
