// Role: Prometheus itself, through `promtool test rules`, as the oracle: the same series, the same rules, the same alerts at every
// second, or at the end of every minute for objectives.
//
// Two things are written differently there. A range `[5m]` is closed on the left, so a window of 5 seconds is `[4s]`. And
// `keep_firing_for` counts from the first second at which the condition is gone, not the seconds at which it was: what
// alerts.md calls 5 s is 4 s there.

import assert from "node:assert/strict";
import fc from "fast-check";
import { ALL_RECORDS, type RuleDefinition, SERVER_ERRORS } from "../../../src/domain/rules/definition.ts";
import { complementOf } from "../../../src/domain/rules/comparison.ts";
import { judged, type PlainRecord } from "./plain_records.ts";
import { planFor, Source } from "./watched.ts";
import { missingProgram, testUnless } from "../../outside_program.ts";

const missing = missingProgram("promtool");

/** Hits and errors of each second, or minute. */
type Counts = readonly (readonly [hits: number, errors: number])[];

/** A rule as Prometheus has it. */
interface PrometheusRule {
  readonly alert: string;
  readonly expr: string;
  readonly for?: string;
  readonly keep_firing_for?: string;
}

/** Lets promtool check that each rule fires at these steps and at no other ones. */
async function agree(
  counts: Counts,
  unit: "s" | "m",
  rules: readonly PrometheusRule[],
  firing: readonly ReadonlySet<number>[],
): Promise<void> {
  const directory = Deno.makeTempDirSync({ prefix: "httplog_promtool_" });
  try {
    const step = `1${unit}`;
    const groups = [{ name: "rules", interval: step, rules }];
    // JSON is YAML.
    Deno.writeTextFileSync(`${directory}/rules.yml`, JSON.stringify({ groups }));
    const test = {
      rule_files: ["rules.yml"],
      evaluation_interval: step,
      tests: [{
        interval: step,
        input_series: [
          { series: "hits", values: counts.map(([hits]) => hits).join(" ") },
          { series: "errors", values: counts.map(([, errors]) => errors).join(" ") },
        ],
        alert_rule_test: rules.flatMap(({ alert }, i) =>
          counts.map((_, at) => ({
            eval_time: `${at}${unit}`,
            alertname: alert,
            exp_alerts: firing[i].has(at) ? [{ exp_labels: {} }] : [],
          }))
        ),
      }],
    };
    Deno.writeTextFileSync(`${directory}/test.yml`, JSON.stringify(test));
    const { success, stdout, stderr } = await new Deno.Command("promtool", {
      args: ["test", "rules", "test.yml"],
      cwd: directory,
    }).output();
    const text = new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
    assert.ok(success, `${JSON.stringify(rules)}\n${JSON.stringify(counts)}\n${text.slice(0, 2000)}`);
  } finally {
    Deno.removeSync(directory, { recursive: true });
  }
}

const BEGIN = 60 * 1_000_000;

/** One record for each hit; `width` seconds are a step. */
function recordsOf(counts: Counts, width: number): PlainRecord[] {
  return counts.flatMap(([hits, errors], step) =>
    Array.from({ length: hits }, (_, i) => ({
      time: BEGIN + step * width,
      section: "/",
      host: "h",
      status: i < errors ? 500 : 200,
      bytes: 1,
    }))
  );
}

/** The steps at which each of the rules fires. */
function firingSteps(source: Source, ids: readonly string[], steps: number, width: number): Set<number>[] {
  const last = BEGIN + steps * width - 1;
  const alerts = source.alertsUntil(last);
  return ids.map((id) => {
    const ofRule = alerts.filter(({ rule }) => rule === id);
    const isFiring = (second: number): boolean =>
      ofRule.some(({ firedAt, resolvedAt }) => firedAt <= second && second < (resolvedAt ?? Infinity));
    const all = Array.from({ length: steps }, (_, step) => step);
    return new Set(all.filter((step) => isFiring(BEGIN + step * width + width - 1)));
  });
}

const metrics = fc.oneof(
  fc.record({ metric: fc.constant("count" as const), number: fc.constantFrom(0, 2, 5, 12) }),
  fc.record({ metric: fc.constant("rate" as const), number: fc.constantFrom(0.25, 0.5, 1) }),
  fc.record({ metric: fc.constant("error_ratio" as const), number: fc.constantFrom(0.1, 0.25, 0.5) }),
  fc.record({ metric: fc.constant("absence" as const), number: fc.constant(0) }),
);

const rules: fc.Arbitrary<RuleDefinition[]> = fc.array(
  fc.record({
    measured: metrics,
    operator: fc.constantFrom(">", ">=", "<", "<="),
    window: fc.constantFrom(2, 5, 15),
    for: fc.constantFrom(0, 1, 4, 20),
    keepFiringFor: fc.constantFrom(0, 1, 2, 6, 25),
    minHits: fc.constantFrom(1, 3, 10),
  }),
  { minLength: 6, maxLength: 6 },
).map((all) =>
  all.map(({ measured: { metric, number }, operator, ...rest }, i): RuleDefinition => {
    const fire = metric === "absence" ? null : { operator, number, text: `${operator} ${number}` } as const;
    return {
      ...rest,
      id: `rule${i}`,
      metric,
      match: ALL_RECORDS,
      errors: SERVER_ERRORS,
      fire,
      recover: fire && complementOf(fire),
      severity: "page",
      notify: [],
    };
  })
);

