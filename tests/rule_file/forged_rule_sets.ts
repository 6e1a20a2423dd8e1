// Role: rule sets that nobody would write, for property tests: names of any characters, every unit, any tiers.

import fc from "fast-check";
import { canBothHold, complementOf, parseComparison, vacuity } from "../../src/domain/rules/comparison.ts";
import {
  type BurnTier,
  type Comparison,
  type Match,
  type MetricName,
  type NotifierDefinition,
  type RuleDefinition,
  type RuleSet,
  SERVER_ERRORS,
  SEVERITIES,
  type SloDefinition,
  type StatusRange,
} from "../../src/domain/rules/definition.ts";
import { METRIC_FORMS } from "../../src/domain/rules/metrics/threshold_units.ts";
import { mergedStatuses, statusesInBoth } from "../../src/domain/rules/status_ranges.ts";
import { textOf } from "../../src/domain/text.ts";

const stored = (text: string) => textOf(new TextEncoder().encode(text));
const severity = fc.constantFrom(...SEVERITIES);
const id = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,12}$/);
const anything = fc.string({ unit: "binary", minLength: 1, maxLength: 12 });
const seconds = fc.integer({ min: 0, max: 86_400 });

const names = (name: fc.Arbitrary<string>) =>
  fc.option(fc.array(name, { minLength: 1, maxLength: 4 }).map((list) => [...new Set(list)].sort()));

const section = anything.map((text) => stored(`/${text.replaceAll(/[/#=]/g, "\u{1F600}")}`));
const host = anything.map(stored);

const statuses: fc.Arbitrary<readonly StatusRange[]> = fc.array(
  fc.tuple(fc.integer({ min: 100, max: 999 }), fc.integer({ min: 0, max: 300 }))
    .map(([from, more]) => ({ from, to: Math.min(999, from + more) })),
  { minLength: 1, maxLength: 4 },
).map(mergedStatuses);

const someNames = (name: fc.Arbitrary<string>) => names(name).filter((list) => list !== null);
const match: fc.Arbitrary<Match> = fc.record({
  section: names(section),
  host: names(host),
  status: fc.option(statuses),
  method: someNames(fc.stringMatching(/^[A-Z*?]{1,5}$/)),
  path: someNames(anything.map((text) => stored(`/${text}`))),
  agent: someNames(host),
}, { requiredKeys: ["section", "host", "status"] });

const number = fc.tuple(
  fc.nat(999),
  fc.option(fc.stringMatching(/^\d{1,9}$/)),
  fc.option(fc.integer({ min: -9, max: 9 })),
)
  .map(([whole, fraction, exponent]) =>
    `${whole}${fraction === null ? "" : `.${fraction}`}${exponent === null ? "" : `e${exponent}`}`
  );

function comparison(metric: MetricName): fc.Arbitrary<Comparison> {
  const form = METRIC_FORMS[metric];
  return fc.tuple(fc.constantFrom(">", ">=", "<", "<="), number, fc.constantFrom(...form.units!.keys()))
    .map(([operator, digits, unit]) => parseComparison(`${operator} ${digits}${unit}`, form))
    .map((parsed) => parsed.kind === "comparison" ? parsed.comparison : null)
    .filter((made) => made !== null && vacuity(made, form.most) === null) as fc.Arbitrary<Comparison>;
}

/** Errors that are some of the records that match, so that their ratio may be anything. */
function errorsIn(
  { status }: Match,
  { errors, slowerThan }: Pick<RuleDefinition, "errors" | "slowerThan">,
): boolean {
  if (status === null) return true;
  const both = statusesInBoth(status, errors);
  return (both > 0 || slowerThan !== undefined) && both < statusesInBoth(status, status);
}

const latency = fc.integer({ min: 1, max: 3_600_000_000 });

/** Conditions of errors: statuses, a latency, or both. */
const conditions = fc.oneof(
  fc.record({ errors: statuses }),
  fc.record({ errors: fc.constant([]), slowerThan: latency }),
  fc.record({ errors: statuses, slowerThan: latency }),
);

function conditionsOf(metric: MetricName): fc.Arbitrary<Pick<RuleDefinition, "errors" | "slowerThan">> {
  if (metric === "slow_ratio") return fc.record({ errors: fc.constant([]), slowerThan: latency });
  return metric === "error_ratio" ? conditions : fc.constant({ errors: SERVER_ERRORS });
}

