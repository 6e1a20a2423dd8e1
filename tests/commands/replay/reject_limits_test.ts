// Role: tests of when a run warns of its rejected records, and when it fails on them.

import assert from "node:assert/strict";
import { rejectLimits, RejectWatch } from "../../../src/commands/replay/reject_limits.ts";
import { Problem } from "../../../src/domain/problem.ts";
import type { RejectReason } from "../../../src/domain/reject.ts";

function limits(warn?: string, most?: string) {
  return rejectLimits({ values: { "warn-rejects": warn, "max-rejects": most } });
}

/** A watch after so many records, of which some were rejected, all for one reason. */
function watch(read: number, rejected: number, given = limits(), reason: RejectReason = "date"): RejectWatch {
  const made = new RejectWatch(given);
  add(made, read, rejected, reason);
  return made;
}

function add(made: RejectWatch, read: number, rejected: number, reason: RejectReason): void {
  made.add({
    counts: {
      bytes: 0,
      read,
      accepted: read - rejected,
      rejected,
      late: 0,
      outliers: 0,
      leftOut: 0,
      excluded: 0,
    },
    rejected: rejected === 0 ? {} : { [reason]: rejected },
    rejects: rejected === 0
      ? []
      : [{ file: "a.csv", line: 7, offset: 0, reason, sample: `${reason} sample` }],
  });
}

Deno.test("rejects: a share is percent or a fraction, and nothing else", () => {
  assert.deepEqual(limits(), { warn: 5, most: null });
  assert.deepEqual(limits("0.07", "7%"), { warn: 7, most: 7 });
  assert.deepEqual(limits("0", "100 %"), { warn: 0, most: 100 });
  for (const wrong of ["", "5", "101%", "-1%", "1e-2", "1.01", "x", "%"]) {
    assert.throws(() => limits(wrong), Problem, wrong);
    assert.throws(() => limits(undefined, wrong), Problem, wrong);
  }
});

Deno.test("rejects: exactly the allowed share is allowed, one record more is not", () => {
  for (const share of [0, 5, 7, 29, 57, 99]) {
    const text = `${share}%`;
    assert.equal(watch(1000, share * 10, limits(text, text)).last([]), null, text);
    assert.match(watch(1000, share * 10 + 1, limits(text)).last([]) ?? "", /^warning: /, text);
    assert.equal(watch(1000, share * 10 + 1, limits("100%", text)).hasFailed, true, text);
  }
});

Deno.test("rejects: no accepted record at all is a failure by default, no record at all is none", () => {
  assert.equal(watch(1, 1).hasFailed, true);
  assert.match(
    watch(1, 1).last([]) ?? "",
    /^1 of 1 record \(100 %\) rejected, because .*No record was accepted/,
  );
  assert.equal(watch(2, 1).hasFailed, false);
  assert.equal(watch(0, 0).hasFailed, false);
  assert.equal(watch(0, 0).last([]), null);
  assert.equal(watch(1, 1, limits(undefined, "100%")).hasFailed, false);
});

Deno.test("rejects: the most frequent reason is named with its first line", () => {
  const watched = watch(100, 3);
  add(watched, 100, 40, "status");
  add(watched, 100, 5, "status");
  assert.match(
    watched.last([]) ?? "",
    /48 of 300 records \(16 %\) rejected, 45 of them because the status .*; the first at a\.csv:7: <status sample>\./,
  );
});

Deno.test("rejects: a run that follows warns once, when there are records enough to judge", () => {
  const watched = watch(50, 50);
  assert.equal(watched.early([]), null);
  add(watched, 50, 0, "date");
  assert.match(watched.early([]) ?? "", /^warning: 50 of 100 /);
  assert.equal(watched.early([]), null);
  assert.equal(watched.last([]), null);
});

Deno.test("rejects: what is left out is neither good nor bad", () => {
  const after = (accepted: number, rejected: number, leftOut: number): RejectWatch => {
    const made = new RejectWatch(limits());
    const read = accepted + rejected + leftOut;
    made.add({
      counts: { bytes: 0, read, accepted, rejected, late: 0, outliers: 0, leftOut, excluded: 0 },
      rejected: rejected === 0 ? {} : { date: rejected },
      rejects: [],
    });
    return made;
  };
  assert.match(after(10, 10, 10_000).last([])!, /10 of 20 records \(50 %\) rejected/);
  assert.equal(after(100, 5, 0).last([]), null);
  assert.equal(after(0, 0, 100).hasFailed, false);
  assert.equal(after(0, 3, 100).hasFailed, false);
  assert.equal(after(0, 3, 0).hasFailed, true);
});

Deno.test("a log most of whose records are rejected is named where it is too small for the whole run's share", () => {
  const log = (number: number, accepted: number, rejected: number) => ({
    log: number,
    path: `/logs/web${number}.csv`,
    counts: { accepted, rejected, excluded: 0, late: 0 },
  });
  const watched = watch(1000, 40);
  assert.equal(watched.last([log(0, 960, 0)]), null);
  assert.match(
    watched.last([log(0, 960, 0), log(1, 0, 40)])!,
    /^warning: 40 of 40 records of "\/logs\/web1\.csv" \(100 %\) rejected\./,
  );
});