function prometheusRule({ id, metric, window, fire, minHits, ...rule }: RuleDefinition): PrometheusRule {
  const over = (series: string): string => `sum_over_time(${series}[${window - 1}s])`;
  const value = metric === "error_ratio"
    ? `${over("errors")} / ${over("hits")}`
    : metric === "rate"
    ? `${over("hits")} / ${window}`
    : over("hits");
  const enough = metric === "error_ratio" ? ` and ${over("hits")} >= ${minHits}` : "";
  // The warm-up: not before the window lies in what there is.
  const isWarm = ` and count_over_time(hits[${window - 1}s]) == ${window}`;
  const condition = fire === null ? "== 0" : `${fire.operator} ${fire.number}`;
  return {
    alert: id,
    expr: `(${value} ${condition})${enough}${isWarm}`,
    for: `${rule.for}s`,
    keep_firing_for: `${Math.max(0, rule.keepFiringFor - 1)}s`,
  };
}

/** Phases of traffic; the first second has a hit, since a log begins with a record. */
const seconds: fc.Arbitrary<Counts> = fc.array(
  fc.record({
    length: fc.integer({ min: 1, max: 40 }),
    most: fc.constantFrom(0, 0, 1, 2, 4),
    failing: fc.constantFrom(0, 0, 0.3, 1),
    seed: fc.nat(),
  }),
  { minLength: 5, maxLength: 8 },
).map((phases) => [
  [1, 0],
  ...phases.flatMap(({ length, most, failing, seed }) =>
    Array.from({ length }, (_, i) => {
      const hits = (seed + i * 7919) % 10007 % (most + 1);
      return [hits, Math.floor(hits * failing)] as const;
    })
  ),
]);

testUnless(missing, "promtool: for, keep_firing_for and every metric fire at the same seconds", async () => {
  const property = fc.asyncProperty(rules, seconds, async (rules, counts) => {
    const source = new Source(planFor({ rules, slos: [] }, 3));
    source.push(judged(recordsOf(counts, 1), 3));
    const firing = firingSteps(source, rules.map(({ id }) => id), counts.length, 1);
    await agree(counts, "s", rules.map(prometheusRule), firing);
  });
  await fc.assert(property, { numRuns: 12, interruptAfterTimeLimit: 60_000 });
});

testUnless(missing, "promtool: the table of burns fires at the ends of the same minutes", async () => {
  const phase = fc.record({
    length: fc.constantFrom(3, 10, 40, 90),
    hits: fc.constantFrom(0, 1, 10, 100),
    errors: fc.constantFrom(0, 0, 0.01, 0.02, 0.15, 1),
  });
  const minutes: fc.Arbitrary<Counts> = fc.array(phase, { minLength: 4, maxLength: 8 }).map((phases) => [
    [1, 0],
    ...phases.flatMap(({ length, hits, errors }) =>
      Array.from({ length }, () => [hits, Math.floor(hits * errors)] as const)
    ),
  ]);
  const tiers = [
    { severity: "page", long: 3600, short: 300, factor: 14.4, limit: "0.0144" },
    { severity: "page", long: 6 * 3600, short: 1800, factor: 6, limit: "0.006" },
    { severity: "ticket", long: 3 * 86400, short: 6 * 3600, factor: 1, limit: "0.001" },
  ] as const;
  const property = fc.asyncProperty(minutes, async (counts) => {
    const slo = {
      match: ALL_RECORDS,
      errors: SERVER_ERRORS,
      objectiveText: "99.9%",
      budget: 0.001,
      period: 30 * 86400,
      minErrors: 5,
      notify: [],
    };
    const slos = tiers.map((tier, i) => ({ ...slo, id: `tier${i}`, burn: [tier] }));
    slos.push({ ...slo, id: "all", burn: [...tiers] as never });
    const source = new Source(planFor({ rules: [], slos }, 30));
    source.push(judged(recordsOf(counts, 60), 30));
    const rules = tiers.map(({ long, short, limit }, i): PrometheusRule => {
      const over = (series: string, window: number): string =>
        `sum_over_time(${series}[${window / 60 - 1}m])`;
      const isAbove = (window: number): string =>
        `${over("errors", window)} / ${over("hits", window)} > ${limit}`;
      return {
        alert: `tier${i}`,
        expr: `${isAbove(long)} and ${isAbove(short)} and ${over("errors", long)} >= 5`,
      };
    });
    const all = { alert: "all", expr: rules.map(({ expr }) => `(${expr})`).join(" or ") };
    const ids = slos.map(({ id }) => id);
    await agree(counts, "m", [...rules, all], firingSteps(source, ids, counts.length, 60));
  });
  await fc.assert(property, { numRuns: 6, interruptAfterTimeLimit: 60_000 });
});
