// Role: the reference against examples computed by hand: every sentence of "Jumps" (semantics.md).

import assert from "node:assert/strict";
import { beginningOf, Clock } from "./clock.ts";
import type { Expected, Options } from "./expected.ts";
import { readRecords } from "./records.ts";
import { referenceOf } from "./reference.ts";
import { bytes, HEADER, line, OPTIONS } from "./small_logs.ts";

const HOUR = 3600, DAY = 86_400;
/** Late enough that there are days before it. */
const START = 500_000;

function run(
  times: readonly number[],
  options: Partial<Options> = {},
): Expected & { watermark: number | null } {
  const body = times.map((time) => line(time)).join("");
  const { expected, watermark } = referenceOf({ inputs: [bytes(HEADER + body)], logs: [[0]] }, {
    ...OPTIONS,
    maxJump: HOUR,
    now: 2 * START,
    ...options,
  });
  return { ...expected, watermark };
}

/** [M, C, L], each relative to START, after every record. */
function clockAfter(times: readonly number[], lateness = 30, maxJump = HOUR): (number | null)[][] {
  const clock = new Clock<number>({ lateness, maxJump });
  return times.map((time, place) => {
    clock.observe(START + time, place);
    return [clock.M, clock.C, clock.L].map((value) => value === null ? null : value - START);
  });
}

/** How many records are outliers, and which. */
function outliersOf(times: readonly number[], lateness = 30): number[] {
  const clock = new Clock<number>({ lateness, maxJump: HOUR });
  return times.flatMap((time) => clock.observe(START + time, time));
}

/** Every second of [from, to). */
function seconds(from: number, to: number, step = 1): number[] {
  return Array.from({ length: Math.ceil((to - from) / step) }, (_, i) => from + i * step);
}

Deno.test("jumps: M is set by the second record, and C is cleared", () => {
  assert.deepEqual(clockAfter([0, 5]), [[null, 0, 0], [5, null, null]]);
  assert.deepEqual(clockAfter([5, 0]), [[null, 5, 5], [5, null, null]]);
  // t ≤ C + J, and t ≥ C − J.
  assert.deepEqual(clockAfter([0, HOUR]).at(-1), [HOUR, null, null]);
  assert.deepEqual(clockAfter([HOUR, 0]).at(-1), [HOUR, null, null]);
});

Deno.test("jumps: a first record far ahead of the second is the outlier", () => {
  assert.deepEqual(clockAfter([HOUR + 1, 0, 1]).slice(1), [[null, 0, 0], [1, null, null]]);
  assert.deepEqual(outliersOf([HOUR + 1, 0, 1]), [HOUR + 1]);
  // Each before a smaller one.
  assert.deepEqual(outliersOf([9 * HOUR, 5 * HOUR, 0, 1]), [9 * HOUR, 5 * HOUR]);
  const { outliers, late, firstTime, lastTime, rejects, accepted, rejected } = run([
    START + DAY,
    START,
    START + 1,
  ]);
  assert.deepEqual([outliers, late, accepted, rejected], [1, 0, 3, 0]);
  assert.deepEqual([firstTime, lastTime], [START, START + 1]);
  assert.deepEqual(rejects, [{
    input: 0,
    line: 2,
    offset: HEADER.length,
    reason: "time jump",
    sample: line(START + DAY).trimEnd(),
  }]);
});

Deno.test("jumps: a second record far ahead of the first is taken as a jump", () => {
  assert.deepEqual(clockAfter([0, HOUR + 1, 1]).slice(1), [[0, HOUR + 1, HOUR + 1], [1, null, null]]);
  assert.deepEqual(outliersOf([0, HOUR + 1, 1]), [HOUR + 1]);
  assert.deepEqual(clockAfter([0, DAY, DAY + 60]).at(-1), [DAY + 60, null, null]);
});

Deno.test("jumps: what is at most J ahead moves M at once", () => {
  assert.deepEqual(clockAfter([0, 0, HOUR, 2 * HOUR]).slice(2), [[HOUR, null, null], [2 * HOUR, null, null]]);
  assert.deepEqual(clockAfter([0, 0, HOUR + 1]).at(-1), [0, HOUR + 1, HOUR + 1]);
});

