// Role: the reference against examples computed by hand: every sentence of "Several logs in one source" (semantics.md).

import assert from "node:assert/strict";
import type { Expected, Options } from "./expected.ts";
import { reference, referenceOf } from "./reference.ts";
import { bytes, HEADER, line, OPTIONS } from "./small_logs.ts";

const HOUR = 3600, DAY = 86_400;
const START = 500_000;
const DEFAULTS: Options = { ...OPTIONS, maxJump: HOUR, idleLog: 600, now: 2 * START };

type Times = readonly number[];

function logOf(times: Times, host = "h"): Uint8Array {
  return bytes(HEADER + times.map((time) => line(START + time, host)).join(""));
}

/** Each list of times is a log of its own. */
function run(
  logs: readonly Times[],
  options: Partial<Options> = {},
): Expected & { readonly watermark: number | null } {
  const inputs = logs.map((times, log) => logOf(times, `host${log}`));
  const { expected, watermark } = referenceOf(
    { inputs, logs: logs.map((_, log) => [log]) },
    { ...DEFAULTS, ...options },
  );
  return { ...expected, watermark: watermark && watermark - START };
}

function seconds(from: number, to: number, step = 1): number[] {
  return Array.from({ length: Math.ceil((to - from) / step) }, (_, i) => from + i * step);
}

/** Without where lines stand. */
function results({ seconds, buckets, hosts, alerts, accepted, late, firstTime, lastTime }: Expected) {
  return { seconds, buckets, hosts, alerts, accepted, late, firstTime, lastTime };
}

Deno.test("several logs: a record is late by M of its own log", () => {
  // The second log is a minute behind the first: none of its records is late.
  const { late, watermark } = run([seconds(0, 300), seconds(0, 240)]);
  assert.deepEqual([late, watermark], [0, 239 - 30]);
  assert.equal(run([[0, 100, 69, 70], [0, 1]]).late, 1);
});

Deno.test("several logs: two logs that were split from one store the same as the one", () => {
  const all = seconds(0, 1000).flatMap((second) => second % 3 === 0 ? [second, second] : [second]);
  const body = (times: Times) => bytes(HEADER + times.map((time) => line(START + time)).join(""));
  const options = { ...DEFAULTS, window: 10, threshold: 1.35, top: 2 };
  const whole = results(reference([body(all)], options));
  assert.equal(whole.alerts.length > 0, true);
  const halves = [all.filter((_, i) => i % 2 === 0), all.filter((_, i) => i % 2 === 1)].map(body);
  assert.deepEqual(results(referenceOf({ inputs: halves, logs: [[0], [1]] }, options).expected), whole);
  // By time, too: the second begins where the first has ended.
  const days = [all.slice(0, 400), all.slice(400)].map(body);
  assert.deepEqual(results(referenceOf({ inputs: days, logs: [[0], [1]] }, options).expected), whole);
  assert.deepEqual(
    results(referenceOf({ inputs: days.toReversed(), logs: [[0], [1]] }, options).expected),
    whole,
  );
});

Deno.test("several logs: the watermark is the smallest M of the logs that hold it back, minus D", () => {
  assert.equal(run([seconds(0, 100), seconds(0, 70), seconds(0, 50)]).watermark, 49 - 30);
  // Seconds and buckets are final by it, and alerts are decided from final seconds.
  const { buckets, alerts } = run([seconds(0, 100), seconds(0, 51)], { window: 5, threshold: 1.9 });
  assert.deepEqual(
    buckets.map(({ start, state }) => [start - START, state]).slice(0, 4),
    [[0, "final"], [10, "final"], [20, "open"], [30, "open"]],
  );
  assert.deepEqual(
    alerts.map(({ firedAt, resolvedAt, provisional }) => [
      firedAt - START,
      resolvedAt! - START,
      provisional,
    ]),
    [[4, 51, 1]],
  );
});

Deno.test("several logs: a log that was read to its end holds back while its M ≥ the largest M − I", () => {
  assert.equal(run([seconds(0, 651), seconds(0, 51)]).watermark, 50 - 30);
  assert.equal(run([seconds(0, 652), seconds(0, 51)]).watermark, 651 - 30);
  assert.equal(run([seconds(0, 152), seconds(0, 51)], { idleLog: 100 }).watermark, 151 - 30);
});

Deno.test("several logs: an ended log does not keep the others from being decided", () => {
  const { alerts, late } = run([seconds(0, 2000), seconds(0, 100)], { window: 5, threshold: 1.9 });
  assert.deepEqual(
    alerts.map(({ firedAt, resolvedAt, provisional }) => [
      firedAt - START,
      resolvedAt! - START,
      provisional,
    ]),
    [[4, 100, 0]],
  );
  assert.equal(late, 0);
});

Deno.test("several logs: one that has unread bytes holds back, however far it is behind", () => {
  // Hours behind, yet read whole, so that nothing of it is late.
  const { late, watermark } = run([seconds(0, 5 * HOUR, 10), seconds(HOUR, 2 * HOUR, 10)]);
  assert.deepEqual([late, watermark], [0, 5 * HOUR - 10 - 30]);
});

