// Role: what is counted ahead, without knowing the clock, is what it would be in its place, wherever `fits` says so; and one
// summary after the other gives what one summary gives.

import assert from "node:assert/strict";
import fc from "fast-check";
import {
  fits,
  inPlace,
  IS_LATE,
  IS_WAITING,
  type Jumps,
  JumpTracker,
  KEPT_OF_JUMP,
  type SummaryTimes,
} from "../../../src/domain/counting/jumps.ts";
import { type LogClockState, NOT_BEGUN } from "../../../src/domain/counting/log_clock.ts";
import { jumpOptions, passages, timesOf } from "../../law/jump_arbitrary.ts";

/** What a tracker makes of some times; `judged` is whether each is late. */
interface Tracked extends SummaryTimes {
  readonly jumps: Jumps;
  readonly judged: readonly boolean[];
}

function tracked(
  options: { readonly lateness: number; readonly maxJump: number },
  clock: LogClockState | null,
  times: readonly number[],
): Tracked {
  const tracker = new JumpTracker(options);
  tracker.begin(clock);
  let smallest: number | null = null, lateFrom: number | null = null;
  const judged = times.map((time, line) => {
    const { latest } = tracker;
    let judgement = 0;
    if (time <= tracker.limit) {
      if (time < tracker.watermark) judgement = IS_LATE;
      else if (time > latest) tracker.moveTo(time);
    } else judgement = tracker.observe(time);
    if (judgement === IS_WAITING) tracker.keep({ line, offset: time, sample: `${time}` });
    if (judgement === IS_LATE) lateFrom = Math.min(lateFrom ?? latest, latest);
    else smallest = Math.min(smallest ?? time, time);
    return judgement === IS_LATE;
  });
  return { first: times[0] ?? null, smallest, lateFrom, jumps: tracker.end(), judged };
}

const cases = fc.record({
  options: jumpOptions,
  passages,
  at: fc.nat({ max: 1000 }),
  more: fc.nat({ max: 1000 }),
})
  .map(({ options, passages, at, more }) => {
    const times = timesOf(passages, options), from = Math.floor(at * times.length / 1000);
    const to = from + Math.floor(more * (times.length - from) / 1000);
    const { lateness, maxJump = Infinity } = options;
    return { options: { lateness, maxJump }, before: times.slice(0, from), times: times.slice(from, to) };
  });

Deno.test("jumps: a summary that fits is what it would be in its place", () => {
  let fitting = 0, jumping = 0;
  fc.assert(
    fc.property(cases, ({ options, before, times }) => {
      const { jumps: { clock } } = tracked(options, NOT_BEGUN, before);
      const ahead = tracked(options, null, times), known = tracked(options, clock, times);
      if (!fits(clock, ahead, options)) return;
      const { jumpedFrom: _, ...expected } = known.jumps;
      const { jumpedFrom, ...actual } = inPlace(clock, ahead.first, ahead.jumps);
      assert.deepEqual(actual, expected);
      assert.deepEqual(ahead.judged, known.judged);
      if (times.length > 0) fitting++;
      if (jumpedFrom !== null) jumping++;
    }),
    { numRuns: 3000, includeErrorInReport: true },
  );
  assert.ok(fitting > 300 && jumping > 100, `${fitting} fit, ${jumping} of them jump`);
});

Deno.test("jumps: summaries in a row say what one says", () => {
  fc.assert(
    fc.property(cases, ({ options, before, times }) => {
      const first = tracked(options, NOT_BEGUN, before);
      const second = tracked(options, first.jumps.clock, times);
      const whole = tracked(options, NOT_BEGUN, [...before, ...times]);
      assert.deepEqual(second.jumps.clock, whole.jumps.clock);
      assert.deepEqual([...first.judged, ...second.judged], whole.judged);
      assert.equal(first.jumps.outliers + second.jumps.outliers, whole.jumps.outliers);
      const offsets = (lines: Jumps["lines"]) => lines.map(({ offset }) => offset);
      const kept = second.jumps.before === "refuted" ? first.jumps.waiting : [];
      const waiting = second.jumps.before === "open" ? first.jumps.waiting : [];
      assert.deepEqual(
        offsets([...first.jumps.lines, ...kept, ...second.jumps.lines]),
        offsets(whole.jumps.lines),
      );
      assert.deepEqual(offsets([...waiting, ...second.jumps.waiting]), offsets(whole.jumps.waiting));
      assert.ok(whole.jumps.waiting.length <= KEPT_OF_JUMP);
    }),
    { numRuns: 2000, includeErrorInReport: true },
  );
});