const compared = fc.constantFrom<MetricName>("rate", "count", "bytes_rate", "error_ratio", "slow_ratio")
  .chain((
    metric,
  ) =>
    fc.record({
      metric: fc.constant(metric),
      match,
      conditions: conditionsOf(metric),
      fire: comparison(metric),
      recover: fc.option(comparison(metric)),
      minHits: metric.endsWith("_ratio") ? fc.integer({ min: 1, max: 1e9 }) : fc.constant(1),
    })
  ).filter(({ metric, match, conditions }) => metric !== "error_ratio" || errorsIn(match, conditions))
  .map(({ recover, conditions, ...rule }) => ({
    ...rule,
    ...conditions,
    recover: recover === null || canBothHold(rule.fire, recover) ? complementOf(rule.fire) : recover,
  }));

const absent = match.map((match) => ({
  metric: "absence" as const,
  match,
  errors: SERVER_ERRORS,
  fire: null,
  recover: null,
  minHits: 1,
}));

const rule: fc.Arbitrary<RuleDefinition> = fc.tuple(
  fc.oneof(compared, absent),
  fc.record({
    id,
    window: fc.integer({ min: 1, max: 86_400 }),
    for: seconds,
    keepFiringFor: seconds,
    severity,
    notify: fc.constant<readonly string[]>([]),
  }),
).map(([measured, rest]) => ({ ...measured, ...rest }));

const tier: fc.Arbitrary<BurnTier> = fc.record({
  severity,
  long: fc.integer({ min: 2, max: 44_640 }),
  short: fc.double({ min: 0, max: 0.999, noNaN: true }),
  factor: fc.double({ min: 1e-6, max: 1, noNaN: true }),
}).map(({ long, short, ...rest }) => ({
  ...rest,
  long: long * 60,
  short: Math.max(1, Math.floor(long * short)) * 60,
}));

const slo: fc.Arbitrary<SloDefinition> = fc.record({
  id: id.filter((text) => text !== "high-traffic"),
  match: match.map((made) => ({ ...made, status: null })),
  conditions,
  objective: fc.constantFrom(
    ["99.9%", 0.001] as const,
    ["50%", 0.5] as const,
    ["99.9999%", 0.000001] as const,
  ),
  period: fc.integer({ min: 44_640, max: 366 * 1440 }).map((minutes) => minutes * 60),
  burn: fc.array(tier, { minLength: 1, maxLength: 16 }),
  minErrors: fc.nat(1e9),
  notify: fc.constant<readonly string[]>([]),
}).map(({ objective: [objectiveText, budget], conditions, ...rest }) => ({
  ...rest,
  ...conditions,
  objectiveText,
  budget,
}));

const path = anything.map((text) => text.replaceAll(/\p{Cc}|:\/\//gu, "-"))
  .filter((text) => !/^~|^whsec_/.test(text));
const secret = fc.oneof(
  fc.stringMatching(/^HTTPLOG_[A-Za-z0-9_]{1,20}$/).map((env) => ({ env })),
  path.map((file) => ({ file })),
);
const url = fc.constantFrom(
  "http://127.0.0.1:9093",
  "https://example.net/a?b=%22#c",
  "https://\u00fc.example/\u00e9",
);

const notifier: fc.Arbitrary<NotifierDefinition> = fc.oneof(
  fc.record({ id, type: fc.constant("alertmanager" as const), url, secret: fc.constant(null) }),
  fc.record({ id, type: fc.constant("pagerduty" as const), url: fc.option(url), secret }),
  fc.record({ id, type: fc.constant("slack" as const), url: fc.constant(null), secret }),
  fc.record({ id, type: fc.constant("webhook" as const), url, secret: fc.option(secret) }),
);

const different = <Kind extends { readonly id: string }>(kind: fc.Arbitrary<Kind>, maxLength: number) =>
  fc.uniqueArray(kind, { selector: ({ id }) => id, maxLength });

/** Rule sets that a rule file can say, with everything in the one form that a reading gives. */
export const ruleSets: fc.Arbitrary<RuleSet> = fc.record({
  rules: different(rule, 8),
  slos: different(slo, 3),
  notifiers: different(notifier, 4),
  told: fc.array(fc.nat(), { maxLength: 3 }),
}).map(({ rules, slos, notifiers, told }) => {
  const ids = notifiers.map(({ id }) => id);
  const notify = ids.length === 0 ? [] : [...new Set(told.map((place) => ids[place % ids.length]))];
  const taken = new Set(rules.map(({ id }) => id));
  // fast-check makes records without a prototype, too.
  return structuredClone({
    rules: rules.map((one) => ({ ...one, notify })),
    slos: slos.filter((one) => !taken.has(one.id)).map((one) => ({ ...one, notify })),
    notifiers,
  });
});
