// Role: random rule files for the tests of backtests, over the values that the random logs of `../law/` are made of.

import fc from "fast-check";
import { complementOf, parseComparison } from "../../src/domain/rules/comparison.ts";
import {
  ALL_RECORDS,
  type Comparison,
  type Match,
  type MetricName,
  type PERCENTILES,
  type RuleDefinition,
  type RuleSet,
  SERVER_ERRORS,
  type SloDefinition,
} from "../../src/domain/rules/definition.ts";
import { METRIC_FORMS } from "../../src/domain/rules/metrics/threshold_units.ts";

/** What the random logs have: durations are not in them. */
type TriedMetric = Exclude<MetricName, "slow_ratio" | keyof typeof PERCENTILES>;

/** Thresholds that random logs cross. */
const NUMBERS: Readonly<Record<Exclude<TriedMetric, "absence">, readonly string[]>> = {
  rate: ["0.05", "0.1", "0.2", "0.5", "1", "2"],
  count: ["0.5", "1", "2", "5", "20"],
  bytes_rate: ["1", "10", "100", "10000"],
  error_ratio: ["1%", "5%", "20%", "50%"],
};

const seconds = (...some: readonly number[]): fc.Arbitrary<number> =>
  fc.oneof(fc.constantFrom(...some), fc.integer({ min: 1, max: 200 }));

const someRecords: fc.Arbitrary<Match> = fc.record({
  section: fc.constantFrom(null, null, ["/a"], ["/*"], ["/b", "/c?"]),
  host: fc.constantFrom(null, null, ["a"], ["?"], ["10.*", "a*"]),
  status: fc.constantFrom(null, null, [{ from: 200, to: 299 }], [{ from: 404, to: 404 }, {
    from: 500,
    to: 599,
  }]),
});

const compared: fc.Arbitrary<Pick<RuleDefinition, "metric" | "fire" | "recover">> = fc.record({
  metric: fc.constantFrom<TriedMetric>("rate", "rate", "count", "bytes_rate", "error_ratio", "absence"),
  operator: fc.constantFrom<Comparison["operator"]>(">", ">", ">=", "<", "<="),
  places: fc.tuple(fc.nat({ max: 3 }), fc.nat({ max: 3 })).map((both) => both.sort()),
}).map(({ metric, operator, places: [low, high] }) => {
  if (metric === "absence") return { metric, fire: null, recover: null };
  const of = (text: string): Comparison => {
    const parsed = parseComparison(text, METRIC_FORMS[metric]);
    if (parsed.kind !== "comparison") throw new RangeError(text);
    return parsed.comparison;
  };
  const isHigh = operator.startsWith(">"), numbers = NUMBERS[metric];
  const fire = of(`${operator} ${numbers[isHigh ? high : low]}`);
  if (low === high) return { metric, fire, recover: complementOf(fire) };
  return { metric, fire, recover: of(`${isHigh ? "<=" : ">="} ${numbers[isHigh ? low : high]}`) };
});

const shape = (match: fc.Arbitrary<Match>, errors: fc.Arbitrary<RuleDefinition["errors"]>) =>
  fc.record({
    comparisons: compared,
    match,
    errors,
    window: seconds(1, 2, 5, 30),
    for: fc.constantFrom(0, 0, 0, 1, 5, 40),
    keepFiringFor: fc.constantFrom(0, 0, 1, 7, 60),
    minHits: fc.constantFrom(1, 1, 2, 5),
    severity: fc.constantFrom("page", "ticket", "info"),
  });

const objective = (match: fc.Arbitrary<Match>) =>
  fc.record({
    match,
    objective: fc.constantFrom<[string, number]>(["99%", 0.01], ["90%", 0.1], ["50%", 0.5]),
    minErrors: fc.constantFrom(1, 5),
    factor: fc.constantFrom(0.5, 1, 1.5),
  }).map(({ match, objective: [objectiveText, budget], minErrors, factor }): Omit<SloDefinition, "id"> => ({
    match,
    errors: SERVER_ERRORS,
    objectiveText,
    budget,
    period: 30 * 86400,
    burn: [
      { severity: "page", long: 300, short: 60, factor },
      { severity: "ticket", long: 900, short: 120, factor: 0.5 },
    ],
    minErrors,
    notify: [],
  }));

function sets(
  match: fc.Arbitrary<Match>,
  errors: fc.Arbitrary<RuleDefinition["errors"]>,
): fc.Arbitrary<RuleSet> {
  return fc.record({
    rules: fc.array(shape(match, errors), { minLength: 1, maxLength: 5 }),
    slos: fc.array(objective(match), { maxLength: 1 }),
    replaces: fc.boolean(),
  }).map(({ rules, slos, replaces }) => ({
    rules: rules.map(({ comparisons, ...rest }, number): RuleDefinition => ({
      id: number === 0 && replaces ? "high-traffic" : `rule-${number}`,
      ...comparisons,
      ...rest,
      // What only means something for ratios is not in the file of another metric, and comes back as the default; and a
      // ratio over statuses none of which is an error is refused.
      ...(comparisons.metric === "error_ratio"
        ? { match: { ...rest.match, status: null } }
        : { errors: SERVER_ERRORS, minHits: 1 }),
      notify: [],
    } as RuleDefinition)),
    slos: slos.map((slo, number) => ({ ...slo, id: `slo-${number}`, match: { ...slo.match, status: null } })),
    notifiers: [],
  }));
}

/** Rules of all kinds over some of the records, and sometimes an objective. */
export const ruleSets: fc.Arbitrary<RuleSet> = sets(
  fc.oneof(fc.constant(ALL_RECORDS), someRecords),
  fc.constantFrom(SERVER_ERRORS, [{ from: 404, to: 404 }]),
);

/** Rules that stored seconds can answer for, as long as no second is mixed. */
export const storedRuleSets: fc.Arbitrary<RuleSet> = sets(
  fc.constant(ALL_RECORDS),
  fc.constant(SERVER_ERRORS),
);
