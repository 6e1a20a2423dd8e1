// The last final buckets: what is kept is enough for every explanation, bounded, the same however the buckets came, and comes
// back from its bytes.

import assert from "node:assert/strict";
import fc from "fast-check";
import type { BucketRows, ValueRow } from "../../../src/domain/buckets/rows.ts";
import { failingRoutes } from "../../../src/domain/alerts/failing_routes.ts";
import { byDimension } from "../../../src/domain/dimensions/dimensions.ts";
import { explain } from "../../../src/domain/alerts/explanation.ts";
import { ByteReader, ByteWriter } from "../../../src/domain/packed_bytes.ts";
import {
  longestExplained,
  packBuckets,
  RecentBuckets,
  unpackBuckets,
} from "../../../src/domain/alerts/recent_buckets.ts";
import { ALL_RECORDS, SERVER_ERRORS } from "../../../src/domain/rules/definition.ts";
import { bucket } from "../../contracts/store_material.ts";

const SIZE = 10, LATENESS = 25;

const PLAIN = { noNullPrototype: true };

const row: fc.Arbitrary<ValueRow> = fc.record({
  value: fc.oneof(fc.string(), fc.constantFrom("/a", "(other)")),
  hits: fc.maxSafeNat(),
  bytes: fc.oneof(fc.maxSafeNat(), fc.constant(2 ** 53 - 1)),
  failures: fc.maxSafeNat(),
}, PLAIN);
const rows = fc.array(row, { maxLength: 6 });
const routes = fc.array(
  fc.record({
    value: fc.oneof(fc.nat({ max: 40 }).map((route) => `/${route}/:id`), fc.constant("(other)")),
    ...{ hits: fc.nat(), bytes: fc.nat(), failures: fc.nat({ max: 3 }) },
  }, PLAIN),
  { maxLength: 40 },
);
const anyBucket: fc.Arbitrary<BucketRows> = fc.record({
  ...{ start: fc.nat({ max: 253402300799 }), hits: fc.maxSafeNat(), bytes: fc.maxSafeNat() },
  ...{ failures: fc.maxSafeNat(), late: fc.maxSafeNat(), hosts: fc.maxSafeNat() },
  // The others explain nothing.
  values: fc.record({ section: rows, host: rows, status: rows }, PLAIN)
    .chain((values) => routes.map((route) => ({ ...byDimension(() => []), ...values, route }))),
  pairs: fc.record({ status_host: rows, status_section: rows }, PLAIN),
}, PLAIN);

/** With the pairs as rows, in one order, and of routes what explains. */
function plain({ pairs, ...bucket }: BucketRows): unknown {
  const values = { ...bucket.values, route: failingRoutes(bucket) };
  const sorted = (rows: readonly ValueRow[]) => rows.map((row) => JSON.stringify(row)).sort();
  return { ...bucket, values, pairs: [sorted(pairs.status_host), sorted(pairs.status_section)] };
}

Deno.test("recent buckets: those of a former checkpoint have their pairs as rows", () => {
  const out = new ByteWriter();
  const whole = (...numbers: number[]) => numbers.forEach((number) => out.whole(number));
  whole(2);
  out.text("/a");
  out.text("500 /a");
  // One bucket: its counts, then sections, hosts, statuses, and pairs with hosts and with sections.
  whole(1, 100, 9, 800, 3, 0, 1);
  whole(1, 0, 9, 800, 3, 0, 0, 0, 1, 1, 3, 70, 3);
  const counts = { hits: 9, bytes: 800, failures: 3 };
  assert.deepEqual(unpackBuckets(new ByteReader(out.finish()), false, false), [{
    ...{ start: 100, ...counts, late: 0, hosts: 1 },
    values: { ...byDimension(() => []), section: [{ value: "/a", ...counts }] },
    pairs: { status_host: [], status_section: [{ value: "500 /a", hits: 3, bytes: 70, failures: 3 }] },
  }]);
});

Deno.test("recent buckets: they come back from their bytes, and what is cut short does not", () => {
  fc.assert(fc.property(fc.array(anyBucket, { maxLength: 5 }), (buckets) => {
    const out = new ByteWriter();
    packBuckets(out, buckets);
    const bytes = out.finish();
    assert.deepEqual(unpackBuckets(new ByteReader(bytes)).map(plain), buckets.map(plain));
    for (let length = 0; length < bytes.length; length += 7) {
      assert.throws(() => unpackBuckets(new ByteReader(bytes.slice(0, length))), RangeError);
    }
  }));
});

/** Buckets at some of the places, one section each. */
const log = fc.array(fc.constantFrom(0, 1, 2, 9), { minLength: 1, maxLength: 60 }).map((hits) =>
  hits.flatMap((hits, place) =>
    hits === 0 ? [] : [bucket(place * SIZE, { [`/${place % 3}`]: hits, "/x": 1 })]
  )
);

