// Bins of durations: each duration is in one, what a bin says of it is right up to 1 %, and percentiles are those of a sorted list.

import assert from "node:assert/strict";
import fc from "fast-check";
import {
  binOf,
  BINS,
  boundsOf,
  durationOf,
  NOT_KNOWN,
  RELATIVE_ERROR,
} from "../../../src/domain/latency/bins.ts";
import { knownHits, percentile, percentiles } from "../../../src/domain/latency/percentile.ts";

const HOUR = 3_600_000_000;

/** Durations of all magnitudes up to an hour. */
const durations = fc.oneof(
  fc.integer({ min: 0, max: HOUR }),
  fc.double({ min: 0, max: Math.log(HOUR), noNaN: true }).map((power) => Math.floor(Math.exp(power))),
  fc.nat(120),
);

Deno.test("bins: they follow one another without a gap, from 0 to above an hour", () => {
  assert.deepEqual(boundsOf(1), { least: 0, most: 0 });
  for (let bin = 2; bin < BINS; bin++) {
    assert.equal(boundsOf(bin).least, boundsOf(bin - 1).most + 1, `${bin}`);
  }
  assert.deepEqual(boundsOf(BINS - 1), { least: HOUR + 1, most: Infinity });
  assert.ok(BINS < 1024, `${BINS}`);
});

Deno.test("bins: a duration is within the bounds of its bin, which says it up to 1 %", () => {
  fc.assert(fc.property(durations, (duration) => {
    const bin = binOf(duration), { least, most } = boundsOf(bin);
    assert.ok(least <= duration && duration <= most);
    assert.ok(Math.abs(durationOf(bin) - duration) <= RELATIVE_ERROR * duration, `${durationOf(bin)}`);
  }));
  for (let duration = 0; duration < 50; duration++) assert.equal(durationOf(binOf(duration)), duration);
  for (const duration of [HOUR + 1, 10 * HOUR, Number.MAX_SAFE_INTEGER]) {
    assert.equal(binOf(duration), BINS - 1);
    assert.equal(durationOf(BINS - 1), HOUR);
  }
  assert.equal(binOf(-1), NOT_KNOWN);
});

Deno.test("percentiles: those of a sorted array up to 1 %, whatever is not known", () => {
  const shares = fc.oneof(
    fc.double({ min: 1e-9, max: 1, noNaN: true }),
    fc.constantFrom(0.5, 0.07, 0.9, 0.99, 1),
  );
  fc.assert(
    fc.property(
      fc.array(durations, { minLength: 1, maxLength: 300 }),
      shares,
      fc.nat(9),
      (list, share, none) => {
        const sorted = list.toSorted((a, b) => a - b);
        const counts = Map.groupBy(sorted, binOf);
        const bins = [...counts].map(([bin, { length }]) => ({ bin, hits: length }));
        const found = percentile([{ bin: NOT_KNOWN, hits: none }, ...bins], share)!;
        // The nearest rank, in whole numbers where the share is one of hundredths.
        const hundredths = Math.round(share * 100);
        const rank = share === hundredths / 100
          ? Math.ceil(hundredths * list.length / 100)
          : Math.ceil(share * list.length);
        const expected = sorted[Math.max(1, rank) - 1];
        assert.ok(Math.abs(found - expected) <= RELATIVE_ERROR * expected + 1e-9, `${found} for ${expected}`);
      },
    ),
  );
  assert.equal(percentile([{ bin: NOT_KNOWN, hits: 4 }], 0.5), null);
  assert.throws(() => percentile([], 0), RangeError);
});

Deno.test("percentiles: several in one go are those that are told one by one", () => {
  const some = fc.array(fc.record({ bin: fc.nat(BINS - 1), hits: fc.nat(2e9) }), { maxLength: 40 });
  const rising = fc.array(fc.double({ min: 1e-9, max: 1, noNaN: true }), { maxLength: 6 })
    .map((shares) => shares.toSorted((a, b) => a - b));
  fc.assert(fc.property(some, rising, (list, shares) => {
    const hits = new Float64Array(BINS);
    for (const one of list) hits[one.bin] += one.hits;
    const bins = [...hits].map((hits, bin) => ({ bin, hits }));
    const all = hits.reduce((sum, one) => sum + one, 0), one = shares.map((share) => percentile(bins, share));
    const [least, most] = [hits.findIndex((one) => one > 0), hits.findLastIndex((one) => one > 0)];
    const found = percentiles({ hits, least: Math.max(0, least), most, all }, shares);
    if (knownHits(bins) === 0) assert.equal(found, null);
    else assert.deepEqual(found, one);
  }));
});
