// Role: numbers in their units, as the tables of reports show them.

import assert from "node:assert/strict";
import { unitText } from "../../src/domain/unit.ts";

Deno.test("seconds are a span in days and smaller units", () => {
  const spans = [0, 10, 60, 205, 3600, 90061, 1209600].map((seconds) => unitText("seconds", seconds));
  assert.deepEqual(spans, ["0s", "10s", "1m", "3m 25s", "1h", "1d 1h 1m 1s", "14d"]);
});

Deno.test("a share is percent; only nothing is 0.00 %", () => {
  const shares = [0, 0.000001, 0.00005, 0.258633, 1].map((share) => unitText("share", share));
  assert.deepEqual(shares, ["0.00 %", "<0.01 %", "0.01 %", "25.86 %", "100.00 %"]);
});

Deno.test("availability is rounded down: 100.00 % is no failure at all, and no binary fraction takes a hundredth away", () => {
  const shares = [1, 0.999999, 0.29, 0.9466, 0.5701, -2].map((share) => unitText("share_down", share));
  assert.deepEqual(shares, ["100.00 %", "99.99 %", "29.00 %", "94.66 %", "57.01 %", "-200.00 %"]);
  for (let part = 0; part <= 10_000; part++) {
    assert.equal(unitText("share_down", part / 10_000), `${(part / 100).toFixed(2)} %`);
  }
});

Deno.test("the value of an alert has the unit of its metric", () => {
  const texts = Object.entries({
    rate: 10.06,
    error_ratio: 0.0534,
    count: 12,
    bytes_rate: 1000,
    burn: 14.4,
    absence: 0,
  })
    .map(([metric, value]) => unitText({ metricIn: "metric" }, value, metric));
  assert.deepEqual(texts, ["10.06/s", "5.34 %", "12 hits", "1.00 kB/s", "14.40x", "0 hits"]);
});
