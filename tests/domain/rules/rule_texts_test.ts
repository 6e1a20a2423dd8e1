// Role: the texts of spans, comparisons and statuses: whatever is written reads back to the same, and what can hold at all
// is told right, against trying it out.

import fc from "fast-check";
import { amountText } from "../../../src/domain/rules/metrics/metric_text.ts";
import assert from "node:assert/strict";
import {
  canBothHold,
  complementOf,
  holds,
  parseComparison,
  vacuity,
} from "../../../src/domain/rules/comparison.ts";
import type { Comparison } from "../../../src/domain/rules/definition.ts";
import { durationText, parseDuration } from "../../../src/domain/rules/duration.ts";
import { latencyText, parseLatency } from "../../../src/domain/rules/latency.ts";
import { METRIC_FORMS } from "../../../src/domain/rules/metrics/threshold_units.ts";
import {
  mergedStatuses,
  parseStatuses,
  statusesInBoth,
  statusesText,
} from "../../../src/domain/rules/status_ranges.ts";

Deno.test("a span reads back to its seconds", () =>
  fc.assert(
    fc.property(fc.nat(1e9), (seconds) => assert.equal(parseDuration(durationText(seconds)), seconds)),
  ));

Deno.test("spans that are none", () => {
  for (
    const text of ["", "s", "90", "1.5h", "-1s", "1s1m", "1m1m", "1 m", "1M", "1h30", "1234567890s", "1s\n"]
  ) {
    assert.equal(parseDuration(text), undefined, text);
  }
  assert.equal(parseDuration("1w1d1h1m1s"), 694861);
});

/** Comparisons with small numbers, so that they meet each other and the ends of the range. */
const comparisons: fc.Arbitrary<Comparison> = fc.tuple(
  fc.constantFrom(">", ">=", "<", "<="),
  fc.integer({ min: -2, max: 8 }).map((halves) => halves / 2),
).map(([operator, number]) => ({ operator, number, text: `${operator} ${number}` }));

const MOST = 3;
/** All that such comparisons can tell apart within 0 … MOST. */
const VALUES = Array.from({ length: MOST * 4 + 1 }, (_, quarters) => quarters / 4);

Deno.test("a comparison holds exactly where its complement does not", () =>
  fc.assert(
    fc.property(comparisons, (comparison) => {
      for (const value of VALUES) {
        assert.notEqual(holds(comparison, value), holds(complementOf(comparison), value));
      }
      assert.deepEqual(complementOf(complementOf(comparison)), comparison);
    }),
  ));

Deno.test("what holds for none or for all values is told, against trying them out", () =>
  fc.assert(
    fc.property(comparisons, (comparison) => {
      const held = VALUES.filter((value) => holds(comparison, value)).length;
      const expected = held === 0 ? "none" : held === VALUES.length ? "all" : null;
      assert.equal(vacuity(comparison, MOST), expected, comparison.text);
    }),
  ));

Deno.test("whether two comparisons can hold at once is told, against trying them out", () =>
  fc.assert(
    fc.property(comparisons, comparisons, (left, right) => {
      const values = Array.from({ length: 61 }, (_, quarters) => quarters / 4 - 5);
      const both = values.some((value) => holds(left, value) && holds(right, value));
      assert.equal(canBothHold(left, right), both, `${left.text}, ${right.text}`);
      assert.equal(canBothHold(right, left), both);
    }),
  ));

Deno.test("the text of a comparison reads back to the same, in every unit", () => {
  for (const form of Object.values(METRIC_FORMS)) {
    for (const unit of form.units?.keys() ?? []) {
      for (const written of [`>1${unit}`, `<= 0.007 ${unit}`, `>= 12.50e-3${unit}`, `< -3${unit}`]) {
        const parsed = parseComparison(written, form);
        assert.ok(parsed.kind === "comparison", written);
        assert.deepEqual(parseComparison(parsed.comparison.text, form), parsed, written);
      }
    }
  }
});

Deno.test("a percentage is the double nearest to its fraction", () =>
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 100_000 }), (thousandths) => {
      const parsed = parseComparison(`> ${(thousandths / 1000).toFixed(3)}%`, METRIC_FORMS.error_ratio);
      assert.ok(parsed.kind === "comparison");
      assert.equal(parsed.comparison.number, thousandths / 100_000);
    }),
  ));

Deno.test("a range of statuses reads back to the same, and merging changes none of them", () => {
  const range = fc.tuple(fc.integer({ min: 100, max: 999 }), fc.nat(200))
    .map(([from, more]) => ({ from, to: Math.min(999, from + more) }));
  const statusesOf = (ranges: readonly { from: number; to: number }[]) =>
    Array.from({ length: 900 }, (_, place) => place + 100)
      .filter((status) => ranges.some(({ from, to }) => status >= from && status <= to));
  fc.assert(fc.property(range, (one) => assert.deepEqual(parseStatuses(statusesText(one)), one)));
  fc.assert(
    fc.property(fc.array(range), fc.array(range), (left, right) => {
      const [first, second] = [mergedStatuses(left), mergedStatuses(right)];
      assert.deepEqual(statusesOf(first), statusesOf(left));
      assert.deepEqual(mergedStatuses(left.toReversed()), first);
      const both = statusesOf(left).filter((status) => statusesOf(right).includes(status));
      assert.equal(statusesInBoth(first, second), both.length);
    }),
  );
});

Deno.test("latencies are read to the microsecond, and written as they are read", () => {
  const read = { "300ms": 300_000, "0.3ms": 300, "1.5s": 1_500_000, "250us": 250, "1 µs": 1, "3600s": 3.6e9 };
  for (const [text, microseconds] of Object.entries(read)) {
    assert.equal(parseLatency(text), microseconds, text);
  }
  const wrong = [
    "",
    "300",
    "ms",
    "-1ms",
    "0us",
    "0.5us",
    "0.0005ms",
    "3600.000001s",
    "1m",
    "1h",
    "1e3ms",
    "1ms 2us",
  ];
  for (const text of wrong) assert.equal(parseLatency(text), undefined, text);
  const texts = [1, 999, 1000, 1500, 300_000, 999_999, 1_000_000, 1_234_567, 3_599_999_999].map(latencyText);
  const written = ["1us", "999us", "1ms", "1.5ms", "300ms", "999.999ms", "1s", "1.234567s", "3599.999999s"];
  assert.deepEqual(texts, written);
  fc.assert(fc.property(fc.integer({ min: 1, max: 3_600_000_000 }), (microseconds) => {
    assert.equal(parseLatency(latencyText(microseconds)), microseconds);
  }));
});

Deno.test("a percentile of what took over an hour says so: no more is known", () => {
  assert.equal(amountText("p95", 3_600_000_000), "over 1h");
  assert.equal(amountText("p95", 3_580_000_000), "3580.00 s");
});
