// Role: tests of when a run warns of its rejected records, and when it fails on them.

import assert from "node:assert/strict";
import { rejectLimits, RejectWatch } from "../../../../src/commands/replay/warnings/reject_limits.ts";
import { Problem } from "../../../../src/domain/problem.ts";
import type { RejectReason } from "../../../../src/domain/reject.ts";

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
  assert.equal(watched.early([], 0), null);
  add(watched, 50, 0, "date");
  assert.match(watched.early([], 1) ?? "", /^warning: 50 of 100 /);
  assert.equal(watched.early([], 2), null);
  assert.equal(watched.last([]), null);
});

Deno.test("rejects: a log that changes its format while it is followed is warned of soon, however much it held before", () => {
  for (const history of [3000, 1_000_000]) {
    const watched = watch(history, 0);
    assert.equal(watched.early([], 0), null);
    const said: string[] = [];
    for (let at = 1; at <= 30; at++) {
      add(watched, 10, 10, "format");
      const text = watched.early([], at);
      if (text !== null) said.push(text);
    }
    assert.equal(said.length, 1);
    assert.match(
      said[0],
      /^warning: 100 of the last 100 records \(100 %\) rejected, because [^;]*; one at a\.csv:7: <format sample>\. None of these/,
    );
    // Of all records it is a small share.
    assert.equal(watched.last([]), null);
  }
});

Deno.test("rejects: what goes on is warned of once, and again where it comes back an hour later", () => {
  const watched = watch(5000, 0), said: number[] = [];
  watched.early([], 0);
  for (let minute = 1; minute <= 240; minute++) {
    const isWrong = minute <= 60 || minute >= 121;
    add(watched, 1000, isWrong ? 100 : 10, "format");
    if (watched.early([], minute * 60) !== null) said.push(minute);
  }
  assert.deepEqual(said, [1, 121]);
});

Deno.test("rejects: a share that goes up and down is warned of at most once an hour", () => {
  const watched = watch(5000, 0), said: number[] = [];
  watched.early([], 0);
  for (let minute = 0; minute < 240; minute++) {
    add(watched, 3000, minute % 2 === 0 ? 300 : 0, "format");
    if (watched.early([], minute * 60) !== null) said.push(minute);
  }
  assert.deepEqual(said, [0, 60, 120, 180]);
});

Deno.test("rejects: one of several logs that changes while they are followed is named with what it brought lately", () => {
  const log = (number: number, accepted: number, rejected: number) => ({
    log: number,
    path: `/logs/web${number}.csv`,
    counts: { accepted, rejected, excluded: 0, late: 0 },
  });
  const watched = watch(50_000, 0);
  assert.equal(watched.early([log(0, 45_000, 0), log(1, 5000, 0)], 0), null);
  add(watched, 5100, 100, "format");
  assert.equal(
    watched.early([log(0, 50_000, 0), log(1, 5000, 100)], 1),
    'warning: 100 of the last 100 records of "/logs/web1.csv" (100 %) rejected. "httplog query rejects" lists the lines; ' +
      "--warn-rejects sets the limit.",
  );
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
