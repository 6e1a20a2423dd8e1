// Role: the address of the page, its numbers as text, and how fine a recording is, without a browser.

import assert from "node:assert/strict";
import fc from "fast-check";
import { RULES } from "../../src/domain/rules/metrics/mod.ts";
import { grainsOf } from "../../src/page/data/grains.ts";
import {
  availabilityOfHits,
  axisTexts,
  changeText,
  clockText,
  lengthText,
  metricValueText,
  millisecondsText,
  percentOf,
  queryLine,
  shortText,
  sizeText,
  spanOfTimes,
  thresholdText,
} from "../../src/page/format.ts";
import { NOWHERE, readAddress, writeAddress } from "../../src/page/state/address.ts";

Deno.test("every state of the page comes back from its address", () => {
  const time = fc.option(fc.integer({ min: 0, max: 253402300799 }));
  const states = fc.record({
    source: fc.option(fc.string()),
    since: time,
    until: time,
    last: fc.constant(null),
    only: fc.option(fc.record({ dimension: fc.string(), value: fc.string() }, { noNullPrototype: true })),
    alert: fc.option(fc.integer({ min: 1, max: 1e14 })),
    compare: fc.boolean(),
  }, { noNullPrototype: true }).filter(({ since, until }) =>
    since === null || until === null || since < until
  );
  fc.assert(fc.property(states, (state) => {
    // A lone surrogate is in no address.
    const isText = JSON.stringify(state).isWellFormed() && !/\\ud[89a-f]/i.test(JSON.stringify(state));
    fc.pre(isText);
    assert.deepEqual(readAddress(writeAddress(state)), state);
  }));
});

Deno.test("an address that makes no sense shows the page as it begins", () => {
  for (
    const text of [
      "",
      "#",
      "#since=tomorrow",
      "#since=20&until=10",
      "#alert=-1",
      "#alert=x",
      "?since=1e9",
      "#last=-3",
      "#value=x",
    ]
  ) {
    assert.deepEqual(readAddress(text), NOWHERE, text);
  }
  assert.deepEqual(readAddress("?alert=3"), { ...NOWHERE, alert: 3 });
  assert.deepEqual(readAddress("#last=3600"), { ...NOWHERE, last: 3600 });
  assert.deepEqual(readAddress("#since=1549573860"), { ...NOWHERE, since: 1549573860 });
});

Deno.test("the value of each metric has its unit: a share is no number of hits, nor is a duration", () => {
  const texts = Object.fromEntries(RULES.map(({ name }) => [name, metricValueText(name, 0.25)]));
  assert.deepEqual([texts.rate, texts.count, texts.bytes_rate], ["0.25 hits/s", "0.25 hits", "0.25 B/s"]);
  assert.deepEqual([texts.error_ratio, texts.slow_ratio], ["25.00 %", "25.00 %"]);
  assert.deepEqual([metricValueText("p95", 1_840_000), metricValueText("p50", 12_300)], ["1.84 s", "12 ms"]);
  const hits = Object.keys(texts).filter((name) => / hits$/.test(texts[name]));
  assert.deepEqual(hits, ["count", "absence"]);
});

Deno.test("a threshold has a unit: its own, or that of the metric where the rule has none", () => {
  const texts = [
    ["rate", 10, "> 10"],
    ["rate", 10, ">= 10/s"],
    ["count", 1000, "> 1000"],
    ["bytes_rate", 500_000, "> 500 kB/s"],
    ["bytes_rate", 500, "> 500"],
    ["error_ratio", 0.05, "> 0.05"],
    ["error_ratio", 0.05, "> 5%"],
    ["burn", 14.4, "> 14.4"],
    ["p95", 300_000, "> 300ms"],
    ["absence", 0, ""],
  ] as const;
  assert.deepEqual(texts.map(([metric, threshold, text]) => thresholdText(metric, threshold, text)), [
    ...["> 10 hits/s", ">= 10/s", "> 1000 hits", "> 500 kB/s", "> 500 B/s", "> 5 %", "> 5 %", "> 14.4 ×"],
    ...["> 300ms", "0 hits"],
  ]);
});

