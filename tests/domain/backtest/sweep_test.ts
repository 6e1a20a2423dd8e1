// Role: sweeps: which values they mean, and which rules come of them.

import assert from "node:assert/strict";
import fc from "fast-check";
import { parseSweep, variantOf } from "../../../src/domain/backtest/sweep.ts";
import { Problem } from "../../../src/domain/problem.ts";
import type { RuleDefinition } from "../../../src/domain/rules/definition.ts";
import { withBuiltIn } from "../../../src/domain/rules/built_in.ts";

const [RATE] = withBuiltIn(null, 10, 120).rules;
const RATIO: RuleDefinition = {
  ...RATE,
  id: "api-5xx",
  metric: "error_ratio",
  fire: { operator: ">", number: 0.05, text: "> 5%" },
  recover: { operator: "<=", number: 0.03, text: "<= 3%" },
};
const SLOW: RuleDefinition = { ...RATIO, metric: "slow_ratio", errors: [], slowerThan: 300_000 };
const ABSENCE: RuleDefinition = { ...RATE, id: "silent", metric: "absence", fire: null, recover: null };

const values = (text: string) => parseSweep(`r.${text}`).values;

Deno.test("a range has exactly its steps, in decimal digits", () => {
  assert.deepEqual(values("fire=5..8:1"), ["5", "6", "7", "8"]);
  assert.deepEqual(values("fire=5..8:2"), ["5", "7"]);
  assert.deepEqual(values("fire=0.1..0.4:0.1"), ["0.1", "0.2", "0.3", "0.4"]);
  assert.deepEqual(values("fire=9..10:0.5"), ["9", "9.5", "10"]);
  assert.deepEqual(values("fire=90%..110%:10%"), ["90%", "100%", "110%"]);
  assert.deepEqual(values("fire=1MB..3MB:1MB"), ["1MB", "2MB", "3MB"]);
  assert.deepEqual(values("fire=10,20.5, 30"), ["10", "20.5", "30"]);
  assert.deepEqual(values("window=60..180:60"), ["1m", "2m", "3m"]);
  assert.deepEqual(values("for=0s..1m:30s"), ["0s", "30s", "1m"]);
  assert.deepEqual(values("window=30s,1h30m"), ["30s", "1h30m"]);
  assert.deepEqual(values("fire=1000..1010:10"), ["1000", "1010"]);
  assert.deepEqual(values("slower_than=100ms..300ms:100ms"), ["100ms", "200ms", "300ms"]);
});

Deno.test("any range of whole hundredths is counted without rounding", () =>
  fc.assert(fc.property(
    fc.integer({ min: 0, max: 99_999 }),
    fc.integer({ min: 1, max: 500 }),
    fc.integer({ min: 0, max: 30 }),
    (from, step, steps) => {
      const text = (hundredths: number) => (hundredths / 100).toFixed(2);
      const found = values(`fire=${text(from)}..${text(from + step * steps)}:${text(step)}`);
      assert.deepEqual(
        found.map(Number),
        Array.from({ length: steps + 1 }, (_, i) => (from + step * i) / 100),
      );
    },
  )));

Deno.test("the rule has the value, and what is the complement of its threshold moves along", () => {
  const of = (rule: RuleDefinition, text: string) => {
    const sweep = parseSweep(`${rule.id}.${text}`);
    return variantOf(rule, sweep, sweep.values[0]);
  };
  assert.deepEqual(of(RATE, "fire=12.5"), {
    ...RATE,
    fire: { operator: ">", number: 12.5, text: "> 12.5" },
    recover: { operator: "<=", number: 12.5, text: "<= 12.5" },
  });
  assert.deepEqual(of(RATIO, "fire=4%"), { ...RATIO, fire: { operator: ">", number: 0.04, text: "> 4%" } });
  assert.deepEqual(of(RATIO, "recover=1%").recover, { operator: "<=", number: 0.01, text: "<= 1%" });
  assert.deepEqual(of(RATIO, "min_hits=50"), { ...RATIO, minHits: 50 });
  assert.deepEqual(of(SLOW, "slower_than=1.5s"), { ...SLOW, slowerThan: 1_500_000 });
  const either = { ...RATIO, slowerThan: 300_000 };
  assert.deepEqual(of(either, "slower_than=100ms..200ms:50ms"), { ...either, slowerThan: 100_000 });
  assert.deepEqual(of(ABSENCE, "window=5m"), { ...ABSENCE, window: 300 });
  assert.deepEqual(of(RATE, "for=30"), { ...RATE, for: 30 });
  assert.deepEqual(of(RATE, "keep_firing_for=2m"), { ...RATE, keepFiringFor: 120 });
});

Deno.test("what is no sweep says what is allowed", () => {
  const wrong: readonly [RuleDefinition, string, RegExp][] = [
    [RATE, "r", /is no sweep\. Write RULE\.FIELD/],
    [RATE, "r.fires=1..2:1", /names the field "fires"\. Did you mean "fire"\?/],
    [RATE, "r.fire=", /has "" where a value/],
    [RATE, "r.fire=x..2:1", /has "x" where a value/],
    [RATE, "r.fire=2..1:1", /has no values/],
    [RATE, "r.fire=1..2:0", /has no values/],
    [RATE, "r.fire=1..2%:1", /mixes units/],
    [RATE, "r.fire=1..2000:1", /2000 values, at most 1000/],
    [RATE, "r.window=1..x:1", /has "x" where a span/],
    [RATE, "r.window=0..60:30", /window = 0s is outside its range, 1 to 86400/],
    [RATE, "r.fire=5%", /"5%" is nothing that rate is compared with/],
    [RATE, "r.min_hits=5", /which has no min_hits/],
    [RATE, "r.slower_than=5ms", /"high-traffic" has no slower_than/],
    [SLOW, "r.slower_than=300", /"300" is no latency/],
    [SLOW, "r.slower_than=0ms", /"0ms" is no latency/],
    [SLOW, "r.slower_than=1ms..1s:1ms", /mixes units/],
    [RATE, "r.recover=12", /recover "<= 12" is not on the healthy side of fire "> 10"/],
    [RATIO, "r.fire=2%", /recover "<= 3%" is not on the healthy side of fire "> 2%"/],
    [RATIO, "r.fire=101%", /outside its range, 0 to 1/],
    [ABSENCE, "r.fire=1", /which has no fire/],
  ];
  for (const [rule, text, message] of wrong) {
    assert.throws(() => {
      const sweep = parseSweep(text);
      for (const value of sweep.values) variantOf(rule, sweep, value);
    }, (error) => {
      assert.ok(error instanceof Problem && error.kind === "usage", text);
      assert.match(error.message, message);
      return true;
    });
  }
});
