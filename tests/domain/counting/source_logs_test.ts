// The event time of a source out of the clocks of its logs: what a law test would have to meet by chance.

import assert from "node:assert/strict";
import { type LogClockState, NOT_BEGUN } from "../../../src/domain/counting/log_clock.ts";
import { SourceLogs } from "../../../src/domain/counting/source_logs.ts";

const NEW = { first: null, reached: null, logs: [] };

function at(latest: number, begins = latest): { readonly clock: LogClockState; readonly waiting: [] } {
  return { clock: { ...NOT_BEGUN, latest, begins }, waiting: [] };
}

Deno.test("source logs: one that has been read to its end holds the source back for I seconds", () => {
  const logs = new SourceLogs(NEW, 600), [a, b] = logs.open([[], []]);
  logs.beginAt(a, 0);
  logs.beginAt(b, 0);
  logs.move(a, 0, at(1000, 0));
  logs.move(b, 1, at(500, 0));
  assert.equal(logs.eventTime, 500);
  assert.equal(logs.finish(b), false);
  logs.move(a, 0, at(1100));
  assert.equal(logs.eventTime, 500);
  logs.move(a, 0, at(1101));
  assert.equal(logs.eventTime, 1101);
  // It never falls, though the log comes back.
  const [again] = logs.open([[1]]);
  assert.equal(again, b);
  logs.move(b, 1, at(900));
  assert.equal(logs.eventTime, 1101);
});

Deno.test("source logs: the end of the log that is furthest behind moves the event time", () => {
  const logs = new SourceLogs(NEW, 100), [a, b] = logs.open([[], []]);
  logs.beginAt(a, 0);
  logs.beginAt(b, 0);
  logs.move(a, 0, at(50, 0));
  logs.move(b, 1, at(500, 0));
  assert.equal(logs.eventTime, 50);
  assert.equal(logs.finish(a), true);
  assert.equal(logs.eventTime, 500);
});

Deno.test("source logs: nothing is final before a stream that cannot be read ahead has a time", () => {
  const logs = new SourceLogs(NEW, 600), [a, b] = logs.open([[], []]);
  logs.move(a, 0, at(1000, 900));
  assert.deepEqual([logs.eventTime, logs.next([a, b])], [null, b]);
  logs.move(b, 1, at(950, 940));
  assert.deepEqual([logs.eventTime, logs.times], [950, { first: 900, last: 1000 }]);
});

Deno.test("source logs: the source begins where reading ahead shows that a log does which is read later", () => {
  const logs = new SourceLogs(NEW, 600), [a, b] = logs.open([[], []]);
  logs.beginAt(a, 900);
  logs.move(b, 1, at(950, 940));
  assert.deepEqual([logs.eventTime, logs.times], [900, { first: 900, last: 950 }]);
});

Deno.test("source logs: a log is known by its inputs in the next run, and claimed once", () => {
  const logs = new SourceLogs(NEW, 600), [a, b] = logs.open([[], []]);
  logs.move(a, 0, at(1000));
  logs.move(b, 4, at(900));
  const next = new SourceLogs(logs.state, 600);
  const [first, second, third] = next.open([[7, 4], [4], [0]]);
  assert.deepEqual([first, next.clockOf(first).latest], [b, 900]);
  assert.deepEqual([next.clockOf(second).latest, third], [null, a]);
});

Deno.test("source logs: without the silent ones, the others decide how far the source has come", () => {
  const logs = new SourceLogs(NEW, 600), [a, b] = logs.open([[], []]);
  logs.move(a, 0, at(1000));
  logs.move(b, 1, at(500));
  logs.finish(a);
  logs.finish(b);
  assert.deepEqual([logs.eventTime, logs.eventTimeWithout([b]), logs.eventTimeWithout([a, b])], [
    500,
    1000,
    500,
  ]);
});