Deno.test("numbers carry their units, and 100 % means all", () => {
  assert.deepEqual(
    [0, 0.00001, 0.0042, 0.0421, 0.0996, 4.914, 13.64, 98.06, 1234, 12345, 98_123_456].map(shortText),
    [
      ...["0", "<0.0001", "0.0042", "0.042", "0.10", "4.91", "13.6", "98.1", "1,234", "12.3 k", "98.1 M"],
    ],
  );
  assert.deepEqual([0, 999, 1234, 12_345_678].map(sizeText), ["0 B", "999 B", "1.23 kB", "12.3 MB"]);
  assert.deepEqual([45, 205, 7800, 86400 * 6].map(lengthText), ["45 s", "3 min 25 s", "2 h 10 min", "6 d"]);
  assert.equal(percentOf(availabilityOfHits(1e9, 1)!, true), "99.99 %");
  assert.equal(percentOf(availabilityOfHits(10, 0)!, true), "100.00 %");
  assert.equal(availabilityOfHits(0, 0), null);
  assert.deepEqual([changeText(104, 100), changeText(88, 100), changeText(1, 0), changeText(100, 100)], [
    ...["▲ 4 %", "▼ 12 %", null, "as before"],
  ]);
  assert.equal(clockText(1549573860), "2019-02-07 21:11:00");
  assert.equal(spanOfTimes(1549573860, 1549576260), "2019-02-07 21:11 – 21:51");
  assert.equal(spanOfTimes(0, 86400), "1970-01-01");
});

Deno.test("a copied line is one that a shell reads as it is meant", () => {
  assert.equal(
    queryLine(["hosts"], { since: "2019-02-07T21:11:00Z", source: null }),
    "httplog query hosts --since 2019-02-07T21:11:00Z",
  );
  assert.equal(
    queryLine(["hosts"], { source: "it's; rm -rf $HOME" }),
    "httplog query hosts --source 'it'\\''s; rm -rf $HOME'",
  );
});

Deno.test("grains are multiples of the bucket, and never make too many steps", () => {
  fc.assert(fc.property(
    fc.integer({ min: 1, max: 100_000 }),
    fc.integer({ min: 1, max: 100_000 }),
    (bucketSize, buckets) => {
      const { fine, coarse } = grainsOf({ since: 0, until: bucketSize * buckets }, bucketSize);
      assert.equal(fine % bucketSize, 0);
      assert.equal(coarse % fine, 0);
      assert.ok(bucketSize * buckets / fine <= 800 && bucketSize * buckets / coarse <= 96);
    },
  ));
  assert.deepEqual(grainsOf(null, 10), { fine: 10, coarse: 10 });
});

Deno.test("the marks of an axis have equally many digits, and no more than they need", () => {
  const rates = (...heights: (number | null)[]) => axisTexts(heights, (height) => `${shortText(height)}/s`);
  assert.deepEqual(rates(0, 0.5, 1, 1.5, 2.5), ["0/s", "0.5/s", "1.0/s", "1.5/s", "2.5/s"]);
  assert.deepEqual(rates(0, 0.05, 0.1, 0.15), ["0/s", "0.05/s", "0.10/s", "0.15/s"]);
  assert.deepEqual(rates(0, 5, 10), ["0/s", "5/s", "10/s"]);
  assert.deepEqual(rates(500, 1000, 1500), ["500/s", "1,000/s", "1,500/s"]);
  const times = (...heights: (number | null)[]) => axisTexts(heights, millisecondsText);
  assert.deepEqual(times(1, null, 100, 10_000), ["1 ms", null, "100 ms", "10 s"]);
  assert.deepEqual(axisTexts([0, 20, 40], (value) => metricValueText("burn", value)), [
    "0 ×",
    "20 ×",
    "40 ×",
  ]);
  // Whatever they are, what a mark says is what its unit says.
  const heights = fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { maxLength: 8 });
  const numberOf = (text: string | null): number => Number(text!.replace(/[^\d.]/g, ""));
  fc.assert(fc.property(heights, (given) => {
    axisTexts(given, (height) => `${shortText(height)}/s`).forEach((text, place) =>
      assert.equal(numberOf(text), numberOf(shortText(given[place])))
    );
  }));
});
