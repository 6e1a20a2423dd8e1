// Role: one suite for every store of the registry: what `src/stores/store.ts` promises of undoing runs, and
// `src/stores/store_kind.ts` of runs that were killed.

import assert from "node:assert/strict";
import { sqlite } from "../../src/stores/sqlite/sqlite.ts";
import type { Change, RunDescription, Store } from "../../src/stores/store.ts";
import { alert, amendment, bucket, change, input, message, rowsOf, run, values } from "./store_material.ts";

const VIEWS = [
  "buckets",
  "bucket_sections",
  "bucket_hosts",
  "bucket_statuses",
  "seconds",
  "alerts",
  "rejects",
  "gaps",
  "sources",
  "bucket_status_hosts",
  "bucket_status_sections",
  "slo_minutes",
  "slo_spans",
  "outbox",
];

/** All that is to be seen of results. */
function everything(path: string): Record<string, unknown> {
  return Object.fromEntries(
    VIEWS.map((view) => [view, rowsOf(path, `SELECT * FROM ${view} ORDER BY 1, 2, 3, 4`)]),
  );
}

/** One run with these changes; gives what it found saved. */
function replay(store: Store, changes: readonly Change[], differing: Partial<RunDescription> = {}): unknown {
  const session = store.begin(run(differing));
  for (const one of changes) session.commit(one);
  session.finish("ok", null);
  return session.saved;
}

/** What the next run would find. */
function saved(store: Store): Record<string, unknown> | null {
  const { saved } = store.begin(run());
  if (saved === null) return null;
  const { sequence: _rises, ...rest } = saved;
  return rest;
}

const second = (time: number, hits: number) => ({ time, hits, bytes: hits * 10, failures: 0, late: 0 });
const counts = {
  bytes: 90,
  read: 8,
  accepted: 2,
  rejected: 1,
  late: 1,
  outliers: 0,
  leftOut: 2,
  excluded: 3,
};
const reject = { file: "/a.csv", line: 3, offset: 40, reason: "date" as const, sample: "x" };

const minute = (minute: number, errors = 1) => ({ slo: "availability", minute, hits: 9, errors });
const span = (since: number, until: number, series = "[]") => ({ slo: "availability", since, until, series });
const pairs = (hits: number) => ({
  status_host: values({ "500 h": hits }),
  status_section: values({ "500 /a": hits }),
});

/** A first run that leaves something open. */
const FIRST: readonly Change[] = [
  change({
    times: { first: 90, last: 140 },
    counts,
    seconds: [second(90, 1), second(101, 4), second(112, 2)],
    closed: [bucket(90, { "/a": 1 }), { ...bucket(100, { "/a": 3, "/b": 1 }), pairs: pairs(1) }],
    alerts: [alert(95, 99), alert(100)],
    sloMinutes: [minute(0), minute(60)],
    sloSpans: [span(0, 120)],
    outbox: [message(95), message(95, "resolved"), message(100)],
    rejects: [reject],
    rejected: { date: 1 },
    inputs: [input(0, "/a.csv")],
    checkpoint: Uint8Array.of(1),
  }),
  change({
    ending: {
      open: [{ ...bucket(110, { "/a": 1, "/b": 1, "/c": 1 }), pairs: pairs(2) }],
      provisional: [alert(100, 120), alert(130)],
    },
    checkpoint: Uint8Array.of(2),
  }),
];

/** A second one that adds to all of it. */
const SECOND: readonly Change[] = [
  change({
    times: { first: 80, last: 200 },
    counts,
    seconds: [second(80, 1), second(101, 1), second(112, 7), second(150, 1), second(129, 3)],
    closed: [bucket(110, { "/z": 5 }), bucket(150, { "/z": 1 })],
    amended: [
      { ...amendment(80, { "/q": 1 }), pairs: pairs(1) },
      { ...amendment(100, { "/a": 1, "/n": 1 }), pairs: pairs(2) },
    ],
    alerts: [alert(100, 125), {
      ...alert(140),
      explanation: { measure: "hits", from: 130, to: 140, causes: [] },
    }],
    sloMinutes: [minute(60, 2), minute(120), minute(180)],
    sloSpans: [span(0, 180, "[1]"), span(180, 240)],
    outbox: [message(100, "resolved"), message(140)],
    rejects: [{ ...reject, line: 9 }],
    rejected: { date: 1, bytes: 4 },
    gaps: [{ path: "/a.csv", input: 0, offset: 10 }],
    inputs: [{ ...input(0, "/b.csv"), offset: 99 }, input(1, "/c.csv")],
    checkpoint: Uint8Array.of(3, 3),
  }),
  change({
    seconds: [second(101, 1), second(150, 1)],
    amended: [amendment(100, { "/b": 1 })],
    ending: { open: [bucket(190, { "/a": 9 })], provisional: [alert(140, 190), alert(195)] },
    checkpoint: Uint8Array.of(4),
  }),
];