Deno.test("recent buckets: an explanation is the same whether all buckets are there or those that are kept", () => {
  const windows = fc.integer({ min: 1, max: 200 });
  fc.assert(
    fc.property(log, windows, fc.array(fc.nat({ max: 600 }), { maxLength: 6 }), (all, window, cuts) => {
      const kept = new RecentBuckets({ bucketSize: SIZE, lateness: LATENESS }, window, [], null);
      const watched = { metric: "count", match: ALL_RECORDS, errors: SERVER_ERRORS, window } as const;
      let closed = 0;
      let final = 0;
      // The largest time rises in steps of any size; whatever turns final in a step can be explained in it.
      for (const latest of [...cuts.sort((a, b) => a - b), 700]) {
        const turned = all.slice(closed).filter(({ start }) => start + SIZE <= latest - LATENESS);
        kept.add(turned, latest);
        closed += turned.length;
        const finalNow = Math.floor(Math.max(0, latest - LATENESS) / SIZE) * SIZE;
        for (let at = final; at < finalNow; at += 3) {
          const until = at - at % SIZE + SIZE;
          assert.deepEqual(
            explain(watched, at, kept.rows, SIZE, until),
            explain(watched, at, all, SIZE, until),
          );
        }
        final = finalNow;
      }
      assert.ok(kept.needed.length <= 2 * (Math.ceil(window / SIZE) + 1) + 1);
    }),
  );
});

Deno.test("recent buckets: what a longer window would need beyond those that were kept is not known, and known again later", () => {
  const plan = { bucketSize: SIZE, lateness: 0 };
  const short = new RecentBuckets(plan, 20, [], null);
  for (let start = 0; start < 1000; start += SIZE) short.add([bucket(start, { "/a": 1 })], start + SIZE);
  const since = short.neededSince;
  assert.equal(short.needed[0].start, since);
  // The same rules go on, the window is longer.
  assert.equal(new RecentBuckets(plan, 20, short.needed, 1000, since).neededSince, since);
  const long = new RecentBuckets(plan, 200, short.needed, 1000, since);
  const watched = { metric: "rate", match: ALL_RECORDS, errors: SERVER_ERRORS, window: 200 } as const;
  const explained = (at: number) =>
    explain(watched, at, long.rows, SIZE, at - at % SIZE + SIZE, null, long.since);
  for (let start = 1000; start < 2000; start += SIZE) {
    long.add([bucket(start, { [start < 1300 ? "/a" : "/b"]: 1 })], start + SIZE);
    const { from, isFirst, causes } = explained(start), whole = start - 200;
    assert.equal(from, Math.max(whole, since));
    assert.equal(isFirst, whole <= since ? true : undefined);
    if (start === 1390) {
      // Half of the window, and none before, is of the new section.
      assert.deepEqual(causes.map(({ section, before }) => [section, before]), [["/b", 0]]);
    }
  }
  assert.equal(long.since > since, true);
});

Deno.test("recent buckets: what explains an alert of rules that have changed is there until its bucket was final", () => {
  const plan = { bucketSize: SIZE, lateness: 0 };
  const before = new RecentBuckets(plan, 300, [], null);
  before.add([bucket(100, { "/a": 2 })], 205);
  // An alert at 203 is explained when the bucket of 200 is final, whatever the windows of the rules are by then.
  for (const steps of [[215], [205, 208, 215]]) {
    const kept = new RecentBuckets(plan, 1, before.needed, 205);
    const starts: number[][] = [];
    for (const latest of steps) {
      kept.add(latest === 215 ? [bucket(200, { "/a": 1 })] : [], latest);
      starts.push(kept.rows.map(({ start }) => start));
    }
    assert.deepEqual(starts.at(-1), [100, 200], String(steps));
    kept.add([bucket(210, { "/a": 1 })], 225);
    assert.deepEqual(kept.needed.map(({ start }) => start), [210]);
  }
});

Deno.test("recent buckets: a long window keeps a bounded number of them, with a bounded number of values", () => {
  const kept = new RecentBuckets({ bucketSize: 1, lateness: 0 }, 86_400, [], null);
  for (let start = 0; start < 5000; start++) kept.add([bucket(start, { "/a": 1 })], start + 1);
  assert.ok(kept.rows.length <= 1001);
  assert.ok(kept.needed.length <= 1000);
  const sections = Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`/${i}`, 1 + i]));
  const large = bucket(5000, sections);
  kept.add([large], 5001);
  const { section } = kept.rows.at(-1)!.values;
  assert.equal(section.length, 101);
  assert.deepEqual([section[0].value, section[99].value, section[100].value], ["/499", "/400", "(other)"]);
  assert.equal(section.reduce((sum, { hits }) => sum + hits, 0), large.hits);
  assert.equal(large.values.section.length, 500, "the bucket itself is not changed");
});

Deno.test("recent buckets: the longest window is that of rules, and the short one of objectives", () => {
  assert.equal(longestExplained(null), 0);
  const [rule, tier] = [{ window: 300 }, { long: 9000, short: 600 }];
  assert.equal(longestExplained({ rules: [rule], slos: [{ burn: [tier] }] } as never), 600);
});
