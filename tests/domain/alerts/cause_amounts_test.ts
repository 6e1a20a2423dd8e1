// The totals that causes are shares of, where a bucket has more hosts than explanations keep.

import assert from "node:assert/strict";
import { type Amounts, amountsOf } from "../../../src/domain/alerts/cause_amounts.ts";
import { RecentBuckets } from "../../../src/domain/alerts/recent_buckets.ts";
import { ALL_RECORDS, SERVER_ERRORS } from "../../../src/domain/rules/definition.ts";
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