Deno.test("several logs: one that is not begun holds back where it begins", () => {
  // Its first record is an outlier: where it begins is what comes after that.
  const { late, outliers, firstTime, watermark } = run([seconds(0, 100), [4 * HOUR, 3, 4, 5]]);
  assert.deepEqual([late, outliers, firstTime], [0, 1, START]);
  assert.equal(watermark, 5 - 30);
  // The log that begins first is read first, in whatever order they are given.
  assert.equal(run([seconds(50, 100), seconds(0, 100)]).firstTime, START);
});

Deno.test("several logs: T0 is that of the log that is read first", () => {
  const { firstTime, alerts } = run([seconds(50, 100), seconds(40, 100)], { window: 20, threshold: 0.5 });
  assert.equal(firstTime, START + 40);
  assert.deepEqual(alerts.map(({ firedAt }) => firedAt - START), [59]);
  // A log that is long over when the others begin.
  assert.equal(run([seconds(DAY, DAY + 100), [0]]).firstTime, START);
});

Deno.test("several logs: the source has no watermark before M of one of its logs is set", () => {
  assert.equal(run([[0], [5]]).watermark, null);
  assert.equal(run([[0, 1], [5]]).watermark, 1 - 30);
  assert.equal(run([[6, 7], [5]]).watermark, 5 - 30);
});

Deno.test("several logs: a log without a record holds nothing back", () => {
  const junk = bytes(HEADER + "junk\n");
  const { expected, watermark } = referenceOf(
    { inputs: [junk, logOf([0, 1, 2])], logs: [[0], [1]] },
    DEFAULTS,
  );
  assert.deepEqual([expected.read, expected.rejected, watermark], [4, 1, START + 2 - 30]);
});

/** The first run finds so many records of each log. */
function inTwoRuns(logs: readonly Times[], first: readonly number[], options: Partial<Options> = {}) {
  const inputs = logs.map((times) => logOf(times));
  const lengths = logs.map((times, log) => logOf(times.slice(0, first[log])).length);
  const source = { inputs, logs: logs.map((_, log) => [log]) };
  const { expected, watermark } = referenceOf({ ...source, runs: [lengths] }, { ...DEFAULTS, ...options });
  const whole = referenceOf(source, { ...DEFAULTS, ...options }).expected;
  return { ...expected, watermark: watermark! - START, whole };
}

Deno.test("several logs: an idle log that comes back below the watermark amends as late, though it is not late in itself", () => {
  const idle = [...seconds(0, 10), ...seconds(900, 950)];
  const { late, watermark, whole, alerts } = inTwoRuns([seconds(0, 1000), idle], [1000, 10]);
  // 999 − 30 was decided without it.
  assert.deepEqual([late, watermark, whole.late], [50, 969, 0]);
  assert.deepEqual(alerts, []);
  // What is not below it is on time.
  assert.equal(inTwoRuns([seconds(0, 1000), [...seconds(0, 10), 968, 969]], [1000, 10]).late, 1);
});

Deno.test("several logs: many runs store what one run stores, as long as no log lags more than I when a run ends", () => {
  const other = seconds(0, 1000);
  // The second log is 600 s behind when the first run ends.
  const { late, whole, seconds: rows, buckets, alerts } = inTwoRuns([seconds(0, 1000), other], [900, 300], {
    window: 5,
    threshold: 1.9,
  });
  assert.equal(late, 0);
  assert.deepEqual(
    { rows, buckets, alerts },
    { rows: whole.seconds, buckets: whole.buckets, alerts: whole.alerts },
  );
  // One second more is too much.
  assert.equal(inTwoRuns([seconds(0, 1000), other], [901, 300]).late, 900 - 30 - 300);
});

Deno.test("several logs: jumps are those of each log", () => {
  const night = 8 * HOUR;
  // Both are quiet at night; the second has an outlier, and the first follows a minute later.
  const one = [...seconds(0, 50), ...seconds(night, night + 90)];
  const two = [...seconds(0, 20), 3 * DAY, ...seconds(20, 50), ...seconds(night, night + 90)];
  const { late, outliers, watermark, rejects } = run([one, two]);
  assert.deepEqual([late, outliers, watermark], [0, 1, night + 89 - 30]);
  assert.deepEqual(rejects.map(({ input, line, reason }) => [input, line, reason]), [[1, 22, "time jump"]]);
  // One of them has the night off.
  const busy = run([seconds(0, night + 90, 10), two]);
  assert.deepEqual([busy.late, busy.watermark], [0, night + 80 - 30]);
});

Deno.test("several logs: what is provisional is evaluated up to the largest M or L", () => {
  assert.equal(run([seconds(0, 50), [...seconds(0, 40), DAY]]).lastTime, START + DAY);
  assert.equal(run([seconds(0, 50), seconds(0, 40)]).lastTime, START + 49);
});

Deno.test("several logs: files of one log are read one after the other", () => {
  const one = logOf(seconds(0, 100)), two = logOf(seconds(100, 200)), other = logOf(seconds(0, 200));
  const { expected } = referenceOf({ inputs: [two, other, one], logs: [[2, 0], [1]] }, DEFAULTS);
  assert.deepEqual([expected.late, expected.accepted], [0, 400]);
  // A day later.
  assert.equal(
    referenceOf({ inputs: [logOf([0, 1]), logOf([DAY, DAY + 1])], logs: [[0, 1]] }, DEFAULTS).expected.late,
    0,
  );
});
