// Role: the numbers of a rule against counting second by second, and what `--fail-if` makes of them.

import assert from "node:assert/strict";
import fc from "fast-check";
import { evaluateFailCondition, failCondition } from "../../../src/domain/backtest/fail_condition.ts";
import { type MeasuredRule, MEASURES } from "../../../src/domain/backtest/measures.ts";
import { REFIRE, SHORT, statisticsOf } from "../../../src/domain/backtest/statistics.ts";
import { Problem } from "../../../src/domain/problem.ts";
import { episode, episodes } from "./episodes.ts";

const END = 1000;

Deno.test("the numbers are those of counting second by second", () =>
  fc.assert(fc.property(
    episodes,
    fc.constantFrom({ from: 0, to: END }, { from: 200, to: 800 }, { from: 999, to: END }),
    (all, span) => {
      const found = statisticsOf(all, span, END);
      const ends = all.map(({ alert }) => alert.resolvedAt ?? END);
      const isFiringAt = (second: number) =>
        all.some(({ alert }, i) => second >= alert.firedAt && second < ends[i]);
      let firing = 0;
      for (let second = span.from; second < span.to; second++) if (isFiringAt(second)) firing++;
      assert.equal(found.firingShare, firing / (span.to - span.from));
      const began = all.map((each, i) => ({
        ...each.alert,
        end: ends[i],
        before: i > 0 ? ends[i - 1] : null,
      }))
        .filter(({ firedAt }) => firedAt >= span.from && firedAt < span.to);
      const durations = began.map(({ firedAt, end }) => end - firedAt);
      assert.equal(found.fires, began.length);
      assert.equal(found.perDay, began.length);
      assert.equal(found.longest, durations.length === 0 ? null : Math.max(...durations));
      if (found.median !== null) {
        const below = durations.filter((each) => each <= found.median!).length;
        const above = durations.filter((each) => each >= found.median!).length;
        assert.ok(below * 2 >= durations.length && above * 2 >= durations.length);
      }
      const ended = began.filter(({ resolvedAt }) => resolvedAt !== null);
      const short = ended.filter(({ firedAt, end }) => end - firedAt < SHORT).length;
      assert.equal(found.shortShare, ended.length === 0 ? null : short / ended.length);
      const again = began.filter(({ firedAt, before }) => before !== null && firedAt - before <= REFIRE);
      assert.equal(found.refires, again.length);
    },
  )));

Deno.test("per day counts whole days, and a short log as one", () => {
  const all = [episode(0, 10), episode(100, 110)];
  assert.equal(statisticsOf(all, { from: 0, to: 3600 }, 3600).perDay, 2);
  assert.equal(statisticsOf(all, { from: 0, to: 4 * 86400 }, 4 * 86400).perDay, 0.5);
});

const measured = (id: string, ...all: Parameters<typeof statisticsOf>[0][number][]): MeasuredRule => ({
  result: { id, severity: "page", condition: "> 10", episodes: all, miss: null },
  statistics: statisticsOf(all, { from: 0, to: END }, END),
  changes: { same: 0, moved: 1, new: 2, gone: 3 },
});

Deno.test("conditions are judged over all rules, or of one", () => {
  const rules = [
    measured("a", episode(0, 100), episode(200, 500)),
    measured("b.c", episode(0, 60, "ticket")),
    measured("silent"),
  ];
  const value = (text: string) =>
    evaluateFailCondition(failCondition(text, ["a", "b.c", "silent"]), rules, { from: 0, to: END });
  assert.equal(value("fires > 2"), 3);
  assert.equal(value("fires > 3"), null);
  assert.equal(value("pages_per_day >= 2"), 2);
  assert.equal(value("b.c.pages == 0"), 0);
  assert.equal(value("b.c.fires != 1"), null);
  assert.equal(value("silent.fires < 1"), 0);
  assert.equal(value("silent.median_duration < 1h"), null, "nothing to measure is no failure");
  assert.equal(value("longest_duration>=5m"), 300);
  assert.equal(value("longest_duration > 300"), null);
  assert.equal(value("short_share >= 50%"), 1);
  assert.equal(value("a.firing_share > 0.39"), 0.4);
  assert.equal(value("a.firing_share > 40%"), null);
  assert.equal(value("gone > 8"), 9);
});

Deno.test("a condition that is none says what is allowed", () => {
  const wrong: readonly [string, RegExp][] = [
    ["", /is no condition/],
    ["fires", /is no condition/],
    ["fires => 4", /is no condition|Allowed/],
    ["fire > 4", /names no measure\. Did you mean "fires"\?/],
    ["aa.fires > 4", /names the rule "aa", which is not there\. Did you mean "a"\?/],
    ["fires > 4%", /Allowed: a decimal number/],
    ["fires > -1", /Allowed: a decimal number/],
    ["short_share > x", /Allowed: a share/],
    ["longest_duration > 5 minutes", /is no condition/],
    ["longest_duration > 5x", /Allowed: seconds, or a span/],
  ];
  for (const [text, message] of wrong) {
    assert.throws(() => failCondition(text, ["a"]), (error) => {
      assert.ok(error instanceof Problem && error.kind === "usage");
      assert.match(error.message, message);
      return true;
    });
  }
});

Deno.test("every measure has a name that can be typed, and its own", () => {
  const names = MEASURES.map(({ name }) => name);
  assert.equal(new Set(names).size, names.length);
  for (const name of names) assert.equal(failCondition(`${name} > 1`, []).measure.name, name);
});
