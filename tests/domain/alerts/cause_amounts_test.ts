// The totals that causes are shares of, where a bucket has more hosts than explanations keep.

import assert from "node:assert/strict";
import fc from "fast-check";
import { type Amounts, amountsOf } from "../../../src/domain/alerts/cause_amounts.ts";
import { type Cause, explain } from "../../../src/domain/alerts/explanation.ts";
import { RecentBuckets } from "../../../src/domain/alerts/recent_buckets.ts";
import { ALL_RECORDS, SERVER_ERRORS } from "../../../src/domain/rules/definition.ts";
import { isNamed } from "../../../src/domain/rules/match.ts";
import { bucketsOf, type PlainRecord } from "../explained_records.ts";

const hits = (count: number, time: number, host: string, status = "200"): PlainRecord[] =>
  Array.from({ length: count }, () => ({ time, section: "/a", host, status, bytes: 1 }));
const each = (count: number, work: (at: number) => PlainRecord[]): PlainRecord[] =>
  Array.from({ length: count }, (_, at) => work(at)).flat();

/** The amounts of a rule that names hosts, in buckets of 10 s that are cut as an explanation's are. */
function amountsIn(records: readonly PlainRecord[], host: readonly string[]): Amounts[] {
  const recent = new RecentBuckets({ bucketSize: 10, lateness: 0 }, 60, [], null);
  recent.add(bucketsOf(records, 10), 19);
  const watched = { metric: "count" as const, match: { ...ALL_RECORDS, host }, errors: SERVER_ERRORS };
  return amountsOf({ ...watched, window: 20 }, recent.rows, []);
}

const totalOf = (amounts: readonly Amounts[], kind: Amounts["kind"]): number =>
  amounts.find((one) => one.kind === kind)!.total;

Deno.test("cause amounts: a total of hosts has those that the cut left in (other), if they may match", () => {
  const log = [
    ...each(80, (at) => hits(5, 1, `192.0.2.${at}`)),
    ...each(300, (at) => hits(2, 1, `10.0.0.${at}`)),
    ...hits(40, 1, "10.1.1.1", "503"),
  ];
  const matching = log.filter(({ host }) => host.startsWith("10.")).length;
  for (const kind of ["host", "status"] as const) {
    const total = totalOf(amountsIn(log, ["10.*"]), kind);
    assert.ok(total >= matching, `${kind}: ${total} of ${matching}`);
  }
});

Deno.test("cause amounts: no share of a host that a bucket has in (other) is more than all of it", () => {
  const crowd = (time: number) => each(150, (at) => hits(2, time, `10.0.0.${at}`));
  const log = [...crowd(1), ...crowd(11), ...hits(1, 1, "h", "500"), ...hits(3, 11, "h", "500")];
  const amounts = amountsIn(log, ["h"]), status = amounts.find(({ kind }) => kind === "status")!;
  assert.deepEqual(status.now, new Map([["500", 4]]));
  // The first bucket names no host of one hit: who is left has two at most.
  assert.equal(status.total, 5);
  // All of the host is known where each bucket names it: what is left is of others.
  assert.equal(totalOf(amountsIn([...log, ...hits(3, 1, "h", "500")], ["h"]), "status"), 7);
});

/** The causes of an alert of such a rule in the bucket from second 10, after that from second 0. */
function causesIn(records: readonly PlainRecord[], host: readonly string[], status = ALL_RECORDS.status) {
  const recent = new RecentBuckets({ bucketSize: 10, lateness: 0 }, 60, [], null);
  recent.add(bucketsOf(records, 10), 19);
  const watched = {
    metric: "count" as const,
    match: { ...ALL_RECORDS, host, status },
    errors: SERVER_ERRORS,
  };
  return explain({ ...watched, window: 10 }, 19, recent.rows, 10, 20).causes;
}

const matching = (causes: readonly Cause[]): Cause[] => causes.filter(({ of }) => of === "matching");

Deno.test("cause amounts: what the rule's hosts had before is no larger a share now because other hosts are gone", () => {
  const same = (time: number) => [...hits(100, time, "10.0.0.1", "503"), ...hits(100, time, "10.0.0.2")];
  const others = each(300, (at) => hits(2, 1, `192.0.2.${at}`));
  assert.deepEqual(matching(causesIn([...same(1), ...same(11), ...others], ["10.*"])), []);
});

Deno.test("cause amounts: a host that the bucket before has in (other) is not new", () => {
  const others = each(300, (at) => hits(3, 1, `192.0.2.${at}`));
  const log = [...hits(2, 1, "10.0.0.1"), ...hits(2, 11, "10.0.0.1"), ...others];
  assert.deepEqual(matching(causesIn(log, ["10.*"])), []);
  // It had three at most, beside the 97 of another that the rule names.
  const [cause] = matching(causesIn([...log, ...hits(97, 1, "10.0.0.2")], ["10.*"]));
  assert.deepEqual([cause.host, cause.share, cause.before], ["10.0.0.1", 1, 3 / 97]);
});

Deno.test("cause amounts: where all hits of the rule may be in (other), the bucket before is not said to have none", () => {
  const others = each(300, (at) => hits(2, 1, `192.0.2.${at}`));
  const [cause] = matching(causesIn([...hits(5, 11, "h", "503"), ...others], ["h"]));
  assert.deepEqual([cause.status, cause.before], ["503", 0]);
});

Deno.test("cause amounts: however buckets are cut, no share is larger than it is, and none before smaller", () => {
  const few = fc.integer({ min: 0, max: 6 }), status = fc.constantFrom("200", "404", "503");
  const names = ["10.0.0.1", "10.0.0.2", "10.1.1.1", "h"];
  const bucket = fc.record({
    own: fc.array(fc.record({ host: fc.constantFrom(...names), count: few, status }), { maxLength: 6 }),
    crowd: fc.record({
      hosts: fc.constantFrom(0, 90, 150),
      prefix: fc.constantFrom("192.0.2.", "10.2.2."),
      count: few,
      status: fc.constantFrom("200", "200", "503"),
    }),
  });
  const logOf = ({ own, crowd }: typeof bucket extends fc.Arbitrary<infer T> ? T : never, time: number) => [
    ...own.flatMap(({ host, count, status }) => hits(count, time, host, status)),
    ...each(crowd.hosts, (at) => hits(crowd.count, time, crowd.prefix + at, crowd.status)),
  ];
  const hosts = fc.constantFrom(["10.*"], ["10.0.0.1", "h"], ["h"]);
  const statuses = fc.constantFrom(null, null, [{ from: 400, to: 599 }]);
  let told = 0;
  fc.assert(
    fc.property(bucket, bucket, hosts, statuses, (before, now, asked, status) => {
      const logs = [logOf(before, 1), logOf(now, 11)];
      for (const { share, before, ...cause } of matching(causesIn(logs.flat(), asked, status))) {
        const [trueBefore, trueShare] = logs.map((log) => {
          const own = log.filter((one) =>
            isNamed(asked, one.host) && (status === null || one.status >= "400")
          );
          const its = own.filter((one) => cause.host === null || one.host === cause.host)
            .filter((one) => cause.status === null || one.status === cause.status);
          return its.length / own.length;
        });
        assert.ok(share <= trueShare, `${share} of ${trueShare}`);
        if (before === null) assert.ok(Number.isNaN(trueBefore));
        else assert.ok(before <= 1 && !(before < trueBefore), `before: ${before} of ${trueBefore}`);
        told++;
      }
    }),
    { numRuns: 500 },
  );
  assert.ok(told > 100, String(told));
});
