// Role: what `src/stores/store.ts` promises, on real files.

import assert from "node:assert/strict";
import { DEFAULT_DIMENSIONS } from "../../src/domain/dimensions/dimensions.ts";
import { Problem } from "../../src/domain/problem.ts";
import { sqlite } from "../../src/stores/sqlite/sqlite.ts";
import { alert, amendment, bucket, change, input, rowsOf, run, values } from "./store_material.ts";

/** Each promise as one test: it gets a path where nothing is yet. */
const PROMISES: Record<string, (path: string) => void> = {
  "a source that is new has nothing saved; a commit and the end of its run are there afterwards"(path) {
    {
      using store = sqlite.open(path, () => 99.9);
      const session = store.begin(run());
      assert.equal(session.saved, null);
      assert.deepEqual(session.secondsFrom(0), []);
      const counts = {
        bytes: 500,
        read: 12,
        accepted: 4,
        rejected: 1,
        late: 0,
        outliers: 3,
        leftOut: 2,
        excluded: 5,
      };
      const times = { first: 100, last: 130 };
      const reject = { file: "/a.csv", line: 3, offset: 40, reason: "date" as const, sample: "x\\x00" };
      const end = { counts, times, rejects: [reject], rejected: { date: 1 } };
      session.commit(change({ ...end, closed: [bucket(100, { "/a": 3, "/b": 1 })] }));
      session.finish("ok", null);
    }
    assert.deepEqual(rowsOf(path, "SELECT * FROM sources"), [
      [
        "log",
        100,
        130,
        4,
        10,
        30,
        2,
        "csv",
        12,
        4,
        1,
        0,
        3,
        100,
        3600,
        600,
        2,
        DEFAULT_DIMENSIONS.join(","),
        5,
        null,
        null,
        0,
      ],
    ]);
    assert.deepEqual(rowsOf(path, "SELECT * FROM runs"), [
      [1, "log", 50, 99, "ok", '["a.csv"]', 500, 12, 4, 1, 0, '{"top":2}', "1.2.3", null, 3, 2, 5],
    ]);
    assert.deepEqual(rowsOf(path, "SELECT * FROM rejects"), [[
      "log",
      1,
      "/a.csv",
      3,
      40,
      "date",
      "x\\x00",
    ]]);
    assert.deepEqual(rowsOf(path, "SELECT * FROM buckets"), [
      ["log", 100, "1970-01-01T00:01:40Z", 10, 4, 0.4, 40, 4, 0, 1, 0, 1, "final"],
    ]);
    assert.deepEqual(rowsOf(path, "SELECT * FROM bucket_sections ORDER BY hits DESC"), [
      ["log", 100, "1970-01-01T00:01:40Z", "/a", 3, 30, 0],
      ["log", 100, "1970-01-01T00:01:40Z", "/b", 1, 10, 0],
    ]);
    assert.deepEqual(rowsOf(path, "SELECT host, hits FROM bucket_hosts"), [["h", 4]]);
    assert.deepEqual(rowsOf(path, "SELECT status, hits FROM bucket_statuses"), [[200, 4]]);
  },

  "the next run gets back what the last one saved"(path) {
    const inputs = [input(0, "/a.csv.1"), input(1, "/a.csv")];
    const checkpoint = Uint8Array.of(0, 255, 7);
    {
      using store = sqlite.open(path, () => 0);
      const session = store.begin(run());
      session.commit(change({ inputs, checkpoint: new Uint8Array() }));
      const first = store.begin(run()).saved;
      assert.deepEqual([first?.checkpoint.length, first?.lost], [0, []]);
      const moved = { ...inputs[1], path: "/b.csv", offset: 20, inode: 2 ** 60, device: null };
      const gaps = [{ path: "/a.csv.1", input: 0, offset: 10 }];
      session.commit(change({ inputs: [moved], checkpoint, gaps, ending: { open: [], provisional: [] } }));
      session.finish("ok", null);
    }
    assert.deepEqual(rowsOf(path, "SELECT * FROM gaps"), [["log", 1, "/a.csv.1", 0, 10]]);
    using store = sqlite.open(path, () => 0);
    const { saved } = store.begin(run());
    assert.deepEqual(saved && { ...saved, inputs: [...saved.inputs] }, {
      meaning: run().meaning,
      sequence: 2,
      checkpoint,
      settled: true,
      prunedBefore: null,
      told: [],
      lost: [0],
      inputs: [inputs[0], { ...inputs[1], path: "/b.csv", offset: 20, inode: 2 ** 60, device: null }],
    });
  },

  "options that change the meaning must match; both values and the ways out are named"(path) {
    using store = sqlite.open(path, () => 0);
    store.begin(run()).commit(change({ closed: [bucket(100, { "/a": 1 })] }));
    const before = rowsOf(path, "SELECT * FROM runs");
    for (const [key, stored] of Object.entries(run().meaning)) {
      const given = typeof stored === "number" ? 77 : "other";
      const meaning = { ...run().meaning, [key]: given };
      assert.throws(() => store.begin(run({ meaning })), (error: Problem) => {
        assert.equal(error.kind, "usage");
        for (const part of [`${stored ?? "none"}`, `${given}`, "--fresh", "--source", '"log"']) {
          assert.ok(error.message.includes(part), error.message);
        }
        return true;
      });
    }
    assert.deepEqual(rowsOf(path, "SELECT * FROM runs"), before);
    // Another source may mean something else.
    const other = run({ source: "other", meaning: { ...run().meaning, bucketSize: 60 } });
    store.begin(other).commit(change({}));
  },

  "fresh takes away what the source held, with its first commit and not before; its runs stay"(path) {
    using store = sqlite.open(path, () => 0);
    const all = { ...full(), ending: { open: [bucket(200, { "/z": 1 })], provisional: [alert(150)] } };
    for (const source of ["log", "other"]) {
      const session = store.begin(run({ source }));
      session.commit(change(all));
      session.finish("ok", null);
    }
    const kept = everything(path, "other");
    const session = store.begin(run({ fresh: true, meaning: { ...run().meaning, bucketSize: 60 } }));
    assert.equal(session.saved, null);
    assert.deepEqual(session.secondsFrom(0), []);
    assert.equal(rowsOf(path, "SELECT * FROM seconds WHERE source = 'log'").length, 1);
    session.commit(change({ closed: [bucket(0, { "/new": 1 })] }));
    session.commit(change({ closed: [bucket(60, { "/new": 1 })] }));
    session.finish("ok", null);
    for (const view of ["seconds", "alerts", "rejects"]) {
      assert.deepEqual(rowsOf(path, `SELECT * FROM ${view} WHERE source = 'log'`), [], view);
    }
    const starts = "SELECT start, size FROM buckets WHERE source = 'log' ORDER BY start";
    assert.deepEqual(rowsOf(path, starts), [[0, 60], [60, 60]]);
    assert.deepEqual(
      rowsOf(path, "SELECT DISTINCT section FROM bucket_sections WHERE source = 'log'"),
      [["/new"]],
    );
    assert.deepEqual(rowsOf(path, "SELECT source FROM runs ORDER BY id"), [["log"], ["other"], [
      "log",
    ]]);
    assert.deepEqual(everything(path, "other"), kept);
  },

  "a run without a commit leaves its row and nothing else; with fresh and a good end it empties the source"(
    path,
  ) {
    using store = sqlite.open(path, () => 7);
    store.begin(run()).finish("ok", null);
    assert.deepEqual(rowsOf(path, "SELECT name, hits, first_time FROM sources"), [["log", 0, null]]);
    // Nothing is stored yet whose meaning could differ.
    const meaning = { ...run().meaning, bucketSize: 20 };
    const session = store.begin(run({ meaning }));
    assert.equal(session.saved, null);
    session.commit(change(full()));
    session.finish("ok", null);
    const before = everything(path, "log");
    assert.equal(before.buckets[0][3], 20);
    store.begin(run({ meaning })).finish("ok", null);
    store.begin(run({ meaning, fresh: true })).finish("failed", "no header");
    assert.deepEqual(everything(path, "log"), before);
    const last = "SELECT status, ended_at, message FROM runs ORDER BY id DESC LIMIT 1";
    assert.deepEqual(rowsOf(path, last), [["failed", 7, "no header"]]);
    const overtaken = store.begin(run({ meaning }));
    store.begin(run({ fresh: true })).finish("ok", null);
    for (const rows of Object.values(everything(path, "log"))) assert.deepEqual(rows, []);
    assert.throws(() => overtaken.commit(change({})), { kind: "busy" });
  },

  "of two runs of one source the second to commit fails as busy, and nothing of it is stored"(path) {
    using store = sqlite.open(path, () => 0);
    using other = sqlite.open(path, () => 0);
    const sessions = [store.begin(run()), other.begin(run()), other.begin(run({ source: "other" }))];
    sessions[0].commit(change({ closed: [bucket(100, { "/a": 1 })] }));
    assert.throws(
      () => sessions[1].commit(change({ closed: [bucket(110, { "/b": 1 })] })),
      (error: Problem) => error.kind === "busy" && error.message.includes('"log"'),
    );
    sessions[1].finish("failed", "busy");
    sessions[2].commit(change({}));
    sessions[0].commit(change({ closed: [bucket(120, { "/a": 1 })] }));
    assert.deepEqual(rowsOf(path, "SELECT start FROM buckets"), [[100], [120]]);
    assert.deepEqual(rowsOf(path, "SELECT source FROM runs"), [["log"], ["other"]]);
    assert.throws(() => sessions[1].commit(change({})), { name: "Error" });
  },

  "a commit that fails stores nothing, and its session is over"(path) {
    using store = sqlite.open(path, () => 0);
    const session = store.begin(run());
    session.commit(change({ closed: [bucket(100, { "/a": 1 })] }));
    const before = everything(path, "log");
    // A bucket cannot turn final twice.
    const twice = { ...full(), closed: [bucket(90, { "/b": 1 }), bucket(100, { "/a": 1 })] };
    assert.throws(() => session.commit(change(twice)));
    assert.throws(() => session.commit(change({})));
    session.finish("failed", "broken");
    assert.deepEqual(everything(path, "log"), before);
    assert.deepEqual(rowsOf(path, "SELECT status, message FROM runs"), [["failed", "broken"]]);
    // The names of the failed commit are not taken for stored ones.
    store.begin(run()).commit(change({ closed: [bucket(110, { "/b": 1 })] }));
    const section = "SELECT section FROM bucket_sections WHERE start = 110";
    assert.deepEqual(rowsOf(path, section), [["/b"]]);
  },

  "the end of a run is replaced by the next commit of the source"(path) {
    using store = sqlite.open(path, () => 0);
    const session = store.begin(run());
    const open = [bucket(110, { "/a": 1, "/b": 1, "/c": 1 }), bucket(120, { "/a": 1 })];
    session.commit(change({ closed: [bucket(100, { "/a": 1 })], ending: { open, provisional: [] } }));
    const states = "SELECT start, state, hits FROM buckets ORDER BY start";
    assert.deepEqual(rowsOf(path, states), [[100, "final", 1], [110, "open", 3], [120, "open", 1]]);
    const next = store.begin(run());
    assert.equal(next.saved?.settled, true);
    next.commit(change({ closed: [bucket(110, { "/a": 5 })] }));
    assert.deepEqual(rowsOf(path, states), [[100, "final", 1], [110, "final", 5]]);
    assert.equal(store.begin(run()).saved?.settled, false);
    next.commit(change({ ending: { open: [bucket(120, { "/b": 2 })], provisional: [] } }));
    assert.deepEqual(rowsOf(path, states), [[100, "final", 1], [110, "final", 5], [120, "open", 2]]);
    const sections = "SELECT start, section, hits FROM bucket_sections ORDER BY start";
    assert.deepEqual(rowsOf(path, sections), [[100, "/a", 1], [110, "/a", 5], [120, "/b", 2]]);
  },

  "alerts are replaced by rule and time, provisional ones by the next commit; numbers do not depend on it"(
    path,
  ) {
    const decided = [alert(100), alert(100, 130), alert(200), alert(200, 240), alert(300, 310)];
    const list =
      "SELECT id, fired_at, resolved_at, duration, provisional, peak_value FROM alerts ORDER BY id";
    using store = sqlite.open(path, () => 0);
    const session = store.begin(run());
    session.commit(change({ alerts: [decided[0]] }));
    session.commit(change({
      alerts: [{ ...decided[0], peakValue: 99 }],
      ending: { open: [], provisional: [alert(100, 120), alert(190, 195), alert(250)] },
    }));
    assert.deepEqual(rowsOf(path, list), [
      [1, 100, 120, 20, 1, 20],
      [2, 190, 195, 5, 1, 20],
      [3, 250, null, null, 1, 20],
    ]);
    store.begin(run({ source: "other" })).commit(change({ alerts: [alert(1)] }));
    const next = store.begin(run());
    next.commit(
      change({ alerts: [decided[1]], ending: { open: [], provisional: [alert(190), alert(220)] } }),
    );
    assert.deepEqual(rowsOf(path, list.replace("ORDER", "WHERE source = 'log' ORDER")), [
      [1, 100, 130, 30, 0, 20],
      [2, 190, null, null, 1, 20],
      [5, 220, null, null, 1, 20],
    ]);
    next.commit(change({ alerts: [decided[2]] }));
    next.commit(change({ alerts: [decided[3], decided[4]] }));
    assert.deepEqual(rowsOf(path, list.replace("ORDER", "WHERE source = 'log' ORDER")), [
      [1, 100, 130, 30, 0, 20],
      [5, 200, 240, 40, 0, 20],
      [6, 300, 310, 10, 0, 20],
    ]);
    assert.deepEqual(
      rowsOf(
        path,
        "SELECT rule, fired_iso, value, peak_at, resolved_iso, threshold, window FROM alerts WHERE id = 1",
      ),
      [["high-traffic", "1970-01-01T00:01:40Z", 10.5, 101, "1970-01-01T00:02:10Z", 10, 120]],
    );
  },

  "late records amend final buckets by the rule of the domain, and make those that had no hits"(path) {
    using store = sqlite.open(path, () => 0);
    const session = store.begin(run());
    session.commit(change({
      closed: [bucket(100, { "/a": 3 })],
      amended: [
        amendment(100, { "/b": 1, "/c": 2 }),
        amendment(90, { "/x": 1 }),
        amendment(100, { "/d": 1, "/b": 1 }),
      ],
    }));
    session.commit(change({ amended: [amendment(90, { "/y": 1, "/z": 1, "/x": 1 })] }));
    assert.deepEqual(
      rowsOf(path, "SELECT start, hits, bytes, late, hosts FROM buckets ORDER BY start"),
      [
        [90, 4, 40, 4, 0],
        [100, 8, 80, 5, 1],
      ],
    );
    assert.deepEqual(
      rowsOf(path, "SELECT start, section, hits, bytes FROM bucket_sections ORDER BY 1, 2"),
      [
        [90, "(other)", 1, 10],
        [90, "/x", 2, 20],
        [90, "/y", 1, 10],
        [100, "(other)", 3, 30],
        [100, "/a", 3, 30],
        [100, "/b", 2, 20],
      ],
    );
    for (const view of ["bucket_hosts", "bucket_statuses"]) {
      assert.deepEqual(rowsOf(path, `SELECT sum(hits), sum(bytes) FROM ${view}`), [[12, 120]]);
    }
  },

  "seconds add up and are read back by time; bytes saturate"(path) {
    using store = sqlite.open(path, () => 0);
    const second = (time: number, hits: number) => ({ time, hits, bytes: hits * 10, failures: 1, late: 0 });
    const session = store.begin(run());
    session.commit(change({ seconds: Array.from({ length: 250 }, (_, index) => second(100 + index, 1)) }));
    session.commit(change({ seconds: [second(105, 2), second(400, 3)] }));
    const most = Number.MAX_SAFE_INTEGER;
    session.commit(change({ seconds: [{ ...second(400, 1), bytes: most }] }));
    store.begin(run({ source: "other" })).commit(change({ seconds: [second(105, 50)] }));
    const seconds = store.begin(run()).secondsFrom(105);
    assert.equal(seconds.length, 246);
    assert.deepEqual(seconds[0], { time: 105, hits: 3, bytes: 30, failures: 2, late: 0 });
    assert.deepEqual(seconds[245], { time: 400, hits: 4, bytes: most, failures: 2, late: 0 });
  },

  "stored minutes of an objective are those of the times in which it counted the same series"(path) {
    using store = sqlite.open(path, () => 0);
    const sloMinutes = [0, 60, 120, 180, 240].flatMap((minute) =>
      ["a", "b"].map((slo) => ({ slo, minute, hits: minute + 1, errors: 1 }))
    );
    const sloSpans = [["a", 0, 120, "x"], ["a", 120, 180, "y"], ["a", 240, 300, "x"], [
      "b",
      0,
      300,
      "x",
    ]] as const;
    const session = store.begin(run());
    session.commit(
      change({
        sloMinutes,
        sloSpans: sloSpans.map(([slo, since, until, series]) => ({ slo, since, until, series })),
      }),
    );
    assert.deepEqual(session.minutesFrom("a", "x", 0), [], "it began without any");
    session.finish("ok", null);
    const minutes = (source: string, slo: string, series: string, from: number) =>
      store.begin(run({ source })).minutesFrom(slo, series, from).map(({ minute }) => minute);
    assert.deepEqual(store.begin(run()).minutesFrom("a", "x", 240), [{
      slo: "a",
      minute: 240,
      hits: 241,
      errors: 1,
    }]);
    assert.deepEqual(minutes("log", "a", "x", 1), [60, 240]);
    assert.deepEqual(minutes("log", "a", "y", 0), [120]);
    assert.deepEqual(minutes("log", "b", "x", 121), [180, 240]);
    assert.deepEqual(minutes("log", "b", "y", 0), []);
    assert.deepEqual(minutes("other", "a", "x", 0), []);
  },

  "hundreds of values in one bucket, and the same names in several dimensions and sources"(path) {
    using store = sqlite.open(path, () => 0);
    const names = Object.fromEntries(Array.from({ length: 1234 }, (_, index) => [`/${index}`, index + 1]));
    for (const source of ["log", "other"]) {
      const big = { ...bucket(100, names), hits: 762_245 };
      const closed = [{
        ...big,
        values: {
          ...big.values,
          section: values(names),
          host: values(names),
          status: values({ 200: 1, 500: 2 }),
        },
      }];
      store.begin(run({ source })).commit(change({ closed }));
    }
    for (const column of ["section", "host"]) {
      const sql = `SELECT count(DISTINCT ${column}), sum(hits) FROM bucket_${column}s GROUP BY source`;
      assert.deepEqual(rowsOf(path, sql), [[1234, 761_995], [1234, 761_995]]);
    }
  },

  "reading a store that is not there says where it looked and what to do"(path) {
    assert.throws(() => sqlite.read(path), (error: Problem) => {
      return error instanceof Problem && error.kind === "input" && error.message.includes(path) &&
        error.message.includes("httplog replay");
    });
  },
};

/** One of everything. */
function full(): Parameters<typeof change>[0] {
  return {
    closed: [bucket(100, { "/a": 1 })],
    seconds: [{ time: 100, hits: 1, bytes: 10, failures: 0, late: 0 }],
    alerts: [alert(100, 110)],
    rejects: [{ file: "/a.csv", line: 3, offset: 40, reason: "date", sample: "x" }],
    rejected: { date: 1 },
  };
}

/** All results of a source. */
function everything(path: string, source: string): Record<string, (readonly unknown[])[]> {
  const views = [
    "buckets",
    "bucket_sections",
    "bucket_hosts",
    "bucket_statuses",
    "seconds",
    "alerts",
    "rejects",
  ];
  return Object.fromEntries(views.map((view) => {
    return [
      view,
      rowsOf(path, `SELECT * FROM ${view} WHERE source = :source ORDER BY 1, 2`, { source }),
    ];
  }));
}

for (const [promise, keep] of Object.entries(PROMISES)) {
  Deno.test(`store: ${promise}`, async () => {
    const directory = await Deno.makeTempDir();
    try {
      keep(`${directory}/x.db`);
    } finally {
      await Deno.remove(directory, { recursive: true });
    }
  });
}