Deno.test("jumps: one record of a later year is an outlier, and nothing is late because of it", () => {
  const times = seconds(START, START + 200);
  times.splice(50, 0, 2 * START);
  const { late, outliers, alerts, buckets, rejects, lastTime } = run(times, { window: 10, threshold: 0.9 });
  assert.deepEqual([late, outliers, lastTime], [0, 1, START + 199]);
  // From the second 9 on there is a hit a second.
  assert.deepEqual(alerts.map(({ firedAt, resolvedAt }) => [firedAt, resolvedAt]), [[START + 9, null]]);
  // It is counted in its bucket, which is not final.
  assert.deepEqual(
    buckets.slice(-1).map(({ start, hits, state }) => [start, hits, state]),
    [[2 * START, 1, "open"]],
  );
  assert.deepEqual(rejects.map(({ line, reason }) => [line, reason]), [[52, "time jump"]]);
});

Deno.test("jumps: a quiet night costs one minute of event time until M follows", () => {
  const night = 8 * HOUR;
  const after = clockAfter([0, 1, ...seconds(night, night + 62)]);
  assert.deepEqual(after.slice(2, 4), [[1, night, night], [1, night, night + 1]]);
  assert.deepEqual(after.slice(-3), [
    [1, night, night + 59],
    [night + 60, null, null],
    [night + 61, null, null],
  ]);
  assert.deepEqual(outliersOf([0, 1, ...seconds(night, night + 62)]), []);
});

Deno.test("jumps: before M follows, what is provisional is evaluated up to L, and nothing of the new day is final", () => {
  const day = [START, START + 1, ...seconds(START + DAY, START + DAY + 50)];
  const { alerts, lastTime, watermark, buckets } = run(day, { window: 5, threshold: 0.9 });
  assert.deepEqual([lastTime, watermark], [START + DAY + 49, START + 1 - 30]);
  assert.deepEqual(alerts.map(({ firedAt, provisional }) => [firedAt, provisional]), [[START + DAY + 4, 1]]);
  assert.ok(buckets.every(({ state }) => state === "open"));
  const { watermark: moved, late } = run([...day, ...seconds(START + DAY + 50, START + DAY + 90)]);
  assert.deepEqual([moved, late], [START + DAY + 59, 0]);
});

Deno.test("jumps: a log with a record every two hours follows one record later", () => {
  const after = clockAfter([0, 2, 4, 6, 8].map((hours) => hours * HOUR));
  assert.deepEqual(after.map(([M]) => M && M / HOUR), [null, 0, 2, 4, 6]);
  assert.deepEqual(outliersOf([0, 2, 4, 6, 8].map((hours) => hours * HOUR)), []);
});

Deno.test("jumps: a clock that is wrong for less than a minute moves nothing", () => {
  const wrong = (length: number) => [0, 1, ...seconds(DAY, DAY + length), 2, 3];
  assert.equal(outliersOf(wrong(60)).length, 60);
  assert.deepEqual(clockAfter(wrong(60)).at(-1), [3, null, null]);
  // One second more, and M has followed: what comes after is late.
  assert.equal(outliersOf(wrong(61)).length, 0);
  assert.deepEqual(clockAfter(wrong(61)).at(-1), [DAY + 60, null, null]);
  const { late, outliers, rejects } = run(wrong(60).map((time) => START + time));
  assert.deepEqual([late, outliers], [0, 60]);
  assert.deepEqual(rejects.map(({ line }) => line), seconds(4, 14), "the first ten lines are kept");
  assert.equal(run(wrong(61).map((time) => START + time)).late, 2);
});

Deno.test("jumps: V is D where that is more than a minute", () => {
  const wrong = (length: number) => [0, 1, ...seconds(DAY, DAY + length), 2, 3];
  assert.equal(outliersOf(wrong(90), 90).length, 90);
  assert.equal(outliersOf(wrong(91), 90).length, 0);
});

Deno.test("jumps: t < C − V begins another candidate, and what came before were outliers", () => {
  assert.deepEqual(clockAfter([0, 0, 9 * HOUR, 5 * HOUR]).slice(2), [
    [0, 9 * HOUR, 9 * HOUR],
    [0, 5 * HOUR, 5 * HOUR],
  ]);
  assert.deepEqual(outliersOf([0, 0, 9 * HOUR, 5 * HOUR]), [9 * HOUR]);
  // Disorder of less than V does not.
  const disorder = [0, 0, 5 * HOUR, 5 * HOUR + 10, 5 * HOUR - 60, 5 * HOUR + 5];
  assert.deepEqual(clockAfter(disorder).at(-1), [0, 5 * HOUR, 5 * HOUR + 10]);
  assert.deepEqual(clockAfter([...disorder, 5 * HOUR + 60]).at(-1), [5 * HOUR + 60, null, null]);
  assert.deepEqual(clockAfter([0, 0, 5 * HOUR, 5 * HOUR - 61]).at(-1), [0, 5 * HOUR - 61, 5 * HOUR - 61]);
});