const PROMISES: Record<string, (path: string) => void> = {
  "a run that is undone leaves all as before it, and its row"(path) {
    using store = sqlite.open(path, () => 7);
    replay(store, FIRST);
    const before = everything(path), savedBefore = saved(store);
    replay(store, SECOND);
    const after = everything(path);
    const undone = store.undo({ run: 2 });
    assert.deepEqual(undone, { run: 2, source: "log", bytes: 90, read: 8, next: 1 });
    assert.deepEqual(everything(path), before);
    assert.deepEqual(saved(store), savedBefore);
    assert.deepEqual(store.begin(run()).secondsFrom(0).map(({ time, hits }) => [time, hits]), [
      [90, 1],
      [101, 4],
      [112, 2],
    ]);
    replay(store, SECOND);
    const { rejects: _number, gaps: _too, ...again } = everything(path);
    const { rejects: _was, gaps: _different, ...expected } = after;
    assert.equal((again.outbox as unknown[]).length, 5);
    assert.equal((again.slo_minutes as unknown[]).length, 4);
    assert.equal((again.slo_spans as unknown[]).length, 2);
    assert.deepEqual(again, expected);
    const ledger = "SELECT id, status, read FROM runs ORDER BY id";
    assert.deepEqual(rowsOf(path, ledger), [[1, "ok", 8], [2, "undone", 8], [3, "ok", 8]]);
  },

  "the first run of a source can be undone: it held nothing, and may mean something else then"(path) {
    using store = sqlite.open(path, () => 7);
    replay(store, FIRST, { source: "other" });
    const before = everything(path);
    replay(store, FIRST);
    assert.deepEqual(store.undo({ latestOf: "log" }), {
      run: 2,
      source: "log",
      bytes: 90,
      read: 8,
      next: null,
    });
    const { sources, ...rows } = everything(path), { sources: _one, ...rowsBefore } = before;
    assert.deepEqual(rows, rowsBefore);
    assert.deepEqual((sources as unknown[][]).map(([name, first, , hits]) => [name, first, hits]), [
      ["log", null, 0],
      ["other", 90, 2],
    ]);
    assert.equal(saved(store), null);
    replay(store, FIRST, { meaning: { ...run().meaning, bucketSize: 5 } });
    store.undo({ run: 3 });
    assert.equal(saved(store), null);
  },

  "a run whose end was never written can be undone, and so can the one before it"(path) {
    using store = sqlite.open(path, () => 7);
    const empty = everything(path);
    replay(store, FIRST.slice(0, 1));
    const unsettled = everything(path), savedBefore = saved(store);
    assert.equal(savedBefore?.settled, false);
    store.begin(run()).commit(SECOND[0]);
    assert.throws(() => store.undo({ run: 2 }), { kind: "busy" });
    using lock = sqlite.lock(path, { now: 0, allowNetwork: false });
    using alone = sqlite.open(path, () => 7, lock);
    assert.equal(alone.undo({ run: 2 }).next, 1);
    assert.deepEqual(everything(path), unsettled);
    assert.deepEqual(saved(store), savedBefore);
    alone.undo({ run: 1 });
    const { sources: _one, ...rows } = everything(path), { sources: _none, ...nothing } = empty;
    assert.deepEqual(rows, nothing);
  },

  "what was not said of seconds is kept of amended buckets and of alerts all the same"(path) {
    using store = sqlite.open(path, () => 7);
    replay(store, FIRST);
    const before = everything(path);
    replay(store, [
      change({
        amended: [amendment(90, { "/a": 1 }), amendment(70, { "/a": 1 })],
        alerts: [alert(95, 98), alert(60)],
      }),
    ]);
    store.undo({ run: 2 });
    assert.deepEqual(everything(path), before);
  },

  "the last ten runs of a source can be undone, latest first, whatever came between"(path) {
    using store = sqlite.open(path, () => 7);
    const states: unknown[] = [];
    for (let number = 0; number < 13; number++) {
      states.push(everything(path).seconds);
      replay(store, [change({ seconds: [second(1000 + number, 1), second(500, 1)], counts })]);
      replay(store, []);
      replay(store, FIRST, { source: `other ${number}` });
    }
    const refused = (target: number, ...parts: string[]) =>
      assert.throws(() => store.undo({ run: target }), (error: Error & { kind: string }) => {
        assert.equal(error.kind, "usage");
        for (const part of parts) assert.ok(error.message.includes(part), error.message);
        return true;
      });
    refused(34, "Run 34", "log", "run 37");
    refused(38, "Run 38", "changed nothing");
    refused(4, "Run 4", "too far back", "10");
    refused(99, "run 99", path);
    assert.throws(() => store.undo({ latestOf: null }), /--source/);
    assert.throws(() => store.undo({ latestOf: "nobody" }), /"nobody"/);
    for (let number = 12; number >= 3; number--) {
      const { run } = store.undo({ latestOf: "log" });
      assert.equal(run, 3 * number + 1);
      const ofLog = (rows: unknown) => (rows as unknown[][]).filter(([source]) => source === "log");
      assert.deepEqual(ofLog(everything(path).seconds), ofLog(states[number]));
      refused(run, `Run ${run} was undone already`);
    }
    assert.throws(() => store.undo({ latestOf: "log" }), /10/);
    refused(7, "too far back");
  },

  "a run that replaced everything cannot be undone, nor what came before it"(path) {
    using store = sqlite.open(path, () => 7);
    replay(store, FIRST);
    replay(store, FIRST, { fresh: true });
    replay(store, SECOND);
    store.undo({ run: 3 });
    const before = everything(path);
    assert.throws(() => store.undo({ run: 2 }), /Run 2 replaced all.*--fresh/);
    assert.throws(() => store.undo({ run: 1 }), { kind: "usage" });
    replay(store, [], { fresh: true });
    assert.throws(() => store.undo({ latestOf: "log" }), /replaced all/);
    assert.notDeepEqual(everything(path), before);
    // Where there was nothing to replace, it is as any first run.
    replay(store, FIRST, { source: "other", fresh: true });
    assert.equal(store.undo({ latestOf: "other" }).next, null);
  },

  "a run that had begun before another one was undone fails as busy"(path) {
    using store = sqlite.open(path, () => 7);
    replay(store, FIRST);
    replay(store, SECOND);
    const begun = store.begin(run());
    store.undo({ run: 2 });
    assert.throws(() => begun.commit(change({})), { kind: "busy" });
  },

  "numbers of alerts come back, unless another source has taken them"(path) {
    using store = sqlite.open(path, () => 7);
    replay(store, [change({ ending: { open: [], provisional: [alert(100), alert(200)] } })]);
    const ids = "SELECT id, fired_at FROM alerts WHERE source = 'log' ORDER BY id";
    replay(store, [change({ alerts: [alert(300)] })]);
    store.undo({ run: 2 });
    assert.deepEqual(rowsOf(path, ids), [[1, 100], [2, 200]]);
    replay(store, [change({})]);
    replay(store, [change({ alerts: [alert(1)] })], { source: "other" });
    store.undo({ run: 3 });
    assert.deepEqual(rowsOf(path, ids), [[2, 200], [3, 100]]);
  },

  "who holds the lock marks the runs that were killed, of every source; others do not"(path) {
    using store = sqlite.open(path, () => 7);
    store.begin(run()).commit(change({}));
    store.begin(run({ source: "other" })).commit(change({}));
    replay(store, [], { source: "third" });
    const ledger = "SELECT id, status, message FROM runs ORDER BY id";
    assert.deepEqual(rowsOf(path, ledger), [[1, "running", null], [2, "running", null], [
      3,
      "ok",
      null,
    ]]);
    using lock = sqlite.lock(path, { now: 0, allowNetwork: false });
    using alone = sqlite.open(path, () => 7, lock);
    const session = alone.begin(run());
    assert.equal(rowsOf(path, ledger)[0][1], "running");
    session.commit(change({}));
    assert.deepEqual(rowsOf(path, ledger), [
      [1, "crashed", "no final note: killed, or the disk was full; found by run 4"],
      [2, "crashed", "no final note: killed, or the disk was full; found by run 4"],
      [3, "ok", null],
      [4, "running", null],
    ]);
  },

  "the ledger tells what a run read of which file, and what it missed"(path) {
    using store = sqlite.open(path, () => 7);
    replay(store, FIRST);
    replay(store, SECOND);
    assert.deepEqual(rowsOf(path, "SELECT * FROM run_files ORDER BY run, generation"), [
      ["log", 1, "/a.csv", 0, 0, 10],
      ["log", 2, "/b.csv", 0, 10, 99],
      ["log", 2, "/c.csv", 1, 0, 10],
    ]);
    assert.deepEqual(rowsOf(path, "SELECT * FROM gaps"), [["log", 2, "/a.csv", 0, 10]]);
  },
};

for (const [promise, keep] of Object.entries(PROMISES)) {
  Deno.test(`undo: ${promise}`, async () => {
    const directory = await Deno.makeTempDir();
    try {
      keep(`${directory}/x.db`);
    } finally {
      await Deno.remove(directory, { recursive: true });
    }
  });
}