Deno.test("jumps: what confirms a jump by another jump moves M to L only", () => {
  // The first record of the morning, then one of another year.
  assert.deepEqual(clockAfter([0, 0, 8 * HOUR, 100 * DAY, 8 * HOUR + 1]).slice(3), [
    [8 * HOUR, 100 * DAY, 100 * DAY],
    [8 * HOUR + 1, null, null],
  ]);
  assert.deepEqual(outliersOf([0, 0, 8 * HOUR, 100 * DAY, 8 * HOUR + 1]), [100 * DAY]);
  // Within J it goes with the rest.
  assert.deepEqual(clockAfter([0, 0, 8 * HOUR, 8 * HOUR + 10, 9 * HOUR + 10]).at(-1), [
    9 * HOUR + 10,
    null,
    null,
  ]);
});

Deno.test("jumps: late records refute nothing", () => {
  // Connections that were open through the night end in the morning, with the time at which they began.
  const morning = [0, 0, 8 * HOUR, -31, 8 * HOUR + 30, -40, 8 * HOUR + 60];
  assert.deepEqual(outliersOf(morning), []);
  assert.deepEqual(clockAfter(morning).at(-1), [8 * HOUR + 60, null, null]);
  assert.equal(run(morning.map((time) => START + time)).late, 2);
  // On time, it does.
  assert.deepEqual(outliersOf([0, 0, 8 * HOUR, -30, 8 * HOUR + 60]), [8 * HOUR]);
});

Deno.test("jumps: back in time is late, and M stays", () => {
  const { late, outliers, watermark } = run([0, 1, -DAY, -DAY + 1, 2].map((time) => START + time));
  assert.deepEqual([late, outliers, watermark], [2, 0, START + 2 - 30]);
});

Deno.test("jumps: while M is not set, a record is late when C − J ≤ t < C − D", () => {
  const late = (second: number) => run([START, START + second]).late;
  assert.deepEqual([late(-30), late(-31), late(-HOUR), late(-HOUR - 1)], [0, 1, 1, 0]);
});

Deno.test("jumps: a single record is where a log begins and ends, and decides nothing", () => {
  const { firstTime, lastTime, watermark, alerts } = run([START], { window: 1, threshold: 0.5 });
  assert.deepEqual([firstTime, lastTime, watermark], [START, START, null]);
  assert.deepEqual(alerts.map(({ firedAt, provisional }) => [firedAt, provisional]), [[START, 1]]);
});

Deno.test("jumps: T0 is C at the moment when M is first set", () => {
  const beginning = (times: readonly number[]) =>
    beginningOf(readRecords(bytes(HEADER + times.map((time) => line(time)).join("")), 2 * START, false), {
      lateness: 30,
      maxJump: HOUR,
    });
  assert.equal(beginning([START, START - 5]), START);
  assert.equal(beginning([START + DAY, START, START + 5]), START);
  assert.equal(beginning([START + DAY, START]), START);
  assert.equal(beginning([START, START + DAY]), START);
  assert.equal(beginning([]), null);
  // The warm-up begins there.
  const { alerts } = run([START + DAY, ...seconds(START, START + 100)], { window: 10, threshold: 0.9 });
  assert.deepEqual(alerts.map(({ firedAt }) => firedAt), [START + 9]);
});

Deno.test("jumps: with J without end nothing differs from the rule without jumps", () => {
  const times = [0, 5 * DAY, 1, 5 * DAY - 30, 5 * DAY - 31].map((time) => START + time);
  const { late, outliers, lastTime } = run(times, { maxJump: Infinity, now: 3 * START });
  assert.deepEqual([late, outliers, lastTime], [2, 0, START + 5 * DAY]);
});

Deno.test("jumps: outliers at the end wait for what comes next", () => {
  const { outliers, rejects, lastTime } = run([START, START + 1, START + DAY, START + DAY + 5]);
  assert.deepEqual([outliers, rejects, lastTime], [0, [], START + DAY + 5]);
});
